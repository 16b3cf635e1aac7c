"""The page that shows the screen. It asks this server alone for anything."""

from __future__ import annotations

import html
from importlib.util import find_spec
from pathlib import Path
from string import Template

from inspector.errors import MissingExtraError
from inspector.language import _, chosen
from inspector.text import printable

_ROOM = Path(__file__).parent
# What a page may need, and what may show it in a frame of its own: no one.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self';"
    " img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'"
)


def statics() -> Path:
    """Return the folder with Textual's terminal for browsers and its font.

    Raises MissingExtraError where the extra is not installed.
    """
    found = find_spec("textual_serve")
    if found is None or found.origin is None or find_spec("aiohttp") is None:
        raise MissingExtraError("serve", "serve")
    return Path(found.origin).parent / "static"


def page(name: str) -> str:
    """Return the page for what is shown, in the user's language."""
    texts = {
        "language": chosen().replace("_", "-"),
        "title": _("{name} - Layerscope").format(name=printable(name)),
        "waiting": _("Opening …"),
        "ended": _("The session has ended."),
        "again": _("Start again"),
        "noscript": _("This page needs JavaScript."),
    }
    template = Template((_ROOM / "page.html").read_text(encoding="utf-8"))
    return template.substitute({key: html.escape(text) for key, text in texts.items()})


def part(name: str) -> str:
    """Return a script or a style of the page."""
    return (_ROOM / name).read_text(encoding="utf-8")
