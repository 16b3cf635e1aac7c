"""``rm`` and ``rmdir``: whiteouts, and GNU's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.container.shell.conftest import Tried


@pytest.mark.parametrize(
    ("line", "code", "output", "layer"),
    [
        ("rm -rf var/lists", 0, "", ["dir /var copied-up", "whiteout /var/lists"]),
        ("rm -rf missing f/x", 0, "", []),
        ("rm missing", 1, "rm: cannot remove 'missing': No such file or directory\n", []),
        ("rm var", 1, "rm: cannot remove 'var': Is a directory\n", []),
        ("rm -d var", 1, "rm: cannot remove 'var': Directory not empty\n", []),
        ("rm -v link", 0, "removed 'link'\n", ["whiteout /link"]),
        ("rm -r .", 1, "rm: refusing to remove '.' or '..' directory: skipping '.'\n", []),
        (
            "rm -rf /", 1,
            ("rm: it is dangerous to operate recursively on '/'\n"
            "rm: use --no-preserve-root to override this failsafe\n"), [],
        ),
        ("rm", 1, "rm: missing operand\n", []),
        ("rm -f", 0, "", []),
        (
            "rm -rv var/lists", 0,
            ("removed 'var/lists/.lock'\nremoved 'var/lists/one'\nremoved 'var/lists/two'\n"
            "removed directory 'var/lists'\n"), ["dir /var copied-up", "whiteout /var/lists"],
        ),
        ("rmdir var", 1, "rmdir: failed to remove 'var': Directory not empty\n", []),
        ("rmdir f", 1, "rmdir: failed to remove 'f': Not a directory\n", []),
        ("mkdir -p n/m && rmdir -p n/m", 0, "", []),
        ("rm \"it's\"", 1, "rm: cannot remove \"it's\": No such file or directory\n", []),
    ],
)  # fmt: skip
def test_removing(sh: Tried, line: str, code: int, output: str, layer: list[str]) -> None:
    assert sh(line) == (code, output)
    assert sh.shows == layer


def test_all_but_the_root_can_be_removed(sh: Tried) -> None:
    code, output = sh("rm -rf --no-preserve-root /")
    assert (code, output) == (1, "rm: cannot remove '/': Device or resource busy\n")
    assert sh.shows == [f"whiteout /{name}" for name in ("etc", "f", "g", "link", "nowhere", "var")]
