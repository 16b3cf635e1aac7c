"""The catalogues of translations, kept beside the code: ``python -m tests.catalogue [FILE…]``.

Reads all messages from the code, brings each ``layerscope.po`` up to date with them, takes what
the given PO files translate, and compiles it. What is not translated yet is printed.
"""

from __future__ import annotations

import ast
import io
import sys
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from babel.messages.catalog import Message

ROOT = Path(__file__).parent.parent
CODE = ROOT / "inspector"
LOCALE = CODE / "locale"
# How many texts a mark takes: two are a message's forms for one and for several.
MARKS = {"_": 1, "N_": 1, "Lazy": 1, "NN_": 2, "ngettext": 2, "LazyPlural": 2}
_NEVER = datetime(2000, 1, 1, tzinfo=UTC)
_AUTHORS = "The Layerscope authors"
_ABOUT: dict[str, Any] = {
    "project": "Layerscope",
    "copyright_holder": _AUTHORS,
    "last_translator": _AUTHORS,
    "language_team": _AUTHORS,
    "msgid_bugs_address": "",
    "fuzzy": False,
}
PO = "LC_MESSAGES/layerscope.po"
MO = "LC_MESSAGES/layerscope.mo"

Id = Any  # a text, or one and its plural


@cache
def modules() -> dict[str, ast.Module]:
    """Return the code, by its place."""
    return {
        path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(CODE.rglob("*.py"))
    }


def messages() -> Iterator[tuple[Id, str | None, str]]:
    """Yield each message of the code: its ID, its context, the file."""
    for place, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                for found, context in _marked(node.func.id, node.args):
                    yield found, context, place
            elif isinstance(node, ast.FunctionDef) and any(map(_is_click, node.decorator_list)):
                for paragraph in (ast.get_docstring(node) or "").split("\n\n"):
                    yield " ".join(paragraph.split("\n")), None, place


def _marked(mark: str, arguments: Sequence[ast.expr]) -> Iterator[tuple[Id, str | None]]:
    """Yield the message that a call marks; a noun that is counted is one with its number."""
    texts = [each.value for each in arguments if isinstance(each, ast.Constant)]
    count = MARKS.get(mark, 0)
    if mark == "counted":
        for noun in map(str, texts):
            yield (f"{{count}} {noun}", f"{{count}} {noun}s"), None
    elif mark == "pgettext":
        context, text = map(str, texts)
        yield text, context
    elif count and len(texts) >= count:
        yield (texts[0] if count == 1 else tuple(texts[:2])), None


def _is_click(decorator: ast.expr) -> bool:
    """Whether a function is a command, whose docstring is its help."""
    function = decorator.func if isinstance(decorator, ast.Call) else decorator
    return isinstance(function, ast.Attribute) and function.attr in {"command", "group"}


def template() -> Catalog:
    """Return a catalogue of all messages, none translated."""
    found = Catalog(domain="layerscope", project="Layerscope", charset="utf-8")
    for name, context, place in messages():
        found.add(name, locations=[(place, 0)], context=context)
    return found


def languages() -> list[str]:
    """Return the languages that have a catalogue."""
    return sorted(path.name for path in LOCALE.iterdir() if path.is_dir())


def catalogue(language: str) -> Catalog:
    """Return the catalogue of a language as it is committed."""
    path = LOCALE / language / PO
    if not path.exists():
        return Catalog(locale=language, domain="layerscope")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def updated(language: str, more: Sequence[Path] = ()) -> Catalog:
    """Return the catalogue of a language with all messages of the code, and no others."""
    found, known = template(), [catalogue(language)]
    for path in more:
        with path.open("rb") as file:
            known.append(read_po(file, locale=language))
    result = Catalog(
        locale=language,
        domain="layerscope",
        header_comment="# Messages of Layerscope. MIT; copyright The Layerscope authors.",
        **_ABOUT,
    )
    for message in sorted(found, key=_order):
        if message.id:
            text = _translated(message, known)
            places = sorted({(place, 0) for place, _ in message.locations})
            result.add(message.id, text, locations=places, context=message.context)
    return result


def _order(message: Message) -> tuple[str, str]:
    return (str(message.id), message.context or "")


def _translated(message: Message, known: Sequence[Catalog]) -> Any:  # noqa: ANN401 - as Babel types it
    for each in reversed(known):
        found = each.get(message.id, message.context)
        if found is not None and _texts(found.string) != [""]:
            return found.string
    return ("",) if message.pluralizable else ""


def _texts(text: object) -> list[str]:
    return list(text) if isinstance(text, (tuple, list)) else [str(text or "")]


def untranslated(found: Catalog) -> list[Id]:
    """Return the messages that a catalogue leaves in English."""
    return [each.id for each in found if each.id and not all(_texts(each.string))]


def as_po(found: Catalog) -> bytes:
    """Return the text of a catalogue: with files, without lines and times, which change daily."""
    file = io.BytesIO()
    write_po(file, found, width=100, include_lineno=False)
    dated = (b'"POT-Creation-Date', b'"PO-Revision-Date', b'"Last-Translator', b'"Generated-By')
    return b"".join(line for line in file.getvalue().splitlines(True) if not line.startswith(dated))


def as_mo(found: Catalog) -> bytes:
    """Return the compiled catalogue: what is translated, and no header that changes daily."""
    compiled = Catalog(locale=found.locale, creation_date=_NEVER, revision_date=_NEVER, **_ABOUT)
    for message in found:
        if message.id and all(_texts(message.string)):
            compiled.add(message.id, message.string, context=message.context)
    file = io.BytesIO()
    write_mo(file, compiled)
    return file.getvalue()


def main(words: Sequence[str]) -> int:
    """Bring the catalogues up to date."""
    for language in languages():
        found = updated(language, [Path(word) for word in words])
        (LOCALE / language / PO).write_bytes(as_po(found))
        (LOCALE / language / MO).write_bytes(as_mo(found))
        left = untranslated(found)
        print(f"{language}: {len(found)} messages, {len(left)} not translated")
        for each in left:
            print(f"  {each!r}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
