"""A committed container, read back: the tree that it showed, and an archive that engines load."""

from __future__ import annotations

import hashlib
import json
import tarfile
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.container.commit import save
from inspector.container.content import Content
from inspector.errors import (
    DamageError,
    LayerscopeError,
    LimitError,
    MissingBlobError,
    UnreadableError,
    UsageError,
)
from inspector.limits import DEFAULT_LIMITS
from inspector.tree.listing import list_tree
from tests.build_image import (
    FORMATS,
    Format,
    ImageSpec,
    directory,
    empty,
    file,
    format_named,
    hardlink,
    sparse,
    symlink,
    truncate,
    without,
)
from tests.container.calls import Seen, make, merged_view, random_calls, with_names
from tests.container.imagined import NOW, container, container_of, shown

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from inspector.container.filesystem import Filesystem

LAYERS = (
    [
        directory("a", mode=0o2775, gid=7),
        file("a/b", b"1", xattrs={"user.x": b"\xff\0"}),
        hardlink("a/c", "a/b"),
        directory("b/a"),
        file("b/a/c", b"22"),
        symlink("c", "/b/a"),
    ],
    [file("d", b"333", mode=0o4755), file("implied/e", b"1")],
)


def members(archive: Path) -> dict[str, bytes]:
    """Return what an archive holds, by the names."""
    found: dict[str, bytes] = {}
    with tarfile.open(archive) as opened:
        for each in opened.getmembers():
            content = opened.extractfile(each)
            found[each.name] = content.read() if content else b""
    return found


def document(archive: Path, name: str) -> Any:  # noqa: ANN401 - JSON
    return json.loads(members(archive)[name])


def config_of(archive: Path) -> Any:  # noqa: ANN401 - JSON
    return document(archive, document(archive, "manifest.json")[0]["Config"])


def committed(box: Filesystem, to: Path, tag: str | None = "example:1") -> Filesystem:
    """Commit a container and return one of the new image."""
    save(box.image, box, to, tag, "command")
    return container_of(to)


# the tree --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    spec = ImageSpec(layers=LAYERS, codec=["gzip", "none"])
    path = tmp_path_factory.mktemp("commit") / "image.tar"
    return format_named("docker-25").write(path, spec)


@given(st.integers(0, 1 << 30))
def test_our_own_reader_shows_the_tree_that_the_container_saw(image: Path, seed: int) -> None:
    box = container_of(image)
    make(random_calls(Random(seed), 30), box)  # noqa: S311
    seen = merged_view(box)
    del seen["/"]
    assert listed(committed(box, image.with_name("out.tar"))) == {
        path: replace(each, nlink=0, mtime=_time(each)) for path, each in seen.items()
    }


def _time(seen: Seen) -> int | None:
    """Return what a layer says: it has an entry for an implied directory that was changed."""
    changed = (seen.mode, seen.uid, seen.gid, seen.xattrs) != (0o755, 0, 0, ())
    return NOW if seen.mtime is None and changed else seen.mtime


def listed(box: Filesystem) -> dict[str, Seen]:
    """Return what ``ls`` lists of a container's image, but for the root."""
    found: dict[str, tuple[Seen, int]] = {}
    view = merged_view(box)
    for number, row in enumerate(list_tree(box.tree, len(box.image.layers) - 1)):
        if row.path == "/":
            continue
        xattrs = (row.version.entry.xattrs if row.version.entry else None) or {}
        seen = Seen(
            row.type,
            row.mode,
            row.uid,
            row.gid,
            view[row.path].size,
            row.mtime,
            link=row.link or "",
            xattrs=tuple(sorted(xattrs.items())),
            content=view[row.path].content,
        )
        found[row.path] = seen, -number if row.hardlinks is None else row.hardlinks
    return with_names(found)


def test_a_changed_root_is_in_the_layer_an_old_one_is_not(tmp_path: Path) -> None:
    box = container(tmp_path / "image.tar", *LAYERS)
    box.mkdir("/new")
    assert (box.root_row(), box.stat("/").mtime) == (None, NOW)
    box.chmod("/", 0o700)
    again = committed(box, tmp_path / "out.tar")
    assert [entry.path for entry in again.image.layers[-1].entries] == ["", "new"]
    assert again.stat("/").mode == 0o700


def test_directories_that_the_image_implies_stay_implied(tmp_path: Path) -> None:
    box = container(tmp_path / "image.tar", *LAYERS)
    box.chmod("/implied/e", 0o600)
    assert shown(box) == ["dir /implied copied-up", "file /implied/e copied-up"]
    again = committed(box, tmp_path / "out.tar")
    assert [entry.path for entry in again.image.layers[-1].entries] == ["implied/e"]
    assert again.stat("/implied").mtime is None
    box.chmod("/implied", 0o700)
    assert committed(box, tmp_path / "out.tar").stat("/implied").mtime == NOW


# the archive -----------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMATS, ids=str)
def test_blobs_of_the_image_are_copied_as_they_are(tmp_path: Path, form: Format) -> None:
    codecs = ["gzip", "zstd", "none", "gzip"]
    layers = (*LAYERS, [file("more", b"m")], LAYERS[0])
    archive = form.write(tmp_path / "image", ImageSpec(layers=layers, codec=codecs))
    box = container_of(archive)
    box.mkdir("/new")
    found = save(box.image, box, tmp_path / "out.tar", "example:1", "mkdir /new")
    held = members(tmp_path / "out.tar")
    *old, new = document(tmp_path / "out.tar", "manifest.json")[0]["Layers"]
    windows = [layer.data.window for layer in box.image.layers]
    assert [held[name] for name in old] == [
        each.pread(each.size, 0) for each in windows if each is not None
    ]
    assert f"sha256:{hashlib.sha256(held[new]).hexdigest()}" == found.diff_id
    assert len(held[new]) == found.tar_bytes
    assert sorted(held) == sorted({*old, new, *(name for name in held if name not in old)})
    for name, data in held.items():
        if name.startswith("blobs/"):
            assert name == f"blobs/sha256/{hashlib.sha256(data).hexdigest()}"


def test_both_indexes_describe_the_image(tmp_path: Path) -> None:
    box = container(tmp_path / "image.tar", *LAYERS, codec=["zstd", "none"])
    box.write("/n", Content.of_bytes(b"12"))
    found = save(box.image, box, tmp_path / "out.tar", "host:5000/a/b", "echo > /n")
    (listed,) = document(tmp_path / "out.tar", "index.json")["manifests"]
    assert listed["annotations"] == {
        "io.containerd.image.name": "host:5000/a/b:latest",
        "org.opencontainers.image.ref.name": "latest",
    }
    manifest = document(tmp_path / "out.tar", f"blobs/sha256/{listed['digest'][7:]}")
    types = [layer["mediaType"].rpartition(".")[2] for layer in manifest["layers"]]
    assert types == ["tar+zstd", "tar", "tar"]
    (item,) = document(tmp_path / "out.tar", "manifest.json")
    assert item["RepoTags"] == ["host:5000/a/b:latest"]
    assert found.id == manifest["config"]["digest"] == "sha256:" + item["Config"][13:]
    again = container_of(tmp_path / "out.tar")
    assert (again.image.id, again.image.findings) == (found.id, [])
    assert found.stored_bytes == 2


def test_without_a_tag_there_is_no_name(tmp_path: Path) -> None:
    box = container(tmp_path / "image.tar", *LAYERS)
    save(box.image, box, tmp_path / "out.tar", None, "nothing")
    assert document(tmp_path / "out.tar", "manifest.json")[0]["RepoTags"] is None
    assert "annotations" not in document(tmp_path / "out.tar", "index.json")["manifests"][0]
    assert len(container_of(tmp_path / "out.tar").image.layers) == 3


def test_the_same_layer_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        box = container(tmp_path / "image.tar", *LAYERS)
        make(random_calls(Random(7), 40), box)  # noqa: S311
        save(box.image, box, tmp_path / name, "example:1", "calls")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_a_repeated_layer_is_stored_once(tmp_path: Path) -> None:
    box = container(tmp_path / "image.tar", LAYERS[0], LAYERS[0])
    save(box.image, box, tmp_path / "out.tar", None, "nothing")
    with tarfile.open(tmp_path / "out.tar") as archive:
        names = archive.getnames()
    assert len(names) == len(set(names)) == 7
    assert len(container_of(tmp_path / "out.tar").image.layers) == 3


# the configuration -----------------------------------------------------------------------------


def with_config(tmp_path: Path, **spec: Any) -> Filesystem:  # noqa: ANN401 - as ImageSpec's
    """Return a container of an image whose configuration is told in part."""
    path = format_named("docker-legacy").write(
        tmp_path / "image.tar", ImageSpec(layers=LAYERS, **spec)
    )
    return container_of(path)


def test_the_configuration_keeps_what_is_unknown_here(tmp_path: Path) -> None:
    config = {"x": {"y": [1, 2.5, None]}, "config": {"Cmd": ["sh"], "Z": "\u00e9"}}
    box = with_config(tmp_path, config=config)
    committed(box, tmp_path / "out.tar")
    found = config_of(tmp_path / "out.tar")
    assert {key: found[key] for key in config} == config
    assert (found["created"], found["os"]) == ("2033-05-18T03:33:20Z", "linux")
    assert len(found["rootfs"]["diff_ids"]) == 3


HISTORIES: dict[str, tuple[Any, list[Any]]] = {
    "a row a layer": (["one", "two"], ["one", "two", "command"]),
    "rows without a layer": (
        ["one", empty("ENV a=b"), "two", empty("CMD")],
        ["one", "ENV a=b", "two", "CMD", "command"],
    ),
    "too few": (["one"], ["one", "", "command"]),
    "none": ([], ["", "", "command"]),
}


@pytest.mark.parametrize("name", HISTORIES)
def test_the_new_row_is_the_new_layers(tmp_path: Path, name: str) -> None:
    history, expected = HISTORIES[name]
    again = committed(with_config(tmp_path, history=history), tmp_path / "out.tar")
    assert [row.created_by for row, _ in again.image.history] == expected
    assert [layer for _, layer in again.image.history][-1] == 2


@pytest.mark.parametrize("left_out", ["history", "created", "config"])
def test_what_a_configuration_may_leave_out_is_not_needed(tmp_path: Path, left_out: str) -> None:
    box = with_config(tmp_path, without=frozenset({left_out}))
    again = committed(box, tmp_path / "out.tar")
    assert again.image.layers[-1].created_by == "command"


# what is refused -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "tag", ["", "UPPER:1", "UPPER/a:1", "a b", "x:", "-x", "x@sha256:" + "0" * 64]
)
def test_a_tag_must_be_a_name(tmp_path: Path, tag: str) -> None:
    box = container(tmp_path / "image.tar", *LAYERS)
    with pytest.raises(UsageError, match="is not a name and tag"):
        save(box.image, box, tmp_path / "out.tar", tag, "nothing")


def test_what_is_no_file_is_not_replaced(tmp_path: Path) -> None:
    box = container(tmp_path / "image.tar", *LAYERS)
    with pytest.raises(UsageError, match="is not a file"):
        save(box.image, box, tmp_path, None, "nothing")


def _whiteout_name(box: Filesystem) -> None:
    box.write("/.wh.a", Content.of_bytes(b"1"))


def _hidden_marker(box: Filesystem) -> None:
    box.mkdir("/.wh.d")


def _no_bytes(box: Filesystem) -> None:
    box.mkdir("/\ud800")


def _exabytes(box: Filesystem) -> None:
    box.chmod("/huge", 0o600)


def _zeros(box: Filesystem) -> None:
    box.truncate("/d", 1 << 60)


@pytest.mark.parametrize(
    ("do", "error", "text"),
    [
        (_whiteout_name, UnreadableError, "/.wh.a cannot be stored"),
        (_hidden_marker, UnreadableError, "/.wh.d cannot be stored"),
        (_no_bytes, UnreadableError, "its name cannot be written as bytes"),
        (_exabytes, LimitError, "/huge is not read"),
        (_zeros, LimitError, "zeros are not read"),
    ],
)
def test_what_no_layer_can_hold_is_told_and_nothing_is_written(
    tmp_path: Path,
    do: Callable[[Filesystem], None],
    error: type[LayerscopeError],
    text: str,
) -> None:
    out = tmp_path / "out.tar"
    out.write_bytes(b"old")
    box = container(tmp_path / "image.tar", *LAYERS, [sparse(b"huge", 1 << 60, [(0, b"1")])])
    do(box)
    with pytest.raises(error, match=text):
        save(box.image, box, out, None, "command")
    assert out.read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["image.tar", "out.tar"]


def test_an_image_that_is_not_whole_is_refused(tmp_path: Path) -> None:
    spec = ImageSpec(layers=LAYERS, codec="gzip")
    form = format_named("crane")
    archive = form.write(tmp_path / "whole.tar", spec)
    first, _ = document(archive, "manifest.json")[0]["Layers"]
    lost = form.write(tmp_path / "lost.tar", spec, change=lambda all_: without(all_, first))
    box = container_of(lost)
    with pytest.raises(MissingBlobError):
        save(box.image, box, tmp_path / "out.tar", None, "command")
    with_bytes = [[file("f", Random(1).randbytes(90_000))]]  # noqa: S311
    archive = format_named("docker-25").write(tmp_path / "image.tar", ImageSpec(layers=with_bytes))
    box = container_of(archive)
    box.chmod("/f", 0o600)
    truncate(archive, 60_000)
    with pytest.raises(DamageError):
        save(box.image, box, tmp_path / "out.tar", None, "command")


def test_a_tree_that_is_not_whole_is_refused(tmp_path: Path) -> None:
    few = msgspec.structs.replace(DEFAULT_LIMITS, implied_directories=1)
    box = container(tmp_path / "image.tar", [file("a/b/c/d"), file("e/f")], limits=few)
    with pytest.raises(LimitError, match="directories without an entry"):
        save(box.image, box, tmp_path / "out.tar", None, "command")


def test_a_configuration_that_fits_not_is_refused(tmp_path: Path) -> None:
    rows = ["one", "two", "three"]
    for spec in ({"history": rows}, {"config": {"rootfs": {"type": "layers", "diff_ids": []}}}):
        box = with_config(tmp_path, **spec)
        with pytest.raises(UnreadableError, match="cannot be written"):
            save(box.image, box, tmp_path / "out.tar", None, "command")


def test_an_archive_from_before_there_were_configurations_is_refused(tmp_path: Path) -> None:
    def old(all_: list[Any]) -> list[Any]:
        return without(all_, "manifest.json")

    path = format_named("docker-legacy").write(
        tmp_path / "image.tar", ImageSpec(layers=LAYERS), change=old
    )
    box = container_of(path)
    with pytest.raises(UnreadableError, match="without a configuration"):
        save(box.image, box, tmp_path / "out.tar", None, "command")
