"""Help in the user's language: what click writes is translated by our own catalogue."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from inspector import language
from inspector.language import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterable

# What click says by itself.
_OWN = (
    N_("Options"),
    N_("Commands"),
    N_("Show this message and exit."),
    N_("Show the version and exit."),
)
EXAMPLE = "Example: "
# What click puts behind an option's help.
_DEFAULT = r"  \[default: (.*)\]$"
_REQUIRED = "  [required]"


class HelpFormatter(click.HelpFormatter):
    """Writes help as click does, but for other languages in their words, and by cells."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the line that shows how a command is called."""
        super().write_usage(prog, args, prefix or _("Usage: "))

    def write_heading(self, heading: str) -> None:
        """Write a section's heading."""
        self.write(f"{'':>{self.current_indent}}{_(heading)}{_(':')}\n")

    def write_text(self, text: str) -> None:
        """Write paragraphs: what a command does, and its example."""
        super().write_text(_shown(text, self.width - self.current_indent))

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Write options or commands, each with its help beside it."""
        rows = list(rows)
        beside = min(max(len(term) for term, _help in rows), col_max) + col_spacing
        room = max(self.width - beside - 2, 10)
        shown = [(term, _shown(text, room)) for term, text in rows]
        super().write_dl(shown, col_max, col_spacing)


def _shown(text: str, room: int) -> str:
    """Return paragraphs in the user's language, in lines that click leaves as they are."""
    if language.chosen() == language.ENGLISH:
        return text
    from inspector.exports.layout.paragraphs import wrapped

    paragraphs = [_translated(" ".join(each.split("\n"))) for each in text.split("\n\n")]
    return "\n\n".join("\n".join(("\b", *wrapped(each, room))) for each in paragraphs)


def _translated(text: str) -> str:
    if text.startswith(EXAMPLE):
        return _("Example: {command}").format(command=text.removeprefix(EXAMPLE))
    default = re.search(_DEFAULT, text)
    if default is not None:
        told = _("{help} [default: {value}]")
        return told.format(help=_(text[: default.start()]), value=default[1])
    if text.endswith(_REQUIRED):
        return _("{help} [required]").format(help=_(text.removesuffix(_REQUIRED)))
    return _(text)
