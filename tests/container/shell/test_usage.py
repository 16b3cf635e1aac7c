"""``du`` and ``df``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.container.shell.conftest import Tried


@pytest.mark.parametrize(
    ("line", "output"),
    [
        ("du -s var", "20\tvar\n"),
        ("du -sh var", "20K\tvar\n"),
        ("du var", "16\tvar/lists\n20\tvar\n"),
        ("cd var/lists; du -ab", "0\t./.lock\n5000\t./one\n3000\t./two\n12096\t.\n"),
        ("du -d 0 -c f g", "4\tf\n4\ttotal\n"),
    ],
)  # fmt: skip
def test_du(sh: Tried, line: str, output: str) -> None:
    assert sh(line) == (0, output)


def test_nothing_is_freed_by_removing(sh: Tried) -> None:
    _, before = sh("df")
    sh("rm -rf var")
    assert sh("df")[1] == before
    assert sh("du -s var") == (1, "du: cannot access 'var': No such file or directory\n")


def test_df_counts_what_is_stored_twice(sh: Tried) -> None:
    assert sh("df -h")[1].splitlines()[1].split() == ["overlay", "-", "8.0K", "-", "-", "/"]
    sh("chmod g+w var/lists/one")
    assert "13K" in sh("df -h")[1]
