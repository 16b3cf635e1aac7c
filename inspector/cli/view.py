"""``layerscope IMAGE``: the screen; where there is no terminal for it, the audit's text."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import click

from inspector import garbage
from inspector.cli.base import base_option
from inspector.cli.opening import image_options, is_terminal, layer_cache, write
from inspector.reading.image import Processes
from inspector.ui.shell.terminal import open_keyboard

# Bytes of an archive from which on a server pays: it takes some 100 ms until it has made processes.
_LARGE = 64 << 20


@click.command("view", epilog="Example: layerscope app.tar")
@click.argument("reference", metavar="IMAGE")
@base_option
@image_options
def command(*, reference: str, base: str | None, name: str | None, platform: str | None) -> int:
    """Open IMAGE on the screen."""
    return show(reference, name, platform, base)


def show(
    reference: str,
    name: str | None = None,
    platform: str | None = None,
    base: str | None = None,
) -> int:
    """Open an image on the screen; return the exit code.

    Where stdout is no terminal, or none gives keys, print the audit's text.
    """
    keyboard = open_keyboard() if is_terminal() else None
    if keyboard is None:
        from inspector.cli.audit import report_on
        from inspector.cli.base import base_finder
        from inspector.exports.reports import renderer

        report, code = report_on(reference, name, platform, base_finder(base))
        write(renderer("text")([report]))
        return code
    from inspector.ui.shell.run import run_screen

    garbage.enable()
    return run_screen(
        reference,
        name,
        platform,
        keyboard=keyboard,
        cache=layer_cache(),
        processes=_processes(reference),
        base=base,
    )


def _processes(reference: str) -> Processes:
    """Start what makes processes for the screen, where there seems to be much to read."""
    with suppress(OSError):
        if Path(reference).stat().st_size >= _LARGE:
            from inspector.reading.pool import start_server

            start_server()
            return Processes.SERVED
    return Processes.NONE
