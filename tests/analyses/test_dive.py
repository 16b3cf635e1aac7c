from __future__ import annotations

import random
import tarfile
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.analyses.audit import audit
from inspector.analyses.dive import DiveFigures, DiveFile, dive_figures
from inspector.formats.source import open_archive
from inspector.limits import DEFAULT_LIMITS
from inspector.reading.contents import Contents
from inspector.reading.image import Image
from inspector.tree import Tree
from tests.analyses.dive_model import slow_figures
from tests.analyses.dive_oracle import (
    KINDS,
    Record,
    Said,
    ask,
    ask_rules,
    entries,
    layer_bytes,
    write_archive,
)
from tests.build_image import ImageSpec, build, docker_25, docker_legacy, save, save_directory

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

Layers = list[list[Record]]


def f(name: str, size: int = 0) -> Record:
    return Record(name, tarfile.REGTYPE, size)


def d(name: str, size: int = 0) -> Record:
    return Record(name, tarfile.DIRTYPE, size)


def figures(layers: Sequence[Sequence[Record]]) -> DiveFigures:
    return dive_figures([entries(layer) for layer in layers])


def test_the_worked_example() -> None:
    found = figures(
        [
            [f("etc/nginx/nginx.conf", 2000), f("etc/nginx/public", 3000)],
            [f("etc/nginx/nginx.conf", 5000), f("etc/athing", 10_000)],
        ]
    )
    assert found == DiveFigures(
        efficiency=0.75,
        wasted_bytes=7000,
        user_wasted_percent=7000 / 15_000,
        files=(DiveFile("/etc/nginx/nginx.conf", 2, 7000),),
    )


# By what they show: layers, then the efficiency, and count and bytes of each file.
CASES: dict[str, tuple[Layers, float, dict[str, tuple[int, int]]]] = {
    "no layers": ([], 1.0, {}),
    "an empty layer": ([[], [f("a", 1)]], 1.0, {}),
    "nothing but empty files": ([[f("a")], [f("a")]], 1.0, {"/a": (2, 0)}),
    "a file that shrinks": ([[f("a", 9)], [f("a", 1)]], 0.1, {"/a": (2, 10)}),
    "a removed file": ([[f("a", 9)], [f(".wh.a")]], 0.0, {"/a": (2, 9)}),
    "a removed directory counts what was below it": (
        [[d("d"), f("d/a", 3), f("d/e/b", 4)], [f(".wh.d")]],
        1.0,
        {},
    ),
    "a removed empty directory": ([[d("d"), f("x", 8)], [f(".wh.d")]], 1.0, {"/d": (2, 0)}),
    "a removed directory that was a leaf first": (
        [[d("d")], [d("d"), f("d/a", 6)], [f(".wh.d")]],
        6 / 12,
        {"/d": (2, 6)},
    ),
    "a removed directory without an entry of its own counts nothing": (
        [[f("d/a", 3), f("d", 1)], [f("d/.wh.a"), f("d/b", 2)], [f(".wh.d")]],
        2 / 5,
        {"/d/a": (2, 3)},
    ),
    "a directory implied by an upper layer forgets its entry": (
        [[d("d")], [f("d/a", 6)], [f(".wh.d")]],
        1.0,
        {"/d": (2, 0)},
    ),
    "an opaque marker hides nothing, and makes its directory an empty one": (
        [[d("d"), f("d/a", 6)], [f("d/.wh..wh..opq")], [d("d")], [f(".wh.d")]],
        6 / 12,
        {"/d": (3, 6)},
    ),
    "names that begin like an opaque marker leave nothing": (
        [[f("a", 1)], [f(".wh..wh..opq"), f(".wh..wh..x/a", 5)]],
        1.0,
        {},
    ),
    "one dot makes an ordinary whiteout": (
        [[f("a", 1)], [f(".wh..wh.plnk/x", 5)], [f(".wh..wh.plnk"), f("a", 1)]],
        (6 - 1) / 6,
        {},
    ),
    "a file in the place of a directory keeps the children": (
        [[d("d"), f("d/a", 6)], [f("d", 2)], [d("d")], [f(".wh.d")]],
        6 / 14,
        {"/d": (3, 8)},
    ),
    "duplicates: the last counts": ([[f("a", 3), f("a", 4)], [f("a", 5)]], 4 / 9, {"/a": (2, 9)}),
    "a directory entry behind its children": (
        [[f("d/a", 5), d("d", 7)], [f(".wh.d")]],
        1.0,
        {},
    ),
    "links and directories count their headers' sizes": (
        [
            [Record("l", tarfile.SYMTYPE, 3), Record("h", tarfile.LNKTYPE, 4), d("d", 5)],
            [Record("l", tarfile.SYMTYPE, 3), Record("h", tarfile.LNKTYPE, 4), d("d", 5)],
        ],
        0.5,
        {"/l": (2, 6), "/h": (2, 8), "/d": (2, 10)},
    ),
    "entries for the root count nowhere": (
        [[d("./"), f("a", 1)], [d("/"), d("./"), f("b", 1)], [d("./"), f(".wh.a")]],
        1 / 2,
        {"/a": (2, 1)},
    ),
    "names are cleaned": (
        [[f("./a//b", 1), f("/c", 1)], [f("q/../a/b", 1), f("x/./../c", 1)]],
        0.5,
        {"/a/b": (2, 2), "/c": (2, 2)},
    ),
    "a whiteout of nothing ends its layer and costs a byte": (
        [[f("a", 4), f("z", 6)], [f(".a", 5), f(".wh.no"), f("a", 4), f("z", 6)]],
        (15 - 1) / 15,
        {},
    ),
    "of two the first in order of names ends it": (
        [[f("a", 4), f("z", 6)], [f("z/.wh.no"), f("b/.wh.no"), f("a", 4), f("c/d", 1)]],
        (10 - 1) / 14,
        {"/a": (2, 8)},
    ),
    "names are compared one by one": (
        [[f("a/y", 4), f("a-/y", 6)], [f("a/y", 4), f("a/.wh.no"), f("a-/y", 6)]],
        (10 - 1) / 10,
        {},
    ),
    "a whiteout of nothing that was counted elsewhere costs nothing": (
        [[f("a", 4)], [f(".wh.b"), f("a", 4)], [f("b", 1)]],
        1.0,
        {},
    ),
    "a file removed and added in one layer counts twice there": (
        [[f("a", 4)], [f(".wh.a"), f("a", 5)]],
        0.0,
        {"/a": (3, 9)},
    ),
    "even in the base": ([[d("d"), f("d/a", 4), f(".wh.d")]], 1.0, {}),
    "a file removed behind its addition, as the names have it": (
        [[f("-a", 4)], [f("-a", 5), f(".wh.-a")], [f("-a", 1), f(".wh.-a"), f("x", 9)]],
        0.0,
        {"/-a": (4, 10)},
    ),
    "an empty whiteout hides its directory": (
        [
            [d("d"), f("d/a", 4)],
            [d("d"), f("d/.wh."), f("d/-b", 2), f("d/c", 3)],
            [f(".wh.d")],
            [d("d")],
        ],
        # /d/a, what "d/.wh." hid of it as /d/, /d/-b, /d/c, and then /d, in which only c is left
        (4 + 4 + 2 + 3) / (4 + 4 + 2 + 3 + 3),
        {"/d": (2, 3)},
    ),
    "an empty whiteout of the root": ([[f("a", 4)], [f(".wh."), f("a", 4)]], 0.5, {"/a": (2, 8)}),
    "the base's markers stay in the stack": (
        [[d("d"), f("d/.wh.a", 3), f("d/a", 4)], [f(".wh.d")], [d("d")]],
        0.0,
        {"/d/a": (2, 4), "/d": (2, 7)},
    ),
    "a directory called like a marker hides, too, and is stacked": (
        [[d("d"), f("d/a", 4)], [d(".wh.d"), f(".wh.d/b", 5)], [f(".wh.d/.wh.b"), f(".wh.d/c", 1)]],
        5 / 10,
        {"/.wh.d/b": (2, 5)},
    ),
    "the base's entry of such a directory stays": (
        [[d(".wh.d", 7), f(".wh.d/b", 5), d("d"), f("x", 1)], [f(".wh..wh.d"), f("x", 1)]],
        (5 + 12 + 1) / (5 + 12 + 2),
        {"/x": (2, 2)},
    ),
    "a directory removed together with one below it": (
        [[d("d", 1), d("d/e", 2), f("d/e/a", 3)], [f("d/.wh.e"), f(".wh.d")], [d("d")]],
        (3 + 5 + 0) / (3 + 5 + 6),
        {"/d": (2, 6)},
    ),
    "bytes that are no text": (
        [[f("\udcff", 4), f("\uffee/a", 5)], [f("\udcff", 4), f("\uffee/.wh.no")]],
        (9 - 1) / 9,
        {},
    ),
    "equal files in the order of their names": (
        [[f(name) for name in "éxa_Z0-"], [f(name) for name in "x-_aé0Z"]],
        1.0,
        {f"/{name}": (2, 0) for name in "-0Z_axé"},
    ),
}


def as_json(path: str) -> str:
    """Return a path as Go writes it to JSON: each byte that is no text becomes U+FFFD."""
    return "".join("\ufffd" if "\udc80" <= char <= "\udcff" else char for char in path)


def asked(directory: Path, layers: Layers) -> Said:
    return ask(write_archive(directory / "image.tar", layers))


def assert_dive_says_so(said: Said, found: DiveFigures) -> None:
    assert found.efficiency == said.efficiency
    assert found.wasted_bytes == said.wasted_bytes
    files = [(as_json(each.path), each.count, each.bytes) for each in reversed(found.files)]
    # Go's sort keeps the order of equal elements up to twelve of them only.
    if len(files) > 12:
        assert [each[2] for each in files] == [each[2] for each in said.files]
        assert sorted(files) == sorted(said.files)
    else:
        assert files == list(said.files)
    user_bytes = sum(said.layer_sizes[1:])
    assert found.user_wasted_percent == (said.wasted_bytes / user_bytes if user_bytes else None)


@pytest.mark.parametrize("name", CASES)
def test_rules(name: str, tmp_path: Path) -> None:
    layers, efficiency, files = CASES[name]
    found = figures(layers)
    assert found.efficiency == efficiency
    assert [(each.path, (each.count, each.bytes)) for each in found.files] == list(files.items())
    assert found.wasted_bytes == sum(each.bytes for each in found.files)
    if layers:
        assert_dive_says_so(asked(tmp_path, layers), found)


# Names that meet each other's whiteouts, on both sides of ".wh." in the order of bytes.
NAMES = ["a", "b", "a-", "-a", ".a", ".x", "é", "\U0001f600", "\udcff", "\uffee", ".wh"]
MARKERS = [
    *(".wh.", ".wh.a", ".wh.b", ".wh.-a", ".wh..a", ".wh.é", ".wh..wh..opq", ".wh..wh..a"),
    *(".wh..wh.a", ".wh..wh.-a", ".wh..wh.plnk", ".wh..wh.", ".wh..", ".wh..."),
]


def random_layers(chance: random.Random) -> Layers:
    """Return up to six layers whose entries often meet: the same paths, removed and rewritten."""
    names = chance.choice([[*NAMES, *MARKERS], ["a", "b", "-a", ".wh.a", ".wh.-a", ".wh."]])
    met: list[str] = []
    layers: Layers = []
    for _ in range(chance.randint(1, 6)):
        layer = [d("./")] if chance.random() < 0.2 else []
        for _ in range(chance.randint(0, 14)):
            if met and chance.random() < 0.4:
                parent, slash, name = chance.choice(met).rpartition("/")
                path = parent + slash + chance.choice(["", ".wh."]) + name
            else:
                path = "/".join(chance.choices(names, k=chance.choice([1, 1, 2, 2, 3, 4])))
            met.append(path)
            kind = chance.choices(list(KINDS), weights=[12, 12, 2, 2, 1, 1, 1])[0]
            size = chance.choice([0, 0, 1, 2, 3, 10, 600])
            path = chance.choice(["", "", "", "./", "/", "q/../"]) + path
            layer.append(Record(path, kind, size))
        layers.append(layer)
    return layers


@pytest.mark.parametrize("seed", range(40))
def test_random_images_have_the_figures_that_dive_prints(seed: int, tmp_path: Path) -> None:
    layers = random_layers(random.Random(seed))  # noqa: S311 - the same images on every run
    assert_dive_says_so(asked(tmp_path, layers), figures(layers))


def audited(path: Path) -> DiveFigures:
    """Return the figures that the audit of an archive shows."""
    archive = open_archive(str(path), DEFAULT_LIMITS)
    image, tree = Image(archive, archive.images[0], DEFAULT_LIMITS), Tree()
    for layer in image.read_layers():
        tree.apply(layer.entries, image.limits)
    return audit("i", image, tree, Contents(image)).dive


@pytest.mark.parametrize("seed", range(12))
def test_a_layer_saved_as_a_symlink_counts_as_empty(seed: int, tmp_path: Path) -> None:
    """Up to docker 24 a repeated layer is ``<id>/layer.tar -> ../<other>/layer.tar``."""
    chance = random.Random(seed)  # noqa: S311 - the same images on every run
    different = [layer_bytes(each) for each in random_layers(chance)]
    layers = [*different, *chance.choices(different, k=chance.randint(1, 4))]
    chance.shuffle(layers)
    path = save(tmp_path / "image.tar", docker_legacy(build(ImageSpec(layers=layers))))
    assert_dive_says_so(ask(path), audited(path))


def test_one_of_two_equal_layers_counts(tmp_path: Path) -> None:
    spec = ImageSpec(layers=[layer_bytes([f("a", 9), f("b", 1)])] * 2)
    linked, plain = docker_legacy(build(spec)), docker_25(build(spec))
    assert audited(save(tmp_path / "linked.tar", linked)) == DiveFigures(1.0, 0, None, ())
    found = audited(save_directory(tmp_path / "linked", linked))
    assert found == DiveFigures(1.0, 0, None, ())
    twice = audited(save(tmp_path / "plain.tar", plain))
    assert (twice.efficiency, twice.wasted_bytes, twice.user_wasted_percent) == (0.5, 20, 2.0)
    assert_dive_says_so(ask(tmp_path / "plain.tar"), twice)


def test_many_equal_files_have_the_sums_that_dive_prints(tmp_path: Path) -> None:
    layers = [[f(f"{name}", name % 5) for name in range(40)]] * 3
    assert_dive_says_so(asked(tmp_path, layers), figures(layers))


@pytest.mark.parametrize(
    ("layers", "verdict"),
    [([[f("a", 4)], [f("b")]], "PASS"), ([[f("a", 4)], [f(".wh.a")]], "FAIL")],
    ids=["0/0", "x/0"],
)
def test_without_user_bytes_the_wasted_bytes_tell_what_dives_rule_says(
    layers: Layers, verdict: str, tmp_path: Path
) -> None:
    found = figures(layers)
    assert found.user_wasted_percent is None
    assert ("FAIL" if found.wasted_bytes else "PASS") == verdict
    assert (
        ask_rules(write_archive(tmp_path / "i.tar", layers))["highestUserWastedPercent"] == verdict
    )


def test_paths_deeper_than_pythons_stack() -> None:
    deep = "/".join("d" * 3000)
    found = figures([[d("d"), f(f"{deep}/a", 4)], [d("d"), f(f"{deep}/.wh.a")], [f(".wh.d")]])
    assert found.files == (DiveFile(f"/{deep}/a", 2, 4),)


NAME = st.sampled_from(["a", "b", "-a", ".a", "a-", "\udcff", "\uffee", *MARKERS])
RECORD = st.builds(
    Record,
    st.lists(NAME, min_size=1, max_size=4).map("/".join),
    st.sampled_from([tarfile.REGTYPE, tarfile.DIRTYPE, tarfile.SYMTYPE]),
    st.integers(0, 9),
)


@given(st.lists(st.lists(RECORD, max_size=8), max_size=5))
def test_the_figures_are_those_of_stacking_anew_for_each_whiteout(layers: Layers) -> None:
    assert_like_the_slow_model(layers)


@given(st.randoms(use_true_random=False))
def test_the_same_for_layers_that_meet_often(chance: random.Random) -> None:
    assert_like_the_slow_model(random_layers(chance))


def assert_like_the_slow_model(layers: Layers) -> None:
    efficiency, files = slow_figures([entries(layer) for layer in layers])
    found = figures(layers)
    assert found.efficiency == efficiency
    assert [(each.path, each.count, each.bytes) for each in found.files] == files
