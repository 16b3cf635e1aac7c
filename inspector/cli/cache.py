"""``layerscope cache``: cached layer data: where it is, how much there is, and clearing it."""

from __future__ import annotations

import click

from inspector.cli.command import Command
from inspector.cli.opening import write
from inspector.errors import ExitCode
from inspector.language import N_, _
from inspector.reading.cache import default_root
from inspector.reading.cachefolder import MAX_BYTES, clear, disk_usage
from inspector.text import human_size, printable


@click.command("cache", cls=Command, epilog="Example: layerscope cache")
@click.option("--clear", "do_clear", is_flag=True, help=N_("Remove all cached data."))
def command(*, do_clear: bool) -> int:
    """Show the size of the cache, or clear it.

    The cache makes opening an image again faster. It contains the names, attributes and
    fingerprints of files, never their contents.
    """
    root = default_root()
    if do_clear:
        removed = clear(root)
        told = _("removed {files:,} files, {size}")
        write(told.format(files=removed.files, size=human_size(removed.bytes)) + "\n")
        return ExitCode.OK
    found = disk_usage(root)
    told = _("{files:,} files, {size} of at most {limit}").format(
        files=found.files, size=human_size(found.bytes), limit=human_size(MAX_BYTES)
    )
    write(f"{printable(str(found.path))}\n{told}\n")
    return ExitCode.OK
