"""Random images: an image is like itself, both orders tell the same, and bytes add up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, settings

from inspector.analyses.comparison import NEW, OLD
from inspector.tree.listing import list_tree
from tests.analyses.comparison.pairs import compared, mirrored
from tests.properties import examples
from tests.tree.random_layers import RANDOM_LAYERS
from tests.tree.world import World, world

if TYPE_CHECKING:
    import pytest

    from inspector.analyses.comparison import BothImages, Comparison
    from inspector.tree import Tree
    from tests.build_image import Member

Row = tuple[object, ...]
Facts = dict[str, Row]


def facts(
    tree: Tree, layer: int, image: World | BothImages
) -> tuple[Facts, dict[str, frozenset[str]]]:
    """Return what is known of each path, and which paths share its inode."""
    rows: Facts = {}
    groups: dict[int, set[str]] = {}
    for row in list_tree(tree, layer):
        entry = row.version.entry
        content = None
        if entry is not None and row.version.is_file:
            content = b"".join(image.contents.read(row.version.home, entry))
        device = entry.device if entry is not None else None
        xattrs = entry.xattrs if entry is not None else None
        rows[row.path] = (
            row.type, content, row.link, device, row.mode, row.uid, row.gid, row.mtime, xattrs,
        )  # fmt: skip
        if row.hardlinks is not None:
            groups.setdefault(row.hardlinks, set()).add(row.path)
    return rows, {name: frozenset(names) for names in groups.values() for name in names}


def expected(old: World, new: World) -> dict[str, tuple[bool, bool]]:
    """Return the paths that differ, and whether each is in the old and in the new image."""
    olds, old_groups = facts(old.tree, old.top, old)
    news, new_groups = facts(new.tree, new.top, new)
    found = {}
    for path in {*olds, *news}:
        was, now = olds.get(path), news.get(path)
        implied = [each is None or (each[0] == "dir" and each[7] is None) for each in (was, now)]
        both = was is not None and now is not None
        regrouped = both and old_groups.get(path) != new_groups.get(path)
        if not all(implied) and (was != now or regrouped):
            found[path] = (was is not None, now is not None)
    return found


def paths(comparison: Comparison) -> dict[str, tuple[bool, bool]]:
    """Return the same of a comparison: what moved is gone from one path and came to another."""
    found = {}
    for each in comparison.files:
        source = each.source
        if source is not None:
            found[source] = (True, False)
        found[each.path] = (source is None and each.before is not None, each.after is not None)
    return found


@settings(max_examples=examples(40), deadline=None)
@given(old=RANDOM_LAYERS, new=RANDOM_LAYERS)
def test_random_images(
    tmp_path_factory: pytest.TempPathFactory, old: list[list[Member]], new: list[list[Member]]
) -> None:
    folder = tmp_path_factory.getbasetemp()
    a, b = world(folder / "a.tar", *old), world(folder / "b.tar", *new)
    there, back = compared(a, b), compared(b, a)

    assert paths(there) == expected(a, b)
    both = there.both
    assert facts(both.tree, OLD, both) == facts(a.tree, a.top, a)
    assert facts(both.tree, NEW, both) == facts(b.tree, b.top, b)

    assert mirrored(there)["files"] == mirrored(back)["turned"]
    pairs = sorted((str(each.old), str(each.new), each.state.value) for each in there.layers)
    turned = {"added": "removed", "removed": "added"}
    assert pairs == sorted(
        (str(each.new), str(each.old), turned.get(each.state.value, each.state.value))
        for each in back.layers
    )

    sums = there.bytes
    assert (sums.old, sums.new) == (a.usage.live_bytes, b.usage.live_bytes)
    gained = sum(each.new - each.old for each in there.folders)
    assert gained == sums.new - sums.old
    assert sums.added - sums.removed == sums.new - sums.old
    assert min(sums.added, sums.removed) >= 0
    assert (back.bytes.added, back.bytes.removed) == (sums.removed, sums.added)


@settings(max_examples=10, deadline=None)
@given(layers=RANDOM_LAYERS)
def test_an_image_is_like_itself(
    tmp_path_factory: pytest.TempPathFactory, layers: list[list[Member]]
) -> None:
    path = tmp_path_factory.getbasetemp() / "a.tar"
    same = compared(world(path, *layers), world(path, *layers))
    assert same.is_same
    assert same.files == ()
    assert (same.bytes.added, same.bytes.removed) == (0, 0)
