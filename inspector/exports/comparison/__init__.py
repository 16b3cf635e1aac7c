"""Two images beside each other: reports for people and for programs."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from inspector.language import N_

if TYPE_CHECKING:
    from inspector.rules.compared import Compared

# name, module with ``render``, what it is for
FORMATS = (
    ("text", "inspector.exports.comparison.text", N_("for people")),
    ("json", "inspector.exports.comparison.document", N_("for programs")),
    ("markdown", "inspector.exports.comparison.markdown", N_("for a comment on a pull request")),
    ("html", "inspector.exports.comparison.html", N_("one page")),
)


def render(name: str, found: Compared) -> str:
    """Return a report in a format of ``FORMATS``."""
    (module,) = (module for each, module, _ in FORMATS if each == name)
    text: str = import_module(module).render(found)
    return text
