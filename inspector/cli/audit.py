"""``layerscope audit``: waste, efficiency and findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from inspector import garbage
from inspector.analyses.audit import Audit, audit
from inspector.cli.base import base_finder, base_option
from inspector.cli.opening import image_options, open_image, read_image, write
from inspector.cli.streams import complain
from inspector.errors import ExitCode, LayerscopeError
from inspector.exports.audit_json import audit_document, error_document, to_json
from inspector.exports.audit_text import render_audit

if TYPE_CHECKING:
    from collections.abc import Callable

    from inspector.analyses.base_image import BaseImage
    from inspector.reading.image import Image


@click.command("audit", epilog="Example: layerscope audit app.tar")
@click.argument("references", metavar="IMAGE…", nargs=-1, required=True)
@click.option(
    "--json", "as_json", is_flag=True, help="Print a JSON object; an array for several images."
)
@base_option
@image_options
def command(
    *,
    references: tuple[str, ...],
    as_json: bool,
    base: str | None,
    name: str | None,
    platform: str | None,
) -> int:
    """Report where the bytes of each IMAGE are, and which are wasted."""
    find_base = base_finder(base)
    code: int = ExitCode.OK
    done: Audit | None = None
    documents: list[dict[str, object]] = []
    for reference in references:
        if reference is not references[0]:
            done = None  # one image at a time
            garbage.collect()
        try:
            done, exit_code = run_audit(reference, name, platform, find_base)
        except LayerscopeError as error:
            complain(str(error))
            code = max(code, error.exit_code)
            documents.append(error_document(reference, str(error)))
            continue
        code = max(code, exit_code)
        if as_json:
            documents.append(audit_document(done))
        else:
            write(("\n" if reference is not references[0] else "") + render_audit(done))
    if as_json and (len(references) > 1 or "error" not in documents[0]):
        for piece in to_json(documents):
            write(piece)
        write("\n")
    return code


def run_audit(
    reference: str,
    name: str | None,
    platform: str | None,
    find_base: Callable[[Image], BaseImage | None],
) -> tuple[Audit, int]:
    """Return the audit of one image and the exit code its reading earned."""
    image = open_image(reference, name, platform)
    base = find_base(image)  # before the layers, as it may be a mistake
    loaded = read_image(reference, image)
    done = audit(reference, image, loaded.tree, loaded.contents, base)
    loaded.keep_fingerprints()
    return done, loaded.exit_code
