"""``layerscope IMAGE``: the screen; where stdout is no terminal, the audit's text."""

from __future__ import annotations

import gc
from contextlib import suppress
from pathlib import Path

import click

from inspector.cli.base import base_option
from inspector.cli.opening import image_options, is_terminal, layer_cache, write
from inspector.image import Processes

# Bytes of an archive from which on a server pays: it takes some 100 ms until it has made processes.
_LARGE = 64 << 20


@click.command("view")
@click.argument("reference", metavar="IMAGE")
@base_option
@image_options
def command(*, reference: str, base: str | None, name: str | None, platform: str | None) -> int:
    """Open IMAGE on the screen."""
    if not is_terminal():
        from inspector.cli.audit import run_audit
        from inspector.cli.base import base_finder
        from inspector.exports.audit_text import render_audit

        done, code = run_audit(reference, name, platform, base_finder(base))
        write(render_audit(done))
        return code
    from inspector.cli import unwind_on_hangup
    from inspector.ui.run import run_screen

    unwind_on_hangup()
    gc.enable()  # a screen may stay open for days
    return run_screen(reference, name, platform, layer_cache(), _processes(reference), base=base)


def _processes(reference: str) -> Processes:
    """Start what makes processes for the screen, where there seems to be much to read."""
    with suppress(OSError):
        if Path(reference).stat().st_size >= _LARGE:
            from inspector.scanpool import start_server

            start_server()
            return Processes.SERVED
    return Processes.NONE
