"""What was wrong with a command line: one sentence, what to do, and an example that works.

click's own words name the grammar ("Missing argument 'IMAGE'."), not what a user wants to know.
"""

from __future__ import annotations

import os
import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Load = Callable[[str], click.Command | None]

_EXAMPLE = "Example: "
# What stands for a value in a command's usage, in words.
_VALUES = {
    "IMAGE": "a docker save tar, an OCI layout, or an image's name",
    "ARCHIVE": "a docker save tar or an OCI layout",
    "PATH": "a path in the image",
    "N": "a layer number, counted from 0",
    "DIR": "the folder to write to",
    "OS/ARCH[/VARIANT]": "a platform, such as linux/arm64",
    "SIZE": "a size such as 500MB or 20MiB",
    "SHARE": "a share from 0 to 1, or a percentage such as 5%",
    "SIZE|SHARE": "a size such as 10MB, or a percentage such as 5%",
    "NUMBER": "a whole number",
    "RATIO": "a number from 0 to 1",
    "ID|LEVEL": "a finding's id, or note, warning or error",
    "GLOB": "a path or a pattern such as '*.pem'",
    "FILE": "the path of a file",
    "COMMAND": "a command line such as 'rm -rf /tmp'",
    "REF|ID|DIGEST": "the image's name, or the beginning of its ID",
}
_EXTRA = re.compile(r"Got unexpected extra arguments? \((.*)\)", re.DOTALL)
_NO_INTEGER = re.compile(r"('.*') is not a valid integer\.", re.DOTALL)
# Commands that have an option which another has not; of more, that is no help.
_FEW = 3


class Commands:
    """The commands that there are; ``load`` imports one."""

    def __init__(self, names: Sequence[str], load: Load) -> None:
        self.names = names
        self.load = load

    def meant(self, given: Sequence[str]) -> str:
        """Return the command that the first word looks like, "" where it is one, or a file."""
        first = _first(given)
        if first in self.names or os.path.lexists(first):
            return ""
        return next(iter(get_close_matches(first, self.names, 1)), "")

    def example(self, name: str) -> str:
        """Return the example of a command's help."""
        command = self.load(name)
        return ((command.epilog if command else None) or "").removeprefix(_EXAMPLE)

    def with_option(self, option: str) -> list[str]:
        """Return the commands that have an option."""
        loaded = ((name, self.load(name)) for name in self.names)
        return [name for name, each in loaded if each is not None and _parameter(each, option)]


def explained(
    error: click.ClickException, given: Sequence[str], name: str, commands: Commands
) -> str:
    """Return what is wrong, what to do and an example, in a line.

    ``name``: the command that was run, which is the default one where no other was given.
    """
    meant = commands.meant(given)
    if meant:
        return _with_example(
            f"there is no command {_first(given)}: did you mean {meant}?", meant, commands
        )
    command = commands.load(name)
    if command is None:
        return error.format_message()
    if isinstance(error, click.NoSuchOption):
        owners = commands.with_option(error.option_name)[: _FEW + 1]
        few = owners if len(owners) <= _FEW else []
        told = f"there is no option {error.option_name}: {_advice(error, name, few)}"
        return _with_example(told, few[0] if few else name, commands)
    return _with_example(_sentence(error, command), name, commands)


def _with_example(told: str, name: str, commands: Commands) -> str:
    example = commands.example(name)
    return f"{told} (example: {example})" if example else told


def _first(given: Sequence[str]) -> str:
    return next((each for each in given if not each.startswith("-")), "")


def _sentence(error: click.ClickException, command: click.Command) -> str:
    parameter = error.param if isinstance(error, click.BadParameter) else None
    if isinstance(error, click.BadOptionUsage):
        return _of_value(error, command)
    if isinstance(error, click.MissingParameter) and parameter is not None:
        metavar = _metavar(parameter, command)
        is_option = isinstance(parameter, click.Option)
        what = f"{_option(parameter)} {metavar}" if is_option else metavar
        return f"{what} is missing{_meaning(metavar, verb='give ')}"
    if parameter is not None:
        number = _NO_INTEGER.fullmatch(error.message)
        taken = f"takes a whole number, not {number[1]}" if number else error.message.rstrip(".")
        return f"{_option(parameter)} {taken}"
    extra = _EXTRA.fullmatch(error.message)
    if extra is not None:
        _, *pieces = command.collect_usage_pieces(click.Context(command))
        takes = " ".join(pieces) if len(pieces) > 1 else f"one {pieces[0]}" if pieces else "none"
        return f"too many arguments ({extra[1]}): {_called(command)} takes {takes}"
    return error.format_message()


def _advice(error: click.NoSuchOption, name: str, owners: Sequence[str]) -> str:
    if owners:  # what was written exactly goes before what looks like it
        return f"only {_listed(owners, 'and')} {'has' if len(owners) == 1 else 'have'} it"
    if error.possibilities:
        return f"did you mean {_listed(sorted(error.possibilities), 'or')}?"
    return f"layerscope {name} --help lists the options"


def _of_value(error: click.BadOptionUsage, command: click.Command) -> str:
    parameter = _parameter(command, error.option_name)
    if parameter is None or "does not take" in error.message:
        return f"{error.option_name} takes no value"
    metavar = _metavar(parameter, command)
    return f"{error.option_name} needs a value{_meaning(metavar) or f': {metavar}'}"


def _parameter(command: click.Command, option: str) -> click.Parameter | None:
    return next((each for each in command.params if option in each.opts), None)


def _metavar(parameter: click.Parameter, command: click.Command) -> str:
    return parameter.make_metavar(click.Context(command)).rstrip("…")


def _meaning(metavar: str, verb: str = "") -> str:
    return f": {verb}{_VALUES[metavar]}" if metavar in _VALUES else ""


def _option(parameter: click.Parameter) -> str:
    return max(parameter.opts, key=len)


def _called(command: click.Command) -> str:
    """Return what a user calls a command; the default one is called by no name."""
    return "layerscope" if command.name == "view" else command.name or ""


def _listed(words: Sequence[str], last: str) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"
