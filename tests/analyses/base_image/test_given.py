"""What the user gives as the base image wins over all that an image tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from inspector.analyses.base_image import (
    BaseImage,
    GivenBase,
    Source,
    base_image,
    given_base,
    remembered_base,
)
from inspector.basememory import BaseMemory
from inspector.errors import UnreadableError, UsageError
from inspector.limits import DEFAULT_LIMITS
from inspector.reading.image import Image
from tests.build_image import ImageSpec, build, empty, file, oci_layout, save
from tests.formats.opened import archive

if TYPE_CHECKING:
    from pathlib import Path

    from inspector.formats import Archive

RUN = "/bin/sh -c make"
LAYERS = [[file(name, name.encode() * 9)] for name in "abcd"]


def opened(folder: Path, *specs: ImageSpec) -> Archive:
    """Return an archive of images."""
    return archive(save(folder / "i.tar", oci_layout(*map(build, specs))))


def image(folder: Path, layers: str = "abcd", history: tuple[object, ...] | None = None) -> Image:
    """Return an image of layers by their letters."""
    spec = ImageSpec(layers=[LAYERS["abcd".index(each)] for each in layers], history=history)  # type: ignore[arg-type]
    found = opened(folder, spec)
    return Image(found, found.images[0], DEFAULT_LIMITS)


def refuse(text: str) -> Archive:
    raise AssertionError(text)


@pytest.mark.parametrize("number", ["0", "1", "4", "+2", "02"])
def test_a_number_is_one_of_layers(tmp_path: Path, number: str) -> None:
    assert given_base(number, image(tmp_path), refuse) == GivenBase(int(number))


@pytest.mark.parametrize("number", ["5", "-1", "99999999999999999"])
def test_a_number_must_fit(tmp_path: Path, number: str) -> None:
    with pytest.raises(UsageError, match="has 4 layers"):
        given_base(number, image(tmp_path), refuse)


def test_a_path_that_exists_is_one_whatever_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    app = image(tmp_path)

    def open_it(text: str) -> Archive:
        asked.append(text)
        raise UnreadableError(f"{text}: no archive")

    monkeypatch.chdir(tmp_path)
    (tmp_path / "2").write_text("x")
    with pytest.raises(UnreadableError, match="--base: 2: no archive: a path of this name exists"):
        given_base("2", app, open_it)
    assert asked == ["2"]


def test_an_image_gives_the_layers_in_common(tmp_path: Path) -> None:
    row = empty('CMD ["sh"]')
    app = image(tmp_path, history=(RUN, RUN, row, row, RUN, RUN))
    spec = ImageSpec(layers=LAYERS[:2], history=(RUN, RUN, row), tags=["base:1"])
    given = given_base("base.tar", app, lambda _: opened(tmp_path, spec))
    assert (given.layers, given.reference, given.rows) == (2, "base.tar", 3)
    assert base_image(app, given) == BaseImage(2, 3, Source.GIVEN, "base.tar", given.name)


def test_another_version_of_it_has_fewer_in_common(tmp_path: Path) -> None:
    newer = ImageSpec(layers=[LAYERS[0], LAYERS[3]])
    given = given_base("x", image(tmp_path), lambda _: opened(tmp_path, newer))
    assert given.layers == 1


def test_of_several_images_the_closest_counts(tmp_path: Path) -> None:
    specs = [ImageSpec(layers=LAYERS[:n], tags=[f"x:{n}"]) for n in (1, 3, 2)]
    given = given_base("x", image(tmp_path), lambda _: opened(tmp_path, *specs))
    assert given.layers == 3


@pytest.mark.parametrize(
    ("layers", "message"),
    [([LAYERS[1]], "--base x: no layer in common"), ([], "--base x: it has no layers")],
)
def test_none_in_common_is_a_mistake(tmp_path: Path, layers: list[object], message: str) -> None:
    spec = ImageSpec(layers=layers)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match=message):
        given_base("x", image(tmp_path), lambda _: opened(tmp_path, spec))


def test_no_layers_given_is_no_base_image(tmp_path: Path) -> None:
    assert base_image(image(tmp_path), GivenBase(0)) is None


def test_what_is_remembered_counts_as_given(tmp_path: Path) -> None:
    app, memory = image(tmp_path), BaseMemory()
    assert remembered_base(memory, app) is None
    memory.set(app.id, 2)
    assert remembered_base(memory, app) == GivenBase(2)
    memory.set(app.id, 5)  # more than it has
    assert remembered_base(memory, app) is None
    memory.set(app.id, 0)
    assert remembered_base(memory, app) == GivenBase(0)
