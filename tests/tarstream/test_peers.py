"""What GNU tar and Python's own reader make of an archive, the scanner makes of it, too."""

from __future__ import annotations

import io
import os
import random
import subprocess
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.tarstream import Entry, Kind, runs
from inspector.text import encode
from tests.build_image import Member, file, layer_tar
from tests.build_image.members import DIRECTORY, HARDLINK, MTIME, REGULAR, SYMLINK, name_text
from tests.properties import examples
from tests.tarstream.reading import Scan, scan_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.build_image.members import Dialect

KINDS = {
    tarfile.REGTYPE: Kind.FILE,
    tarfile.AREGTYPE: Kind.FILE,
    tarfile.LNKTYPE: Kind.HARDLINK,
    tarfile.SYMTYPE: Kind.SYMLINK,
    tarfile.CHRTYPE: Kind.CHAR,
    tarfile.BLKTYPE: Kind.BLOCK,
    tarfile.DIRTYPE: Kind.DIR,
    tarfile.FIFOTYPE: Kind.FIFO,
    tarfile.CONTTYPE: Kind.CONTIGUOUS,
}


def content(data: bytes, entry: Entry) -> bytes:
    stored = memoryview(data)[entry.offset : entry.offset + entry.stored]
    if entry.segments is None:
        return bytes(stored)
    parts: list[bytes] = []
    for is_hole, length in runs(entry.segments, entry.size):
        parts.append(bytes(length) if is_hole else bytes(stored[:length]))
        stored = stored[0 if is_hole else length :]
    return b"".join(parts)


# GNU tar ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with everything that needs no root."""
    root = tmp_path_factory.mktemp("tree")
    (root / "sub").mkdir(mode=0o750)
    (root / "sub" / "plain").write_bytes(b"content" * 1000)
    (root / "empty").write_bytes(b"")
    (root / ("n" * 120)).write_bytes(b"long name")
    (root / "é \n[b]").write_bytes(b"odd name")
    Path(os.fsdecode(os.fsencode(root) + b"/\xff")).write_bytes(b"undecodable")
    os.link(root / "sub" / "plain", root / "hard")
    (root / "link").symlink_to("t" * 150)
    os.mkfifo(root / "pipe")
    (root / "sub" / "plain").chmod(0o4711)
    with (root / "holes").open("wb") as holes:
        for at in range(0, 40 << 16, 1 << 16):
            holes.seek(at)
            holes.write(b"%05d" % at)
        holes.truncate(5 << 20)
    os.utime(root / "empty", ns=(0, -1_500_000_000))
    os.utime(root / "hard", ns=(0, 1_234_567_890_987_654_321))
    return root


def gnu_tar(root: Path, *options: str) -> bytes:
    command = ["tar", "--sort=name", "--numeric-owner", *options, "-C", str(root), "-cf", "-", "."]
    return subprocess.run(command, check=True, capture_output=True).stdout


def assert_is_the_tree(scan: Scan, data: bytes, root: Path, *, whole_names: bool = True) -> None:
    assert scan.error is None
    seen = set()
    for entry in scan.entries:
        path = os.fsencode(root) + b"/" + encode(entry.path)
        status = os.lstat(path)
        seen.add(entry.path)
        assert entry.mode == status.st_mode & 0o7777
        assert (entry.uid, entry.gid) == (status.st_uid, status.st_gid)
        assert entry.mtime == status.st_mtime_ns // 10**9
        if entry.kind is Kind.HARDLINK:
            target = os.fsencode(root) + b"/" + encode(entry.link)
            assert status.st_ino == os.lstat(target).st_ino
        elif entry.kind is Kind.SYMLINK:
            assert encode(entry.link) == os.fsencode(Path(os.fsdecode(path)).readlink())
        elif entry.kind in {Kind.FILE, Kind.SPARSE}:
            assert content(data, entry) == Path(os.fsdecode(path)).read_bytes()
            assert entry.size == status.st_size
        else:
            assert entry.kind is (Kind.FIFO if entry.path == "pipe" else Kind.DIR)
    assert len(seen) == len(scan.entries)
    if whole_names:
        there = {path.relative_to(root).as_posix() for path in root.rglob("*")}
        assert seen == {"", *there}


@pytest.mark.parametrize("form", ["gnu", "oldgnu", "posix"])
def test_what_gnu_tar_writes(folder: Path, form: str) -> None:
    data = gnu_tar(folder, f"--format={form}")
    assert_is_the_tree(scan_bytes(data), data, folder)


@pytest.mark.parametrize("version", ["old", "0.0", "0.1", "1.0"])
def test_sparse_files_of_gnu_tar(folder: Path, version: str) -> None:
    form = "gnu" if version == "old" else "posix"
    options = [] if version == "old" else [f"--sparse-version={version}"]
    data = gnu_tar(folder, f"--format={form}", "--sparse", "--hole-detection=raw", *options)
    scan = scan_bytes(data)
    assert_is_the_tree(scan, data, folder)
    holes = next(entry for entry in scan.entries if entry.path == "holes")
    assert holes.stored < 1 << 20
    assert holes.segments is not None
    assert len(holes.segments) == 40


@pytest.mark.parametrize("form", ["v7", "ustar"])
def test_the_old_formats_of_gnu_tar(folder: Path, form: str) -> None:
    too_much = ("n" * 120, "link", "empty", *(("pipe",) if form == "v7" else ()))
    data = gnu_tar(folder, f"--format={form}", *[f"--exclude=./{name}" for name in too_much])
    assert_is_the_tree(scan_bytes(data), data, folder, whole_names=False)


def test_attributes_of_gnu_tar(tmp_path: Path) -> None:
    name = tmp_path / "file"
    name.write_bytes(b"x")
    os.setxattr(name, "user.key", b"va\0lue\n")
    data = gnu_tar(tmp_path, "--format=posix", "--xattrs")
    found = {entry.path: entry.xattrs for entry in scan_bytes(data).entries}
    assert found == {"": None, "file": {"user.key": b"va\0lue\n"}}


# Python's tarfile ---------------------------------------------------------------------------


def read_by_tarfile(data: bytes) -> Iterator[tuple[object, ...]]:
    with tarfile.open(fileobj=io.BytesIO(data), errors="surrogateescape") as archive:
        for info in archive:
            has_content = info.isreg() or info.type == tarfile.CONTTYPE
            body = archive.extractfile(info) if has_content else None
            is_device = info.type in {tarfile.CHRTYPE, tarfile.BLKTYPE}
            yield (
                info.name.strip("/"),
                KINDS[info.type],
                info.mode & 0o7777,
                info.uid,
                info.gid,
                float(info.mtime) // 1,
                info.linkname if info.islnk() or info.issym() else "",
                (info.devmajor, info.devminor) if is_device else None,
                body.read() if body else b"",
            )


def read_by_ours(data: bytes) -> Iterator[tuple[object, ...]]:
    scan = scan_bytes(data)
    assert scan.error is None
    for entry in scan.entries:
        yield (
            entry.path,
            entry.kind,
            entry.mode,
            entry.uid,
            entry.gid,
            entry.mtime,
            entry.link,
            entry.device,
            content(data, entry),
        )


_part = st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1)
_name = st.lists(_part.filter(lambda part: part not in {".", ".."}), min_size=1, max_size=4).map(
    "/".join
)
_seconds = st.one_of(st.integers(-(2**33), 2**40), st.integers(-9999, 9999).map(lambda n: n / 4))


@st.composite
def members(draw: st.DrawFn) -> Member:
    dialect: Dialect = draw(st.sampled_from(["pax", "gnu"]))
    mtime = draw(_seconds)
    kind = draw(st.sampled_from([REGULAR, HARDLINK, SYMLINK, DIRECTORY]))
    return Member(
        draw(_name) + "/" * (kind == DIRECTORY),
        kind,
        draw(st.binary(max_size=1500)) if kind == REGULAR else b"",
        mode=draw(st.integers(0, 0o7777)),
        uid=draw(st.integers(0, 2**40)),
        gid=draw(st.integers(0, 2**31)),
        mtime=int(mtime) if dialect == "gnu" else mtime,
        link=draw(_name) if kind in {HARDLINK, SYMLINK} else b"",
        dialect=dialect,
    )


@settings(max_examples=examples(150), deadline=None)
@given(parts=st.lists(members(), max_size=6))
def test_random_members_are_what_tarfile_reads(parts: list[Member]) -> None:
    data = layer_tar(parts)
    assert list(read_by_ours(data)) == list(read_by_tarfile(data))


@settings(max_examples=examples(60), deadline=None)
@given(parts=st.lists(members(), max_size=6), form=st.sampled_from([0, 1, 2]))
def test_what_tarfile_writes(parts: list[Member], form: int) -> None:
    file_ = io.BytesIO()
    with tarfile.open(fileobj=file_, mode="w", format=form, errors="surrogateescape") as archive:
        for part in parts:
            info = tarfile.TarInfo(name_text(part.name))
            info.type = part.kind
            info.mode, info.size = part.mode, len(part.content)
            info.uid, info.gid = part.uid % 8**7, part.gid % 8**7
            info.mtime = part.mtime if form == tarfile.PAX_FORMAT else abs(int(part.mtime)) % MTIME
            info.linkname = name_text(part.link)
            try:
                archive.addfile(info, io.BytesIO(part.content))
            except ValueError:
                assert form == tarfile.USTAR_FORMAT  # a name that it cannot hold
    data = file_.getvalue()
    assert list(read_by_ours(data)) == list(read_by_tarfile(data))


def test_a_thousand_members_of_mixed_dialects() -> None:
    rng = random.Random(11)  # noqa: S311  repeatable, no secret
    parts = [
        file(
            "/".join(f"dir{rng.randrange(30)}" for _ in range(rng.randrange(1, 9))) + f"/{at}",
            rng.randbytes(rng.choice([0, 1, 511, 512, 513, 9000])),
            dialect=rng.choice(["pax", "gnu", "ustar"]),
        )
        for at in range(1000)
    ]
    data = layer_tar(parts)
    assert list(read_by_ours(data)) == list(read_by_tarfile(data))
