"""The audit as one HTML file that needs nothing else: no network, no other file.

What the page shows comes from an image, so it is data: deflated, in base64, and put into the page
by ``textContent``. A browser that cannot inflate it shows plain tables, which are made here.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from importlib import resources
from string import Template
from typing import TYPE_CHECKING

from inspector import __version__
from inspector.exports.audit.html.data import report_data
from inspector.exports.audit.html.plain import plain
from inspector.exports.audit.html.words import framed, script_words
from inspector.exports.audit.text.summary import total_sentence
from inspector.exports.html_text import escaped
from inspector.language import _, chosen
from inspector.rules.report import Report
from inspector.text import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspector.rules.report import AnyReport

_FOLDER = resources.files("inspector.exports.audit.html") / "page"
# In the order in which they build on each other.
_SCRIPTS = ("format.js", "data.js", "treemap.js", "layers.js", "tables.js", "main.js")
_LEVEL = 9


def render(reports: Sequence[AnyReport]) -> str:
    """Return the page; of several images one is shown at a time."""
    style, script = _read("page.css"), _script()
    total = total_sentence(reports)
    footer = _("Made by Layerscope {version}. Nothing is loaded from elsewhere.")
    return Template(framed(_read("page.html"))).substitute(
        policy=_policy(style, script),
        title=escaped(_title(reports)),
        style=style,
        total=escaped(total and _("All images: {total}").format(total=total)),
        lang=chosen().replace("_", "-"),
        footer=escaped(footer.format(version=__version__)),
        words=_packed(script_words()),
        plain=plain(reports),
        data=_packed([report_data(each) for each in reports]),
        script=script,
    )


def _title(reports: Sequence[AnyReport]) -> str:
    if len(reports) != 1:
        return f"{counted(len(reports), 'image')} - Layerscope"
    (report,) = reports
    if not isinstance(report, Report):
        return f"{report.reference} - Layerscope"
    audit = report.audit
    return f"{audit.names[0] if audit.names else audit.reference} - Layerscope"


def _script() -> str:
    """Return all scripts as one, in a scope of its own."""
    parts = "\n".join(map(_read, _SCRIPTS))
    return f'(() => {{\n"use strict";\n{parts}\n}})();'


def _read(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    """Return what the page may do: apply this style and run this script, and load nothing."""
    return (
        f"default-src 'none'; style-src '{_source(style)}'; script-src '{_source(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _source(text: str) -> str:
    """Return a text as a source of a Content Security Policy (CSP Level 2, 4.2.5)."""
    digest = hashlib.sha256(text.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


def _packed(value: object) -> str:
    """Return JSON, deflated (RFC 1950) and in base64: nothing in it can end a script element."""
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=True)
    return base64.b64encode(zlib.compress(text.encode(), _LEVEL)).decode()
