"""The images that speed is measured on: their headers are those that were recorded."""

from __future__ import annotations

import io
import subprocess
import sys
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from benchmarks.cases import CASES
from benchmarks.images import LAYOUTS, build
from benchmarks.real_images import RealImage, pool_of
from benchmarks.record import members
from benchmarks.recorded import headers, recorded
from benchmarks.report import printer
from inspector.formats.source import open_archive
from inspector.limits import DEFAULT_LIMITS
from inspector.tarstream import Kind, TarScanner
from inspector.text import decode
from tests.cases import tried_with

if TYPE_CHECKING:
    from benchmarks.recorded import Member
    from inspector.tarstream import Entry

KINDS = {
    "0": Kind.FILE,
    "1": Kind.HARDLINK,
    "2": Kind.SYMLINK,
    "3": Kind.CHAR,
    "4": Kind.BLOCK,
    "5": Kind.DIR,
    "6": Kind.FIFO,
}
REAL = [case.image for case in CASES if isinstance(case.image, RealImage)]
TENTH = 0.1


def facts(entry: Entry) -> tuple[object, ...]:
    return entry.path, entry.kind, entry.mode, entry.uid, entry.gid, entry.size, entry.mtime


def said(member: Member) -> tuple[object, ...]:
    path = decode(member.name.encode()).removeprefix("./").strip("/")
    kind, mode = KINDS[member.form.letter], member.mode & 0o7777
    return path, kind, mode, member.uid, member.gid, member.size, member.mtime


@pytest.mark.parametrize("has_pax", [False, True])
@pytest.mark.parametrize("name", sorted(recorded()))
def test_the_scanner_reads_what_was_recorded(name: str, has_pax: bool) -> None:
    image = RealImage(name, name, "docker 25", has_pax=has_pax).scaled(0.02)
    record = recorded()[name]
    for layer, tar in zip(record.layers, image.tars(), strict=True):
        found = list(TarScanner(io.BytesIO(b"".join(tar)), DEFAULT_LIMITS))
        wanted = list(image.members(record, layer))
        assert [facts(entry) for entry in found] == [said(member) for member in wanted]
        for entry, member in zip(found, wanted, strict=True):
            assert entry.link == (member.link if member.form.letter in "12" else "")
            has_xattrs = any("SCHILY.xattr" in kind for kind in member.form.extended)
            assert bool(entry.xattrs) == has_xattrs


@pytest.mark.parametrize("name", sorted(recorded()))
def test_what_is_written_is_recorded_as_the_same(name: str, tmp_path: Path) -> None:
    image = RealImage(name, name, "docker 25").scaled(0.02)
    record = recorded()[name]
    built = open_archive(str(build(image, tmp_path)), DEFAULT_LIMITS).images[0]
    for layer, source in zip(record.layers, built.layers, strict=True):
        assert source.window is not None
        again = list(members(source.window.reopened()))
        wanted = list(image.members(record, layer))
        assert [member.form for member, _ in again] == [member.form for member in wanted]
        assert [blocks for _, blocks in again] == [headers(member) for member in wanted]


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_every_layout_is_one_that_is_read(layout: str, tmp_path: Path) -> None:
    image = RealImage("small", "debian-apache", layout).scaled(0.01)
    path = build(image, tmp_path)
    opened = open_archive(str(path), DEFAULT_LIMITS)
    assert len(opened.images[0].layers) == len(recorded()["debian-apache"].layers)
    assert not opened.findings


def test_dive_reads_it(tmp_path: Path) -> None:
    dive = Path(sys.executable).parent / "dive"
    if not dive.exists():
        pytest.skip("dive is not installed")
    for layout in LAYOUTS:
        path = build(RealImage(layout, "debian-apache", layout).scaled(0.01), tmp_path)
        command = [str(dive), "--source", "docker-archive", str(path), "--ci"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert "wastedBytes" in done.stdout, done.stderr


@tried_with("tenths", range(11))
def test_contents_are_packed_as_far_as_real_ones(tenths: int) -> None:
    content = pool_of(tenths, 1 << 16)
    assert abs(len(zlib.compress(content)) / len(content) - tenths / 10) < TENTH


def test_all_images_have_names_of_their_own() -> None:
    images = {image for case in CASES for image in case.images}
    assert len({image.name for image in images}) == len(images)
    assert REAL


def test_a_run_keeps_what_was_written_by_hand(tmp_path: Path) -> None:
    page = tmp_path / "RESULTS.md"
    with printer(page) as tell:
        tell("| first |")
    page.write_text(page.read_text() + "\nBy hand.\n")
    with printer(page) as tell:
        tell("| second |")
    text = page.read_text()
    assert text.startswith("# Speed and memory\n")
    assert text.endswith("\nBy hand.\n")
    assert "| second |" in text
    assert "first" not in text


def test_a_page_without_a_place_for_figures_is_left_alone(tmp_path: Path) -> None:
    page = tmp_path / "notes.md"
    page.write_text("By hand.\n")
    with pytest.raises(ValueError, match="no place"), printer(page) as tell:
        tell("| first |")
    assert page.read_text() == "By hand.\n"


def test_the_committed_page_has_a_place_for_figures(tmp_path: Path) -> None:
    page = tmp_path / "RESULTS.md"
    page.write_text((Path(__file__).parent.parent / "benchmarks/RESULTS.md").read_text())
    with printer(page) as tell:
        tell("| new |")
    assert "| new |" in page.read_text()
    assert "Where a target is missed" in page.read_text()
