"""``layerscope cache``: the layer cache: where it is, how much it holds, and clearing it."""

from __future__ import annotations

import click

from inspector.cli.opening import write
from inspector.errors import ExitCode
from inspector.reading.cache import default_root
from inspector.reading.cachefolder import MAX_BYTES, clear, disk_usage
from inspector.text import human_size, printable


@click.command("cache", epilog="Example: layerscope cache")
@click.option("--clear", "do_clear", is_flag=True, help="Remove all of it.")
def command(*, do_clear: bool) -> int:
    """Show what is kept about layers, or clear it.

    Layers that were read once are known the next time. Nothing of an image's contents is kept:
    names, attributes and fingerprints alone.
    """
    root = default_root()
    if do_clear:
        removed = clear(root)
        write(f"removed {removed.files:,} files, {human_size(removed.bytes)}\n")
        return ExitCode.OK
    found = disk_usage(root)
    limit = human_size(MAX_BYTES)
    write(
        f"{printable(str(found.path))}\n"
        f"{found.files:,} files, {human_size(found.bytes)} of at most {limit}\n"
    )
    return ExitCode.OK
