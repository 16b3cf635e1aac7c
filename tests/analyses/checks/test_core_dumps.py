"""Dumps of processes are known by their name and their first bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.analyses.checks.audited import rows
from tests.build_image import directory, file, whiteout

if TYPE_CHECKING:
    from pathlib import Path

CORE = b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x04\x00" + bytes(100)
PROGRAM = CORE[:16] + b"\x02\x00" + CORE[18:]


@pytest.mark.parametrize("codec", ["none", "gzip"])
@pytest.mark.parametrize("name", ["core", "core.1234", "core.nginx.77"])
def test_a_dump(tmp_path: Path, name: str, codec: str) -> None:
    dump = file(f"app/{name}", CORE, mode=0o600)
    found = ("leftover-core-dump", 1, f"/app/{name}", 118, None, "warning")
    assert rows(tmp_path, [directory("app")], [dump], codec=codec) == [found]
    hidden = ("leftover-core-dump", 1, f"/app/{name}", 118, 2, "warning")
    layers = [directory("app")], [dump], [whiteout(f"app/{name}")]
    assert rows(tmp_path, *layers, codec=codec) == [hidden]


@pytest.mark.parametrize(
    "other",
    [
        file("app/core", PROGRAM, mode=0o600),
        file("app/core", b"text", mode=0o600),
        file("app/core", CORE[:17], mode=0o600),
        file("app/core.py", CORE, mode=0o600),
        file("app/score", CORE, mode=0o600),
        directory("app/core"),
    ],
    ids=lambda member: f"{member.name} {len(member.content)}",
)
@pytest.mark.parametrize("codec", ["none", "gzip"])
def test_what_is_none(tmp_path: Path, other: object, codec: str) -> None:
    assert rows(tmp_path, [other], codec=codec) == []  # type: ignore[list-item]
