"""An image with something of every kind to look into, and how a test gets to a path of it."""

from __future__ import annotations

import gzip
import io
import zipfile
from functools import cache
from typing import TYPE_CHECKING

from inspector.ui.session import messages
from tests.build_image import (
    ImageSpec,
    build,
    char,
    directory,
    fifo,
    file,
    hardlink,
    layer_tar,
    symlink,
    whiteout,
)
from tests.ui.images import LEGACY

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ui.stage import Stage

OLD = "".join(f"line {number}\n" for number in range(1, 41))
NEW = OLD.replace("line 3\n", "line three\n").replace("line 30\n", "").removesuffix("\n")
PYTHON = (
    '#!/usr/bin/env python3\n"""Doc."""\n\nimport os\n\n\ndef main():\n\treturn os.name  # why\n'
)
LONG_LINE = b"start " + b"x" * 10_000_000 + b" end"
HOSTILE = (
    b"esc \x1b[31mred\x1b[0m \x07\n"
    b"markup [@click=app.quit]x[/]\n"
    b"bidi \xe2\x80\xaegnp.exe\n"
    b"latin caf\xe9\n"
    b"wide " + "日".encode() * 150 + b"\n"
    b"crlf\r\n"
    b"c1 \xc2\x9b31m\n"
    b"tab\there\n" + b"." * 9000 + b"\n"
    b"nul \0 late\n"
)


def _zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(zipfile.ZipInfo("META-INF/MANIFEST.MF", (2020, 2, 3, 4, 5, 6)), "x" * 9)
        archive.writestr(zipfile.ZipInfo("\x1b[31mred", (2020, 2, 3, 4, 5, 6)), "")
    return buffer.getvalue()


TAR = layer_tar([directory("inner"), file("inner/f", b"12345"), symlink("l", "inner/f")])


def _spec() -> ImageSpec:
    return ImageSpec(
        layers=[
            [
                file("app/main.py", PYTHON.encode(), mode=0o755, uid=1),
                file("app/notes.txt", OLD.encode(), mode=0o644, uid=1, xattrs={"user.a": b"1"}),
                file("app/gone.txt", b"still here\n"),
                file("app/tool", b"\x7fELF\0" + bytes(range(256)) * 300),
                file("app/page.1.gz", gzip.compress(b".TH PAGE 1\nwords\n", mtime=0)),
                file("app/bundle.tar", TAR),
                file("app/lib.jar", _zip()),
                file("app/hostile.txt", HOSTILE),
                file("app/long.txt", LONG_LINE),
                file("app/many.txt", b"".join(b"%07d\n" % number for number in range(600_000))),
                file("app/empty"),
                hardlink("app/twin", "app/main.py"),
                symlink("app/link", "../app/main.py"),
                symlink("app/dangling", "/no/\x1bwhere"),
                char("app/null", 1, 3),
                fifo("app/pipe"),
                directory("app/folder"),
            ],
            [
                file("app/notes.txt", NEW.encode(), mode=0o600, uid=2, xattrs={"user.a": b"2"}),
                file("app/tool", b"\x7fELF\0" + bytes(range(255, -1, -1)) * 200),
                directory("app/folder", mode=0o700),
            ],
            [whiteout("app/gone.txt"), file("app/notes.txt", NEW.encode(), mode=0o644)],
        ],
        history=["COPY app /app", "RUN sed -i s/3/three/ /app/notes.txt", "RUN rm /app/gone.txt"],
    )


@cache
def _archive() -> bytes:
    return layer_tar(LEGACY.layout(build(_spec())))


def views(tmp_path: Path) -> Path:
    """Return an image to look into."""
    path = tmp_path / "views.tar"
    path.write_bytes(_archive())
    return path


async def go_to(stage: Stage, path: str, layer: int, *keys: str) -> None:
    """Put the cursor on a path of a layer's changes, and press keys."""
    stage.main.post_message(messages.PathAsked(path, layer))
    await stage.settle()
    await stage.press(*keys)
