"""Which command, option or argument a word is for that is being typed, and what it could be."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import click

from inspector import language
from inspector.cli.completion.values import Value, values
from inspector.cli.kit.command import LANG, choose_language
from inspector.language import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


class Program(NamedTuple):
    """The commands with a line about each, how one is loaded, and which one a line means."""

    commands: Sequence[tuple[str, str, str]]
    load: Callable[[str], click.Command | None]
    with_command: Callable[[Sequence[str]], list[str]]


def completions(program: Program, words: list[str], incomplete: str) -> list[Value]:
    """Return what ``incomplete`` could become behind these words; the program's is not among them.

    Raises LayerscopeError where the words make no sense.
    """
    if words[-1:] == [LANG]:
        return _fitting(((each, "") for each in language.languages()), incomplete)
    given = choose_language(words, len(words))
    name, *rest = program.with_command(given) if given else ["view"]
    command = program.load(name)
    if command is None:
        return []
    found: list[Value] = []
    if name == "view" and _takes_command(command, rest) and not incomplete.startswith("-"):
        found = _fitting(((each, _(told)) for each, _module, told in program.commands), incomplete)
    return found + _of_command(command, rest, incomplete)


def _fitting(rows: Iterator[tuple[str, str]], incomplete: str) -> list[Value]:
    return [Value(*each) for each in rows if each[0].startswith(incomplete)]


def _takes_command(command: click.Command, rest: list[str]) -> bool:
    """Whether neither an image was named yet, nor an option that waits for its value."""
    if rest and _option(command, rest[-1]) is not None:
        return False
    given = _context(command, rest).params
    return not any(given.get(each.name or "") for each in _arguments(command))


def _of_command(command: click.Command, rest: list[str], incomplete: str) -> list[Value]:
    """Return what a word can be behind ``rest``: an option, its value, or an argument."""
    are_options = "--" not in rest
    option = _option(command, rest[-1]) if rest and are_options else None
    if option is not None:
        return _values(option, _context(command, rest[:-1]), incomplete)
    name, equals, begun = incomplete.partition("=")
    option = _option(command, name) if equals and are_options else None
    context = _context(command, rest)
    if option is not None:
        return [
            each._replace(text=name + "=" + each.text) for each in _values(option, context, begun)
        ]
    if incomplete.startswith("-") and are_options:
        return [
            Value(each.value, _(each.help or ""))
            for each in command.shell_complete(context, incomplete)
        ]
    for argument in _arguments(command):
        if argument.nargs != 1 or not context.params.get(argument.name or ""):
            return _values(argument, context, incomplete)
    return []


def _context(command: click.Command, words: list[str]) -> click.Context:
    return command.make_context("layerscope", list(words), resilient_parsing=True)


def _arguments(command: click.Command) -> list[click.Argument]:
    return [each for each in command.params if isinstance(each, click.Argument)]


def _option(command: click.Command, word: str) -> click.Option | None:
    """Return the option of this name that takes a value."""
    for each in command.params:
        if isinstance(each, click.Option) and word in each.opts and not each.is_flag:
            return each
    return None


def _values(parameter: click.Parameter, context: click.Context, incomplete: str) -> list[Value]:
    if isinstance(parameter.type, click.Choice):
        return _fitting(((str(each), "") for each in parameter.type.choices), incomplete)
    metavar = parameter.metavar or (parameter.name or "").upper()
    return values(metavar, context.params, incomplete)
