"""RPM's packages, in each kind of database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.build_image import directory, file, symlink
from tests.packages.databases import found, header, rows, rpm_berkeley, rpm_ndb, rpm_sqlite
from tests.tree.world import world

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

BASH = header("bash", "5.2", "1.fc40", files=["/usr/bin/bash", "/usr/bin/sh", "/etc/skel/.bashrc"])
SHADOW = header("shadow-utils", "4.15", "3.fc40", epoch=2, files=["/usr/bin/su"] * 3)
LONG = header("long", files=[f"/usr/share/a-rather-long-folder/{n}" for n in range(200)])
KEY = header("gpg-pubkey", "abc", "def", arch="")
NAMES = {
    "sqlite": "usr/lib/sysimage/rpm/rpmdb.sqlite",
    "ndb": "usr/lib/sysimage/rpm/Packages.db",
    "berkeley": "var/lib/rpm/Packages",
    "berkeley, big-endian": "var/lib/rpm/Packages",
}


def database(kind: str, folder: Path, blobs: Sequence[bytes]) -> bytes:
    if kind == "sqlite":
        return rpm_sqlite(folder, blobs)
    if kind == "ndb":
        return rpm_ndb(blobs)
    order = ">" if "big" in kind else "<"
    return rpm_berkeley(dict(enumerate(blobs, 1)), order=order)


@pytest.mark.parametrize("kind", NAMES)
def test_packages_have_their_files_epoch_and_layer(tmp_path: Path, kind: str) -> None:
    image = world(
        tmp_path / "i.tar",
        [
            file("etc/os-release", b'NAME=Fedora\nID="fedora"\n'),
            file("usr/bin/bash", b"b" * 100),
            symlink("usr/bin/sh", "bash"),
            file("usr/share/a-rather-long-folder/199", b"l" * 7),
            file(NAMES[kind], database(kind, tmp_path, [BASH, KEY])),
        ],
        [
            file("usr/bin/su", b"s" * 10),
            file(NAMES[kind], database(kind, tmp_path, [KEY, BASH, SHADOW, LONG])),
        ],
    )
    assert rows(image) == [
        ("bash", "5.2-1.fc40", 0, 1, 100),
        ("long", "1-2", 1, 1, 7),
        ("shadow-utils", "4.15-3.fc40", 1, 1, 10),
    ]
    assert {each.purl for each in found(image).rows} == {
        "pkg:rpm/fedora/bash@5.2-1.fc40?arch=x86_64",
        "pkg:rpm/fedora/long@1-2?arch=x86_64",
        "pkg:rpm/fedora/shadow-utils@4.15-3.fc40?arch=x86_64&epoch=2",
    }
    assert found(image).unread == ()


def test_of_a_folder_the_newest_kind_counts_and_one_database_counts_once(tmp_path: Path) -> None:
    image = world(
        tmp_path / "i.tar",
        [
            directory("usr/lib/sysimage/rpm"),
            symlink("var/lib/rpm", "../../usr/lib/sysimage/rpm"),
            file("usr/lib/sysimage/rpm/rpmdb.sqlite", rpm_sqlite(tmp_path, [BASH])),
            file("usr/lib/sysimage/rpm/Packages", b"what it was converted from"),
        ],
    )
    assert [row[0] for row in rows(image)] == ["bash"]
    assert found(image).unread == ()


@pytest.mark.parametrize("kind", NAMES)
@pytest.mark.parametrize("cut", [0, 20, 100, 511, 513, 600, 4096, 4100, -1])
def test_a_database_that_is_cut_is_told_or_has_what_is_left(
    tmp_path: Path, kind: str, cut: int
) -> None:
    whole = database(kind, tmp_path, [BASH, SHADOW, LONG])
    packages = found(world(tmp_path / "i.tar", [file(NAMES[kind], whole[:cut])]))
    assert len(packages.rows) < 3 or cut == -1
    assert packages.unread or len(packages.rows) < 4


@pytest.mark.parametrize("kind", NAMES)
def test_any_changed_byte_gives_an_answer(tmp_path: Path, kind: str) -> None:
    whole = database(kind, tmp_path, [BASH, SHADOW])
    parts = []
    for number in range(0, min(len(whole), 6000), 37):
        changed = bytearray(whole)
        changed[number] ^= 0xFF
        parts.append(file(NAMES[kind], bytes(changed)))
    for part in parts:
        found(world(tmp_path / "i.tar", [part]))
