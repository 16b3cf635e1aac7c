"""``find``: its tests, and ``-delete``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.container.shell.conftest import Tried


@pytest.mark.parametrize(
    ("line", "output"),
    [
        ("find var", "var\nvar/lists\nvar/lists/.lock\nvar/lists/one\nvar/lists/two\n"),
        ("find var -depth -type d", "var/lists\nvar\n"),
        ("find . -maxdepth 1 -type l", "./link\n./nowhere\n"),
        ("find var -size +4k", "var/lists/one\n"),
        ("find var -type f -empty", "var/lists/.lock\n"),
        ("find var -name 'o*' -o -name 't*'", "var/lists/one\nvar/lists/two\n"),
        (r"find var ! \( -type d -o -empty \) -print", "var/lists/one\nvar/lists/two\n"),
        ("find var -name lists -prune", "var/lists\n"),
        ("find var -mindepth 2 -not -iname 'O*'", "var/lists/.lock\nvar/lists/two\n"),
        ("find . -links 2 -type f", "./f\n./g\n"),
        ("find var -path '*/t*' -user root -group 0 -perm -200", "var/lists/two\n"),
        ("find f -newer etc/conf", ""),
    ],
)
def test_finding(sh: Tried, line: str, output: str) -> None:
    assert sh(line) == (0, output)


def test_deleting(sh: Tried) -> None:
    assert sh("find var -name one -delete") == (0, "")
    assert sh.shows[-1] == "whiteout /var/lists/one"
    assert sh("find var -name lists -delete") == (
        1, "find: cannot delete 'var/lists': Directory not empty\n",
    )  # fmt: skip
    assert sh("find var -delete && find var") == (1, "find: 'var': No such file or directory\n")
    assert sh.shows == ["whiteout /var"]
