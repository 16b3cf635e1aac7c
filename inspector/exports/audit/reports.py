"""The formats of a report, one line each; a module is imported when its format is used."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, cast

from inspector.errors import MissingExtraError
from inspector.language import N_, English

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import ModuleType

    from inspector.rules.report import AnyReport

    Render = Callable[[Sequence[AnyReport]], str]
    Pieces = Callable[[Sequence[AnyReport]], Iterator[str]]

_ROOM = "inspector.exports.audit"
# name, module in this room, one line of help; the module's ``render`` makes text of
# reports. Where that may be larger than all that it is made of, ``pieces`` yields it bit by bit.
FORMATS = (
    ("text", "text.report", N_("for people")),
    ("html", "html.report", N_("a page to look at: one file that needs no network")),
    ("json", "json", N_("for programs: one object, an array for several")),
    ("markdown", "markdown", N_("for a comment on a pull request")),
    ("sarif", "sarif.report", N_("for code hosts and editors: SARIF 2.1.0")),
    ("junit", "junit", N_("for CI systems that show tests: JUnit XML")),
    ("csv", "csv", N_("for spreadsheets: a row for each problem")),
    ("cyclonedx", "cyclonedx", N_("a bill of materials: CycloneDX 1.6")),
    ("dive-json", "dive_json", N_("what dive --json FILE writes")),
)
# Those that people read: in their language. What programs read is English.
_FOR_PEOPLE = frozenset({"text", "html", "markdown"})
# Those that tell of what an audit adds up or keeps only if asked to (AuditOptions).
WITH_FOLDERS = frozenset({"json"})
WITH_FILES = frozenset({"html"})
WITH_PACKAGES = frozenset({"cyclonedx"})
WITH_DIVE_FILES = frozenset({"dive-json"})
# Those that need a library of an extra which is named as they are: its module.
_EXTRAS = {"cyclonedx": "cyclonedx"}


def check_extra(name: str) -> None:
    """Raise MissingExtraError where a format needs an extra that is not installed."""
    module = _EXTRAS.get(name)
    if module is not None and find_spec(module) is None:
        raise MissingExtraError(f"--format {name}", name)


def renderer(name: str) -> Render:
    """Return what makes a report in a format of ``FORMATS``."""
    render = cast("Render", _module(name).render)
    if name in _FOR_PEOPLE:
        return render

    def in_english(reports: Sequence[AnyReport]) -> str:
        with English():
            return render(reports)

    return in_english


def pieces(name: str, reports: Sequence[AnyReport]) -> Iterator[str]:
    """Yield a report in a format of ``FORMATS`` as it is made; nothing of an empty one."""
    module = _module(name)
    if hasattr(module, "pieces"):
        with English():
            yield from cast("Pieces", module.pieces)(reports)
    elif text := renderer(name)(reports):
        yield text


def _module(name: str) -> ModuleType:
    (module,) = (module for each, module, _ in FORMATS if each == name)
    return import_module(f"{_ROOM}.{module}")
