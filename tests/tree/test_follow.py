"""Paths followed as a process inside the container would follow them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from inspector.errors import PathNotFoundError
from inspector.tree.follow import follow
from tests.build_image import directory, file, symlink, whiteout

if TYPE_CHECKING:
    from tests.tree.conftest import Build

LAYER = [
    directory("usr"),
    directory("usr/bin"),
    file("usr/bin/sh", b"sh"),
    symlink("bin", "usr/bin"),
    symlink("usr/bin/bash", "sh"),
    symlink("absolute", "/bin/bash"),
    symlink("up", "../../../usr/bin/../bin/sh"),
    symlink("self", "self"),
    symlink("nowhere", "none"),
    symlink("root", "/"),
    file("etc/motd"),
]


@pytest.mark.parametrize(
    ("path", "led"),
    [
        ("/usr/bin/sh", "/usr/bin/sh"),
        ("usr//bin/./sh/", "/usr/bin/sh"),
        ("/bin/sh", "/usr/bin/sh"),
        ("/bin/bash", "/usr/bin/sh"),
        ("/absolute", "/usr/bin/sh"),
        ("/up", "/usr/bin/sh"),
        ("/root/root/up", "/usr/bin/sh"),
        ("/bin/../bin", "/usr/bin"),
        ("/bin/..", "/usr"),
        ("../../etc/motd", "/etc/motd"),
        ("/etc", "/etc"),
    ],
)
def test_links_are_followed_within_the_root(build: Build, path: str, led: str) -> None:
    node, version = follow(build(LAYER).tree, path, 0, 40)
    assert node.path == led
    assert version is node.versions[0]


@pytest.mark.parametrize(
    "path", ["/none", "/nowhere", "/usr/none/sh", "/self", "/etc/motd/x", "/etc/motd/.."]
)
def test_what_leads_nowhere_is_not_found(build: Build, path: str) -> None:
    with pytest.raises(PathNotFoundError):
        follow(build(LAYER).tree, path, 0, 40)


def test_links_are_those_of_the_layer(build: Build) -> None:
    tree = build(LAYER, [symlink("bin", "etc"), file("etc/sh")], [whiteout("bin")]).tree
    assert follow(tree, "/bin/sh", 0, 40)[0].path == "/usr/bin/sh"
    assert follow(tree, "/bin/sh", 1, 40)[0].path == "/etc/sh"
    with pytest.raises(PathNotFoundError):
        follow(tree, "/bin/sh", 2, 40)


def test_number_of_links_is_bounded(build: Build) -> None:
    links = [symlink(f"l{number}", f"l{number + 1}") for number in range(10)]
    tree = build([*links, file("l10")]).tree
    assert follow(tree, "/l0", 0, 10)[0].path == "/l10"
    with pytest.raises(PathNotFoundError, match="too many"):
        follow(tree, "/l0", 0, 9)


def test_root_that_no_entry_described_is_a_directory(build: Build) -> None:
    with pytest.raises(PathNotFoundError, match="is a directory, not a file"):
        follow(build(LAYER).tree, "/root", 0, 40)
