"""A step's command to be read: broken where its author broke it, and in colours."""

from __future__ import annotations

from textual.content import Content

from inspector.exports.continuation import continued
from inspector.language import _
from inspector.text import printable

# Lexing and laying out so much takes a quarter of a second at worst; commands of real images stay
# below a tenth of it.
_MOST_CHARACTERS = 20_000
_TAB = "    "


def command_text(command: str, limit: int = _MOST_CHARACTERS) -> Content:
    """Return an instruction as lines of a Dockerfile; what was cut says how much."""
    # Not for the first frame, which shows no command.
    from textual.highlight import highlight

    text = "\n".join(_shown(line) for line in _lines(command[:limit]))
    coloured = highlight(text, language="docker")
    # A lexer may drop blank lines: what is read must be what there is.
    shown = coloured if coloured.plain == text else Content(text)
    if len(command) > limit:
        said = _("… (+{count:,} more characters)").format(count=len(command) - limit)
        shown += Content.styled(said, "bold")
    return shown


def _lines(command: str) -> list[str]:
    if "\n" in command:
        return command.split("\n")
    is_shell = command.startswith("RUN ") and not command.startswith("RUN [")
    return continued(command, is_command=is_shell) or [command]


def _shown(line: str) -> str:
    return _TAB.join(printable(part) for part in line.split("\t"))
