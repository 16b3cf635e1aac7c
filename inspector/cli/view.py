"""``layerscope IMAGE``: the screen; where stdout is no terminal, the audit's text."""

from __future__ import annotations

import gc

import click

from inspector.cli.opening import image_options, is_terminal, layer_cache, write


@click.command("view")
@click.argument("reference", metavar="IMAGE")
@image_options
def command(*, reference: str, name: str | None, platform: str | None) -> int:
    """Open IMAGE on the screen."""
    if not is_terminal():
        from inspector.cli.audit import run_audit
        from inspector.exports.audit_text import render_audit

        done, code = run_audit(reference, name, platform)
        write(render_audit(done))
        return code
    from inspector.cli import unwind_on_hangup
    from inspector.ui.app import run_screen

    unwind_on_hangup()
    gc.enable()  # a screen may stay open for days
    return run_screen(reference, name, platform, layer_cache())
