"""Help in another language: whole, and within the width of the terminal."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

import click
import pytest

from inspector.cli import COMMANDS
from inspector.exports.layout.cells import display_width

if TYPE_CHECKING:
    from tests.cli.conftest import Run

NAMES = ("", *(name for name, _module, _help in COMMANDS))
_PROMISED = 80


@pytest.mark.parametrize("name", NAMES)
def test_no_line_is_wider_than_the_terminal(run: Run, name: str) -> None:
    said = run(*filter(None, (name,)), "--help", "--lang", "zh_CN")
    wide = [line for line in said.text.splitlines() if display_width(line) > _PROMISED]
    assert not [line for line in wide if "[text|html" not in line]


def test_all_that_click_says_itself_is_translated(run: Run) -> None:
    said = run("audit", "--help", "--lang", "zh_CN").text
    for text in ("Usage", "Options", "Example", "Show this", "default: names"):
        assert text not in said
    assert "\n选项：\n" in said
    assert "默认：names。" in said.replace("\n", "").replace(" ", "")


def test_columns_are_as_in_english(run: Run) -> None:
    def terms(language: str) -> list[tuple[int, str]]:
        lines = run("ls", "--help", "--lang", language).text.splitlines()
        options = [line for line in lines if line.startswith("  -")]
        return [(len(line) - len(line[2:].lstrip("-")), line[2:28]) for line in options]

    assert terms("zh_CN") == terms("en")


@pytest.mark.parametrize("module", [module for _name, module, _help in COMMANDS])
def test_an_option_that_may_be_given_again_says_so(module: str) -> None:
    for each in import_module(module).command.params:
        if isinstance(each, click.Option) and not each.hidden:
            assert each.multiple == ("(repeatable" in (each.help or "")), each.opts


def test_a_mistake_is_told_in_it(run: Run) -> None:
    said = run("ls", "--lang", "zh_CN")
    assert said.err == (
        "layerscope: 缺少 IMAGE：docker save 生成的 tar、OCI layout 或镜像名"
        "（示例：layerscope ls app.tar /etc --layer 2）\n"
    )
    assert "没有命令 lss：你要的是 ls 吗？" in run("lss", "x", "--lang", "zh_CN").err
    assert "现有课程：image、layers、" in run("learn", "nope", "--lang", "zh_CN").err


def test_json_stays_english(run: Run) -> None:
    good = "sample_images/hello.tar"
    said = run("audit", "--json", "--lang", "zh_CN", good, "/nowhere.tar", "pyproject.toml")
    assert '"error": "/nowhere.tar: no such file"' in said.text
    assert "this is not a tar archive" in said.text
    assert said.text.isascii()
    assert "/nowhere.tar: 没有这个文件" in said.err
