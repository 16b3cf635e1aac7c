"""What a container starts, in English sentences, and the table of ENTRYPOINT and CMD."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, NamedTuple

from inspector.analyses.explain import Form
from inspector.exports.cells import ellipsis
from inspector.text import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from inspector.analyses.explain import Process

FORMS = (Form.NONE, Form.EXEC, Form.SHELL)
_LONGEST = 200
_NOTHING = "nothing"
_ENTRYPOINTS = {Form.NONE: "", Form.EXEC: "e f", Form.SHELL: 'sh -c "e f"'}
_COMMANDS = {Form.NONE: "", Form.EXEC: "a b", Form.SHELL: 'sh -c "a b"'}
_LABELS = {Form.NONE: "no {}", Form.EXEC: '{} ["{}","{}"]', Form.SHELL: "{} {} {}"}


class Cell(NamedTuple):
    """A cell of the table: what is started, and whether it is the image's."""

    text: str
    is_own: bool


def command_line(words: Sequence[str]) -> str:
    """Return words as one would type them, cut where they are very long, printable."""
    return ellipsis(printable(shlex.join(words)[: 2 * _LONGEST]), _LONGEST)


def process_sentences(process: Process) -> str:
    """Return what starts and why, in one to three sentences."""
    return " ".join(_sentences(process))


def _sentences(process: Process) -> Iterator[str]:
    if process.is_replaced:
        yield "--entrypoint replaces the ENTRYPOINT of the image and drops its CMD."
    if not process.argv:
        yield "There is nothing to start: docker run refuses unless a command follows the image."
    elif process.entrypoint is None:
        yield _alone(process)
    elif process.entrypoint_form is Form.SHELL:
        yield from _shell_entrypoint(process)
    else:
        yield from _exec_entrypoint(process)


def _alone(process: Process) -> str:
    if process.args:
        instead = " in place of CMD" if process.cmd else ""
        return f"The arguments are started as they are{instead}: no shell reads them."
    if process.cmd_form is Form.SHELL:
        return (
            "CMD is in shell form: a shell is started, expands variables and wildcards and runs the"
            " text. Arguments of docker run would replace all of it."
        )
    return (
        "CMD is started as it is: no shell reads it. Arguments of docker run would replace all of"
        " it."
    )


def _exec_entrypoint(process: Process) -> Iterator[str]:
    if process.args:
        instead = " in place of CMD" if process.cmd else ""
        yield f"ENTRYPOINT is started, followed by the arguments{instead}."
    elif process.cmd is None:
        yield "ENTRYPOINT is started as it is; arguments of docker run would follow it."
    else:
        yield "ENTRYPOINT is started, followed by CMD; arguments of docker run would replace CMD."
    if process.cmd_form is Form.SHELL:
        yield (
            "As CMD is in shell form, the program gets the shell, -c and the text as arguments,"
            " which is hardly what is meant: write CMD as a JSON array."
        )


def _shell_entrypoint(process: Process) -> Iterator[str]:
    yield "ENTRYPOINT is in shell form: a shell is started and runs its text."
    what = "the arguments" if process.args else "CMD"
    if process.appended and not process.ignored:
        yield f"On Windows {what} follow{'' if process.args else 's'} as a part of that text."
    elif process.ignored:
        names = ", ".join(f"${at}" for at in range(min(len(process.ignored), 3)))
        more = " …" if len(process.ignored) > 3 else ""
        yield (
            f"It ignores {what}, which it knows only as {names}{more}: write ENTRYPOINT as a JSON"
            f" array to pass {'them' if process.args else 'it'} on."
        )
    else:
        yield "It would ignore CMD and arguments of docker run."


def table(process: Process) -> list[list[Cell]]:
    """Return the table of what ENTRYPOINT (down) and CMD (across) start together, with headings.

    Words stand for the image's own. Where arguments are given, they have the place of a CMD in exec
    form.
    """
    last = "x y" if process.args else "a b"
    heads = [_label("CMD", form, "a b") for form in FORMS]
    if process.args:
        heads[1] = "ARGS x y"
    rows = [[Cell("", is_own=False), *(Cell(each, is_own=False) for each in heads)]]
    for entrypoint in FORMS:
        row = [Cell(_label("ENTRYPOINT", entrypoint, "e f"), is_own=False)]
        for cmd in FORMS:
            command = last if cmd is Form.EXEC else _COMMANDS[cmd]
            text = " ".join(filter(None, (_ENTRYPOINTS[entrypoint], command))) or _NOTHING
            is_own = (entrypoint, cmd) == (process.entrypoint_form, process.cmd_form)
            row.append(Cell(text, is_own))
        rows.append(row)
    return rows


def _label(word: str, form: Form, words: str) -> str:
    return _LABELS[form].format(word, *words.split())
