"""Two builds of one image with a difference of every kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.analyses.comparison import compare
from inspector.analyses.sizes import directory_sizes
from inspector.ui.session.changes import layer_changes
from inspector.ui.session.compared import BOTH, ComparedSession, side_of
from tests.build_image import (
    ImageSpec,
    directory,
    file,
    format_named,
    hardlink,
    symlink,
    whiteout,
)
from tests.packages.databases import stanza, status
from tests.ui.sessions import session_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.build_image import Part

CONFIG = "".join(f"option_{number} = {number}\n" for number in range(1, 13))
HOSTILE = "srv/\x1b[31mred\u202egnp.exe"
BASE = [
    directory("etc"),
    file("etc/passwd", b"root:x:0:0\n"),
    file("usr/bin/tool", b"\x7fELF" + b"t" * 4000, mode=0o755),
    hardlink("usr/bin/alias", "usr/bin/tool"),
    directory("srv"),
]
HISTORY = ["ADD base in /", "RUN apt-get install -y zlib1g", "COPY app /srv/app"]


def _of(version: str, *last: Part, extra: list[list[Part]], env: str) -> ImageSpec:
    history = [*HISTORY, *["RUN make install"] * len(extra)]
    config = {"Env": ["PATH=/usr/bin", f"MODE={env}"], "Cmd": ["tool"]}
    return ImageSpec(
        layers=[BASE, [status(stanza("zlib1g", version))], list(last), *extra],
        history=history,
        config={"config": config},
        tags=[f"example.com/shop:{version}"],
    )


OLD = _of(
    "1.2",
    file("srv/app/config.ini", CONFIG.encode()),
    file("srv/app/run.sh", b"#!/bin/sh\n", mode=0o644),
    file("srv/app/data.bin", b"d" * 90_000),
    file("srv/app/gone.txt", b"gone\n"),
    symlink("srv/app/current", "one"),
    file(HOSTILE, b"old"),
    extra=[],
    env="test",
)
NEW = _of(
    "1.3",
    file("srv/app/config.ini", CONFIG.replace("5 = 5", "5 = five").encode()),
    file("srv/app/run.sh", b"#!/bin/sh\n", mode=0o755),
    file("srv/data/data.bin", b"d" * 90_000),
    symlink("srv/app/current", "two"),
    file(HOSTILE, b"new"),
    extra=[[file("opt/new/su", b"s" * 2000, mode=0o4755), whiteout("usr/bin/alias")]],
    env="live",
)


def pair(tmp_path: Path) -> tuple[Path, Path]:
    """Write the old image and the new one."""
    write = format_named("docker-legacy").write
    return write(tmp_path / "old.tar", OLD), write(tmp_path / "new.tar", NEW)


def compared_session(old: Path, new: Path) -> ComparedSession:
    """Read and compare two images, without a screen."""
    before, after = session_of(old), session_of(new)
    found = compare(side_of(before), side_of(after))
    session = ComparedSession(before, after, found)
    session.sizes = directory_sizes(session.tree)
    session.keep_changes(layer_changes(session.tree, BOTH, session.new_contents()))
    return session
