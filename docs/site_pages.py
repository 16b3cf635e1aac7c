"""What the site has beside the pages of this folder: pages from the root, and what code says.

Pages that lie outside of ``docs/`` are copied to ``docs/_root/`` while the site is built, and links
between all of them are those that a code host follows. Empty blocks such as ``layerscope-commands``
are filled by the program itself.
"""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import inspector.limits
from inspector.cli import COMMANDS, group
from inspector.limits import DEFAULT_LIMITS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

DOCS = Path(__file__).parent
ROOT = DOCS.parent
COPIES = DOCS / "_root"
WIDTH = 90  # of the help that is shown
PAGES = [
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "SECURITY.md",
    "benchmarks/RESULTS.md",
    "inspector/gotemplate/README.md",
]
_LINK = re.compile(r"(?<=\]\()(?P<path>[^)#:\s]+)(?=[)#])")
_FENCE = re.compile(r"(^```.*?^```$)", re.MULTILINE | re.DOTALL)


def copy_of(page: str) -> Path:
    """Return where a page from outside of ``docs/`` is while the site is built."""
    return COPIES / page.replace("/", "-").lower()


def copy_pages(app: Sphinx) -> None:
    """Write the pages from outside of ``docs/``; ``index.md`` lists whatever is there."""
    del app
    COPIES.mkdir(exist_ok=True)
    for page in PAGES:
        if (ROOT / page).exists():
            text = (ROOT / page).read_text(encoding="utf-8")
            linked = with_links(text, (ROOT / page).parent, COPIES)
            copy_of(page).write_text(linked, encoding="utf-8")


def remove_pages(app: Sphinx, error: Exception | None) -> None:
    """Leave nothing behind."""
    del app, error
    shutil.rmtree(COPIES, ignore_errors=True)


def read_page(app: Sphinx, name: str, source: list[str]) -> None:
    """Let links to pages that were copied lead to the copies, and fill what the program knows."""
    del app
    for block, lines in (("commands", commands), ("limits", limits), ("schemas", schemas)):
        if (empty := f"```{{layerscope-{block}}}\n```\n") in source[0]:
            source[0] = source[0].replace(empty, "\n".join(lines()) + "\n")
    if not name.startswith(f"{COPIES.name}/"):
        source[0] = with_links(source[0], DOCS, DOCS)


def with_links(text: str, home: Path, place: Path) -> str:
    """Return a page that lies in ``home`` with its links as they are from ``place``."""
    copies = {ROOT / page: copy_of(page) for page in PAGES}

    def moved(link: re.Match[str]) -> str:
        target = Path(os.path.normpath(home / link["path"]))
        if not target.exists():
            return link["path"]
        return os.path.relpath(copies.get(target, target), place)

    parts = _FENCE.split(text)
    return "".join(part if at % 2 else _LINK.sub(moved, part) for at, part in enumerate(parts))


def commands() -> Iterator[str]:
    """Yield all commands, with the help that they print."""
    for name in ("", *(each for each, _module, _help in COMMANDS)):
        yield from (f"### layerscope {name}".rstrip(), "", "```text", _help_of(name), "```", "")


def _help_of(name: str) -> str:
    top = group.context_class(group, info_name="layerscope", terminal_width=WIDTH)
    command = group.get_command(top, name)
    if command is None:
        return group.get_help(top).rstrip()
    context = command.context_class(command, top, info_name=name, terminal_width=WIDTH)
    return command.get_help(context).rstrip()


def limits() -> Iterator[str]:
    """Yield a table of all limits, with their defaults and reasons."""
    yield from ("| limit | default | why |", "|---|---|---|")
    for name, why in _reasons():
        yield f"| `{name}` | {getattr(DEFAULT_LIMITS, name):,} | {why.replace('|', '/')} |"


def schemas() -> Iterator[str]:
    """Yield a table of the objects in each JSON document, from its schema."""
    for name, file in (("audit", "audit.schema.json"), ("diff", "diff.schema.json")):
        found = json.loads((DOCS / file).read_text(encoding="utf-8"))["$defs"]
        yield from (f"### {name} --json", "", "| object | what it is | fields |", "|---|---|---|")
        for title, each in found.items():
            if fields := each.get("properties"):
                told = ", ".join(f"`{field}` {_type(of)}" for field, of in fields.items())
                why = " ".join(each.get("description", "").split()).replace("``", "`")
                yield f"| {title} | {why} | {told} |"
        yield ""


def _type(schema: dict[str, Any]) -> str:
    """Return a type in a few words."""
    if "anyOf" in schema:
        return " or ".join(map(_type, schema["anyOf"]))
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "enum" in schema:
        return "/".join(map(str, schema["enum"]))
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    return str(schema.get("type", "any"))


def _reasons() -> Iterator[tuple[str, str]]:
    """Yield each limit, and the comment that stands above it in the code."""
    source = Path(inspector.limits.__file__).read_text(encoding="utf-8")
    lines = source.splitlines()
    (found,) = (node for node in ast.parse(source).body if isinstance(node, ast.ClassDef))
    for node in found.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            above: list[str] = []
            for line in reversed(lines[: node.lineno - 1]):
                if not line.lstrip().startswith("#"):
                    break
                above.insert(0, line.strip(" #"))
            yield node.target.id, " ".join(above)


def tell_language(
    app: Sphinx, name: str, template: str, context: dict[str, Any], tree: object
) -> None:
    """Name the language of a page that has one in its name, so that browsers choose its glyphs."""
    del app, template, tree
    if name.endswith(".zh_CN"):
        context["language"] = "zh-CN"


def setup(app: Sphinx) -> dict[str, bool]:
    """Register all of it."""
    app.connect("builder-inited", copy_pages)
    app.connect("source-read", read_page)
    app.connect("html-page-context", tell_language)
    app.connect("build-finished", remove_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
