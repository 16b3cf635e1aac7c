"""What a container of the image starts, with the arguments that are typed."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from inspector.analyses.explain import process
from inspector.errors import UsageError
from inspector.exports.explain.process import command_line, process_sentences, table
from inspector.language import N_, _
from inspector.text import printable
from inspector.ui.kit.path_details import shortened

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from inspector.analyses.explain import StartedProcess
    from inspector.exports.explain.process import Cell
    from inspector.spec import ImageConfig

_OPTION = "--entrypoint"
_TITLE = N_("ENTRYPOINT and CMD together; > marks this image's case (sh is /bin/sh)")
_LONGEST_NAME = 100
_HEAD = 13  # cells of a heading, where each has a line


class Typed(NamedTuple):
    """What ``docker run`` is given besides the image."""

    entrypoint: str | None
    args: tuple[str, ...]


def typed(text: str) -> Typed:
    """Return the words of a line: ``[--entrypoint PROGRAM] [--] [ARGS…]``.

    Raises UsageError where a quote is not closed or the program is missing.
    """
    try:
        words = shlex.split(text)
    except ValueError as error:
        reason = str(error).lower()
        raise UsageError(_("not complete yet: {reason}").format(reason=reason)) from error
    entrypoint = None
    if words and (words[0] == _OPTION or words[0].startswith(f"{_OPTION}=")):
        option, equals, value = words.pop(0).partition("=")
        if not equals and not words:
            raise UsageError(_("{option} needs a program").format(option=option))
        entrypoint = value if equals else words.pop(0)
    if words and words[0] == "--":
        del words[0]
    return Typed(entrypoint, tuple(words))


def started(config: ImageConfig, text: str) -> Sequence[str]:
    """Return what starts with a line of arguments, nothing while that is not complete."""
    try:
        entrypoint, args = typed(text)
    except UsageError:
        return ()
    return process(config, args, entrypoint).argv


def process_text(config: ImageConfig, name: str, text: str, width: int) -> Content:
    """Return what starts, why, and the table with this case, in so many cells."""
    try:
        entrypoint, args = typed(text)
    except UsageError as error:
        return Content(printable(str(error)))
    found = process(config, args, entrypoint)
    return Content("\n").join(_lines(found, shortened(name, _LONGEST_NAME), entrypoint, width))


def _lines(
    found: StartedProcess, name: str, entrypoint: str | None, width: int
) -> Iterator[Content]:
    if found.args or entrypoint is not None:
        option = "" if entrypoint is None else f"{_OPTION} {command_line([entrypoint])} "
        yield Content(f"docker run {option}{name} {command_line(found.args)}".strip())
    started = command_line(found.argv) or _("nothing")
    yield Content.assemble(_("starts"), "  ", (started, "bold"))
    yield Content(process_sentences(found))
    yield Content()
    yield Content.styled(_(_TITLE), "$text-muted")
    yield from _table(table(found), width)


def _table(rows: Sequence[Sequence[Cell]], width: int) -> Iterator[Content]:
    """Yield the table; where it is too wide, a line for each of its cells."""
    texts = [[row[0].text, *map(_marked, row[1:])] for row in rows]
    widths = [max(map(cell_len, column)) for column in zip(*texts, strict=True)]
    if sum(widths) + len(widths) - 1 <= width:
        for row, line in zip(rows, texts, strict=True):
            padded = [set_cell_size(text, cells) for text, cells in zip(line, widths, strict=True)]
            yield Content(" ").join(map(_styled, row, padded))
        return
    heads = [cell.text for cell in rows[0][1:]]
    for entrypoint, *others in rows[1:]:
        yield Content(entrypoint.text)
        for head, cell in zip(heads, others, strict=True):
            yield _styled(cell, f" {'>' if cell.is_own else ' '}{_padded(head)} {cell.text}")


def _padded(head: str) -> str:
    return head + " " * (_HEAD - cell_len(head))


def _marked(cell: Cell) -> str:
    return f"{'>' if cell.is_own else ' '}{cell.text}"


def _styled(cell: Cell, text: str) -> Content:
    return Content.styled(text, "bold $text-primary") if cell.is_own else Content(text)
