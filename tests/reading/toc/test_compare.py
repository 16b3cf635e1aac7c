"""Where a table of contents and the tar differ, engines see different files: findings say so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from inspector.io.window import OpenFile, Window
from inspector.limits import DEFAULT_LIMITS
from inspector.reading.cache import LayerCache
from inspector.reading.image import Image
from inspector.reading.scan import LayerState, scan_layer
from tests.build_image import (
    ImageSpec,
    TocBlob,
    char,
    directory,
    file,
    format_named,
    layer_tar,
    symlink,
)
from tests.formats.opened import archive
from tests.properties import examples
from tests.reading.toc.blobs import TREES, WRITERS, source_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from inspector.formats import LayerSource
    from inspector.reading.scan import LayerScan
    from tests.build_image import Member

    Rows = list[dict[str, Any]]
    Change = Callable[[Rows], Rows]

MEMBERS = [
    directory("etc"),
    file("etc/shadow", b"root:x\n", mode=0o640, uid=0, gid=42, xattrs={"user.x": b"1"}),
    symlink("etc/link", "shadow"),
    char("dev/null", 1, 3),
]


def in_file(path: Path, made: TocBlob) -> LayerSource:
    path.write_bytes(made.blob)
    return replace(source_of(made), window=Window(OpenFile.open(path)))


def read(path: Path, made: TocBlob) -> LayerScan:
    return scan_layer(in_file(path, made), DEFAULT_LIMITS)


def found(scan: LayerScan) -> list[tuple[str, str | None, str]]:
    return [(each.id, each.path, each.detail) for each in scan.findings]


@pytest.mark.parametrize("name", WRITERS)
@settings(max_examples=examples(30), deadline=None)
@given(members=TREES)
def test_an_honest_table_has_no_finding(
    tmp_path_factory: pytest.TempPathFactory, name: str, members: list[Member]
) -> None:
    path = tmp_path_factory.mktemp("toc") / "blob"
    made = WRITERS[name](layer_tar(members))
    bare = TocBlob(made.tar, made.blob, {}, b"")
    assert found(read(path, made)) == found(read(path, bare))


def set_(number: int, **fields: object) -> Change:
    return lambda rows: [row | fields if at == number else row for at, row in enumerate(rows)]


@pytest.mark.parametrize("writer", ["estargz", "zstd-chunked"])
@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (set_(1, mode=0o644, uid=7), ("toc-mismatch", "/etc/shadow", "mode, uid")),
        (set_(1, gid=7, xattrs={}), ("toc-mismatch", "/etc/shadow", "gid, xattrs")),
        (set_(1, modtime="2001-01-01T00:00:00Z"), ("toc-mismatch", "/etc/shadow", "modtime")),
        (set_(0, type="symlink", linkName="tmp"), ("toc-mismatch", "/etc", "type")),
        (set_(2, linkName="passwd"), ("toc-mismatch", "/etc/link", "linkName")),
        (set_(3, devMinor=5), ("toc-mismatch", "/dev/null", "devMajor, devMinor")),
        (lambda rows: rows[:3], ("toc-missing", "/dev/null", "")),
        (lambda rows: [*rows, rows[3]], ("toc-extra", "/dev/null", "")),
        (lambda rows: [{"name": "evil", "type": "dir"}, *rows], ("toc-extra", "/evil", "")),
        (set_(0, type="socket"), ("toc-unusable", None, "")),
    ],
)
def test_what_differs_is_told(
    tmp_path: Path, writer: str, change: Change, expected: tuple[str, str | None, str]
) -> None:
    scan = read(tmp_path / "blob", WRITERS[writer](layer_tar(MEMBERS), change=change))
    assert scan.state is LayerState.READ
    assert found(scan) == [expected]
    assert len(scan.entries) >= len(MEMBERS)


@pytest.mark.parametrize("name", WRITERS)
def test_names_that_json_cannot_hold_are_compared_as_it_has_them(tmp_path: Path, name: str) -> None:
    odd = [file(b"caf\xe9", xattrs={"user.x": b"\xff"}), symlink("l", b"\xff\xfe/\xc3\xa9")]
    assert found(read(tmp_path / "blob", WRITERS[name](layer_tar(odd)))) == []


def test_the_order_does_not_matter(tmp_path: Path) -> None:
    made = WRITERS["zstd-chunked"](layer_tar(MEMBERS), change=lambda rows: rows[::-1])
    assert found(read(tmp_path / "blob", made)) == []


def test_a_layer_that_is_cut_short_is_not_compared(tmp_path: Path) -> None:
    made = WRITERS["zstd-chunked"](
        layer_tar(MEMBERS), change=lambda rows: [*rows, {"name": "x", "type": "dir"}]
    )
    cut = TocBlob(made.tar, made.blob[: len(made.blob) // 5], made.annotations, made.table)
    ids = {each.id for each in read(tmp_path / "blob", cut).findings}
    assert "layer-damaged" in ids
    assert "toc-extra" not in ids


def test_a_cache_keeps_what_was_compared_and_with_what(tmp_path: Path) -> None:
    made = WRITERS["estargz"](
        layer_tar(MEMBERS), change=lambda rows: [*rows, {"name": "evil", "type": "dir"}]
    )
    source = in_file(tmp_path / "blob", made)
    spec = ImageSpec(layers=[[]])
    opened = archive(format_named("oci-archive").write(tmp_path / "image.tar", spec))
    cache = LayerCache(tmp_path / "cache", pytest.fail)

    def findings(source: LayerSource) -> list[str]:
        image = Image(opened, replace(opened.images[0], layers=(source,)), DEFAULT_LIMITS)
        (layer,) = image.read_layers(cache=cache)
        return [each.id for each in layer.scan.findings]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("inspector.reading.archive_layer._LEAST_KEPT", 0)
        assert findings(source) == ["toc-extra"]
        assert findings(source) == ["toc-extra"]
        assert findings(replace(source, annotations={})) == []
        assert findings(source) == ["toc-extra"]


@pytest.mark.parametrize("is_usable", [True, False])
def test_tables_that_take_long_count_as_what_decompresses_to_much(
    tmp_path: Path, *, is_usable: bool
) -> None:
    made = WRITERS["zstd-chunked"](
        layer_tar(MEMBERS),
        change=lambda rows: [{"type": "dir" if is_usable else "bomb", "name": "x" * 3000}, *rows],
    )
    source = in_file(tmp_path / "blob", made)
    spec = ImageSpec(layers=[[]])
    opened = archive(format_named("oci-archive").write(tmp_path / "image.tar", spec))
    limits = replace(DEFAULT_LIMITS, unpacked_bytes=90_000, unpacked_ratio=10**6)
    image = Image(opened, replace(opened.images[0], layers=(source, source)), limits)
    first, second = image.read_layers()
    assert (first.state, second.state) == (LayerState.READ, LayerState.PARTIAL)
    assert "decompress to all that is allowed" in str(second.error)
