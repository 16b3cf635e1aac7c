"""Files that a tool keeps in a layer for itself are marked: exact names, at the root alone."""

from __future__ import annotations

import io
import json
import zlib
from typing import TYPE_CHECKING

import pytest

from inspector.analyses.audit import format_findings
from tests.build_image import (
    NO_PREFETCH,
    PREFETCH,
    TOC,
    compress,
    directory,
    estargz,
    expand,
    file,
    hardlink,
    layer_tar,
    symlink,
    whiteout,
)

if TYPE_CHECKING:
    from tests.tree.conftest import Build
    from tests.tree.world import World

NAMES = (NO_PREFETCH, PREFETCH, TOC)
FILES = [directory("etc"), file("etc/motd", b"hello\n" * 900), symlink("l", "etc/motd")]


def tooling(image: World) -> set[tuple[int | None, str | None]]:
    return {(layer, path) for kind, layer, path in image.findings() if kind == "tooling-file"}


@pytest.mark.parametrize("codec", ["gzip-estargz", "gzip", "none", "zstd-chunked"])
@pytest.mark.parametrize("prefix", ["", "./", "/"])
def test_an_estargz_layer(build: Build, codec: str, prefix: str) -> None:
    layer = estargz(FILES, first=[file("bin/sh", b"elf" * 700)], prefix=prefix)
    image = build([file("below")], layer, codec=("gzip", codec))
    assert tooling(image) == {(1, f"/{PREFETCH}"), (1, f"/{TOC}")}
    assert {f"/{TOC}", f"/{PREFETCH}", "/etc/motd", "/bin/sh"} <= set(image.paths())
    assert {each.level for each in format_findings(image.image, image.tree)} == {"note"}


def test_the_layer_is_a_real_one() -> None:
    """Its footer leads to the table, the table to the gzip member of each file."""
    blob = compress(estargz(FILES), "gzip-estargz")
    footer = blob[-51:]
    assert footer[12:16] == b"SG\x16\x00"
    at = int(footer[16:32], 16)
    payload = expand(blob[at:])[512:]
    rows = json.loads(payload[: payload.index(b"\0")])["entries"]
    (motd,) = (row for row in rows if row["name"] == "etc/motd")
    stream = io.BytesIO(zlib.decompressobj(31).decompress(blob[motd["offset"] :]))
    assert stream.read(motd["size"]) == b"hello\n" * 900


def test_the_landmark_of_a_layer_without_anything_to_fetch_first(build: Build) -> None:
    image = build(estargz(FILES), codec="gzip-estargz")
    assert tooling(image) == {(0, f"/{NO_PREFETCH}"), (0, f"/{TOC}")}


def test_each_layer_has_its_own(build: Build) -> None:
    image = build(estargz(FILES), estargz([file("x")]), codec="gzip-estargz")
    assert tooling(image) == {(n, f"/{name}") for n in (0, 1) for name in (NO_PREFETCH, TOC)}


@pytest.mark.parametrize("name", NAMES)
def test_other_places_names_and_kinds_are_the_image_s_own(build: Build, name: str) -> None:
    others = [
        file(f"etc/{name}"),
        file(f"{name}.bak"),
        file(name.upper()),
        file(f"x{name}"),
        directory(name),
        file(f"{name}/f"),
    ]
    assert tooling(build(others)) == set()
    assert tooling(build([symlink(name, "etc")])) == set()
    assert tooling(build([file("f")], [whiteout(name), file(f".wh..wh.{name}")])) == set()


def test_a_link_to_such_a_file_is_one_by_its_name(build: Build) -> None:
    image = build([file("etc/x", b"{}"), hardlink(TOC, "etc/x")])
    assert tooling(image) == {(0, f"/{TOC}")}


def test_what_a_later_entry_replaced_is_gone(build: Build) -> None:
    image = build(layer_tar([file(TOC, b"{}"), directory(TOC), file(f"{TOC}/f")]))
    assert tooling(image) == set()
