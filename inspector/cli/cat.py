"""``layerscope cat``: a file's content as it is at a layer."""

from __future__ import annotations

import sys
from codecs import iterdecode
from typing import TYPE_CHECKING

import click

from inspector.cli.kit.command import Command
from inspector.cli.kit.opening import (
    Loaded,
    image_options,
    layer_option,
    load_image,
    write,
)
from inspector.cli.kit.streams import is_terminal
from inspector.errors import PathNotFoundError
from inspector.language import Lazy
from inspector.text import printable, printable_text
from inspector.tree.follow import follow, where_else
from inspector.tree.listing import named_type

if TYPE_CHECKING:
    from inspector.tree import Version


def _version(loaded: Loaded, path: str, layer: int) -> Version:
    """Return what a process would find there. Raises PathNotFoundError."""
    try:
        return follow(loaded.tree, path, layer, loaded.image.limits.symlink_hops)[1]
    except PathNotFoundError as error:
        error.hint = error.hint or where_else(loaded.tree, path, layer)
        raise


@click.command("cat", cls=Command, epilog="Example: layerscope cat app.tar /etc/passwd --layer 0")
@click.argument("reference", metavar="IMAGE")
@click.argument("path")
@layer_option
@image_options
def command(
    *, reference: str, path: str, layer: int | None, name: str | None, platform: str | None
) -> int:
    """Print the contents of the file PATH in IMAGE; symlinks are followed within the image.

    If stdout is a terminal, control characters are shown as visible text.
    """
    loaded = load_image(reference, name, platform, by_table=True)
    number = loaded.layer(layer)
    version = _version(loaded, path, number)
    entry = version.entry
    if entry is None or not version.is_file:
        raise PathNotFoundError(
            Lazy(
                "{path} is {type}, not a file",
                path=printable(path),
                type=Lazy(named_type(version)),
            )
        )
    content = loaded.contents.read(version.home, entry)
    if is_terminal():
        # A terminal would execute what an image's file tells it.
        for text in iterdecode(content, "utf-8", "surrogateescape"):
            write(printable_text(text))
        return loaded.exit_code
    out = sys.stdout.buffer
    for data in content:
        out.write(data)
    return loaded.exit_code
