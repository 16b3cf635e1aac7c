"""A line as commands that follow each other: ``a; b && c > file``."""

from __future__ import annotations

from dataclasses import dataclass

from inspector.container.shell.errors import CommandError
from inspector.container.shell.lexer import Word, split
from inspector.language import Lazy


@dataclass(frozen=True)
class Redirection:
    """``> FILE`` or ``>> FILE`` of descriptor 1 or 2; ``>&1``, ``>&2``: ``file`` is a number."""

    file: Word | int
    is_append: bool
    descriptor: int


@dataclass(frozen=True)
class SimpleCommand:
    """A command; ``joint`` is what stands before it: ``;`` (also of the first), ``&&``, ``||``."""

    joint: str
    words: tuple[Word, ...]
    redirections: tuple[Redirection, ...]


def parse(line: str) -> list[SimpleCommand]:
    """Return the commands of a line. Raises CommandError."""
    steps: list[SimpleCommand] = []
    joint, words, redirections = ";", [], []  # type: str, list[Word], list[Redirection]
    tokens = split(line)
    at = 0
    while at < len(tokens):
        token = tokens[at]
        at += 1
        if isinstance(token, Word):
            words.append(token)
        elif token.text in {">&1", ">&2"}:
            copied = int(token.text[-1])
            redirections.append(Redirection(copied, is_append=False, descriptor=token.descriptor))
        elif token.text in {">", ">>"}:
            file = tokens[at] if at < len(tokens) else None
            if not isinstance(file, Word):
                raise CommandError(Lazy("a file is missing after {operator}", operator=token.text))
            redirections.append(Redirection(file, token.text == ">>", token.descriptor))
            at += 1
        else:
            if words or redirections:
                steps.append(SimpleCommand(joint, tuple(words), tuple(redirections)))
                joint = token.text
            elif token.text != ";":
                raise CommandError(
                    Lazy("a command is missing before {operator}", operator=token.text)
                )
            words, redirections = [], []
    if words or redirections:
        steps.append(SimpleCommand(joint, tuple(words), tuple(redirections)))
    elif joint != ";":
        raise CommandError(Lazy("a command is missing after {joint}", joint=joint))
    return steps
