"""``layerscope explain``: what each row of a history means, and what a container starts."""

from __future__ import annotations

import shutil

import click

from inspector.analyses.explain import explained, process, rebuild, uncached
from inspector.analyses.secrets import concealed
from inspector.analyses.usage import usage
from inspector.cli.kit.base import base_finder, base_option
from inspector.cli.kit.command import Command
from inspector.cli.kit.opening import image_options, open_image, read_image, write
from inspector.cli.kit.streams import is_terminal
from inspector.errors import ExitCode
from inspector.exports.explain.json import explanation_json
from inspector.exports.explain.text import render_explanation
from inspector.exports.sentences.image_line import image_line
from inspector.language import N_, _

_WIDTH = 80
_WIDEST = 100


class _WithArguments(Command):
    """A command that says where options of the container's own stand."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            if error.possibilities:
                raise
            told = _("there is no option {option}: put the container's arguments after --").format(
                option=error.option_name
            )
            raise click.UsageError(told, ctx) from error


@click.command(
    "explain",
    cls=_WithArguments,
    epilog="Example: layerscope explain app.tar --changed 3",
)
@click.argument("reference", metavar="IMAGE")
@click.argument("arguments", metavar="[ARGS…]", nargs=-1, type=click.UNPROCESSED)
@click.option("--json", "as_json", is_flag=True, help=N_("Print JSON."))
@click.option(
    "--changed",
    type=int,
    metavar="N",
    help=N_("Show which steps run again if row N of the Dockerfile changes (0: FROM)."),
)
@click.option("--entrypoint", metavar="PROGRAM", help=N_("The --entrypoint of docker run."))
@base_option
@image_options
def command(
    *,
    reference: str,
    arguments: tuple[str, ...],
    as_json: bool,
    changed: int | None,
    entrypoint: str | None,
    base: str | None,
    name: str | None,
    platform: str | None,
) -> int:
    """Explain each row of the history of IMAGE, and what a container of it starts.

    ARGS are those of docker run IMAGE ARGS…; if one begins with a dash, put -- before them.

    Rows are counted as the output counts them: FROM is 0. If the base image is set or stated by the
    image, its own rows have no number; if it is only guessed, they are counted. Secrets are shown
    as ***. For an image in a registry, layers are not fetched, so what they changed is not shown.
    """
    image = open_image(reference, name, platform)
    # What layers changed is worth their reading, not the fetching of all of them.
    loaded = None if image.archive.is_remote else read_image(reference, image)
    shown = concealed(image)
    found = explained(
        shown.config,
        shown.history,
        usage(loaded.tree, loaded.contents) if loaded is not None else None,
        base_finder(base)(image),
        unread=[each.index for each in image.layers if each.is_unreadable],
    )
    if loaded is not None:
        loaded.keep_fingerprints()
    started = process(shown.config, arguments, entrypoint)
    rebuilt = None if changed is None else rebuild(found, changed)
    if as_json:
        write(explanation_json(reference, image, found, started, rebuilt))
    else:
        builds, width = (rebuilt, uncached(found)), _width()
        heading = image_line(image.source.names, image.id, str(image.source.platform))
        write(render_explanation(heading, found, started, *builds, width=width))
    return ExitCode.OK if loaded is None else loaded.exit_code


def _width() -> int:
    return min(shutil.get_terminal_size().columns, _WIDEST) if is_terminal() else _WIDTH
