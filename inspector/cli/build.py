"""``layerscope build``: build with an engine, and open the image that it made."""

from __future__ import annotations

import click

from inspector.cli.kit.command import Command
from inspector.cli.kit.streams import complain
from inspector.cli.view import show
from inspector.formats.building import BUILDERS, build, choose_builder
from inspector.language import N_, _


class _EnginesOwn(Command):
    """A command whose arguments are an engine's, but for ``--engine`` or ``--help`` in front."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        first = args[0] if args else ""
        if first == "--engine":
            ours = 2
        else:
            ours = int(first.startswith("--engine=") or first in ctx.help_option_names)
        return super().parse_args(ctx, [*args[:ours], "--", *args[ours:]])


@click.command(
    "build",
    cls=_EnginesOwn,
    options_metavar="[--engine ENGINE]",
    epilog="Example: layerscope build -t my/app .",
)
@click.option(
    "--engine",
    type=click.Choice(BUILDERS),
    help=N_("Default: docker if installed, otherwise podman."),
)
@click.argument("arguments", metavar="ARGS…", nargs=-1, type=click.UNPROCESSED)
def command(*, engine: str | None, arguments: tuple[str, ...]) -> int:
    """Build an image with docker or podman and open it.

    ARGS are passed unchanged to the engine's own build command. Its output is shown; if it fails,
    its exit code is returned.
    """
    engine = engine or choose_builder()
    built = build(engine, arguments)
    if built.code:
        complain(
            _("{engine} build ended with status {code}").format(engine=engine, code=built.code)
        )
    elif not built.image:
        complain(_("{engine} build produced no image to open").format(engine=engine))
    elif built.reference is None:
        complain(
            _("{engine} does not have the image it built: --load may be missing").format(
                engine=engine
            )
        )
    else:
        return show(built.reference)
    return built.code
