"""Listings of archives within an image; broken and hostile ones end in words."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspector.analyses import archive_members
from inspector.analyses.archive_members import Members, tar_members, zip_members
from inspector.analyses.content import ContentFile
from inspector.limits import DEFAULT_LIMITS
from inspector.tree.view import find
from tests.build_image import directory, file, hardlink, layer_tar, symlink
from tests.properties import examples
from tests.tree.world import world

if TYPE_CHECKING:
    from pathlib import Path


def zipped() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("META-INF/", "")
        info = zipfile.ZipInfo("a/Main.class", (2020, 2, 3, 4, 5, 6))
        info.external_attr = 0o100755 << 16
        archive.writestr(info, b"x" * 30)
        archive.writestr("\x1b[31mred", b"")
    return buffer.getvalue()


def listed(tmp_path: Path, data: bytes, *, as_zip: bool) -> Members:
    image = world(tmp_path / "i.tar", [file("f", data)])
    node = find(image.tree, "f", 0)
    assert node is not None
    entry = node.versions[0].entry
    assert entry is not None
    if as_zip:
        return zip_members(image.contents, 0, entry)
    return tar_members(ContentFile(image.contents, 0, entry), DEFAULT_LIMITS)


TAR = layer_tar(
    [
        directory("d", mtime=1_600_000_000),
        file("d/f", b"12345", mode=0o600),
        symlink("l", "d/f"),
        hardlink("h", "d/f"),
    ]
)


def test_a_tar(tmp_path: Path) -> None:
    found = listed(tmp_path, TAR, as_zip=False)
    assert [(each.type, each.path, each.size, each.link) for each in found.members] == [
        ("dir", "d", 0, ""),
        ("file", "d/f", 5, ""),
        ("symlink", "l", 0, "d/f"),
        ("hardlink", "h", 0, "d/f"),
    ]
    assert found.members[1].mode == 0o600
    assert str(found.members[0].written) == "2020-09-13 12:26:40+00:00"
    assert (found.is_cut, found.trouble) == (False, "")


def test_a_zip(tmp_path: Path) -> None:
    found = listed(tmp_path, zipped(), as_zip=True)
    assert [(each.type, each.path, each.size) for each in found.members] == [
        ("dir", "META-INF/", 0),
        ("file", "a/Main.class", 30),
        ("file", "\x1b[31mred", 0),
    ]
    assert found.members[1].mode == 0o755
    assert str(found.members[1].written) == "2020-02-03 04:05:06+00:00"


@pytest.mark.parametrize("as_zip", [True, False])
def test_long_listings_are_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, as_zip: object
) -> None:
    monkeypatch.setattr(archive_members, "_MOST", 2)
    found = listed(tmp_path, zipped() if as_zip else TAR, as_zip=bool(as_zip))
    assert (len(found.members), found.is_cut) == (2, True)


def test_damage_is_told_and_what_came_before_stands(tmp_path: Path) -> None:
    found = listed(tmp_path, TAR[:1536] + b"x" * 512 + bytes(512), as_zip=False)
    assert [each.path for each in found.members] == ["d", "d/f"]
    assert found.trouble


def test_a_directory_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_members, "_LARGEST_DIRECTORY", 100)
    found = listed(tmp_path, zipped(), as_zip=True)
    assert found.members == ()
    assert "not a zip that can be read" in found.trouble


@settings(max_examples=examples(150), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, len(zipped()) - 1), st.binary(min_size=1, max_size=6), st.booleans())
def test_no_zip_breaks_the_reader(tmp_path: Path, at: int, patch: bytes, cut: object) -> None:
    data = zipped()
    broken = data[:at] + patch + (b"" if cut else data[at + len(patch) :])
    found = listed(tmp_path, broken, as_zip=True)
    assert found.members or found.trouble or not cut
