"""What was wrong with a command line: one sentence, what to do, and an example that works.

click's own words name the grammar ("Missing argument 'IMAGE'."), not what a user wants to know.
"""

from __future__ import annotations

import os
import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

import click

from inspector.cli.kit.help_pages import EXAMPLE
from inspector.language import N_, _, ngettext

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Load = Callable[[str], click.Command | None]

# What stands for a value in a command's usage, in words.
_VALUES = {
    "IMAGE": N_("a docker save tar, an OCI layout, or an image's name"),
    "ARCHIVE": N_("a docker save tar or an OCI layout"),
    "PATH": N_("a path in the image"),
    "N": N_("a layer number, counted from 0"),
    "DIR": N_("the folder to write to"),
    "OS/ARCH[/VARIANT]": N_("a platform, such as linux/arm64"),
    "SIZE": N_("a size such as 500MB or 20MiB"),
    "SHARE": N_("a share from 0 to 1, or a percentage such as 5%"),
    "SIZE|SHARE": N_("a size such as 10MB, a share below 1 such as 0.05, or a percentage"),
    "NUMBER": N_("a whole number"),
    "RATIO": N_("a number from 0 to 1"),
    "ID|LEVEL": N_("a finding's id, or note, warning or error"),
    "GLOB": N_("a path or a pattern such as '*.pem'"),
    "FILE": N_("the path of a file"),
    "COMMAND": N_("a command line such as 'rm -rf /tmp'"),
    "REF|ID|DIGEST": N_("the image's name, or the beginning of its ID"),
}
_EXTRA = re.compile(r"Got unexpected extra arguments? \((.*)\)", re.DOTALL)
_NO_INTEGER = re.compile(r"('.*') is not a valid integer\.", re.DOTALL)
_NO_CHOICE = re.compile(r"('.*') is not one of (.*)\.", re.DOTALL)
# What names of images have in them, and names of commands have not.
_OF_IMAGES = frozenset("/:@.")
# Commands that have an option which another has not; of more, that is no help.
_FEW = 3
# How much of a word must be that of a command, so that it may be, or surely is, what was meant: no
# image of Docker Hub is called so.
_LIKE, MISSPELT = 0.6, 0.8


class Commands:
    """The commands that there are; ``load`` imports one."""

    def __init__(self, names: Sequence[str], load: Load) -> None:
        self.names = names
        self.load = load

    def meant(self, given: Sequence[str], cutoff: float = _LIKE) -> str:
        """Return the command that the first word looks like, "" for one, a file, or a name."""
        first = _first(given)
        if first in self.names or set(first) & _OF_IMAGES or os.path.lexists(first):
            return ""
        return next(iter(get_close_matches(first, self.names, 1, cutoff)), "")

    def example(self, name: str) -> str:
        """Return the example of a command's help."""
        command = self.load(name)
        return ((command.epilog if command else None) or "").removeprefix(EXAMPLE)

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
        told = _("there is no command {command}: did you mean {meant}?")
        return _with_example(told.format(command=_first(given), meant=meant), meant, commands)
    command = commands.load(name)
    if command is None:
        return error.format_message()
    if isinstance(error, click.NoSuchOption):
        owners = commands.with_option(error.option_name)[: _FEW + 1]
        few = owners if len(owners) <= _FEW else []
        return _with_example(_no_option(error, name, few), few[0] if few else name, commands)
    return _with_example(_sentence(error, command), name, commands)


def _with_example(told: str, name: str, commands: Commands) -> str:
    example = commands.example(name)
    if not example:
        return told
    return _("{told} (example: {example})").format(told=told, example=example)


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
        if metavar in _VALUES:
            told = _("{what} is missing: give {value}")
            return told.format(what=what, value=_(_VALUES[metavar]))
        return _("{what} is missing").format(what=what)
    if parameter is not None:
        return _refused(_option(parameter), error.message)
    extra = _EXTRA.fullmatch(error.message)
    return error.format_message() if extra is None else _too_many(extra[1], command)


def _refused(option: str, message: str) -> str:
    if number := _NO_INTEGER.fullmatch(message):
        return _("{option} takes a whole number, not {value}").format(
            option=option, value=number[1]
        )
    if choice := _NO_CHOICE.fullmatch(message):
        told = _("{option} {value} is not one of {choices}")
        return told.format(option=option, value=choice[1], choices=choice[2])
    return f"{option} {message.rstrip('.')}"


def _too_many(extra: str, command: click.Command) -> str:
    _options, *pieces = command.collect_usage_pieces(click.Context(command))
    if not pieces:
        told = _("too many arguments ({extra}): {command} takes none")
    elif len(pieces) == 1:
        told = _("too many arguments ({extra}): {command} takes one {arguments}")
    else:
        told = _("too many arguments ({extra}): {command} takes {arguments}")
    return told.format(extra=extra, command=_called(command), arguments=" ".join(pieces))


def _no_option(error: click.NoSuchOption, name: str, owners: Sequence[str]) -> str:
    option = error.option_name
    if owners:  # what was written exactly goes before what looks like it
        told = ngettext(
            "there is no option {option}: only {commands} has it",
            "there is no option {option}: only {commands} have it",
            len(owners),
        )
        return told.format(option=option, commands=_listed(owners, N_("{first} and {last}")))
    if error.possibilities:
        meant = _listed(sorted(error.possibilities), N_("{first} or {last}"))
        told = _("there is no option {option}: did you mean {meant}?")
        return told.format(option=option, meant=meant)
    told = _("there is no option {option}: layerscope {command} --help lists the options")
    return told.format(option=option, command=name)


def _of_value(error: click.BadOptionUsage, command: click.Command) -> str:
    parameter = _parameter(command, error.option_name)
    if parameter is None or "does not take" in error.message:
        return _("{option} takes no value").format(option=error.option_name)
    metavar = _metavar(parameter, command)
    told = _("{option} needs a value: {value}")
    return told.format(option=error.option_name, value=_(_VALUES.get(metavar, metavar)))


def _parameter(command: click.Command, option: str) -> click.Parameter | None:
    return next((each for each in command.params if option in each.opts), None)


def _metavar(parameter: click.Parameter, command: click.Command) -> str:
    return parameter.make_metavar(click.Context(command)).rstrip("…")


def _option(parameter: click.Parameter) -> str:
    return max(parameter.opts, key=len)


def _called(command: click.Command) -> str:
    """Return what a user calls a command; the default one is called by no name."""
    return "layerscope" if command.name == "view" else command.name or ""


def _listed(words: Sequence[str], sentence: str) -> str:
    if len(words) < 2:
        return "".join(words)
    return _(sentence).format(first=_(", ").join(words[:-1]), last=words[-1])
