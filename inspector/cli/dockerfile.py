"""``layerscope dockerfile``: the recipe of an image, as far as it can be reconstructed."""

from __future__ import annotations

import click

from inspector.analyses.dockerfile import dockerfile
from inspector.analyses.secrets import concealed
from inspector.cli.kit.base import base_finder, base_option
from inspector.cli.kit.command import Command
from inspector.cli.kit.opening import damaged, image_options, open_image, write
from inspector.cli.kit.streams import complain, is_terminal
from inspector.errors import ExitCode
from inspector.exports.dockerfile import render_dockerfile
from inspector.text import printable_text


@click.command("dockerfile", cls=Command, epilog="Example: layerscope dockerfile app.tar")
@click.argument("reference", metavar="IMAGE")
@base_option
@image_options
def command(*, reference: str, base: str | None, name: str | None, platform: str | None) -> int:
    """Print the Dockerfile of IMAGE, as far as its history and configuration allow.

    Comments mark what is missing and every guess; the output is still a valid Dockerfile. If the
    base image is set or stated by the image, it becomes FROM. Secrets are shown as ***.
    """
    image = open_image(reference, name, platform)
    found = base_finder(base)(image)
    shown = concealed(image)
    recipe = dockerfile(shown.config, shown.history)
    names = [*image.source.names, f"{image.id} {image.source.platform}"]
    made_safe = printable_text if is_terminal() else str
    write(made_safe(render_dockerfile(recipe, names, found)))
    if image.archive.damage is not None:
        complain(damaged(reference, image.archive.damage))
        return ExitCode.PARTIAL
    return ExitCode.OK
