"""A small image with a shell in its container."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from inspector.container.shell import Shell
from tests.build_image import directory, file, hardlink, symlink
from tests.container.imagined import container, shown

if TYPE_CHECKING:
    from pathlib import Path

    from tests.build_image import Part

PASSWD = b"root:x:0:0:root:/root:/bin/sh\napp:x:1000:100::/:/bin/sh\n"
IMAGE: list[Part] = [
    directory("etc", mode=0o755, mtime=100),
    file("etc/passwd", PASSWD, mtime=100),
    file("etc/group", b"root:x:0:\nusers:x:100:\n", mtime=100),
    file("etc/conf", b"port = 80\nhost = a\n", mode=0o644, mtime=100),
    directory("var", mtime=100),
    directory("var/lists", mtime=100),
    file("var/lists/one", b"1" * 5000, mtime=100),
    file("var/lists/two", b"2" * 3000, mtime=100),
    file("var/lists/.lock", b"", mtime=100),
    file("f", b"first\n", mode=0o644, mtime=100),
    hardlink("g", "f"),
    symlink("link", "etc/conf", mtime=100),
    symlink("nowhere", "missing", mtime=100),
]


class Tried:
    """A shell; ``shows`` lists the writable layer, a line a path."""

    def __init__(self, shell: Shell) -> None:
        self.shell = shell

    def __call__(self, line: str) -> tuple[int, str]:
        result = self.shell.run(line)
        return result.exit, result.output

    @property
    def shows(self) -> list[str]:
        return shown(self.shell.filesystem)

    def text(self, path: str) -> str:
        """Return what a file holds."""
        code, output = self(f"cat {path}")
        assert code == 0
        return output


@pytest.fixture
def sh(tmp_path: Path) -> Tried:
    """A shell in a container of the image."""
    return Tried(Shell(container(tmp_path / "i.tar", IMAGE)))
