"""What a container starts, in sentences, and the table of ENTRYPOINT and CMD."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, NamedTuple

from inspector.analyses.explain import Form
from inspector.exports.layout.cells import ellipsis
from inspector.exports.layout.words import sentences
from inspector.language import N_, _
from inspector.text import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from inspector.analyses.explain import StartedProcess

FORMS = (Form.NONE, Form.EXEC, Form.SHELL)
_LONGEST = 200
_NOTHING = N_("nothing")
_ENTRYPOINTS = {Form.NONE: "", Form.EXEC: "e f", Form.SHELL: 'sh -c "e f"'}
_COMMANDS = {Form.NONE: "", Form.EXEC: "a b", Form.SHELL: 'sh -c "a b"'}
_LABELS = {Form.EXEC: '{} ["{}","{}"]', Form.SHELL: "{} {} {}"}


class Cell(NamedTuple):
    """A cell of the table: what is started, and whether it is the image's."""

    text: str
    is_own: bool


def command_line(words: Sequence[str]) -> str:
    """Return words as one would type them, cut where they are very long, printable."""
    return ellipsis(printable(shlex.join(words)[: 2 * _LONGEST]), _LONGEST)


def process_sentences(process: StartedProcess) -> str:
    """Return what starts and why, in one to three sentences."""
    return sentences(_sentences(process))


def _sentences(process: StartedProcess) -> Iterator[str]:
    if process.is_replaced:
        yield _("--entrypoint replaces the ENTRYPOINT of the image and drops its CMD.")
    if not process.argv:
        yield _("There is nothing to start: docker run refuses unless a command follows the image.")
    elif process.entrypoint is None:
        yield _alone(process)
    elif process.entrypoint_form is Form.SHELL:
        yield from _shell_entrypoint(process)
    else:
        yield from _exec_entrypoint(process)


def _alone(process: StartedProcess) -> str:
    if process.args:
        if process.cmd:
            return _("The arguments are started as they are in place of CMD: no shell reads them.")
        return _("The arguments are started as they are: no shell reads them.")
    if process.cmd_form is Form.SHELL:
        return _(
            "CMD is in shell form: a shell is started, expands variables and wildcards and runs the"
            " text. Arguments of docker run would replace all of it."
        )
    return _(
        "CMD is started as it is: no shell reads it. Arguments of docker run would replace all of"
        " it."
    )


def _exec_entrypoint(process: StartedProcess) -> Iterator[str]:
    if process.args:
        told = _("ENTRYPOINT is started, followed by the arguments.")
        instead = _("ENTRYPOINT is started, followed by the arguments in place of CMD.")
        yield instead if process.cmd else told
    elif process.cmd is None:
        yield _("ENTRYPOINT is started as it is; arguments of docker run would follow it.")
    else:
        yield _(
            "ENTRYPOINT is started, followed by CMD; arguments of docker run would replace CMD."
        )
    if process.cmd_form is Form.SHELL:
        yield _(
            "As CMD is in shell form, the program gets the shell, -c and the text as arguments,"
            " which is hardly what is meant: write CMD as a JSON array."
        )


def _shell_entrypoint(process: StartedProcess) -> Iterator[str]:
    yield _("ENTRYPOINT is in shell form: a shell is started and runs its text.")
    if process.appended and not process.ignored:
        command = _("On Windows CMD follows as a part of that text.")
        arguments = _("On Windows the arguments follow as a part of that text.")
        yield arguments if process.args else command
    elif process.ignored:
        yield _ignored(process)
    else:
        yield _("It would ignore CMD and arguments of docker run.")


def _ignored(process: StartedProcess) -> str:
    """Return what a shell that is an ENTRYPOINT makes of what follows it."""
    names = ", ".join(f"${at}" for at in range(min(len(process.ignored), 3)))
    more = " …" if len(process.ignored) > 3 else ""
    template = _(
        "It ignores CMD, which it knows only as {names}: write ENTRYPOINT as a JSON array to pass"
        " it on."
    )
    if process.args:
        template = _(
            "It ignores the arguments, which it knows only as {names}: write ENTRYPOINT as a JSON"
            " array to pass them on."
        )
    return template.format(names=names + more)


def table(process: StartedProcess) -> list[list[Cell]]:
    """Return the table of what ENTRYPOINT (down) and CMD (across) start together, with headings.

    Words stand for the image's own. Where arguments are given, they have the place of a CMD in exec
    form.
    """
    last = "x y" if process.args else "a b"
    heads = [_label("CMD", form, "a b") for form in FORMS]
    if process.args:
        heads[1] = _("ARGS {words}").format(words="x y")
    rows = [[Cell("", is_own=False), *(Cell(each, is_own=False) for each in heads)]]
    for entrypoint in FORMS:
        row = [Cell(_label("ENTRYPOINT", entrypoint, "e f"), is_own=False)]
        for cmd in FORMS:
            command = last if cmd is Form.EXEC else _COMMANDS[cmd]
            text = " ".join(filter(None, (_ENTRYPOINTS[entrypoint], command))) or _(_NOTHING)
            is_own = (entrypoint, cmd) == (process.entrypoint_form, process.cmd_form)
            row.append(Cell(text, is_own))
        rows.append(row)
    return rows


def _label(word: str, form: Form, words: str) -> str:
    if form is Form.NONE:
        return _("no {instruction}").format(instruction=word)
    return _LABELS[form].format(word, *words.split())
