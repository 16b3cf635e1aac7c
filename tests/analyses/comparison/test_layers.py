"""Which layers belong together, and why those differ that one instruction made twice."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from tests.analyses.comparison.pairs import compared, of_layers, of_specs
from tests.build_image import ImageSpec, empty, file, flip, hardlink
from tests.tree.world import opened, world

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.build_image import Part

BASE = [file("base", b"base")]
SHA = "0123456789abcdef" * 4


def test_states(tmp_path: Path) -> None:
    old = ImageSpec(
        [BASE, [file("a", b"1")], [file("b", b"1")], [file("c", b"1")]],
        history=[
            "ADD rootfs.tar /", "RUN /bin/sh -c make a # buildkit",
            f"/bin/sh -c #(nop) COPY file:{SHA} in /b ", "RUN c",
        ],
    )  # fmt: skip
    new = ImageSpec(
        [BASE, [file("a", b"2")], [file("b", b"2")], [file("d", b"1")]],
        history=[
            "ADD rootfs.tar /",
            "RUN |1 DATE=today /bin/sh -c make a # buildkit",
            f"/bin/sh -c #(nop) COPY file:{SHA[::-1]} in /b ",
            "RUN d",
        ],
    )
    found = of_specs(tmp_path, old, new).layers
    assert [(each.old, each.new, str(each.state)) for each in found] == [
        (0, 0, "shared"), (1, 1, "rebuilt"), (2, 2, "rebuilt"), (3, None, "removed"),
        (None, 3, "added"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "leave_out", "reasons"),
    [
        ([file("a", b"1")], [file("a", b"2")], [], {"content": 1}),
        ([file("a", mtime=1)], [file("a", mtime=2)], [], {"mtime": 1}),
        ([file("a", mtime=1)], [file("a", mtime=2)], ["mtime"], {}),
        ([file("a"), file("b")], [file("b"), file("a")], [], {"order": 1}),
        ([file("a"), file("b")], [file("b"), file("a")], ["semantic"], {}),
        ([file("a")], [file("a", mtime=1_700_000_000.5)], [], {"pax": 1}),
        ([file("a")], [file("a", uname=b"root")], ["pax"], {}),
        ([file("a", uid=1)], [file("a", uid=2, gid=3)], [], {"uid": 1, "gid": 1}),
        ([file("a", uid=1)], [file("a", uid=2, gid=3)], ["owner"], {}),
        ([file("x.log", b"1"), file("a")], [file("x.log", b"2")], [], {"content": 1, "removed": 1}),
        ([file("x.log", b"1"), file("a")], [file("x.log", b"2")], ["*.log"], {"removed": 1}),
    ],
)
def test_reasons(
    tmp_path: Path,
    old: Sequence[Part],
    new: Sequence[Part],
    leave_out: list[str],
    reasons: dict[str, int],
) -> None:
    history = ["RUN make"]
    found = of_specs(
        tmp_path, ImageSpec([old], history=history), ImageSpec([new], history=history), *leave_out
    )
    (pair,) = found.layers
    assert {each.kind: each.count for each in pair.reasons} == reasons
    assert found.differs(pair) == bool(reasons)


def test_history(tmp_path: Path) -> None:
    row = {"created": "2024-01-01T00:00:00Z", "created_by": "ENV A=1", "empty_layer": True}
    later = {**row, "created": "2024-01-02T00:00:00Z"}
    old = ImageSpec(history=[row, empty("CMD a")])
    new = ImageSpec(history=[later, empty("CMD b")])
    found = of_specs(tmp_path, old, new)
    assert [(each.old, each.new, str(each.state), each.fields) for each in found.history] == [
        ("ENV A=1", "ENV A=1", "changed", ("created",)),
        ("CMD a", None, "removed", ()),
        (None, "CMD b", "added", ()),
    ]
    assert str(of_specs(tmp_path, old, new, "created").history[0].state) == "same"
    assert of_specs(tmp_path, old, new, "history").is_same


def test_a_copy_instead_of_a_hard_link_is_no_other_layer_where_links_are_ignored(
    tmp_path: Path,
) -> None:
    linked = [file("d/a", b"x"), hardlink("d/b", "./d/a")]
    copied = [file("d/a", b"x"), file("d/b", b"x")]
    [pair] = of_layers(tmp_path, [linked], [copied]).layers
    assert [each.kind for each in pair.reasons] == ["type"]
    for leave_out in ("hardlinks", "semantic"):
        found = of_layers(tmp_path, [linked], [copied], leave_out)
        assert found.layers[0].reasons == ()
        assert found.is_same
    other = [file("d/a", b"x"), file("d/b", b"y")]
    [pair] = of_layers(tmp_path, [linked], [other], "hardlinks").layers
    assert [each.kind for each in pair.reasons] == ["content"]
    [pair] = of_layers(tmp_path, [[hardlink("a", "b"), hardlink("b", "a")]], [copied],
                       "hardlinks").layers  # fmt: skip
    assert [each.kind for each in pair.reasons] == ["added", "removed"]


def test_a_path_that_stands_twice_in_a_tar_is_compared_as_it_stands(tmp_path: Path) -> None:
    first = [file("a", b"1"), file("a", b"2")]
    [pair] = of_layers(tmp_path, [first], [[file("a", b"3"), file("a", b"2")]]).layers
    assert [(each.kind, each.count) for each in pair.reasons] == [("content", 1)]


def test_what_a_later_entry_takes_away_is_an_entry_too(tmp_path: Path) -> None:
    once, twice = [file("a", b"1")], [file("a", b"0"), file("a", b"1")]
    [pair] = of_layers(tmp_path, [once], [twice]).layers
    assert [(each.kind, each.count) for each in pair.reasons] == [("added", 1)]
    [pair] = of_layers(tmp_path, [twice], [once]).layers
    assert [(each.kind, each.count) for each in pair.reasons] == [("removed", 1)]


def test_a_layer_that_is_damaged_in_one_image_is_not_shared(tmp_path: Path) -> None:
    layer = [file("a", b"a"), file("big", random.Random(1).randbytes(9000))]  # noqa: S311
    good, bad = (world(tmp_path / name, layer, codec="gzip") for name in ("good", "bad"))
    window = bad.image.layers[0].source.window
    assert window is not None
    flip(tmp_path / "bad", window.start + 5000)
    [pair] = compared(good, opened(tmp_path / "bad")).layers
    assert (pair.state, pair.reasons[0].kind) == ("rebuilt", "unread")
