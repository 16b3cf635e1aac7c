"""An image as a value: history paired with layers, and what is doubtful before any is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from inspector.limits import DEFAULT_LIMITS
from inspector.reading.image import Image
from tests.build_image import ImageSpec, empty, file, format_named
from tests.formats.opened import archive

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

LAYERS = ([file("a")], [file("b")])


def image(tmp_path: Path, **fields: object) -> Image:
    spec = ImageSpec(layers=LAYERS, **fields)  # type: ignore[arg-type]
    found = archive(format_named("docker-legacy").write(tmp_path / "i.tar", spec))
    return Image(found, found.images[0], DEFAULT_LIMITS)


def doubts(image: Image) -> list[tuple[str, int | None, str]]:
    return [(each.id, each.layer, each.detail) for each in image.findings]


@pytest.mark.parametrize(
    ("history", "owners"),
    [
        (["one", "two"], ["one", "two"]),
        ([empty("env"), "one", empty("cmd"), "two"], ["one", "two"]),
        (["one"], ["one", ""]),
        (["one", "two", "three"], ["one", "two"]),
        ([], ["", ""]),
    ],
)
def test_each_row_that_is_not_empty_owns_the_next_layer(
    tmp_path: Path, history: Sequence[str], owners: list[str]
) -> None:
    assert [layer.created_by for layer in image(tmp_path, history=history).layers] == owners


def test_history_and_layers_that_differ_in_number_are_told(tmp_path: Path) -> None:
    assert doubts(image(tmp_path, history=["one", "two"])) == []
    assert doubts(image(tmp_path, history=["one"])) == [("history-short", 1, "")]
    assert doubts(image(tmp_path, history=["one", "two", "three"])) == [
        ("history-excess", None, "3 rows, 2 layers")
    ]
    # no history at all is what a builder may leave out
    assert doubts(image(tmp_path, history=[])) == []


@pytest.mark.parametrize("kind", ["squash", "", "layers+base"])
def test_a_file_system_of_another_type_is_told(tmp_path: Path, kind: str) -> None:
    whole = image(tmp_path)
    diff_ids = whole.config.diff_ids
    found = image(tmp_path, config={"rootfs": {"type": kind, "diff_ids": diff_ids}})
    assert doubts(found) == [("rootfs-type", None, repr(kind))]
    assert len(found.layers) == 2


def test_layers_and_diff_ids_that_differ_in_number_are_told(tmp_path: Path) -> None:
    diff_ids = image(tmp_path).config.diff_ids
    for listed in (diff_ids[:1], [*diff_ids, *diff_ids]):
        found = image(tmp_path, config={"rootfs": {"type": "layers", "diff_ids": listed}})
        detail = f"2 layers listed, {len(listed)} in the configuration"
        assert ("layer-count-mismatch", None, detail) in doubts(found)
        assert len(found.layers) == max(2, len(listed))
