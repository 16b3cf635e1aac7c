"""``layerscope cache``: what is kept for the next time: where it is, how much, and clearing it."""

from __future__ import annotations

import click

from inspector.cli.kit.command import Command
from inspector.cli.kit.opening import write
from inspector.errors import ExitCode
from inspector.formats.remote import KIND, MAX_BYTES
from inspector.io import cachefolder
from inspector.io.cachefolder import DiskUsage, clear, default_root, disk_usage
from inspector.language import N_, _
from inspector.text import human_size, printable


@click.command("cache", cls=Command, epilog="Example: layerscope cache")
@click.option("--clear", "do_clear", is_flag=True, help=N_("Remove all cached data."))
def command(*, do_clear: bool) -> int:
    """Show the size of the cache, or clear it.

    The cache makes opening an image again faster. Of layers that were read, it holds the
    names, attributes and fingerprints of files, never their contents; of images in registries, it
    holds the manifests, configurations and whole layers that were fetched.
    """
    root = default_root()
    if do_clear:
        removed = clear(root), clear(root, KIND)
        told = _("removed {files:,} files, {size}")
        size = human_size(sum(each.bytes for each in removed))
        write(told.format(files=sum(each.files for each in removed), size=size) + "\n")
        return ExitCode.OK
    write(f"{printable(str(root))}\n")
    told = _("{files:,} files, {size} of at most {limit}")
    write(_filled(told, disk_usage(root), cachefolder.MAX_BYTES))
    told = _("from registries: {files:,} files, {size} of at most {limit}")
    write(_filled(told, disk_usage(root, KIND), MAX_BYTES))
    return ExitCode.OK


def _filled(told: str, found: DiskUsage, limit: int) -> str:
    size = human_size(found.bytes)
    return told.format(files=found.files, size=size, limit=human_size(limit)) + "\n"
