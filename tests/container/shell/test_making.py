"""``mkdir`` and ``touch``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.container.imagined import NOW

if TYPE_CHECKING:
    from tests.container.shell.conftest import Tried


@pytest.mark.parametrize(
    ("line", "code", "output"),
    [
        ("mkdir f", 1, "mkdir: cannot create directory 'f': File exists\n"),
        ("mkdir no/x", 1, "mkdir: cannot create directory 'no/x': No such file or directory\n"),
        ("mkdir -p f/x", 1, "mkdir: cannot create directory 'f': Not a directory\n"),
        ("mkdir -p var/lists", 0, ""),
        ("mkdir -pv n/m", 0, "mkdir: created directory 'n'\nmkdir: created directory 'n/m'\n"),
        ("mkdir -m 9 n", 1, "mkdir: invalid mode '9'\n"),
        ("mkdir -m 1777 t && stat -c %a t", 0, "1777\n"),
        ("touch no/x", 1, "touch: cannot touch 'no/x': No such file or directory\n"),
        ("touch -c missing", 0, ""),
        ("touch n && stat -c '%s %a %Y' n", 0, f"0 644 {NOW}\n"),
        ("touch -d '2001-02-03' f && stat -c %y f", 0, "2001-02-03 00:00:00.000000000 +0000\n"),
        ("touch -r etc/conf n && stat -c %Y n", 0, "100\n"),
        ("touch nowhere && stat -c %F missing", 0, "regular empty file\n"),
    ],
)
def test_making(sh: Tried, line: str, code: int, output: str) -> None:
    assert sh(line) == (code, output)


def test_a_directory_that_is_made_again_is_opaque(sh: Tried) -> None:
    sh("rm -rf var/lists && mkdir var/lists")
    assert sh.shows == ["dir /var copied-up", "dir /var/lists opaque"]
