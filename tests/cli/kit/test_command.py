"""The language of a command, and what ``--lang`` takes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from inspector import language
from inspector.cli import COMMANDS, main
from tests.cases import tried_with

if TYPE_CHECKING:
    from tests.cli.conftest import Run

HELLO = Path("sample_images/hello.tar")


def _chosen_by(*arguments: str) -> str:
    with pytest.raises(SystemExit):
        main(arguments)
    return language.chosen()


@tried_with(
    "arguments",
    [
        ("--lang", "zh_CN", "ls", str(HELLO)),
        ("--lang=zh_CN", "ls", str(HELLO)),
        ("ls", str(HELLO), "--lang", "zh-Hans"),
        ("ls", "--lang=zh_CN", str(HELLO)),
        ("--lang", "en", "ls", str(HELLO), "--lang", "zh_CN"),
        ("--lang", "zh_CN", "--version"),
        ("--version", "--lang", "zh_CN"),
        ("--lang", "zh_CN"),
    ],
)
def test_lang_stands_before_the_command_or_after_it(arguments: tuple[str, ...]) -> None:
    assert _chosen_by(*arguments) == "zh_CN"


def test_without_it_the_environment_chooses(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _chosen_by("--version") == "en"
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert _chosen_by("--version") == "zh_CN"
    assert _chosen_by("--version", "--lang", "en") == "en"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--lang", "xx", "ls"), "--lang takes en|zh_CN, not 'xx'"),
        (("ls", "--lang="), "--lang needs a value: en|zh_CN"),
        (("ls", "--lang"), "--lang needs a value: en|zh_CN"),
    ],
)
def test_another_language_is_a_mistake(run: Run, arguments: tuple[str, ...], told: str) -> None:
    said = run(*arguments)
    assert (said.code, said.err, said.out) == (2, f"layerscope: {told}\n", b"")


def test_arguments_of_others_are_theirs(run: Run) -> None:
    assert run("ls", "--", "--lang").err.startswith("layerscope: --lang: no such file")
    assert _chosen_by("build", "--engine", "x", "--lang", "zh_CN", ".", "--lang", "x") == "zh_CN"
    assert _chosen_by("build", "--engine=x", ".", "--lang", "zh_CN") == "en"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["audit", "i.tar", "--baseline", ""], "--baseline"),
        (["audit", "i.tar", "--rules="], "--rules"),
        (["audit", "i.tar", "--dockerfile", ""], "--dockerfile"),
        (["audit", "i.tar", "--output", ""], "--output"),
        (["audit", "i.tar", "-j", ""], "-j"),
        (["i.tar", "--ci", "--ci-config", ""], "--ci-config"),
        (["diff", "i.tar", "j.tar", "--output="], "--output"),
        (["squash", "i.tar", "--save", ""], "--save"),
        (["container", "i.tar", "--save", ""], "--save"),
        (["learn", "--export", ""], "--export"),
        (["extract", "i.tar", "/", "--to", ""], "--to"),
        (["extract", "i.tar", "", "--to", "out"], "PATH"),
        (["ls", "i.tar", "--mirror", ""], "--mirror"),
        (
            ["ls", "i.tar", "--insecure-registry", "a.example", "--insecure-registry="],
            "--insecure-registry",
        ),
    ],
)
def test_an_empty_name_is_a_mistake(run: Run, words: list[str], told: str) -> None:
    said = run(*words)
    assert (said.code, said.out) == (2, b"")
    assert said.err == f"layerscope: {told} is empty: it needs a value\n"


def test_every_command_shows_it(run: Run) -> None:
    for name in ("", *(name for name, _, _ in COMMANDS)):
        assert "--lang en|zh_CN" in run(*filter(None, [name]), "--help").text, name
