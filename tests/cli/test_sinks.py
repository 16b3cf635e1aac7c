"""Whatever an image says is text, wherever it comes out: one table of all outputs.

Each output is read by a parser of what would act on it. A command or a format without a row fails,
and so does a row through which nothing of the image comes.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import sys
import tomllib
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import click
import cmarkgfm  # type: ignore[import-untyped]
import pyte
from markdown_it import MarkdownIt

from inspector.cli import COMMANDS, group
from inspector.exports.github import OUTPUTS
from inspector.serving.page import page
from tests.cases import walked
from tests.hostile_image import PAYLOADS, PLAIN, SIGN, images

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import pytest

    from tests.cli.conftest import Run, Said

# What the same command makes of an image whose texts are harmless.
Plain = Callable[[], str]

HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
HTML = cmarkgfm.cmark.Options.CMARK_OPT_UNSAFE


class Heard:
    """What a terminal is told to do, in the place of pyte's screen."""

    def __init__(self) -> None:
        self.drawn: list[str] = []
        self.other: set[str] = set()

    def draw(self, text: str) -> None:
        self.drawn.append(text)

    def linefeed(self) -> None:
        self.drawn.append("\n")

    def tab(self) -> None:
        self.drawn.append("\t")

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *_, **__: self.other.add(name)


def check_text(text: str) -> None:
    """Check that a terminal only draws."""
    heard = Heard()
    pyte.Stream(heard).feed(text)  # type: ignore[arg-type]
    assert heard.other == set()
    drawn = "".join(heard.drawn)
    assert {each for each in drawn if unicodedata.category(each) in HIDDEN} <= {"\n", "\t"}


def check_log(text: str) -> None:
    """Check that the log of a job holds no command (actions/runner, ActionCommand.cs)."""
    for line in text.splitlines():
        assert not line.strip().startswith("::"), line
        assert not re.search(r"##\w*\[", line), line


def texts_in(value: object, key: str = "") -> Iterator[tuple[str, str]]:
    """Yield each text of JSON, with its key."""
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, dict):
        for name, each in value.items():
            yield "", name
            yield from texts_in(each, name)
    elif isinstance(value, list):
        for each in value:
            yield from texts_in(each, key)


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    assert len(dict(pairs)) == len(pairs)
    return dict(pairs)


def check_json(text: str, plain: Plain) -> None:
    del plain
    json.loads(text, object_pairs_hook=once)


def check_lines_of_json(text: str, plain: Plain) -> None:
    for line in text.removesuffix("\n").split("\n"):
        check_json(line, plain)


def check_sarif(text: str, plain: Plain) -> None:
    """A message may hold links, and its places are addresses (SARIF 2.1.0, 3.11.6 and 3.4.3)."""
    check_json(text, plain)
    for key, value in texts_in(json.loads(text)):
        if key == "uri":
            assert urlsplit(value).scheme in {"", "file"}, value
            assert not urlsplit(value).netloc, value
        elif key.endswith("Uri"):
            assert SIGN not in value
        elif key == "text":
            assert not re.search(r"\[[^\]]*\]\(", re.sub(r"\\.", "", value)), value


def check_cyclonedx(text: str, plain: Plain) -> None:
    check_json(text, plain)
    for key, value in texts_in(json.loads(text)):
        assert key != "url" or SIGN not in value


def check_csv(text: str, plain: Plain) -> None:
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    columns = next(csv.reader(io.StringIO(plain())))
    assert {len(row) for row in rows} == {len(columns)}
    for row in rows:
        for cell in row:
            assert re.fullmatch(r"-?[\d.]+", cell) or cell.strip()[:1] not in {*"=+-@"}, cell


def check_junit(text: str, plain: Plain) -> None:
    one, other = (ET.fromstring(each) for each in (text, plain()))  # noqa: S314 - our own text
    assert {each.tag for each in one.iter()} == {each.tag for each in other.iter()}


class Markup(HTMLParser):
    """Takes HTML apart: tags with what acts in them, scripts, and what stands outside of code."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[tuple[str, ...]] = set()
        self.bare: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add((tag, *sorted(name for name, _ in attrs)))
        for name, value in attrs:
            assert not name.startswith("on"), name
            if name in {"href", "src", "style", "action", "content", "id", "class"}:
                assert SIGN.lower() not in (value or "").lower(), value
        if tag not in {"meta", "link", "input", "br", "hr"}:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "code" not in self._open:
            self.bare.append(data)

    def handle_comment(self, data: str) -> None:
        assert SIGN not in data


def check_html(text: str, plain: Plain) -> None:
    assert Markup(text).tags <= Markup(plain()).tags


@cache
def rendered(text: str) -> tuple[Markup, Markup]:
    """Return Markdown as code hosts show it, with the HTML in it as it is."""
    html = cmarkgfm.github_flavored_markdown_to_html(text, HTML)
    return Markup(MarkdownIt("gfm-like").render(text)), Markup(html)


def check_markdown(text: str, plain: Plain) -> None:
    """What code hosts look for in text they leave alone in code."""
    for found, usual in zip(rendered(text), rendered(plain()), strict=True):
        assert found.tags <= usual.tags
        assert SIGN not in "".join(found.bare)


def check_toml(text: str, plain: Plain) -> None:
    assert tomllib.loads(text).keys() == tomllib.loads(plain()).keys()


def check_outputs(text: str, plain: Plain) -> None:
    """Read a file of outputs as GitHub's runner does (actions/runner, FileCommandManager.cs)."""
    del plain
    assert "<<" not in text
    assert [line.partition("=")[0] for line in text.splitlines() if line] == list(OUTPUTS)


def check_nothing_more(text: str, plain: Plain) -> None:
    """Text for people has no structure of its own."""


CHECKS = {
    "text": check_nothing_more,
    "json": check_json,
    "dive-json": check_json,
    "sarif": check_sarif,
    "cyclonedx": check_cyclonedx,
    "csv": check_csv,
    "junit": check_junit,
    "html": check_html,
    "markdown": check_markdown,
}


# Who downloads an archive may leave it to others how it is called.
FOLDER = "\x1b]0;PWN\x07\n::error::PWN##[error]PWN<b>PWN'\"`[PWN](x)\u202e"


@dataclass(frozen=True)
class Sink:
    """An output: the words that ask for it, and what reads it.

    ``file``: where it is written, else it is stdout. ``is_raw``: into a pipe it is another
    program's output to the byte, or the bytes of a file; a terminal shows it as text.
    ``is_mute``: nothing of an image is in it.
    """

    words: str
    check: Callable[[str, Plain], None] = check_nothing_more
    file: str = ""
    is_raw: bool = False
    is_mute: bool = False


# All of them in one run: an audit of so much takes a while.
AUDIT = "audit IMAGE --packages --duplicates --secrets deep --fail-on note --forbid **/*PWN*"
AUDIT += " --dockerfile RECIPE --baseline BASELINE"
AUDIT += "".join(f" --format {each} --output {each}" for each in CHECKS)
DIFF = "diff OLD IMAGE --why --text ** --max-growth 1"
FLEET = "fleet OLD DAMAGED --out tables -j 1"
SINKS = [
    Sink("view IMAGE"),
    Sink("view IMAGE --json out", check_json, file="out"),
    Sink("ls IMAGE"),
    Sink("ls IMAGE --changes --layer 1 --digests"),
    Sink("ls IMAGE --json", check_lines_of_json),
    Sink("cat IMAGE /etc/passwd", is_raw=True),
    Sink("history IMAGE --no-trunc", is_raw=True),
    Sink("history IMAGE --format {{.CreatedBy}}{{.Comment}}", is_raw=True),
    Sink("history IMAGE --no-trunc --format json", check_lines_of_json, is_raw=True),
    Sink("extract OLD / --to folder"),
    Sink("audit IMAGE --json", check_json),
    *(Sink(AUDIT, check, file=each) for each, check in CHECKS.items()),
    Sink(AUDIT, check_markdown, file="GITHUB_STEP_SUMMARY"),
    Sink(AUDIT, check_outputs, file="GITHUB_OUTPUT", is_mute=True),
    *(Sink(f"{DIFF} --format {each}", CHECKS[each]) for each in ("text", "html", "markdown")),
    Sink(f"{DIFF} --format markdown", check_markdown, file="GITHUB_STEP_SUMMARY"),
    Sink(f"{DIFF} --format markdown", check_outputs, file="GITHUB_OUTPUT", is_mute=True),
    Sink("diff OLD IMAGE --json", check_json),
    Sink("init IMAGE --force", check_toml, file="layerscope.toml"),
    Sink("dockerfile IMAGE", is_raw=True),
    Sink("explain IMAGE --changed 2"),
    Sink("explain IMAGE --json", check_json),
    Sink("container IMAGE -c CALLS"),
    Sink("container IMAGE -c CALLS --json", check_json),
    Sink("squash IMAGE --save out.tar"),
    Sink("squash IMAGE --save out.tar --json", check_json),
    Sink("verify DAMAGED"),
    Sink("verify IMAGE --json", check_json, is_mute=True),
    *(Sink(f"{FLEET} --format {each}", CHECKS[each]) for each in ("text", "json", "html")),
    Sink("images BOTH"),
    Sink("images BOTH --json", check_json),
    # What is wrong is said on stderr.
    Sink("audit BOTH"),
    Sink("audit DAMAGED"),
    # Nothing of an image is in these.
    Sink("learn", is_mute=True),
    Sink("learn --json", check_json, is_mute=True),
    Sink("learn --export -", is_mute=True),
    Sink("cache", is_mute=True),
    Sink("doctor", is_mute=True),
    Sink("doctor --json", check_json, is_mute=True),
    Sink("completion bash", is_mute=True),
]
# The engine's own output, which goes to the terminal as it comes; a page, which is tested below.
GITHUB_FILES = ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT")
ELSEWHERE = {"build", "serve"}
CALLS = "ls -la / /d; cat /etc/passwd; rm -r /s /d/*; cp -r /h /t; touch /h/*; find /"


def wanted() -> Iterator[set[str]]:
    """Yield what there is to ask for, as words: commands, and each of them with each format."""
    context = click.Context(group)
    for name, *_ in COMMANDS:
        command = group.get_command(context, name)
        assert command is not None
        if name not in ELSEWHERE:
            yield {name}
        for option in command.params:
            if "--json" in option.opts:
                yield {name, "--json"}
            if "--format" in option.opts and isinstance(option.type, click.Choice):
                yield from ({name, "--format", each} for each in option.type.choices)


def test_each_command_and_each_format_has_a_row() -> None:
    rows = [set(sink.words.split()) for sink in SINKS]
    rows += [row - {"--json"} | {"--format", "json"} for row in rows if "--json" in row]
    assert [each for each in wanted() if not any(each <= row for row in rows)] == []


def test_the_page_that_shows_the_screen_takes_a_name_for_text() -> None:
    check_html(page("".join(PAYLOADS)), lambda: page("plain"))
    check_text(page("".join(PAYLOADS)))


class Place:
    """The archives of one set of texts, and what commands say of them in a folder of their own."""

    def __init__(
        self, folder: Path, texts: Sequence[str], run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self._folder, self._run, self._patch = folder, run, monkeypatch
        found = images(folder, texts)
        recipe, baseline = folder / "Dockerfile", folder / "baseline.json"
        recipe.write_text("FROM scratch\nCOPY a b\n", encoding="utf-8")
        self._places = {
            "IMAGE": found.image,
            "OLD": found.old,
            "BOTH": found.both,
            "DAMAGED": found.damaged,
            "BASELINE": baseline,
            "RECIPE": recipe,
            "CALLS": CALLS,
        }
        self._runs: dict[tuple[str, bool], Said] = {}
        self.said("audit OLD --packages --format json --output BASELINE")

    def said(self, words: str, *, is_terminal: bool = False) -> Said:
        """Return what a command says; all that ask for the same are one run."""
        key = words, is_terminal
        if key not in self._runs:
            with self._patch.context() as patched:
                patched.chdir(self._folder)
                for name in GITHUB_FILES:
                    patched.setenv(name, name)
                    (self._folder / name).unlink(missing_ok=True)
                patched.setenv("GITHUB_ACTIONS", "true")
                if is_terminal:
                    patched.setattr(os, "isatty", lambda number: number == sys.stdout.fileno())
                self._runs[key] = self._run(*(str(self._places.get(w, w)) for w in words.split()))
        return self._runs[key]

    def read(self, sink: Sink) -> str:
        """Return what an output holds when it is no terminal; files are those of the last run."""
        said = self.said(sink.words)
        return (self._folder / sink.file).read_text("utf-8") if sink.file else said.text


def test_nothing_from_an_image_acts(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    evil = Place(tmp_path / FOLDER, PAYLOADS, run, monkeypatch)
    plain = Place(tmp_path / "plain", PLAIN, run, monkeypatch)
    with walked() as case:
        for sink in SINKS:
            with case((sink.words, sink.file)):
                check_sink(sink, evil, plain)


def check_sink(sink: Sink, evil: Place, plain: Place) -> None:
    out, err = evil.read(sink), evil.said(sink.words).err
    check_text(err)
    check_log(err)
    assert "internal error" not in err
    assert sink.is_mute or SIGN in out + err
    if sink.is_raw:
        check_text(evil.said(sink.words, is_terminal=True).text)
    else:
        check_text(out.replace("\r\n", "\n") if sink.check is check_csv else out)
        check_log(out)
    if sink.check is not check_nothing_more:
        sink.check(out, lambda: plain.read(sink))
