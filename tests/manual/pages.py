"""What a reader takes from a page of the manual and types: its command lines, and what they print.

A line is a command if its first word, after variables, is a program of ``PROGRAMS``. What follows
a command in its block is what it prints.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

ROOT = Path(__file__).parents[2]
PROGRAMS = {
    *("layerscope", "docker", "podman", "dive", "apt-get", "python3", "pip", "pipx", "uv"),
    *("git", "man", "cosign", "oras", "eval"),
}
# Of a fence that holds no shell; other tests read these.
DATA = {"yaml", "toml", "sql", "json", "dockerfile", "python", "ini", "mermaid"}
_VARIABLE = re.compile(r"[A-Z_]+=\S* +")


@dataclass
class Line:
    """A command line of a page, and what the page says that it prints."""

    page: str
    number: int  # of the block's first line, from 1
    text: str
    printed: list[str] = field(default_factory=list)

    @property
    def command(self) -> str:
        """What is typed, without the comment."""
        return re.sub(r"\s+# .*$", "", self.text)


@dataclass(frozen=True)
class Shown:
    """A block without a command."""

    page: str
    number: int
    text: str


def pages() -> list[Path]:
    """Return the pages that users read."""
    found = [ROOT / "README.md", ROOT / "SECURITY.md", *sorted((ROOT / "docs").glob("*.md"))]
    return [path for path in found if path.exists()]


@cache
def _tokens(path: Path) -> list[Token]:
    return MarkdownIt().enable("table").parse(path.read_text(encoding="utf-8"))


def blocks(path: Path) -> list[tuple[int, str]]:
    """Return the number and text of each block that may hold commands."""
    found = []
    for token in _tokens(path):
        is_shell = token.type == "fence" and token.info.strip().split(" ")[0] not in DATA
        if (token.type == "code_block" or is_shell) and not token.info.startswith("{"):
            found.append((token.map[0] + 1 if token.map else 0, token.content))
    return found


def lines(path: Path) -> Iterator[Line | Shown]:
    """Yield the commands of a page, and its blocks without any."""
    for number, text in blocks(path):
        joined = re.sub(r" \\\n\s*", " ", text)
        found: list[Line] = []
        for each in joined.splitlines():
            if _is_command(each):
                found.append(Line(path.name, number, each.removeprefix("$ ")))
            elif found:
                found[-1].printed.append(each.rstrip())
            else:
                yield Shown(path.name, number, text)
                break
        yield from found


def _is_command(line: str) -> bool:
    words = _VARIABLE.sub("", line.removeprefix("$ ")).split(" ")
    return words[0].rpartition("/")[2] in PROGRAMS


def links(path: Path) -> Iterator[str]:
    """Yield where the links and pictures of a page lead."""
    for child in _inline(path):
        if address := child.attrGet("src") or child.attrGet("href"):
            yield unquote(str(address))


def headings(path: Path) -> set[str]:
    """Return the names of a page's headings, as code hosts make them."""
    text = re.sub(
        r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL
    )
    found = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in found}


def _inline(path: Path) -> Iterator[Token]:
    for token in _tokens(path):
        yield from token.children or ()


def mentioned(path: Path) -> Iterator[str]:
    """Yield the commands that stand within sentences."""
    for child in _inline(path):
        if child.type == "code_inline" and child.content.startswith("layerscope "):
            yield child.content
