"""Squashed images, read back: the tree that they showed before, and no byte that no one sees."""

from __future__ import annotations

import io
import tarfile
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.errors import UnreadableError, UsageError
from inspector.io.progress import CancelledError
from inspector.tree.listing import list_tree
from inspector.writing.squash import Squashed, squash
from tests.build_image import (
    ImageSpec,
    char,
    directory,
    empty,
    expand,
    file,
    format_named,
    hardlink,
    opaque,
    sparse,
    symlink,
    whiteout,
)
from tests.properties import examples
from tests.tree.random_layers import RANDOM_LAYERS
from tests.tree.world import World, opened, world

if TYPE_CHECKING:
    from pathlib import Path

    from tests.build_image import Member, Part


ROW = "# layers 1 to 2 in one (layerscope squash)"


def squashed(before: World, layers: range, to: Path) -> tuple[World, Squashed]:
    """Squash layers and read back what was written."""
    found = squash(before.image, before.tree, before.contents, layers, to)
    return opened(to), found


def shown(one: World) -> dict[str, Any]:
    """Return what the top shows: each path with all but the layer, and the names of its inode."""
    groups = {path: group for group in one.groups() for path in group}
    found: dict[str, Any] = {}
    for row, listed in zip(one.rows(), list_tree(one.tree, one.top), strict=True):
        del row["layer"]
        row["hardlinks"] = groups.get(row["path"])
        entry, home = listed.version.entry, listed.version.home
        if row["type"] == "file" and entry is not None:
            row["sha256"] = one.contents.sha256(home, entry)
        found[row["path"]] = row
    return found


def with_described(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """Let directories have a time that no entry described: a layer must describe some of them."""
    for path, row in before.items():
        if row["mtime"] is None and path in after:
            row["mtime"] = after[path]["mtime"]
    return before


@settings(max_examples=examples(60), deadline=None)
@given(layers=RANDOM_LAYERS, data=st.data())
def test_the_tree_stays_and_nothing_is_wasted(
    tmp_path_factory: pytest.TempPathFactory, layers: list[list[Member]], data: st.DataObject
) -> None:
    base = tmp_path_factory.getbasetemp()
    before = world(base / "squash.tar", *layers)
    first = data.draw(st.integers(0, before.top))
    stop = data.draw(st.integers(first + 1, before.top + 1))
    try:
        after, found = squashed(before, range(first, stop), base / "squashed.tar")
    except UnreadableError as error:
        told = ("leads nowhere", "type is not known", "a whiteout's")
        assert any(each in str(error) for each in told)  # noqa: PT017 - most have none
        return
    expected, rows = shown(before), shown(after)
    assert rows == with_described(expected, rows)
    assert len(after.image.layers) == len(layers) - (stop - first) + 1
    made = after.usage.layers[first]
    assert (made.wasted_bytes, made.stored_bytes) == (0, found.stored_bytes)
    others = [each for each in before.usage.layers if not first <= each.index < stop]
    wasted = sum(each.wasted_bytes for each in others) + found.copied_bytes
    assert after.usage.wasted_bytes == wasted
    assert after.usage.live_bytes == before.usage.live_bytes


# what a layer holds ----------------------------------------------------------------------------

TIME = ((b"mtime", b"1700000000.123456789"),)
BASE: list[Part] = [
    directory("app", mode=0o2750, gid=5, pax=TIME),
    file("app/old", b"old"),
    file("app/kept", b"kept"),
    directory("cache"),
    file("cache/a", b"a" * 50),
    file("first", b"1"),
]
MIDDLE: list[Part] = [
    whiteout("app/old"),
    directory("app", mode=0o2750, gid=5, pax=TIME),
    file("app/new", b"new", mode=0o4755, xattrs={"security.capability": b"\1\0\xff"}, pax=TIME),
    hardlink("app/name", "app/new"),
    directory("cache", mode=0o700),
    opaque("cache"),
    sparse(b"app/disk", 1 << 20, [(4096, b"x" * 10), (1 << 19, b"y")]),
    char("app/tty", 5, 1),
    symlink("app/link", "new"),
    file("app/temporary", b"t" * 900),
]
TOP: list[Part] = [whiteout("app/temporary"), file("app/new", b"newer"), whiteout("app/kept")]
LAYERS = (BASE, MIDDLE, TOP)


def headers(one: World, layer: int) -> list[tarfile.TarInfo]:
    """Return the members of a layer as another reader has them."""
    window = one.image.layers[layer].data.window
    assert window is not None
    data = expand(window.pread(window.size, 0))
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        return tar.getmembers()


def test_the_layer_holds_what_shows_and_what_hides(tmp_path: Path) -> None:
    before = world(tmp_path / "i.tar", *LAYERS)
    after, found = squashed(before, range(1, 3), tmp_path / "o.tar")
    assert shown(after) == shown(before)
    names = [each.name for each in headers(after, 1)]
    assert names == [
        *("app", "cache", "cache/.wh..wh..opq", "app/.wh.kept", "app/.wh.old"),
        *("app/name", "app/disk", "app/tty", "app/link", "app/new"),
    ]
    by_name = {each.name: each for each in headers(after, 1)}
    assert by_name["app"].pax_headers["mtime"] == "1700000000.123456789"
    assert by_name["app/name"].pax_headers["mtime"] == "1700000000.123456789"
    segments: Any = by_name["app/disk"].sparse
    assert (by_name["app/disk"].size, segments) == (1 << 20, [(4096, 10), (1 << 19, 1)])
    assert after.entry("/app/disk").stored == 11
    assert found.stored_bytes == 3 + 11 + 5
    assert not after.findings()


def test_a_file_that_a_layer_above_hides_keeps_its_name_alone(tmp_path: Path) -> None:
    before = world(tmp_path / "i.tar", *LAYERS)
    after, _ = squashed(before, range(2), tmp_path / "o.tar")
    assert shown(after) == shown(before)
    sizes = {row["path"]: row["size"] for row in after.rows(0) if row["type"] == "file"}
    assert sizes == {
        "/app/disk": 1 << 20,
        "/app/kept": 0,
        "/app/name": 3,
        "/app/new": 3,
        "/app/temporary": 0,
        "/first": 1,
    }
    assert after.usage.layers[0].wasted_bytes == 0
    # Engines give a file the attributes of each of its names.
    name, new = (each for each in headers(after, 0) if each.name in {"app/name", "app/new"})
    assert (new.linkname, new.mode) == ("app/name", name.mode)
    assert new.pax_headers == {key: name.pax_headers[key] for key in new.pax_headers}
    assert new.pax_headers["SCHILY.xattr.security.capability"]


def test_names_of_an_inode_in_other_layers_stay_its_names(tmp_path: Path) -> None:
    layers = (
        [file("a", b"a"), file("lost", b"lost")],
        [hardlink("b", "a"), hardlink("found", "lost"), file("c", b"c")],
        [hardlink("d", "c"), whiteout("lost")],
        [hardlink("e", "c")],
    )
    before = world(tmp_path / "i.tar", *layers)
    after, found = squashed(before, range(1, 3), tmp_path / "o.tar")
    assert shown(after) == shown(before)
    assert after.groups() == {frozenset({"/a", "/b"}), frozenset({"/c", "/d", "/e"})}
    # The layer below still has its copy, which no path shows.
    assert (found.stored_bytes, found.copied_bytes) == (1 + 4, 4)


def test_directories_above_what_is_written_are_as_they_were(tmp_path: Path) -> None:
    layers = ([directory("a", mode=0o700), file("a/b/c", b"1")], [file("a/b/d", b"2")])
    before = world(tmp_path / "i.tar", *layers)
    after, _ = squashed(before, range(1, 2), tmp_path / "o.tar")
    assert [each.name for each in headers(after, 1)] == ["a", "a/b/d"]
    assert shown(after) == shown(before)


# the archive -----------------------------------------------------------------------------------


@pytest.mark.parametrize("codec", ["none", "gzip", "zstd", "xz", "bzip2"])
def test_compressed_layers_stay_so_and_others_are_copied(tmp_path: Path, codec: str) -> None:
    codecs = ["gzip", codec, codec, "zstd"]
    layers = (*LAYERS, [file("last", b"last")])
    spec = ImageSpec(layers=layers, codec=codecs)
    before = opened(format_named("oci-archive").write(tmp_path / "i.tar", spec))
    after, found = squashed(before, range(1, 3), tmp_path / "o.tar")
    again = squash(
        before.image, before.tree, before.contents, range(1, 3), tmp_path / "p.tar", tag=None
    )
    assert (tmp_path / "o.tar").read_bytes() == (tmp_path / "p.tar").read_bytes()
    assert found == again
    assert shown(after) == shown(before)
    assert [each.scan.compression or "none" for each in after.image.layers] == [
        *("gzip", codec, "zstd")
    ]
    blobs = [each.data.digest(None) for each in after.image.layers]
    assert [blobs[0], blobs[2]] == [before.image.layers[at].data.digest(None) for at in (0, 3)]
    assert not after.image.findings
    assert found.written.diff_id == after.image.config.diff_ids[1]


HISTORIES: dict[str, tuple[list[Any], list[tuple[str, int | None]]]] = {
    "a row a layer": (
        ["zero", empty("ENV a=b"), "one", "two", empty("CMD"), "three"],
        [
            *(("zero", 0), ("ENV a=b", None), ("one", None), ("two", None)),
            *((ROW, 1), ("CMD", None), ("three", 2)),
        ],
    ),
    "too few": (["zero", "one"], [("zero", 0), ("one", None), (ROW, 1)]),
    "none": ([], [("", 0), (ROW, 1)]),
}


@pytest.mark.parametrize("name", HISTORIES)
def test_the_order_of_the_history_stays(tmp_path: Path, name: str) -> None:
    history, expected = HISTORIES[name]
    config = {"config": {"Cmd": ["sh"], "Unknown": [1, None]}}
    spec = ImageSpec(layers=(*LAYERS, BASE), history=history, config=config)
    before = opened(format_named("docker-25").write(tmp_path / "i.tar", spec))
    after, _ = squashed(before, range(1, 3), tmp_path / "o.tar")
    assert [(row.created_by, layer) for row, layer in after.image.history] == expected
    assert after.image.config.created == before.image.config.created
    assert after.image.config.config == before.image.config.config


# what is refused -------------------------------------------------------------------------------


def test_the_image_itself_is_not_written_over(tmp_path: Path) -> None:
    before = world(tmp_path / "i.tar", *LAYERS)
    whole = (tmp_path / "i.tar").read_bytes()
    (tmp_path / "link").symlink_to("i.tar")
    with pytest.raises(UsageError, match="is the image itself"):
        squashed(before, range(3), tmp_path / "link")
    assert (tmp_path / "i.tar").read_bytes() == whole


class Stopping:
    """A user who has waited long enough."""

    def __init__(self, most: int) -> None:
        self._left = most

    def advance(self, size: int, /) -> None:
        self._left -= size
        if self._left < 0:
            raise CancelledError


def test_who_stops_it_finds_the_old_file(tmp_path: Path) -> None:
    before = world(tmp_path / "i.tar", *LAYERS)
    out = tmp_path / "o.tar"
    out.write_bytes(b"old")
    for most in (0, 3000, 9000):
        with pytest.raises(CancelledError):
            squash(
                before.image,
                before.tree,
                before.contents,
                range(3),
                out,
                progress=Stopping(most),
            )
    assert out.read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["i.tar", "o.tar"]


@pytest.mark.parametrize(
    ("layers", "told"),
    [
        ([[symlink("a", "z"), file("a/b", b"1")]], "leads nowhere"),
        ([[hardlink("a", "z")]], "its type is not known"),
        ([[char("a", 1 << 60, -1)]], "its device numbers are out of range"),
    ],
)
def test_what_no_layer_can_hold_is_told(
    tmp_path: Path, layers: list[list[Part]], told: str
) -> None:
    before = world(tmp_path / "i.tar", *layers)
    with pytest.raises(UnreadableError, match=told):
        squashed(before, range(1), tmp_path / "o.tar")
    assert not (tmp_path / "o.tar").exists()
