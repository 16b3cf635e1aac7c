"""The language of what users read: English in the code, other languages from gettext catalogues.

A catalogue is ``locale/LANGUAGE/LC_MESSAGES/layerscope.mo``; one more language is one more of them.
As with the locale of C, the language is one for the whole process and is set once, at its start.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from gettext import NullTranslations
    from typing import Self

ENGLISH = "en"
# What decides, the first that is set: locale(7).
VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
FOLDER = os.path.join(os.path.dirname(__file__), "locale")  # noqa: PTH118, PTH120 - pathlib costs
# Places and scripts whose readers read the catalogue of another name.
_SAME = {
    "zh": "zh_CN",
    "zh_SG": "zh_CN",
    "zh_Hans": "zh_CN",
    "zh_Hans_CN": "zh_CN",
    "zh_Hans_SG": "zh_CN",
}


class _InUse:
    """The catalogue in use; None is English, for which nothing is imported."""

    language = ENGLISH
    catalogue: NullTranslations | None = None


class English:
    """A block in which all is English, whatever the language: what other programs read."""

    def __enter__(self) -> None:
        self._before = _InUse.catalogue
        _InUse.catalogue = None

    def __exit__(self, *_error: object) -> None:
        _InUse.catalogue = self._before


def _(message: str) -> str:
    """Return `message` in the language of the process."""
    catalogue = _InUse.catalogue
    # The translation of nothing would be the catalogue's header.
    return message if catalogue is None or not message else catalogue.gettext(message)


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for it
    """Return `message` as it is: a mark for what is translated where it is shown."""
    return message


def NN_(singular: str, plural: str) -> tuple[str, str]:  # noqa: N802 - of the same kind
    """Return both forms as they are: a mark for what ``ngettext`` is given elsewhere."""
    return singular, plural


def ngettext(singular: str, plural: str, number: int) -> str:
    """Return the form of a message that belongs to `number`."""
    catalogue = _InUse.catalogue
    if catalogue is None:
        return singular if number == 1 else plural
    return catalogue.ngettext(singular, plural, number)


def pgettext(context: str, message: str) -> str:
    """Return the translation of a message that means something else in another `context`."""
    catalogue = _InUse.catalogue
    return message if catalogue is None else catalogue.pgettext(context, message)


class Lazy(str):  # noqa: SLOT000 - its attributes lie in a dictionary, as pickle wants it
    """A message that is English as a text, as in JSON, and translated where it is ``shown``.

    `values` go into the fields of `template`; those that are lazy, too, are shown in their turn.
    """

    template: str
    values: dict[str, object]

    def __new__(cls, template: str, **values: object) -> Self:
        """Return the English text."""
        self = super().__new__(cls, template.format(**values))
        self.template = template
        self.values = values
        return self

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, object]]:
        """Return what a copy is made of in another process."""
        return (self.template,), self.values

    def translated(self) -> str:
        """Return the text in the language of the process."""
        return self._filled(_(self.template))

    def _filled(self, template: str) -> str:
        fields = {
            name: each.translated() if isinstance(each, Lazy) else each
            for name, each in self.values.items()
        }
        return template.format(**fields)


class LazyPlural(Lazy):
    """A lazy message with a form for one and a form for several."""

    singular: str
    plural: str
    number: int

    def __new__(cls, singular: str, plural: str, number: int, **values: object) -> Self:
        """Return the English text."""
        self = super().__new__(cls, singular if number == 1 else plural, **values)
        self.singular, self.plural, self.number = singular, plural, number
        return self

    def __getnewargs_ex__(self) -> tuple[tuple[str, str, int], dict[str, object]]:  # type: ignore[override]
        """Return what a copy is made of in another process."""
        return (self.singular, self.plural, self.number), self.values

    def translated(self) -> str:
        """Return the text in the language of the process."""
        return self._filled(ngettext(self.singular, self.plural, self.number))


def shown(value: object) -> str:
    """Return a value as a text in the language of the process."""
    if _InUse.catalogue is None or not isinstance(value, Lazy):
        return str(value)
    return value.translated()


def together(between: str, parts: Sequence[str]) -> Lazy:
    """Return texts in a row, those that are lazy still so."""
    fields = {f"part{number}": part for number, part in enumerate(parts)}
    return Lazy(between.join(f"{{{name}}}" for name in fields), **fields)


def languages() -> tuple[str, ...]:
    """Return the names of all languages, English first."""
    try:
        found = sorted(os.listdir(FOLDER))  # noqa: PTH208 - the same
    except OSError:
        found = []
    return (ENGLISH, *found)


def known(name: str) -> str | None:
    """Return the language that goes by a locale's name, None where there is no such language.

    A language that is known stays so where its catalogue is missing.
    """
    name = name.partition(".")[0].partition("@")[0].replace("-", "_")
    name = _SAME.get(name, name)
    there = {*languages(), *_SAME.values()}
    return next((each for each in (name, name.partition("_")[0]) if each in there), None)


def wanted(environment: Mapping[str, str]) -> str:
    """Return the language that the environment asks for, ``en`` where it is not known."""
    value = next(filter(None, map(environment.get, VARIABLES)), "")
    return known(value) or ENGLISH


def chosen() -> str:
    """Return the language of the process, for another process to choose."""
    return _InUse.language


def choose(language: str) -> None:
    """Show everything in `language`; without its catalogue, in English."""
    _InUse.language = language
    if language == ENGLISH:
        _InUse.catalogue = None
        return
    import gettext  # English needs none of it

    _InUse.catalogue = gettext.translation("layerscope", FOLDER, [language], fallback=True)
