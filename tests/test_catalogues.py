"""The catalogues: complete, compiled, and without mistakes that no one would see in English."""

from __future__ import annotations

import ast
import gettext
import io
import string
from typing import TYPE_CHECKING

import pytest
from babel.messages import Catalog
from babel.messages.mofile import write_mo

from inspector import language
from inspector.cli import main
from inspector.language import _, ngettext
from tests import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from babel.messages.catalog import Message


_WIDE_BRACES = {"\N{FULLWIDTH LEFT CURLY BRACKET}", "\N{FULLWIDTH RIGHT CURLY BRACKET}"}
LANGUAGES = catalogue.languages()
# Which arguments of what are texts.
_TEXTS = {"counted": (1, 2), "pgettext": (0, 2)} | {
    mark: (0, count) for mark, count in catalogue.MARKS.items()
}
Field = tuple[str, str, str]  # its name, its conversion, its format


@pytest.fixture(scope="module", params=LANGUAGES)
def name(request: pytest.FixtureRequest) -> str:
    """Return the name of each language that has a catalogue."""
    found: str = request.param
    return found


@pytest.fixture(scope="module")
def committed(name: str) -> Catalog:
    """Return its catalogue."""
    return catalogue.catalogue(name)


def test_there_is_chinese() -> None:
    assert "zh_CN" in LANGUAGES


@pytest.fixture(scope="module")
def messages() -> Catalog:
    """Return all messages of the code."""
    return catalogue.template()


def test_it_has_the_messages_of_the_code(committed: Catalog, messages: Catalog) -> None:
    in_code, in_catalogue = set(map(_key, _all(messages))), set(map(_key, _all(committed)))
    assert not in_code - in_catalogue, "run python -m tests.catalogue"
    assert not in_catalogue - in_code, "run python -m tests.catalogue"


def test_nothing_is_untranslated(committed: Catalog) -> None:
    assert not catalogue.untranslated(committed)
    assert not [each.id for each in committed if each.id and each.fuzzy]


def test_it_is_compiled(name: str, committed: Catalog) -> None:
    compiled = (catalogue.LOCALE / name / catalogue.MO).read_bytes()
    assert compiled == catalogue.as_mo(committed), "run python -m tests.catalogue"


def test_fields_agree(committed: Catalog) -> None:
    wrong = [(each.id, text) for each, text in _translations(committed) if not _agree(each, text)]
    assert not wrong


def test_percent_signs_agree(committed: Catalog) -> None:
    """No template is filled by ``%``, so each sign is one, and none may get lost."""
    wrong = [
        (each.id, text)
        for each, text in _translations(committed)
        if text.count("%") != _texts(each.id)[-1].count("%")
    ]
    assert not wrong


def test_braces_and_what_is_in_them_are_halfwidth(committed: Catalog) -> None:
    wrong = [
        text
        for _message, text in _translations(committed)
        if set(text) & _WIDE_BRACES or not all("".join(field).isascii() for field in _fields(text))
    ]
    assert not wrong


def test_line_ends_agree(committed: Catalog) -> None:
    wrong = []
    for each, text in _translations(committed):
        original = _texts(each.id)[-1]
        # Paragraphs are wrapped where they are shown.
        ends = "\n\n" if "\n\n" in original else "\n"
        if text.count(ends) != original.count(ends):
            wrong.append((each.id, text))
    assert not wrong


def test_plural_forms_are_those_of_the_language(name: str, committed: Catalog) -> None:
    whole = Catalog(locale=name)
    assert committed.num_plurals == whole.num_plurals
    assert committed.plural_expr == whole.plural_expr
    wrong = [
        each.id
        for each in _all(committed)
        if each.pluralizable and len(_texts(each.string)) != whole.num_plurals
    ]
    assert not wrong


def test_every_text_that_is_given_to_gettext_is_a_constant() -> None:
    """A message is found by its English text: one that is put together is in no catalogue."""
    assert not list(_put_together())


def test_a_third_language_is_one_more_catalogue(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _write_catalogue(tmp_path / "xx" / catalogue.MO)
    monkeypatch.setattr(language, "FOLDER", str(tmp_path))
    assert language.languages() == ("en", "xx")
    assert language.wanted({"LANG": "xx_YY.UTF-8"}) == "xx"
    with pytest.raises(SystemExit):
        main(["cache", "--help", "--lang", "xx"])
    said = capsys.readouterr().out
    assert "SNOITPO:" in said
    assert "--lang en|xx" in said
    assert "Show the size of the cache, or clear it." in said, "English, where it says nothing"
    assert _("Options") == "SNOITPO"
    assert ngettext("{count} layer", "{count} layers", 2) == "{count} sreyal"
    assert not _(""), "and not the header of the catalogue"


def test_a_missing_catalogue_is_english_without_a_word(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(language, "FOLDER", str(tmp_path))
    with pytest.raises(SystemExit) as end:
        main(["cache", "--help", "--lang", "zh_CN"])
    said = capsys.readouterr()
    assert (end.value.code, said.err) == (0, "")
    assert "Options:" in said.out


def _write_catalogue(path: Path) -> None:
    found = Catalog()
    found.add("Options", "SNOITPO")
    found.add(("{count} layer", "{count} layers"), ("{count} reyal", "{count} sreyal"))
    file = io.BytesIO()
    write_mo(file, found)
    path.parent.mkdir(parents=True)
    path.write_bytes(file.getvalue())
    assert gettext.GNUTranslations(io.BytesIO(file.getvalue())).gettext("") != ""


def _all(found: Catalog) -> Iterator[Message]:
    return (each for each in found if each.id)


def _key(message: Message) -> tuple[object, str | None]:
    return tuple(_texts(message.id)), message.context


def _texts(text: str | Iterable[str] | None) -> list[str]:
    return [text] if isinstance(text, str) else list(text or ())


def _translations(found: Catalog) -> Iterator[tuple[Message, str]]:
    for message in _all(found):
        yield from ((message, text) for text in _texts(message.string) if text)


def _fields(text: str) -> set[Field]:
    parts = string.Formatter().parse(text)
    return {(name, kind or "", form or "") for _text, name, form, kind in parts if name is not None}


def _agree(message: Message, text: str) -> bool:
    """Whether a translation has the fields; a form for one may go without the number."""
    forms = [_fields(each) for each in _texts(message.id)]
    return set.intersection(*forms) <= _fields(text) <= forms[-1]


def _put_together() -> Iterator[str]:
    for place, tree in catalogue.modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                first, last = _TEXTS.get(node.func.id, (0, 0))
                if any(map(_is_put_together, node.args[first:last])):
                    yield f"{place}:{node.lineno}"
                nouns = node.args[1:2] if node.func.id == "counted" else []
                if not all(isinstance(each, ast.Constant) for each in nouns):
                    yield f"{place}:{node.lineno}: a noun that is no constant"


def _is_put_together(text: ast.expr) -> bool:
    return isinstance(text, (ast.JoinedStr, ast.BinOp))
