"""What each layer's tar holds in a folder, under the names that it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.analyses.folder_members import FolderMembers, folder_members
from tests.build_image import directory, file, opaque, symlink, whiteout
from tests.tree.world import World, world

if TYPE_CHECKING:
    from pathlib import Path


def image_of(tmp_path: Path) -> World:
    return world(
        tmp_path / "i.tar",
        [directory("d"), file("d/old", b"1"), file("d/b", b"2"), file("d/in/f", b"3")],
        [whiteout("d/b"), file("d/b", b"22"), whiteout("d/never"), file("d/.wh.", b"")],
        [opaque("d"), file("d/new", b"4"), symlink("l", "d"), file("l/led", b"5")],
    )


def held(found: FolderMembers) -> list[dict[str, list[str]]]:
    return [
        {name: [each.path for each in entries] for name, entries in layer.items()}
        for layer in found.members
    ]


def test_a_whiteout_stands_beside_what_it_hides(tmp_path: Path) -> None:
    image = image_of(tmp_path)
    found = folder_members(image.tree, image.image.layers, "/d")
    assert found.path == "/d"
    assert held(found) == [
        {"old": ["d/old"], "b": ["d/b"]},
        {"b": ["d/.wh.b", "d/b"], "never": ["d/.wh.never"], ".wh.": ["d/.wh."]},
        {"": ["d/.wh..wh..opq"], "new": ["d/new"]},
    ]
    seen = {each.name: each.seen.layer if each.seen else None for each in found.names}
    assert seen == {
        "": None, ".wh.": None, "b": None, "in": None, "led": 2, "never": None, "new": 2,
        "old": None,
    }  # fmt: skip
    assert list(seen) == sorted(seen)


def test_what_is_not_read_yet_is_not_looked_at(tmp_path: Path) -> None:
    image = image_of(tmp_path)
    found = folder_members(image.tree, image.image.layers, "/d/", merged=2)
    assert len(found.members) == 2
    assert {each.name for each in found.names if each.seen} == {"old", "b", "in"}


def test_the_root_is_a_folder_as_well(tmp_path: Path) -> None:
    image = world(tmp_path / "i.tar", [directory("./"), file("f"), file(".wh..wh.aufs", b"")])
    found = folder_members(image.tree, image.image.layers, "/")
    assert held(found) == [{"f": ["f"], ".wh..wh.aufs": [".wh..wh.aufs"]}]


def test_a_folder_that_no_layer_has_is_empty(tmp_path: Path) -> None:
    image = image_of(tmp_path)
    assert folder_members(image.tree, image.image.layers, "/no/where").names == ()
