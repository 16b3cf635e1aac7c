"""``layerscope history``: what ``docker history`` prints, to the byte."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from inspector.analyses.history.rows import history_rows
from inspector.analyses.usage import layer_sizes
from inspector.cli.kit.command import Command
from inspector.cli.kit.opening import damaged, image_options, open_image, read_image, write
from inspector.cli.kit.streams import complain, is_terminal
from inspector.errors import ExitCode
from inspector.exports.docker.history import render_history, shows_sizes
from inspector.exports.layout.cells import is_ambiguous_wide
from inspector.language import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONG = ("no-trunc", "human", "quiet")
_SHORT = {"H": "human", "q": "quiet"}
_TRUE = frozenset({"1", "t", "T", "true", "TRUE", "True"})
_FALSE = frozenset({"0", "f", "F", "false", "FALSE", "False"})


def _spelled_out(arguments: list[str]) -> Iterator[str]:
    """Yield docker's switches as ``--name=value``, whether ``-H``, ``-Hq`` or ``-H=false``."""
    rest = iter(arguments)
    for argument in rest:
        if argument == "--":
            yield argument
            yield from rest
            return
        letters, equals, value = argument.removeprefix("-").partition("=")
        if argument.removeprefix("--") in _LONG:
            yield f"{argument}=true"
        elif argument.startswith("-") and letters and set(letters) <= set(_SHORT):
            for letter in letters[:-1]:
                yield f"--{_SHORT[letter]}=true"
            yield f"--{_SHORT[letters[-1]]}={value if equals else 'true'}"
        else:
            yield argument


def _switch(context: click.Context, parameter: click.Parameter, value: str) -> bool:
    """Read a switch's value as Go's ``strconv.ParseBool`` does."""
    if value in _TRUE | _FALSE:
        return value in _TRUE
    raise click.BadParameter(
        _("takes true or false, not {value!r}").format(value=value), context, parameter
    )


class _HistoryCommand(Command):
    """Takes switches in all of docker's forms."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, list(_spelled_out(args)))


def _switch_option(name: str, parameter: str, default: str, text: str) -> click.Option:
    return click.Option(
        [f"--{name}", parameter],
        default=default,
        callback=_switch,
        metavar="[=true|false]",
        help=text,
    )


@click.command(
    "history", cls=_HistoryCommand, epilog="Example: layerscope history app.tar --no-trunc"
)
@click.argument("reference", metavar="IMAGE")
@click.option(
    "--format",
    "template",
    metavar="table|json|TEMPLATE",
    help=N_("docker's formats: a Go template, or 'table TEMPLATE'."),
)
@image_options
def command(
    *,
    reference: str,
    template: str | None,
    no_trunc: bool,
    human: bool,
    quiet: bool,
    name: str | None,
    platform: str | None,
) -> int:
    """Print the history of IMAGE as docker history does, newest step first.

    If stdout is a terminal, control characters are shown as visible text. Layers are read
    only for their sizes, so not with -q or a template without .Size.
    """
    image = open_image(reference, name, platform, by_table=True)
    sizes: list[int | None] = [None] * len(image.layers)
    code = ExitCode.OK if image.archive.damage is None else ExitCode.PARTIAL
    if shows_sizes(template, quiet=quiet):
        loaded = read_image(reference, image)
        sizes[:], code = layer_sizes(loaded.tree), loaded.exit_code
    elif image.archive.damage is not None:
        complain(damaged(reference, image.archive.damage))
    history = history_rows(image.config, image.id, sizes)
    if history.excess_rows:
        complain(
            _(
                "{reference}: the history has {count} more rows with a layer than there are"
                " layers; they are shown with 0B"
            ).format(reference=reference, count=history.excess_rows)
        )
    write(
        render_history(
            history,
            trunc=not no_trunc,
            human=human,
            quiet=quiet,
            template=template,
            now=datetime.now(UTC),
            zone=None,
            visible=is_terminal(),
            ambiguous_wide=is_ambiguous_wide(os.environ),
        )
    )
    return code


command.params += [
    _switch_option("no-trunc", "no_trunc", "false", N_("Do not truncate output.")),
    _switch_option(
        "human", "human", "true", N_("Human-readable sizes and dates (-H; default: on).")
    ),
    _switch_option("quiet", "quiet", "false", N_("Print only IDs (-q).")),
]
