"""Where the paths of a list lead in the tree."""

from __future__ import annotations

from time import process_time
from typing import TYPE_CHECKING

import pytest

from inspector.limits import DEFAULT_LIMITS
from inspector.packages.places import Places
from tests.build_image import directory, file, symlink, whiteout
from tests.tree.world import world

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def places(tmp_path: Path) -> Places:
    image = world(
        tmp_path / "i.tar",
        [file("usr/bin/gone"), file("usr/lib/old/x"), file("was-a-file/x")],
        [
            file("usr/bin/sh"),
            symlink("bin", "usr/bin"),
            symlink("usr/sbin", "./bin"),
            symlink("lib64", "/usr/../../lib"),
            symlink("lib", "usr/lib"),
            symlink("loop", "loop2"),
            symlink("loop2", "loop"),
            symlink("nowhere", "/no/such/folder"),
            symlink("usr/bin/link", "sh"),
            symlink("to-file", "usr/bin/sh"),
            file("usr/lib/os-release", b"ID=debian\n"),
            symlink("etc/os-release", "../usr/lib/os-release"),
            symlink("etc/loop", "loop"),
            whiteout("usr/bin/gone"),
            directory("usr/lib/deep"),
            symlink("usr/lib/deep/up", "../../bin"),
        ],
        [whiteout("usr/lib/old"), whiteout("was-a-file"), file("was-a-file")],
    )
    return Places(image.tree, DEFAULT_LIMITS)


@pytest.mark.parametrize(
    ("path", "leads_to"),
    [
        ("/usr/bin/sh", "/usr/bin/sh"),
        ("/bin/sh", "/usr/bin/sh"),
        ("/usr/sbin/sh", "/usr/bin/sh"),
        ("/lib64/deep/up/sh", "/usr/bin/sh"),
        ("/bin/link", "/usr/bin/link"),
        ("/bin", "/bin"),
        ("/bin/gone", None),
        ("/lib/old/x", None),
        ("/was-a-file/x", None),
        ("/loop/x", None),
        ("/nowhere/x", None),
        ("/to-file/x", None),
        ("/usr/bin/sh/x", None),
        ("/.", None),
        ("/", None),
        ("", None),
        ("relative", None),
    ],
)
def test_folders_are_followed_and_the_last_name_is_not(
    places: Places, path: str, leads_to: str | None
) -> None:
    found = places.find(path)
    assert (found.node.path if found is not None else None) == leads_to


def test_a_file_may_be_reached_by_a_symlink(places: Places) -> None:
    found = places.followed("/etc/os-release")
    assert found is not None
    assert found.node.path == "/usr/lib/os-release"
    assert places.followed("/etc/loop") is None
    assert places.followed("/loop") is None
    assert places.followed("/nothing") is None


def test_what_is_in_a_folder_is_what_is_visible(places: Places) -> None:
    assert {each.node.name for each in places.inside("/bin")} == {"sh", "link"}
    assert list(places.inside("/nowhere")) == []


def test_links_that_lead_on_for_ever_end(tmp_path: Path) -> None:
    up = "../" * 900 + "a/" * 400
    links = [symlink(f"a{n}", f"{up}../a{n + 1}") for n in range(500)]
    image = world(tmp_path / "i.tar", [*links, directory("/".join(["a"] * 400))])
    places = Places(image.tree, DEFAULT_LIMITS)
    began = process_time()
    for number in range(500):
        assert places.find(f"/a{number}/x") is None
    assert process_time() - began < 10
