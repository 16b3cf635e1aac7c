"""A read from the top layer down ends where the merged tree says, whatever the layers hold."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings

from inspector.analyses.stack import Outcome, Says, Stack, stack_of
from inspector.tree.view import node_of, visible
from tests.build_image import (
    ImageSpec,
    Member,
    blob_path,
    build,
    directory,
    file,
    format_named,
    hardlink,
    opaque,
    symlink,
    whiteout,
    without,
)
from tests.properties import examples
from tests.tree.random_layers import NAMES, RANDOM_LAYERS
from tests.tree.world import World, opened, world

if TYPE_CHECKING:
    from pathlib import Path

PATHS = ["/" + "/".join(parts) for depth in range(4) for parts in product(NAMES, repeat=depth)]


def stack(image: World, path: str, **options: bool) -> Stack:
    return stack_of(image.tree, image.image.layers, path, **options)


def told(image: World, path: str) -> list[str]:
    """Return what is said of each layer, the topmost first."""
    return [
        " ".join(
            filter(None, (str(each.layer), each.outcome, each.says, each.marker or each.place))
        )
        for each in stack(image, path).layers
    ]


@pytest.fixture
def image(tmp_path: Path) -> World:
    return world(
        tmp_path / "i.tar",
        [
            directory("srv"),
            file("srv/app/conf", b"1"),
            file("srv/tool", b"123456"),
            file("etc/passwd", b"root"),
            hardlink("etc/same", "etc/passwd"),
            file("var/lib/db", b"12"),
        ],
        [file("srv/tool", b"12345"), symlink("var", "srv"), directory("etc", mode=0o700)],
        [whiteout("srv/tool"), file("etc/new", b"n"), directory("var")],
        [whiteout("srv/app"), file("srv/app/new", b"n"), opaque("etc"), file("etc/passwd", b"t")],
    )  # fmt: skip


def test_the_first_layer_that_has_a_file_is_the_last_to_be_looked_at(image: World) -> None:
    assert told(image, "/etc/passwd") == [
        "None passed absent /etc/passwd",
        "3 found holds etc/.wh..wh..opq",
        "2 skipped absent /etc/passwd",
        "1 skipped absent /etc/passwd",
        "0 skipped holds /etc/passwd",
    ]


def test_a_whiteout_hides_what_is_below_it(image: World) -> None:
    assert told(image, "/srv/tool") == [
        "None passed absent /srv/tool",
        "3 passed absent /srv/tool",
        "2 hidden whiteout srv/.wh.tool",
        "1 skipped holds /srv/tool",
        "0 skipped holds /srv/tool",
    ]
    assert [each.stored_bytes for each in stack(image, "/srv/tool").layers] == [0, 0, 0, 5, 6]
    # So does one of a directory around it.
    assert told(image, "/srv/app/conf")[1] == "3 hidden whiteout srv/.wh.app"


def test_an_opaque_directory_hides_what_lower_layers_have_in_it(image: World) -> None:
    assert told(image, "/etc/new")[1:3] == [
        "3 hidden opaque etc/.wh..wh..opq",
        "2 skipped holds /etc/new",
    ]
    found = stack(image, "/etc/new").end
    assert found is not None
    assert (found.layer, found.place) == (3, "/etc")


def test_what_took_the_place_of_a_directory_hides_what_was_in_it(image: World) -> None:
    assert told(image, "/var/lib/db")[1:] == [
        "3 passed absent /var/lib/db",
        "2 passed absent /var/lib/db",
        "1 hidden replaced /var",
        "0 skipped holds /var/lib/db",
    ]


def test_directories_merge_until_one_is_opaque(image: World) -> None:
    assert told(image, "/srv") == [
        "None passed absent /srv",
        "3 merged inside /srv",
        "2 merged inside /srv",
        "1 merged inside /srv",
        "0 merged holds /srv",
    ]
    assert stack(image, "/srv").end is None
    assert [each.paths for each in stack(image, "/srv").layers] == [0, 2, 1, 1, 3]
    assert [each.stored_bytes for each in stack(image, "/srv").layers] == [0, 1, 0, 5, 7]
    # The marker empties the directory; what it is comes from the layer that last wrote it.
    assert told(image, "/etc")[1:4] == [
        "3 merged inside etc/.wh..wh..opq",
        "2 passed inside /etc",
        "1 found holds /etc",
    ]
    # A directory does not merge with what is none.
    assert told(image, "/var")[1:] == [
        "3 passed absent /var",
        "2 merged holds /var",
        "1 hidden holds /var",
        "0 skipped holds /var",
    ]


def test_bytes_of_an_inode_are_stored_by_its_first_name(image: World) -> None:
    assert stack(image, "/etc/same").layers[-1].stored_bytes == 0
    assert stack(image, "/etc/passwd").layers[-1].stored_bytes == 4


def test_a_path_that_no_layer_has_is_looked_for_in_all(image: World) -> None:
    found = stack(image, "/no/where")
    assert {each.outcome for each in found.layers} == {Outcome.PASSED}
    assert (found.version, found.end, found.is_known) == (None, None, True)


def test_the_topmost_layer_may_be_a_container_s(image: World) -> None:
    assert [each.layer for each in stack(image, "/a", has_container=True).layers] == [3, 2, 1, 0]


def test_what_is_not_read_yet_leaves_the_answer_open(image: World) -> None:
    layers = image.image.layers
    found = stack_of(image.tree, layers, "/srv/tool", merged=2)
    assert [(each.outcome, each.says) for each in found.layers[1:]] == [
        (Outcome.UNKNOWN, Says.UNREAD),
        (Outcome.UNKNOWN, Says.UNREAD),
        (Outcome.FOUND, Says.HOLDS),
        (Outcome.SKIPPED, Says.HOLDS),
    ]
    assert not found.is_known
    assert found.version is not None
    assert found.version.layer == 1
    # Nothing below the end can change the answer.
    assert stack_of(image.tree, layers, "/etc/passwd").is_known


@settings(max_examples=examples(300), deadline=None)
@given(layers=RANDOM_LAYERS)
def test_a_read_finds_what_the_merged_tree_shows(
    tmp_path_factory: pytest.TempPathFactory, layers: list[list[Member]]
) -> None:
    image = world(tmp_path_factory.getbasetemp() / "stack.tar", *layers)
    for path in PATHS:
        found = stack(image, path)
        node = node_of(image.tree, path)
        assert found.version is (node.visible_at(image.top) if node is not None else None), path
        if node is None or not found.is_dir:
            continue
        # What is seen in a directory comes from layers that the read has looked into.
        seen = {
            each.layer for below, each in visible(image.tree, image.top, node) if below is not node
        }
        looked_into = {
            each.layer
            for each in found.layers
            if each.paths and each.outcome in {Outcome.MERGED, Outcome.FOUND}
        }
        assert seen <= looked_into, path


def test_what_lies_below_a_dangling_link_is_seen_until_the_link_is_replaced(
    tmp_path: Path,
) -> None:
    link = [symlink("a", "a"), file("a/b", b"1")]
    image = world(tmp_path / "i.tar", link, [file("c", b"2")])
    assert told(image, "/a/b")[2] == "0 found holds /a/b"
    image = world(tmp_path / "i.tar", link, [file("a/c", b"2")])
    assert told(image, "/a/b")[2] == "0 hidden replaced /a"


def test_a_layer_that_cannot_be_read_leaves_the_answer_open(tmp_path: Path) -> None:
    spec = ImageSpec(layers=[[file("a", b"1")], [file("b", b"2")], [file("c", b"3")]])
    blob = blob_path(build(spec).digests[1])
    archive = format_named("oci-archive").write(
        tmp_path / "i.tar", spec, change=lambda members: without(members, blob)
    )
    image = opened(archive)
    assert told(image, "/a") == [
        "None passed absent /a",
        "2 passed absent /a",
        "1 unknown unread /a",
        "0 found holds /a",
    ]
    assert not stack(image, "/a").is_known
    assert stack(image, "/c").is_known
