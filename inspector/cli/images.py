"""``layerscope images``: what an archive holds."""

from __future__ import annotations

import click
from msgspec.structs import replace

from inspector.cli.kit.command import Command
from inspector.cli.kit.opening import damaged, image_options, receive_archive, write
from inspector.cli.kit.streams import complain
from inspector.errors import ExitCode
from inspector.exports.images import images_json, render_images
from inspector.formats import no_image
from inspector.formats.choice import choose
from inspector.language import N_


@click.command("images", cls=Command, epilog="Example: layerscope images app.tar")
@click.argument("reference", metavar="ARCHIVE")
@click.option("--json", "as_json", is_flag=True, help=N_("Print a JSON object."))
@image_options
def command(*, reference: str, as_json: bool, name: str | None, platform: str | None) -> int:
    """List the images in ARCHIVE, and what else it contains.

    STORED is the size of the layers as stored in the archive, compressed or as tar files. No
    layer is read. With --image or --platform, only the chosen image is listed.
    """
    archive = receive_archive(reference, platform, may_be_empty=True)
    if archive.images and not (name is None and platform is None):
        archive = replace(archive, images=(choose(archive, image=name, platform=platform),))
    write(images_json(reference, archive) + "\n" if as_json else render_images(archive))
    if not archive.images and not archive.not_fetched:
        complain(f"{reference}: {no_image(archive)}")
        return ExitCode.UNREADABLE
    if archive.damage is not None:
        complain(damaged(reference, archive.damage))
        return ExitCode.PARTIAL
    return ExitCode.OK
