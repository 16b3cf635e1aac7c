"""Taking rows out: what is written, what is left out and why, and an end when no one waits."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.errors import UsageError
from inspector.extraction.rows import ExtractionReport, Why, extract_rows, open_target
from inspector.extraction.writer import Extraction
from inspector.io.progress import CancelledError
from inspector.tree.listing import list_tree
from tests.build_image import char, directory, file, hardlink, symlink
from tests.tree.world import World, world

if TYPE_CHECKING:
    from tests.build_image import Member, Raw


@pytest.fixture
def image(tmp_path: Path) -> World:
    return world(
        tmp_path / "i.tar",
        [
            directory("etc", mode=0o500),
            file("etc/one", b"1" * 10),
            file("etc/two", b"2" * 20),
            symlink("etc/in", "one"),
            symlink("etc/out", "/bin/sh"),
            char("etc/null", 1, 3),
        ],
    )


class Impatient:
    """Ends the work once more than so many bytes were written."""

    def __init__(self, patience: int) -> None:
        self.patience = patience
        self.heard = 0

    def advance(self, size: int) -> None:
        self.heard += size
        if self.heard > self.patience:
            raise CancelledError


def take(
    image: World,
    out: Path,
    watch: Impatient | None = None,
    *,
    force: bool = False,
    layer: int = 0,
) -> ExtractionReport:
    root = open_target(str(out))
    try:
        rows = list(list_tree(image.tree, layer))
        return extract_rows(image.contents, rows, Extraction(root, force), watch)
    finally:
        os.close(root)


def test_what_was_written_and_left_out(image: World, tmp_path: Path) -> None:
    watch = Impatient(1000)
    report = take(image, tmp_path / "a" / "out", watch)
    assert (tmp_path / "a/out/etc/two").read_bytes() == b"2" * 20
    assert (report.written, report.written_bytes, watch.heard) == (4, 30, 30)
    assert {each.row.path: each.why for each in report.left_out} == {
        "/etc/out": Why.LEADS_OUT,
        "/etc/null": Why.NO_FILE,
    }
    messages = " ".join(each.message for each in report.left_out)
    assert "/bin/sh leads out of the folder" in messages
    assert "a character device" in messages


def test_nothing_is_replaced_unasked(image: World, tmp_path: Path) -> None:
    out = tmp_path / "out"
    take(image, out)
    (out / "etc/one").write_text("mine")
    report = take(image, out)
    there = {each.row.path for each in report.left_out if each.why is Why.EXISTS}
    assert there == {"/etc/one", "/etc/two", "/etc/in"}
    assert (out / "etc/one").read_text() == "mine"
    assert not take(image, out, force=True).has(Why.EXISTS)
    assert (out / "etc/one").read_bytes() == b"1" * 10


def test_a_cancelled_one_leaves_whole_files_and_folders_as_they_should_be(
    image: World, tmp_path: Path
) -> None:
    with pytest.raises(CancelledError):
        take(image, tmp_path / "out", Impatient(15))
    etc = tmp_path / "out/etc"
    assert [each.name for each in etc.iterdir()] == ["one"]
    assert etc.stat().st_mode & 0o777 == 0o500


def test_names_of_one_file_stay_names_of_one_file(tmp_path: Path) -> None:
    parts = [file("a", b"1" * 10), hardlink("d/b", "a"), hardlink("c", "a"), file("e", b"1" * 10)]
    image = world(tmp_path / "i.tar", parts, [file("a", b"2")])
    out = tmp_path / "out"
    (out / "c").mkdir(parents=True)
    watch = Impatient(1000)
    report = take(image, out, watch, layer=0)
    assert (out / "a").samefile(out / "d/b")
    assert not (out / "a").samefile(out / "e")
    assert [each.row.path for each in report.left_out] == ["/c"]
    assert (report.written_bytes, watch.heard) == (20, 30)
    take(image, tmp_path / "top", layer=1)
    assert (tmp_path / "top/c").samefile(tmp_path / "top/d/b")
    assert (tmp_path / "top/a").read_bytes() == b"2"


def test_where_links_cannot_be_made_there_are_copies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    image = world(tmp_path / "i.tar", [file("a", b"1" * 10), hardlink("b", "a")])
    assert not take(image, tmp_path / "out").left_out
    assert (tmp_path / "out/b").read_bytes() == b"1" * 10


def test_a_full_disk_ends_it(image: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "pwrite", refuse)
    report = take(image, tmp_path / "out")
    assert [each.message for each in report.left_out] == [
        "/etc/one: cannot be written: No space left on device; extraction stopped"
    ]
    assert list((tmp_path / "out/etc").iterdir()) == []
    assert (tmp_path / "out/etc").stat().st_mode & 0o777 == 0o500


def test_a_file_that_goes_away_was_not_unwritable(image: World, tmp_path: Path) -> None:
    window = image.image.layers[0].source.window
    assert window is not None
    window.file.close()
    report = take(image, tmp_path / "out")
    assert {each.why for each in report.left_out if each.row.type == "file"} == {Why.UNREADABLE}
    assert not (tmp_path / "out/etc/one").exists()


def test_what_is_said_is_one_printable_line(tmp_path: Path) -> None:
    evil = "x\nlayerscope: \x1b[2J\u202e"
    image = world(tmp_path / "i.tar", [symlink(evil, f"/{evil}"), char(f"{evil}2", 1, 3)])
    for each in take(image, tmp_path / "out").left_out:
        assert each.message.isprintable()


PATHS = st.lists(st.sampled_from(["a", "b", "kept", ".."]), min_size=1, max_size=3).map("/".join)
TARGETS = st.one_of(PATHS, PATHS.map("/{}".format))
MEMBERS = st.one_of(
    st.builds(file, PATHS, st.just(b"theirs")),
    st.builds(directory, PATHS),
    st.builds(symlink, PATHS, TARGETS),
    st.builds(hardlink, PATHS, TARGETS),
)


@given(
    st.lists(st.lists(MEMBERS, min_size=2, max_size=8), min_size=1, max_size=2),
    st.dictionaries(
        st.sampled_from(["a", "b", "a/b", "kept"]),
        st.sampled_from(["/outside", "/outside/kept", "a"]),
        max_size=3,
    ),
    st.booleans(),
)
def test_nothing_is_written_elsewhere(
    tmp_path_factory: pytest.TempPathFactory,
    layers: list[list[Member | Raw]],
    planted: dict[str, str],
    force: bool,
) -> None:
    """Whatever an image holds, and whatever links stand in the directory before."""
    top = tmp_path_factory.mktemp("hostile")
    outside, out = top / "outside", top / "deep" / "out"
    outside.mkdir()
    (outside / "kept").write_text("mine")
    out.mkdir(parents=True)
    for name, target in planted.items():
        place = out / name
        with suppress(FileExistsError, NotADirectoryError):
            place.parent.mkdir(parents=True, exist_ok=True)
            place.symlink_to(f"{top}{target}" if target.startswith("/") else target)
    links = {path for path in out.rglob("*") if path.is_symlink()}
    elsewhere = sorted(outside.iterdir())
    image = world(top / "i.tar", *layers)
    take(image, out, force=force, layer=len(layers) - 1)
    assert {path.name for path in top.iterdir()} == {"deep", "i.tar", "outside"}
    assert sorted(outside.iterdir()) == elsewhere
    assert (outside / "kept").read_text() == "mine"
    assert [path.name for path in (top / "deep").iterdir()] == ["out"]
    for path in out.rglob("*"):
        assert not path.name.startswith(".layerscope")
        if path.is_symlink() and not links:
            assert Path(os.path.realpath(path)).is_relative_to(out)


@pytest.mark.parametrize("name", ["file", "file/below", "a\0b"])
def test_a_target_that_cannot_be_written_to(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="cannot write to"):
        open_target(f"{tmp_path}/{name}")
