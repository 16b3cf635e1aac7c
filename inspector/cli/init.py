"""``layerscope init``: a rule file with thresholds that an image passes."""

from __future__ import annotations

from pathlib import Path

import click

from inspector.cli.kit.base import base_finder, base_option
from inspector.cli.kit.command import Command
from inspector.cli.kit.opening import image_options, write
from inspector.cli.kit.saving import writing
from inspector.errors import ExitCode, UsageError
from inspector.language import N_, Lazy, _
from inspector.rules.rule_set import OUR_FILE, RuleSet


@click.command("init", cls=Command, epilog="Example: layerscope init app.tar")
@click.argument("reference", metavar="IMAGE")
@click.option(
    "--force", is_flag=True, help=N_("Overwrite a layerscope.toml that is already there.")
)
@base_option
@image_options
def command(
    *, reference: str, force: bool, base: str | None, name: str | None, platform: str | None
) -> int:
    """Write a commented layerscope.toml with thresholds measured on IMAGE to the current folder."""
    from inspector.cli.kit.auditor import Auditor
    from inspector.exports.starter_rules import starter_rules
    from inspector.io.atomic import write_public

    path = Path(OUR_FILE)
    if path.exists() and not force:
        raise UsageError(
            Lazy("{file} is already there", file=OUR_FILE),
            hint=Lazy("--force overwrites it"),
        )
    report, code = Auditor(name, platform, base_finder(base), RuleSet()).report_on(reference)
    if code != ExitCode.OK:
        raise UsageError(
            Lazy("{file} was not written: the image was read only in part", file=OUR_FILE)
        )
    with writing(path):
        write_public(path, [starter_rules(report.audit).encode()])
    told = _("{file} written: `layerscope audit` applies it in this folder")
    write(told.format(file=OUR_FILE) + "\n")
    return code
