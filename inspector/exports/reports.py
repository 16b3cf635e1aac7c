"""The formats of a report, one line each; a module is imported when its format is used."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from inspector.rules.report import AnyReport

    Render = Callable[[Sequence[AnyReport]], str]

# name, module, one line of help; the module's ``render`` makes text of reports.
FORMATS = (
    ("text", "inspector.exports.audit_text", "for people"),
    ("html", "inspector.exports.audit_html", "a page to look at; one file, without network"),
    ("json", "inspector.exports.audit_json", "for programs: one object, an array for several"),
)
# Those that draw the tree of files, which an audit keeps only if asked to (AuditOptions.files).
WITH_FILES = frozenset({"html"})


def renderer(name: str) -> Render:
    """Return what makes a report in a format of ``FORMATS``."""
    (module,) = (module for each, module, _ in FORMATS if each == name)
    return cast("Render", import_module(module).render)
