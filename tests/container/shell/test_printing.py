"""``echo``, ``printf``, ``cat``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.container.shell.conftest import Tried


@pytest.mark.parametrize(
    ("line", "output"),
    [
        ("echo a  b", "a b\n"),
        ("echo -n a", "a"),
        (r"echo -e 'a\tb\x41\0101\c' c", "a\tbAA"),
        (r"echo 'a\tb'", "a\\tb\n"),
        ("echo -x -n", "-x -n\n"),
        (r"printf '%s-%d\n' a 7 b", "a-7\nb-0\n"),
        (r"printf '%5s|%-5s|%05d|%x\n' a b 42 255", "    a|b    |00042|ff\n"),
        (r"printf '100%%\n'", "100%\n"),
        (r"printf %b 'a\n'", "a\n"),
        (r"printf '%d %c\n' 0x10 xyz", "16 x\n"),
        ("printf plain", "plain"),
        ("cat -n etc/conf f", "     1\tport = 80\n     2\thost = a\n     3\tfirst\n"),
        ("cat link - /dev/null", "port = 80\nhost = a\n"),
    ],
)
def test_printing(sh: Tried, line: str, output: str) -> None:
    assert sh(line) == (0, output)


def test_complaints(sh: Tried) -> None:
    assert sh("cat missing f etc") == (
        1, "cat: missing: No such file or directory\nfirst\ncat: etc: Is a directory\n",
    )  # fmt: skip
    assert sh("printf '%d' x") == (1, "printf: 'x': expected a numeric value\n0")
    assert sh("cd f") == (2, "/bin/sh: 1: cd: can't cd to f\n")


def test_a_terminal_is_not_shown_all_of_a_large_file(sh: Tried) -> None:
    sh("dd if=/dev/zero of=z bs=1G count=1 status=none")
    code, output = sh("cat z")
    assert (code, output[-21:]) == (0, "\n[more is not shown]\n")
    assert len(output) < 2 << 20
