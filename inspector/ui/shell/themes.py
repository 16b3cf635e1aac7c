"""Which theme suits a terminal that no theme was chosen for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_DARK, _LIGHT = "ansi-dark", "ansi-light"
# The light ones of a terminal's own sixteen colours, as COLORFGBG numbers them.
_LIGHT_BACKGROUNDS = {"7", "15"}


def fitting_theme(usual: str, environ: Mapping[str, str], *, is_plain: bool) -> str:
    """Return the usual theme; on a plain terminal the one of the terminal's own colours.

    Plain is one with at most sixteen colours, or whose user wants none: shades of the usual themes
    would be rounded to colours that do not go together. Some terminals tell by ``COLORFGBG``
    (``15;0``: white on black) that they are light.
    """
    if not is_plain or "TEXTUAL_THEME" in environ:
        return usual
    background = environ.get("COLORFGBG", "").rpartition(";")[2]
    return _LIGHT if background in _LIGHT_BACKGROUNDS else _DARK
