"""What is wrong with a command line: what, what to do, and an example, in a line."""

from __future__ import annotations

import shlex
from importlib import import_module
from typing import TYPE_CHECKING

import pytest

from inspector.cli import COMMANDS, with_command

if TYPE_CHECKING:
    from pathlib import Path

    import click

    from tests.cli.conftest import Run

TAR = "sample_images/hello.tar"
IMAGE = "IMAGE is missing: give a docker save tar, an OCI layout, or an image's name"
ARCHIVE = "ARCHIVE is missing: give a docker save tar or an OCI layout"
BEGINS = "--image needs a value: the image's name, or the beginning of its ID"
ZZZ = "there is no option --zzz: layerscope verify --help lists the options"
OF_CACHE = "there is no option --platform: layerscope cache --help lists the options"
NUMBER = "--layer needs a value: a layer number, counted from 0"
PLATFORM = "--platform needs a value: a platform, such as linux/arm64"


def example_of(module: str) -> str:
    command: click.Command = import_module(module).command
    return (command.epilog or "").removeprefix("Example: ")


EXAMPLES = {verb: example_of(module) for verb, module, _ in COMMANDS}


@pytest.mark.parametrize(
    ("arguments", "told", "example"),
    [
        ("ls", IMAGE, "ls"),
        ("view", IMAGE, "view"),
        ("--platform linux/arm64", IMAGE, "view"),
        ("images", ARCHIVE, "images"),
        ("cat TAR", "PATH is missing: give a path in the image", "cat"),
        ("extract TAR --to x", "PATH is missing: give a path in the image", "extract"),
        ("extract TAR /a", "--to DIR is missing: give the folder to write to", "extract"),
        ("extract TAR /a --to", "--to needs a value: the folder to write to", "extract"),
        ("ls TAR --layer", NUMBER, "ls"),
        ("TAR --platform", PLATFORM, "view"),
        ("audit TAR --image", BEGINS, "audit"),
        ("history TAR --format", "--format needs a value: table|json|TEMPLATE", "history"),
        ("ls TAR --json=1", "--json takes no value", "ls"),
        ("ls TAR --layer x", "--layer takes a whole number, not 'x'", "ls"),
        ("history TAR -H=maybe", "--human takes true or false, not 'maybe'", "history"),
        ("history TAR --no-trunc=x", "--no-trunc takes true or false, not 'x'", "history"),
        ("ls TAR --lyer 1", "there is no option --lyer: did you mean --layer?", "ls"),
        ("verify TAR --zzz", ZZZ, "verify"),
        ("TAR --layer 1", "there is no option --layer: only ls, cat and extract have it", "ls"),
        ("verify TAR --clear", "there is no option --clear: only cache has it", "cache"),
        ("cache --platform x", OF_CACHE, "cache"),
        ("ls TAR a b c", "too many arguments (b c): ls takes IMAGE [PATH]", "ls"),
        ("TAR x.tar", "too many arguments (x.tar): layerscope takes one IMAGE", "view"),
        (
            "explain TAR -la",
            "there is no option -l: put the container's arguments after --",
            "explain",
        ),
        ("explain TAR --jso", "there is no option --jso: did you mean --json?", "explain"),
        ("cache x", "too many arguments (x): cache takes none", "cache"),
        ("extarct TAR /etc", "there is no command extarct: did you mean extract?", "extract"),
        ("verfy TAR --json", "there is no command verfy: did you mean verify?", "verify"),
    ],
)  # fmt: skip
def test_it_says_what_is_wrong_what_to_do_and_an_example(
    run: Run, arguments: str, told: str, example: str
) -> None:
    said = run(*arguments.replace("TAR", TAR).split())
    assert (said.code, said.out) == (2, b"")
    assert said.err == f"layerscope: {told} (example: {EXAMPLES[example]})\n"


@pytest.mark.parametrize("verb", EXAMPLES)
def test_every_command_has_an_example_that_parses(run: Run, verb: str) -> None:
    example = shlex.split(EXAMPLES[verb])
    assert example[0] == "layerscope"
    called, *rest = with_command(example[1:])
    assert called == verb
    module = next(module for each, module, _ in COMMANDS if each == verb)
    import_module(module).command.make_context(verb, rest)
    assert f"Example: {EXAMPLES[verb]}" in run(verb, "--help").text


def test_a_misspelt_command_alone_is_looked_for_in_engines_alone(run: Run) -> None:
    assert "docker.io" in run("registry").err  # too unlike history
    said = run("verfy")
    assert said.code == 3
    assert "docker.io" not in said.err
    assert said.err.splitlines()[-1] == (
        "  or did you mean the command verify? layerscope verify app.tar"
    )


@pytest.mark.parametrize("name", ["localhost:9/view", "[::1]:9/audit", "audits:1", "verify/x"])
def test_the_name_of_an_image_is_no_misspelt_command(run: Run, name: str) -> None:
    assert "there is no option --nope" in run(name, "--nope").err


def test_a_file_called_nearly_like_a_command_is_a_file(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "audits").write_bytes(b"no image")
    monkeypatch.chdir(tmp_path)
    assert "did you mean" not in run("audits").err
    assert "there is no option --nope" in run("audits", "--nope").err


def test_what_was_typed_is_shown_printably(run: Run) -> None:
    said = run("ls", TAR, "/a", "\x1b[31m", "--layer")
    assert "\x1b" not in said.err
    said = run("ls", TAR, "/a", "b\x1b[31m")
    assert "(b\\x1b[31m)" in said.err
