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
    ("json", "inspector.exports.audit_json", "for programs: one object, an array for several"),
    ("markdown", "inspector.exports.audit_markdown", "for a comment on a pull request"),
    ("sarif", "inspector.exports.audit_sarif", "for code hosts and editors: SARIF 2.1.0"),
    ("junit", "inspector.exports.audit_junit", "for CI systems that show tests: JUnit XML"),
    ("csv", "inspector.exports.audit_csv", "for spreadsheets: a row for each problem"),
    ("dive-json", "inspector.exports.audit_dive_json", "what dive --json FILE writes"),
)


def renderer(name: str) -> Render:
    """Return what makes a report in a format of ``FORMATS``."""
    (module,) = (module for each, module, _ in FORMATS if each == name)
    return cast("Render", import_module(module).render)
