"""``truncate`` and ``dd``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.container.shell.conftest import Tried


@pytest.mark.parametrize(
    ("line", "code", "output"),
    [
        ("truncate -s 3 f && cat f", 0, "fir"),
        ("truncate -s +2 f && stat -c %s f", 0, "8\n"),
        ("truncate -s x f", 1, "truncate: Invalid number: 'x'\n"),
        ("truncate -s 1 var", 1, "truncate: cannot open 'var' for writing: Is a directory\n"),
        ("dd if=/dev/zero of=z bs=1k count=3 status=none && stat -c %s z", 0, "3072\n"),
        ("dd if=f of=h bs=4 count=1", 0, "1+0 records in\n1+0 records out\n4 bytes copied\n"),
        ("dd if=f bs=2 skip=1 count=1 status=none", 0, "rs"),
        ("dd if=missing of=h", 1, "dd: failed to open 'missing': No such file or directory\n"),
    ],
)
def test_sizing(sh: Tried, line: str, code: int, output: str) -> None:
    assert sh(line) == (code, output)
