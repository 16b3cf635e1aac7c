"""``ls`` and ``stat``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.container.shell.conftest import Tried

LONG = """\
total 12
-rw-r--r-- 1 app  root 5000 Jan  1  1970 one
-rw-r--r-- 1 root root 3000 Jan  1  1970 two
"""


@pytest.mark.parametrize(
    ("line", "output"),
    [
        ("ls var/lists", "one\ntwo\n"),
        ("ls -a var/lists", ".\n..\n.lock\none\ntwo\n"),
        ("ls -A var/lists f", "f\n\nvar/lists:\n.lock\none\ntwo\n"),
        ("ls -R var", "var:\nlists\n\nvar/lists:\none\ntwo\n"),
        ("ls -d var link", "link\nvar\n"),
        ("ls -rS var/lists", "two\none\n"),
        ("ls -p", "etc/\nf\ng\nlink\nnowhere\nvar/\n"),
        ("chown app var/lists/one; ls -l var/lists", LONG),
        ("ls -l link", "lrwxrwxrwx 1 root root 8 Jan  1  1970 link -> etc/conf\n"),
        ("ls -lhn var/lists/one", "-rw-r--r-- 1 0 0 4.9K Jan  1  1970 var/lists/one\n"),
        ("stat -c '%n %s %F' link f", "link 8 symbolic link\nf 6 regular file\n"),
    ],
)  # fmt: skip
def test_listing(sh: Tried, line: str, output: str) -> None:
    assert sh(line) == (0, output)


def test_what_is_not_there(sh: Tried) -> None:
    assert sh("ls x f") == (2, "ls: cannot access 'x': No such file or directory\nf\n")
    assert sh("stat x") == (1, "stat: cannot statx 'x': No such file or directory\n")


def test_stat_says_it_in_full(sh: Tried) -> None:
    _, output = sh("stat f")
    assert output.startswith("  File: f\n  Size: 6         \tBlocks: 8          IO Block: 4096")
    assert "Access: (0644/-rw-r--r--)  Uid: (    0/    root)   Gid: (    0/    root)" in output
