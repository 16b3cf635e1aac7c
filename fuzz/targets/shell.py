"""What is typed at the prompt of an imagined container: one line of commands after the other."""

from __future__ import annotations

from contextlib import suppress
from functools import cache

from fuzz.bounds import hold
from fuzz.opening import Opened
from inspector.container.filesystem import Filesystem
from inspector.container.shell import Shell
from inspector.errors import LayerscopeError
from inspector.text import decode
from tests.build_image import (
    ImageSpec,
    build,
    directory,
    docker_legacy,
    file,
    hardlink,
    layer_tar,
    symlink,
    whiteout,
)

_LINES = 8
_LAYERS = (
    [
        directory("a"),
        file("a/f", b"hello\n"),
        hardlink("a/g", "a/f"),
        symlink("l", "a"),
        symlink("loop", "loop"),
        file("b.tar", layer_tar([file("x", b"x"), directory("d"), symlink("y", "../z")])),
    ],
    [whiteout("a/g"), file("a/f", b"other\n", mode=0o4755)],
)


@cache
def _opened() -> Opened:
    return Opened.of(layer_tar(docker_legacy(build(ImageSpec(layers=_LAYERS)))))


def run(data: bytes) -> None:
    """Run some lines in a new container."""
    opened = _opened()
    filesystem = Filesystem(opened.image, opened.tree, opened.contents, lambda: 2_000_000_000)
    shell = Shell(filesystem)
    for line in decode(data).split("\x1e")[:_LINES]:
        with suppress(LayerscopeError):
            result = shell.run(line)
            hold(len(result.output), 2 << 20, "characters")
            assert 0 <= result.exit <= 255, result.exit
    hold(len(filesystem.upper()), 64 + 16 * len(data), "paths")
