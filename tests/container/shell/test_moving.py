"""``cp``, ``mv`` and ``ln``; the engine test has the corners."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.container.shell.conftest import Tried


@pytest.mark.parametrize(
    ("line", "code", "output"),
    [
        ("cp f", 1, "cp: missing destination file operand after 'f'\n"),
        ("cp missing x", 1, "cp: cannot stat 'missing': No such file or directory\n"),
        ("cp var x", 1, "cp: -r not specified; omitting directory 'var'\n"),
        ("cp f f", 1, "cp: 'f' and 'f' are the same file\n"),
        ("cp f g", 1, "cp: 'f' and 'g' are the same file\n"),
        ("cp f g link", 1, "cp: target 'link': Not a directory\n"),
        ("cp f nowhere", 1, "cp: not writing through dangling symlink 'nowhere'\n"),
        ("cp f no/x", 1, "cp: cannot create regular file 'no/x': No such file or directory\n"),
        ("cp -r var f", 1, "cp: cannot overwrite non-directory 'f' with directory 'var'\n"),
        (
            "cp /dev/null f && stat -c '%s %a' f && cp /dev/null x && stat -c '%s %a' x",
            0,
            "0 644\n0 644\n",
        ),
        ("mv /dev/null x", 1, "mv: cannot stat '/dev/null': No such file or directory\n"),
        ("cp -v f etc", 0, "'f' -> 'etc/f'\n"),
        ("mv f var/lists/one etc/conf/", 1, "mv: target 'etc/conf/': Not a directory\n"),
        ("mv missing x", 1, "mv: cannot stat 'missing': No such file or directory\n"),
        ("mv var var/x", 1, "mv: cannot move 'var' to a subdirectory of itself, 'var/x'\n"),
        ("mv var f", 1, "mv: cannot overwrite non-directory 'f' with directory 'var'\n"),
        ("mv -v f h", 0, "renamed 'f' -> 'h'\n"),
        ("ln -s x f", 1, "ln: failed to create symbolic link 'f': File exists\n"),
        ("ln var x", 1, "ln: var: hard link not allowed for directory\n"),
        ("ln missing x", 1, "ln: failed to access 'missing': No such file or directory\n"),
    ],
)
def test_messages(sh: Tried, line: str, code: int, output: str) -> None:
    assert sh(line) == (code, output)


def test_a_directory_of_the_image_is_copied_to_be_moved(sh: Tried) -> None:
    assert sh("mv -v var/lists lists") == (
        0,
        (
            "created directory 'lists'\n"
            "copied 'var/lists/.lock' -> 'lists/.lock'\n"
            "copied 'var/lists/one' -> 'lists/one'\n"
            "copied 'var/lists/two' -> 'lists/two'\n"
            "removed 'var/lists/.lock'\nremoved 'var/lists/one'\nremoved 'var/lists/two'\n"
            "removed directory 'var/lists'\n"
        ),
    )
    assert sh.shows[0] == "dir /lists"
    assert sh.shows[-2:] == ["dir /var copied-up", "whiteout /var/lists"]
    assert sh.shell.filesystem.stored_bytes == 8000
    assert sh("stat -c %Y lists/one") == (0, "100\n")


def test_a_file_of_the_image_is_copied_up_to_be_moved(sh: Tried) -> None:
    sh("mv f var/h")
    assert sh.shows == ["whiteout /f", "dir /var copied-up", "file /var/h copied-up"]


def test_a_copy_takes_no_bytes_before_it_is_read(sh: Tried) -> None:
    sh("dd if=/dev/zero of=big bs=1G count=1000 status=none && cp big big2")
    assert sh("du -h --apparent-size big2") == (0, "1000G\tbig2\n")


def test_an_archive_copy_keeps_metadata_and_links(sh: Tried) -> None:
    sh("chown app:users var/lists/one; chmod 4711 var/lists/one; ln var/lists/one var/lists/uno")
    assert sh("cp -a var v && stat -c '%a %U %G %h %Y' v/lists/uno") == (
        0, "4711 app users 2 100\n",
    )  # fmt: skip
    assert sh("cp -r link l && stat -c %N l") == (0, "'l' -> 'etc/conf'\n")
    assert sh("cp link l2 && stat -c %F l2") == (0, "regular file\n")


def test_a_hard_link_copies_its_file_up(sh: Tried) -> None:
    sh("ln f h")
    assert sh.shows == ["file /f copied-up", "file /h copied-up"]
    assert sh("ln -sfr etc/conf var/c && stat -c %N var/c") == (0, "'var/c' -> '../etc/conf'\n")
