"""What docker and Layerscope print of an image's history, where its rows grow older meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.engine.layerscope import layerscope

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engine.docker import Docker

Mode = tuple[str, ...]

TRIES = 40


def ask(docker: Docker, mode: Mode, tag: str, **variables: str) -> bytes:
    """Return docker's answer; a client before 23 is asked for JSON in the way it understands."""
    if mode[:2] == ("--format", "json") and not docker.is_current:
        mode = ("--format", "{{json .}}", *mode[2:])
    return docker("history", *mode, tag, **variables)


def settled(docker: Docker, mode: Mode, tag: str, archive: Path) -> tuple[bytes, bytes]:
    """Return docker's answer and ours, given while no row grew older."""
    for _ in range(TRIES):
        before = ask(docker, mode, tag)
        ours = layerscope("history", archive, *mode)
        if ask(docker, mode, tag) == before:
            break
    return before, ours
