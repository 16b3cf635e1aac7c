"""The texts of the HTML page: the scripts ask for no other."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from importlib import resources
from typing import TYPE_CHECKING

import pytest

from inspector.exports.audit.html.report import render
from inspector.exports.audit.html.words import FRAME_TEXTS, SCRIPT_TEXTS, framed, script_words
from tests.exports.sample_reports import FULL
from tests.marked import SIGN, mark

if TYPE_CHECKING:
    from pathlib import Path

PAGE = resources.files("inspector.exports.audit.html") / "page"
SCRIPTS = {
    each.name: each.read_text(encoding="utf-8")
    for each in PAGE.iterdir()
    if each.name.endswith(".js")
}
_ASKED = re.compile(r'(?<![\w$])_\("((?:[^"\\]|\\.)*)"')
_COUNTED = re.compile(r'counted\([^;]*?, "([^"]+)"\)')


def test_the_scripts_ask_for_what_there_is() -> None:
    asked = {text for script in SCRIPTS.values() for text in _ASKED.findall(script)}
    assert asked - {", "} == set(SCRIPT_TEXTS)


def test_the_frame_has_what_there_is() -> None:
    html = (PAGE / "page.html").read_text(encoding="utf-8")
    assert set(re.findall(r"\[\[(.+?)\]\]", html)) == set(FRAME_TEXTS)
    assert "[[" not in framed(html)


def test_english_takes_no_room() -> None:
    assert script_words() == {"messages": {}, "nouns": {}}


def test_another_language_has_all_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    mark(monkeypatch)
    words = script_words()
    assert set(words["messages"]) == {*SCRIPT_TEXTS, ", "}
    nouns = {noun for script in SCRIPTS.values() for noun in _COUNTED.findall(script)}
    assert nouns | {"note", "warning", "error"} == set(words["nouns"])
    page = render([FULL])
    assert '<html lang="zh-CN">' in page
    assert f"{SIGN}Made by Layerscope" in page


@pytest.mark.skipif(shutil.which("node") is None, reason="needs node")
def test_messages_and_numbers_in_the_script(tmp_path: Path) -> None:
    words = {
        "messages": {"Files of layer {layer}": "第 {layer} 层的文件"},
        "nouns": {"row": {0: "{count} 行", 1: "{count} 行"}},
    }
    script = tmp_path / "words.js"
    script.write_text(
        'const document = { documentElement: { lang: "zh-CN" } };\n'
        + SCRIPTS["format.js"]
        + 'console.log(counted(1, "row"), counted(1234, "row"), _("Files"));\n'
        + f"words = {json.dumps(words)};\n"
        + 'console.log(counted(1234, "row"), _("Files of layer {layer}", { layer: "{x}" }));\n',
        encoding="utf-8",
    )
    told = subprocess.run(["node", script], capture_output=True, text=True, check=True)  # noqa: S607
    assert told.stdout == "1 row 1,234 rows Files\n1,234 行 第 {x} 层的文件\n"
