"""``layerscope audit``: waste, efficiency and findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from inspector import garbage
from inspector.analyses.audit import DEFAULT_OPTIONS, audit
from inspector.cli.audit_options import audit_options
from inspector.cli.base import base_finder, base_option
from inspector.cli.opening import image_options, open_image, read_image, write
from inspector.cli.streams import complain
from inspector.errors import ExitCode, LayerscopeError
from inspector.exports.reports import renderer
from inspector.rules.report import Report, Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable

    from inspector.analyses.audit import AuditOptions
    from inspector.analyses.base_image import BaseImage
    from inspector.reading.image import Image
    from inspector.rules.report import AnyReport


@click.command("audit", epilog="Example: layerscope audit app.tar")
@click.argument("references", metavar="IMAGE…", nargs=-1, required=True)
@click.option(
    "--json", "as_json", is_flag=True, help="Print a JSON object; an array for several images."
)
@audit_options
@base_option
@image_options
def command(
    *,
    references: tuple[str, ...],
    as_json: bool,
    options: AuditOptions,
    base: str | None,
    name: str | None,
    platform: str | None,
) -> int:
    """Report where the bytes of each IMAGE are, and which are wasted."""
    find_base = base_finder(base)
    code: int = ExitCode.OK
    reports: list[AnyReport] = []
    for reference in references:
        garbage.collect()  # one image at a time
        try:
            report, exit_code = report_on(reference, name, platform, find_base, options)
        except LayerscopeError as error:
            complain(str(error))
            reports.append(Unreadable(reference, str(error), error.exit_code))
            code = max(code, error.exit_code)
            continue
        reports.append(report)
        code = max(code, exit_code)
    write(renderer("json" if as_json else "text")(reports))
    return code


def report_on(
    reference: str,
    name: str | None,
    platform: str | None,
    find_base: Callable[[Image], BaseImage | None],
    options: AuditOptions = DEFAULT_OPTIONS,
) -> tuple[Report, int]:
    """Return the report on one image and the exit code its reading earned."""
    image = open_image(reference, name, platform)
    base = find_base(image)  # before the layers, as it may be a mistake
    loaded = read_image(reference, image)
    if options.ignore_base and base is None:
        complain(f"{reference}: no base image is known, so all layers count; give --base")
    done = audit(reference, image, loaded.tree, loaded.contents, base, options=options)
    loaded.keep_fingerprints()
    code = loaded.exit_code
    if done.duplicates is not None and done.duplicates.unread:
        complain(f"{reference}: {done.duplicates.unread:,} files could not be read and compared")
        code = max(code, ExitCode.PARTIAL)
    return Report(done), code
