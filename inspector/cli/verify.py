"""``layerscope verify``: every digest, diff_id and size of an image."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from inspector.analyses.verify import ClaimState, verify, verify_documents
from inspector.cli.kit.command import Command
from inspector.cli.kit.opening import damaged, image_options, open_image, write
from inspector.cli.kit.receiving import Receiving
from inspector.cli.kit.streams import complain
from inspector.errors import ExitCode, LimitError
from inspector.exports.verify import complaints, render_verification, verification_json
from inspector.language import N_

if TYPE_CHECKING:
    from inspector.analyses.verify import BlobCheck, Verification
    from inspector.reading.image import Image


@click.command("verify", cls=Command, epilog="Example: layerscope verify app.tar")
@click.argument("reference", metavar="IMAGE")
@click.option("--json", "as_json", is_flag=True, help=N_("Print a JSON object."))
@click.option(
    "--manifest",
    "only_documents",
    is_flag=True,
    help=N_("Check only the manifest and the configuration."),
)
@image_options
def command(
    *,
    reference: str,
    as_json: bool,
    only_documents: bool,
    name: str | None,
    platform: str | None,
) -> int:
    """Check every digest, diff_id and size of IMAGE against its bytes.

    Exit status: 1 if one does not match, 4 if a blob is missing or cannot be read completely.
    """
    image = open_image(reference, name, platform)
    found = verify_documents(image.source) if only_documents else _verified(reference, image)
    if as_json:
        write(verification_json(reference, image.source, found) + "\n")
    else:
        write(render_verification(image.source, found))
    for line in complaints(found):
        complain(f"{reference}: {line}")
    if image.archive.damage is not None:
        complain(damaged(reference, image.archive.damage))
    return _exit_code(image, found)


def _verified(reference: str, image: Image) -> Verification:
    progress = Receiving(reference)
    try:
        return verify(image.source, image.limits, lambda _: progress)
    finally:
        progress.end()


def _exit_code(image: Image, found: Verification) -> ExitCode:
    """Return the highest that applies; bytes that do not decompress are a mismatch."""
    states = {blob.state for blob in found.blobs}
    if image.archive.damage is not None or any(map(_is_partial, found.blobs)):
        return ExitCode.PARTIAL
    return ExitCode.CHECK_FAILED if ClaimState.MISMATCH in states else ExitCode.OK


def _is_partial(blob: BlobCheck) -> bool:
    if blob.state is ClaimState.ABSENT or isinstance(blob.error, LimitError):
        return True
    return blob.error is not None and blob.state is not ClaimState.MISMATCH
