"""``--base`` of ``audit``, ``dockerfile`` and the screen's command, and what is remembered."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from inspector.basememory import base_memory
from tests.build_image import (
    ImageSpec,
    OciOptions,
    build,
    empty,
    file,
    format_named,
    oci_layout,
    save,
    whiteout,
)
from tests.dockerfile_parser import parse

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

NAME = "org.opencontainers.image.base.name"
RUN = "/bin/sh -c make"
CMD = empty('/bin/sh -c #(nop)  CMD ["x"]')
LAYERS = [
    [file("a", b"a" * 2_000_000), file("b", b"b")],
    [whiteout("a"), file("c", b"c" * 3_000_000)],
    [whiteout("c")],
    [file("d", b"d")],
]
APP = ImageSpec(layers=LAYERS, history=(RUN, RUN, CMD, CMD, RUN, RUN), tags=["app:1"])
BASE = ImageSpec(layers=LAYERS[:2], history=(RUN, RUN, CMD), tags=["base:1"])


@pytest.fixture
def app(tmp_path: Path) -> Path:
    return format_named("docker-legacy").write(tmp_path / "app.tar", APP)


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return format_named("oci-archive").write(tmp_path / "base.tar", BASE)


def found(run: Run, *arguments: str | Path) -> dict[str, Any] | None:
    """Return the base image of an audit."""
    value: dict[str, Any] | None = json.loads(run("audit", "--json", *arguments).out)["base"]
    return value


def test_the_audit_says_what_is_known(run: Run, app: Path, base: Path) -> None:
    assert found(run, app) is None
    given = {"layers": 2, "source": "given", "reference": None}
    assert found(run, app, "--base", "2") == given
    assert found(run, "--base", "4", app) == {**given, "layers": 4}
    assert found(run, app, "--base", "0") is None
    assert found(run, app, "--base", base) == {**given, "reference": str(base)}
    assert found(run, app, f"--base=docker-archive:{app}") == {
        "layers": 4,
        "source": "given",
        "reference": f"docker-archive:{app}",
    }


def unwrapped(text: str) -> str:
    """Return a report with the lines of each piece of advice made one again."""
    return text.replace("\n" + " " * 11, " ")


def test_an_annotation_is_no_guess(run: Run, tmp_path: Path) -> None:
    options = OciOptions(annotations={NAME: "docker.io/library/debian:12"})
    path = save(tmp_path / "i.tar", oci_layout(build(APP), options=options))
    stated = {"layers": 1, "source": "annotation", "reference": "docker.io/library/debian:12"}
    assert found(run, path) == stated
    assert found(run, path, "--base", "0") is None
    text = unwrapped(run("audit", path).text)
    assert "Base image: layer 0, docker.io/library/debian:12 (stated by the image)\n" in text
    assert "layer 1 deletes 2.00 MB that the base image added: choose a base image" in text
    assert "if layer" not in text
    [first, *_] = parse(run("dockerfile", path).text)
    assert first.values == ("docker.io/library/debian:12",)


def test_advice_from_a_guess_says_if(run: Run, tmp_path: Path) -> None:
    root = "/bin/sh -c #(nop) ADD file:12 in / "
    history = (root, CMD, RUN, CMD, RUN, RUN)
    path = format_named("docker-legacy").write(
        tmp_path / "i.tar", ImageSpec(layers=LAYERS, history=history)
    )
    assert found(run, path) == {"layers": 1, "source": "guess", "reference": None}
    text = unwrapped(run("audit", path).text)
    assert "Base image: layer 0 (a guess: build steps follow a CMD or ENTRYPOINT, " in text
    assert "added: if layer 0 is the base image, choose a base image without it; if not, " in text
    # A CMD in the middle changes nothing.
    assert "layer 2 deletes 3.00 MB that layer 1 added: merge the two RUN lines" in text
    stated = unwrapped(run("audit", "--base", "1", path).text)
    assert "layer 1 deletes 2.00 MB that the base image added: choose a base image" in stated
    assert "if layer" not in stated


def test_the_screens_command_takes_it_where_there_is_no_terminal(run: Run, app: Path) -> None:
    for arguments in (("--base", "2", app), (app, "--base", "2"), ("view", app, "--base", "2")):
        said = run(*arguments)
        assert (said.code, said.err) == (0, "")
        assert "Base image: layers 0 to 1 (given)\n" in said.text


def test_a_dockerfile_is_from_it(run: Run, app: Path, base: Path, tmp_path: Path) -> None:
    named = format_named("docker-legacy").write(tmp_path / "named.tar", BASE)
    [first, *rest] = parse(run("dockerfile", app, "--base", named).text)
    assert (first.word, first.values) == ("FROM", ("base:1",))
    assert [each.word for each in rest] == ["CMD", "RUN", "RUN", "CMD"]
    # A tag alone is no name.
    assert parse(run("dockerfile", app, "--base", base).text)[0].values == ("unknown-base",)
    text = run("dockerfile", app, "--base", "2").text
    assert "\nFROM unknown-base\n" in text
    assert "# RUN make\n# CMD" in text
    assert parse(run("dockerfile", app, "--base", "0").text)[0].values == ("unknown-base",)


@pytest.mark.parametrize("verb", ["audit", "dockerfile", "view"])
def test_what_does_not_fit_is_2(run: Run, app: Path, tmp_path: Path, verb: str) -> None:
    other = format_named("oci-archive").write(
        tmp_path / "other.tar", ImageSpec(layers=[[file("x", b"x")]])
    )
    for given, message in (
        ("5", "--base 5: the image has 4 layers; use 0 (no base image) to 4"),
        ("-1", "--base -1: the image has 4 layers"),
        (other, f"--base {other}: no layer in common with the image"),
        ("-", "--base takes a number of layers, a path or a name"),
        ("", "--base is empty"),
    ):
        said = run(verb, app, "--base", given)
        assert (said.code, said.out) == (2, b""), given
        assert message in said.err
        assert said.err.count("\n") == 1


def test_an_archive_that_is_not_there_is_3(run: Run, app: Path, tmp_path: Path) -> None:
    said = run("audit", app, "--base", tmp_path / "none.tar")
    assert (said.code, said.out) == (3, b"")
    assert "--base: " in said.err
    text = tmp_path / "text"
    text.write_text("no image\n" * 99)
    said = run("dockerfile", app, "--base", text)
    assert said.code == 3
    assert str(text) in said.err


def test_of_several_images_each_is_compared(
    run: Run, app: Path, base: Path, tmp_path: Path
) -> None:
    other = format_named("docker-legacy").write(
        tmp_path / "other.tar", ImageSpec(layers=[[file("x", b"x")]])
    )
    said = run("audit", "--json", app, other, "--base", base)
    assert said.code == 4
    first, second = json.loads(said.out)
    assert first["base"]["layers"] == 2
    assert "no layer in common" in second["error"]


def test_what_was_set_on_the_screen_counts_until_it_is_given(run: Run, app: Path) -> None:
    memory = base_memory()
    memory.set(build(APP).image_id, 3)
    try:
        assert found(run, app) == {"layers": 3, "source": "given", "reference": None}
        assert "\nFROM unknown-base\n" in run("dockerfile", app).text
        assert found(run, app, "--base", "1") == {"layers": 1, "source": "given", "reference": None}
        assert found(run, app, "--base", "0") is None
    finally:
        memory.set(build(APP).image_id, None)
    assert found(run, app) is None
