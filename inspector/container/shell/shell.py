"""Runs lines of commands in the imagined container."""

from __future__ import annotations

from dataclasses import dataclass
from errno import ENOENT, ENOTDIR
from typing import TYPE_CHECKING

from inspector.container.shell import (
    attributes,
    editing,
    finding,
    listing,
    making,
    moving,
    printing,
    removing,
    sizing,
    unpacking,
    usage,
)
from inspector.container.shell.changes import Changes, changes
from inspector.container.shell.errors import CommandError
from inspector.container.shell.expansion import expanded
from inspector.container.shell.parser import parse
from inspector.container.shell.process import Null, Process, Redirected, Terminal, reason
from inspector.errors import FileError, LayerscopeError
from inspector.language import English, Lazy
from inspector.text import printable

if TYPE_CHECKING:
    from inspector.container.filesystem import Filesystem
    from inspector.container.shell.parser import Redirection, SimpleCommand
    from inspector.container.shell.process import Sink

COMMANDS = (
    *listing.COMMANDS,
    *finding.COMMANDS,
    *usage.COMMANDS,
    *printing.COMMANDS,
    *removing.COMMANDS,
    *making.COMMANDS,
    *sizing.COMMANDS,
    *moving.COMMANDS,
    *attributes.COMMANDS,
    *editing.COMMANDS,
    *unpacking.COMMANDS,
)
_BY_NAME = {command.name: command for command in COMMANDS}
_SHELL_USAGE = 2
# In place of a code: a shell ends where a redirection of its special built-in fails (POSIX 2.8.1).
_ABANDONED = -1


@dataclass(frozen=True)
class CommandResult:
    """What a line did: its exit code, what a terminal shows, what it changed in the layer."""

    command: str
    exit: int
    output: str
    stored_bytes: int
    changes: Changes


class Shell:
    """A shell as root in the container; ``directory`` is where it is.

    It has no variables but a home, no pipes and no programs: only the commands of ``COMMANDS``.
    """

    def __init__(self, filesystem: Filesystem) -> None:
        self.filesystem = filesystem
        self.directory = "/"

    @staticmethod
    def check(line: str) -> list[SimpleCommand]:
        """Return the commands of a line. Raises CommandError for what is not understood."""
        steps = parse(line)
        for step in steps:
            _check(step)
        return steps

    def run(self, line: str) -> CommandResult:
        """Run a line. Raises CommandError for what is not understood, before any of it has run."""
        steps = self.check(line)
        before, stored = self.filesystem.upper(), self.filesystem.stored_bytes
        terminal = Terminal(self.filesystem.contents)
        process = Process(self.filesystem, self.directory, terminal, terminal)
        code = 0
        for step in steps:
            if (step.joint == "&&" and code) or (step.joint == "||" and not code):
                continue
            code = _run(process, step)
            if code == _ABANDONED:
                code = _SHELL_USAGE
                break
        self.directory = process.directory
        return CommandResult(
            line,
            code,
            terminal.text,
            self.filesystem.stored_bytes - stored,
            changes(before, self.filesystem.upper()),
        )


def _check(step: SimpleCommand) -> None:
    """Raise CommandError where a command, or an option of it, is not understood."""
    if not step.words:
        return
    name, *words = (word.text for word in step.words)
    command = _BY_NAME.get(_program(name))
    if command is None or step.words[0].pattern is not None:
        raise CommandError(
            Lazy(
                "{name} is not understood: no program runs in this container; understood:"
                " {commands}",
                name=printable(name),
                commands=" ".join(sorted(filter(str.isalnum, _BY_NAME))),  # without ":"
            )
        )
    command.prepare(words)


def _run(process: Process, step: SimpleCommand) -> int:
    """Run one command with its redirections; return its exit code."""
    terminal = process.stdout, process.stderr
    opened: list[Redirected] = []
    try:
        words = [text for word in step.words for text in expanded(process, word)]
        for each in step.redirections:
            sink = _opened(process, each)
            if sink is None:
                is_special = [word.text for word in step.words[:1]] == [":"]
                return _ABANDONED if is_special else _SHELL_USAGE
            if each.descriptor == 1:
                process.stdout = sink
            else:
                process.stderr = sink
            if isinstance(sink, Redirected) and sink not in opened:
                opened.append(sink)
        if not words:
            return 0
        code = _BY_NAME[_program(words[0])].prepare(words[1:])(process)
        return _closed(process, words[0], opened) or code
    except CommandError as error:  # an option that a file's name makes
        with English():  # as other programs there
            process.complain(str(error))
        return 1
    except LayerscopeError as error:
        with English():
            process.complain(f"{step.words[0].text if step.words else 'sh'}: {error}")
        return 1
    finally:
        process.stdout, process.stderr = terminal


def _closed(process: Process, name: str, opened: list[Redirected]) -> int:
    """Write what a command has written to files; return 1 after a complaint, else 0."""
    try:
        for sink in opened:
            sink.close()
    except FileError as error:
        process.complain(f"{name}: write error: {reason(error)}")
        return 1
    return 0


def _program(name: str) -> str:
    return name.removeprefix("/usr").removeprefix("/bin/")


def _opened(process: Process, redirection: Redirection) -> Sink | None:
    """Open what a redirection names; None after a complaint, in dash's words."""
    if isinstance(redirection.file, int):
        return process.stdout if redirection.file == 1 else process.stderr
    name = expanded(process, redirection.file)
    target = name[0] if len(name) == 1 else redirection.file.text
    if target == "/dev/null":
        return Null()
    try:
        return Redirected(process.filesystem, process.at(target), is_append=redirection.is_append)
    except FileError as error:
        is_lost = error.errno in {ENOENT, ENOTDIR}
        why = "Directory nonexistent" if is_lost else reason(error)
        process.complain(f"/bin/sh: 1: cannot create {target}: {why}")
        return None
