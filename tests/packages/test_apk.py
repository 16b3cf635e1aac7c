"""Alpine's packages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.build_image import directory, file, symlink
from tests.packages.databases import found, rows
from tests.tree.world import world

if TYPE_CHECKING:
    from pathlib import Path

    from tests.build_image import Part

MUSL = "C:Q1x=\nP:musl\nV:1.2.5-r0\nA:x86_64\nF:lib\nR:ld-musl\na:0:0:755\nZ:Q1y=\nR:libc\n"
BUSYBOX = "P:busybox\nV:1.36\nA:x86_64\nF:\nR:top\nF:bin\nM:0:0:1777\nR:busybox\nF:var/empty\n"


def installed(*stanzas: str, folder: str = "lib/apk/db") -> Part:
    return file(f"{folder}/installed", "\n".join([*stanzas, ""]).encode())


@pytest.mark.parametrize("folder", ["lib/apk/db", "usr/lib/apk/db"])
def test_files_are_named_below_their_folder(tmp_path: Path, folder: str) -> None:
    image = world(
        tmp_path / "i.tar",
        [
            file("etc/os-release", b'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.20\n'),
            file("lib/ld-musl", b"m" * 50),
            file("lib/libc", b"c" * 5),
            file("bin/busybox", b"b" * 30),
            file("top", b"t"),
            installed(MUSL, BUSYBOX, folder=folder),
        ],
    )
    assert rows(image) == [("busybox", "1.36", 0, 2, 31), ("musl", "1.2.5-r0", 0, 2, 55)]
    assert found(image).rows[0].purl == "pkg:apk/alpine/musl@1.2.5-r0?arch=x86_64"


def test_a_database_that_is_reached_in_two_ways_is_one(tmp_path: Path) -> None:
    image = world(
        tmp_path / "i.tar",
        [directory("usr/lib"), symlink("lib", "usr/lib"), file("usr/lib/libc", b"c" * 5)],
        [installed(MUSL, folder="usr/lib/apk/db")],
        [installed(MUSL.replace("1.2.5-r0", "1.2.5-r1"), folder="usr/lib/apk/db")],
    )
    assert rows(image) == [("musl", "1.2.5-r1", 2, 1, 5)]
