"""RUN: shell commands, exec form, and here-documents.

A command that a parser would not read back from one line (line breaks, control characters, a last
backslash, a beginning that looks like a flag or a JSON array, ``<<``) is written in exec form with
the shell spelled out, which runs the same. BuildKit prints a here-document with its text: that one
is written as a here-document again (dockerfile2llb/convert.go, ``dispatchRun``).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from inspector.analyses.dockerfile.model import Note
from inspector.analyses.dockerfile.state import Body
from inspector.analyses.dockerfile.words import (
    begins_heredoc,
    begins_json,
    escaped,
    is_line,
    json_array,
    parse_json_array,
)
from inspector.analyses.history.text import RowForm

if TYPE_CHECKING:
    from inspector.analyses.dockerfile.state import Scene
    from inspector.analyses.history.text import ParsedRow

# A parser takes lines of up to 65,535 bytes, and those of a here-document cannot be continued.
_LONGEST_LINE = 60_000
_FLAGS = re.compile(r"(?:--(?:mount|network|security|device)=[^\s\"'\\]+ +)+(?!-)")
_OPENING = re.compile(r"(?:^|(?<=\s))\d?<<(-?)([\"']?)([A-Za-z_]\w*)\2(?=\s|$)")
_SUMMARY = re.compile(r"(\d?<<-?[\"']?[A-Za-z_]\w*[\"']?) \((.*)\)")
_QUOTING = re.compile(r"[\"'\\`$]")


def run(row: ParsedRow, scene: Scene) -> Body | None:
    """Return the body of a RUN; None where there is no command."""
    text = row.text.strip(" ")
    if not text:
        return None
    words = parse_json_array(text)
    if words is not None and row.form is not RowForm.BUILDKIT:  # buildah and kaniko keep the text
        return Body(json_array(words)) if words else None
    if not row.shell and row.form is not RowForm.WRITTEN:
        return _exec(text)
    shell = row.shell.split(" ") if row.shell else list(scene.told.shell)
    if row.shell in scene.told.spelled:
        shell = list(scene.told.shell)
    elif row.shell:
        return Body(json_array([*shell, text]))  # not the shell in force: exec form
    summary = _SUMMARY.fullmatch(text)
    if summary is not None:
        return _summary(summary[2])
    if "\n" in text:
        return _lines(text, row.form) or Body(json_array([*shell, text]))
    flags = _FLAGS.match(text)
    command = text[flags.end() :] if flags and row.form is not RowForm.BUILDKIT else text
    if _is_plain(command):
        return Body(text)
    return Body(json_array([*shell, text]))


def _is_plain(command: str) -> bool:
    return (
        is_line(command)
        and not command.startswith("--")
        and not begins_json(command)
        and not begins_heredoc(command)
    )


def _exec(text: str) -> Body | None:
    """Return words whose blanks are lost as an exec form."""
    words = [word for word in text.split(" ") if word]
    if not words:
        return None
    return Body(json_array(words), (Note.WORDS_GUESSED,) if len(words) > 1 else ())


def _summary(summary: str) -> Body:
    """Return a here-document of which only the first line is told."""
    told = summary.removesuffix("...")
    first = escaped(told)[: _LONGEST_LINE // 4]
    notes: tuple[Note, ...] = () if first == told else (Note.TEXT_CHANGED,)
    return Body(_heredoc(first), (Note.HEREDOC_LOST, *notes) if told != summary else notes)


def _heredoc(text: str) -> str:
    """Return text as a here-document under a name that is none of its lines."""
    lines = text.split("\n")
    name = "EOF"
    while name in lines:
        name += "_"
    return "\n".join((f"<<{name}", *lines, name))


def _lines(text: str, form: RowForm) -> Body | None:
    """Return several lines as here-documents; None where that would not be the same."""
    text = text.strip("\n")
    lines = text.split("\n")
    if any(escaped(each) != each or len(each) * 4 > _LONGEST_LINE for each in lines):
        return None
    first = lines[0]
    kept = _kept(first, lines[1:], form) if begins_heredoc(first) else None
    if kept is None and form is RowForm.BUILDKIT and not text.startswith("#!"):  # else a script
        return Body(_heredoc(text))
    return kept


def _kept(first: str, lines: list[str], form: RowForm) -> Body | None:
    """Return a command with its here-documents below it as they are."""
    openings = list(_OPENING.finditer(first))
    rest = _OPENING.sub(" ", first)
    if not openings or begins_heredoc(rest) or _QUOTING.search(rest) or not is_line(first):
        return None
    names = [match[3] for match in openings]
    at = 0
    for match in openings:
        while at < len(lines) and _ending(lines[at], match) != match[3]:
            at += 1
        at += 1
    if at == len(lines):
        return Body("\n".join((first, *lines)))
    if at == len(lines) + 1 and len(names) == 1 and form is not RowForm.BUILDKIT:
        return Body("\n".join((first, *lines, names[0])))  # buildah leaves the last line out
    return None


def _ending(text: str, opening: re.Match[str]) -> str:
    return text.lstrip("\t") if opening[1] else text
