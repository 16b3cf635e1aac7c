"""``layerscope cat``: a file's content as it is at a layer."""

from __future__ import annotations

import sys

import click

from inspector.cli.opening import image_options, layer_option, load_image
from inspector.errors import PathNotFoundError
from inspector.tree.follow import follow
from inspector.tree.listing import type_of


@click.command("cat")
@click.argument("reference", metavar="IMAGE")
@click.argument("path")
@layer_option
@image_options
def command(
    *, reference: str, path: str, layer: int | None, name: str | None, platform: str | None
) -> int:
    """Print the content of the file PATH of IMAGE; symlinks are followed within the image."""
    loaded = load_image(reference, name, platform)
    number = loaded.layer(layer)
    _, version = follow(loaded.tree, path, number, loaded.image.limits.symlink_hops)
    entry = version.entry
    if entry is None or not version.is_file:
        raise PathNotFoundError(f"{path} is a {type_of(version)}, not a file")
    out = sys.stdout.buffer
    for data in loaded.contents.read(version.home, entry):
        out.write(data)
    return loaded.exit_code
