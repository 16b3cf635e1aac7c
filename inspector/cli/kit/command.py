"""What every command has: ``--lang``, which is taken before click builds anything."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from inspector import language
from inspector.cli.kit.help_pages import HelpFormatter
from inspector.errors import UsageError
from inspector.language import N_, Lazy

if TYPE_CHECKING:
    from collections.abc import Sequence

LANG = "--lang"
# What parameters take that cannot be empty: as a path that would be the current folder.
_NAMES = frozenset({"FILE", "DIR", "HOST", "PATH…"})


class _Context(click.Context):
    """Where a command's help is in the user's language."""

    formatter_class = HelpFormatter

    def __init__(self, *arguments: Any, **settings: Any) -> None:  # noqa: ANN401  click's own
        super().__init__(*arguments, **{"help_option_names": ["-h", "--help"], **settings})


class Command(click.Command):
    """A command whose help shows ``--lang``, and is in that language."""

    context_class = _Context

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Return the parameters, help last."""
        found = super().get_params(ctx)
        return [*self.params, _LANG_OPTION, *found[len(self.params) :]]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read what was given. Raises UsageError for an empty name, such as an unset variable."""
        if any(not each or each.endswith("=") for each in args):
            given, *_ = self.make_parser(ctx).parse_args(args=list(args))
            for each in self.params:
                _refuse_empty(each, given.get(each.name or ""))
        return super().parse_args(ctx, args)


def _refuse_empty(parameter: click.Parameter, given: object) -> None:
    values = given if isinstance(given, list | tuple) else [given]
    if parameter.metavar in _NAMES and "" in values:
        is_option = isinstance(parameter, click.Option)
        named = parameter.opts[0] if is_option else parameter.metavar.rstrip("…")
        raise UsageError(Lazy("{option} is empty: it needs a value", option=named))


class _LangOption(click.Option):
    """The option as help shows it."""

    def make_metavar(self, ctx: click.Context) -> str:
        """Return the languages that there are when someone asks."""
        del ctx
        return "|".join(language.languages())


_LANG_OPTION = _LangOption(
    [LANG],
    expose_value=False,
    help=N_("Language; default: the environment's (LC_ALL, LC_MESSAGES, LANG)."),
)


def choose_language(arguments: Sequence[str], others_begin: int) -> list[str]:
    """Choose the language that ``--lang`` names, else the environment; return what else is given.

    From `others_begin` on, and behind ``--``, arguments are another program's.
    Raises UsageError; the language is that of the environment then.
    """
    language.choose(language.wanted(os.environ))
    named: str | None = None
    rest: list[str] = []
    words = iter(arguments[:others_begin])
    for word in words:
        option, equals, value = word.partition("=")
        if word == "--":
            rest.append(word)
            break
        if option == LANG:
            named = value if equals else next(words, "")
        else:
            rest.append(word)
    if named is not None:
        language.choose(_checked(named))
    return [*rest, *words, *arguments[others_begin:]]


def _checked(name: str) -> str:
    found = language.known(name)
    if found is None:
        there = "|".join(language.languages())
        told = N_("--lang takes {languages}, not {name!r}")
        raise UsageError(
            Lazy(
                told if name else N_("--lang needs a value: {languages}"),
                languages=there,
                name=name,
            )
        )
    return found
