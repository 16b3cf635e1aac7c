"""Blobs by hostile names: in tars and in folders, none from outside, none too many open."""

from __future__ import annotations

import os
import resource
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.errors import NotAnImageError, RefusedFileError
from inspector.formats.directory import DirectoryStore
from inspector.formats.store import TarStore, open_store
from inspector.io.window import OpenFile, Window
from inspector.limits import DEFAULT_LIMITS, Limits
from tests.build_image import directory, fifo, file, hardlink, layer_tar, save_directory, symlink

if TYPE_CHECKING:
    from inspector.formats.store import BlobStore
    from tests.build_image import Member


def window(data: bytes) -> Window:
    fd = os.memfd_create("test")
    os.write(fd, data)
    return Window(OpenFile(fd, len(data)))


def tar_store(*members: Member, limits: Limits = DEFAULT_LIMITS) -> TarStore:
    return open_store(window(layer_tar(members)), limits)


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def content(store: BlobStore, name: str) -> bytes | None:
    found = store.get(name)
    return None if found is None else found.pread(1 << 20, 0)


@pytest.mark.parametrize("name", ["a/b", "./a/b", "/a/b", "a//b", "a/./b", "../a/b", "x/../a/b"])
def test_names_are_cleaned(name: str, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a/b").write_bytes(b"x")
    assert content(tar_store(file("./a/b", b"x")), name) == b"x"
    assert content(DirectoryStore(tmp_path), name) == b"x"


def test_the_last_of_two_members_counts() -> None:
    assert content(tar_store(file("a", b"old"), file("a", b"new")), "a") == b"new"
    assert (
        content(tar_store(file("a", b"old"), symlink("a", "b"), file("b", b"new")), "a") == b"new"
    )
    assert content(tar_store(symlink("a", "b"), file("a", b"new")), "a") == b"new"


def test_chains_of_links_end() -> None:
    long = [symlink(str(number), str(number + 1)) for number in range(100)]
    store = tar_store(*long, file("100", b"x"), symlink("self", "self"), hardlink("hard", "hard"))
    assert content(store, "80") == b"x"
    assert store.get("0") is None
    assert store.get("self") is None
    assert store.get("hard") is None


def test_only_files_hold_blobs(tmp_path: Path) -> None:
    assert tar_store(directory("d"), fifo("f")).get("d") is None
    (tmp_path / "d").mkdir()
    os.mkfifo(tmp_path / "f")
    store = DirectoryStore(tmp_path)
    for name in ("d", "f", "none", "d/none", "f/none", "", "/", "..", "a\0b", "x" * 300):
        assert store.get(name) is None


def test_links_that_leave_the_folder_lead_nowhere(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"x")
    root = tmp_path / "root"
    root.mkdir()
    (root / "near").write_bytes(b"y")
    (root / "relative").symlink_to("../secret")
    (root / "absolute").symlink_to(tmp_path / "secret")
    (root / "up").symlink_to("..")
    (root / "inside").symlink_to("near")
    store = DirectoryStore(root)
    for name in ("relative", "absolute", "up/secret", "../secret"):
        assert store.get(name) is None
    assert content(store, "inside") == b"y"
    assert store.resolve("inside") == "near"


def test_a_file_that_may_not_be_read_is_no_absent_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").write_bytes(b"x")
    (tmp_path / "loop").symlink_to("loop")
    monkeypatch.setattr(os, "access", lambda *_: False)
    for name, reason in (("a", "Permission denied"), ("loop", "Too many levels of symbolic links")):
        with pytest.raises(RefusedFileError, match=f"cannot read {name}: {reason}"):
            DirectoryStore(tmp_path).get(name)


def test_a_folder_may_hold_more_files_than_a_process_may_open(tmp_path: Path) -> None:
    for number in range(200):
        (tmp_path / str(number)).write_text(str(number))
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    used = descriptors()
    resource.setrlimit(resource.RLIMIT_NOFILE, (used + 50, hard))
    try:
        store = DirectoryStore(tmp_path)
        found = [store.get(str(number)) for number in range(200)]
        last = found[199]
        assert last is not None
        assert last.pread(10, 0) == b"199"
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_a_file_is_closed_with_its_last_window(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x")
    before = descriptors()
    found = DirectoryStore(tmp_path).get("a")
    assert found is not None
    assert found.pread(1, 0) == b"x"
    assert descriptors() == before + 1
    del found
    assert descriptors() == before


def test_more_members_than_allowed_are_damage() -> None:
    store = tar_store(*(file(str(n), b"x") for n in range(9)), limits=Limits(archive_members=4))
    assert store.damage is not None
    assert content(store, "3") == b"x"
    assert store.get("8") is None


def test_the_member_a_tar_ends_in_can_be_read_in_part() -> None:
    data = layer_tar([file("a", b"x"), file("b", b"y" * 5000)])
    store = open_store(window(data[:3000]), DEFAULT_LIMITS)
    found = store.get("b")
    assert found is not None
    assert (found.truncated, found.stated_size) == (True, 5000)
    assert content(store, "b") == b"y" * (3000 - 1536)
    assert store.damage is not None


def test_what_is_no_tar_is_refused() -> None:
    with pytest.raises(NotAnImageError, match="not a tar archive"):
        open_store(window(b"x" * 2000), DEFAULT_LIMITS)


def test_folders_at_the_top(tmp_path: Path) -> None:
    members = [file("a/json"), symlink("b/layer.tar", "../a/json"), file("c"), file("a/x/y")]
    assert tar_store(*members).folders() == ["a", "b"]
    (tmp_path / "a/x").mkdir(parents=True)
    (tmp_path / "c").write_bytes(b"")
    (tmp_path / "link").symlink_to("a")
    assert DirectoryStore(tmp_path).folders() == ["a"]


def test_symlinks_are_known_from_hard_links_and_files(tmp_path: Path) -> None:
    members = [file("a/f"), symlink("a/s", "f"), symlink("lost", "nowhere"), hardlink("h", "a/f")]
    store = tar_store(*members, symlink("twice", "a/f"), file("twice"))
    save_directory(tmp_path / "root", [*members, file("twice")])
    for found in (store, DirectoryStore(tmp_path / "root")):
        assert found.is_symlink("./a/s")
        assert found.is_symlink("lost")
        for name in ("a/f", "h", "twice", "none", "a", "a\0b", "x" * 300):
            assert not found.is_symlink(name)


@given(st.text(alphabet="./a\\\n\udce9é", max_size=12))
def test_no_name_leads_outside(name: str) -> None:
    store = tar_store(file("a", b"inside"), symlink("e", "../../.."))
    found = store.resolve(name)
    assert found in {None, "a"}
