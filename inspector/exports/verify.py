"""What verification found: a table for people, one JSON object for programs (``"schema": 1``)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from inspector.analyses.verify import State
from inspector.formats.choice import labels
from inspector.text import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.analyses.verify import BlobCheck, Check, Verification
    from inspector.formats import ImageSource

_ROW = "{:<14}  {:<11}  {:<11}  {:<11}  {}"


def render_verification(source: ImageSource, verification: Verification) -> str:
    """Return the report; everything from the image is made printable."""
    names = ", ".join(labels(source.names)) or "(no name)"
    lines = [
        f"{printable(names)}  {source.id[:19]}  {printable(str(source.platform))}",
        "",
        _ROW.format("BLOB", "DIGEST", "SIZE", "DIFF ID", "NAME").rstrip(),
    ]
    for blob in verification.blobs:
        name = blob.digest.stated or blob.digest.found or ""
        diff_id = str(blob.diff_id.state) if blob.diff_id else "-"
        row = (blob_name(blob), str(blob.digest.state), str(blob.size.state), diff_id)
        lines.append(_ROW.format(*row, printable(name)).rstrip())
    return "\n".join([*lines, "", _summary(verification)]) + "\n"


def _summary(verification: Verification) -> str:
    counts = dict.fromkeys(State, 0)
    for blob in verification.blobs:
        counts[blob.state] += 1
    total = len(verification.blobs)
    told = [f"{counts[State.OK]} of {total} blobs ok"]
    told += [f"{counts[each]} {each}" for each in State if each is not State.OK and counts[each]]
    return ", ".join(told)


def blob_name(blob: BlobCheck) -> str:
    """Return what people call a blob: ``manifest``, ``layer 3``."""
    return blob.kind if blob.layer is None else f"{blob.kind} {blob.layer}"


def complaints(verification: Verification) -> Iterator[str]:
    """Return a line for each thing that is not as it should be."""
    for blob in verification.blobs:
        name = blob_name(blob)
        for what, check in (
            ("digest", blob.digest),
            ("size", blob.size),
            ("diff_id", blob.diff_id),
        ):
            if check is not None and check.state is State.MISMATCH and check.found is not None:
                yield f"{name}: {what} is {check.found}, not {check.stated}"
        if blob.error is not None:
            yield f"{name}: {blob.error}"


def verification_json(reference: str, source: ImageSource, verification: Verification) -> str:
    """Return the verification as a JSON document."""
    document = {
        "schema": 1,
        "image": {
            "reference": reference,
            "id": source.id,
            "platform": str(source.platform) or None,
        },
        "state": str(verification.state),
        "blobs": [_blob(each) for each in verification.blobs],
    }
    return json.dumps(document, indent=2)


def _blob(blob: BlobCheck) -> dict[str, object]:
    return {
        "kind": blob.kind,
        "layer": blob.layer,
        "state": str(blob.state),
        "digest": _check(blob.digest),
        "size": _check(blob.size),
        "diff_id": _check(blob.diff_id) if blob.diff_id else None,
        "error": str(blob.error) if blob.error else None,
    }


def _check(check: Check[str] | Check[int]) -> dict[str, object]:
    return {"state": str(check.state), "stated": check.stated, "found": check.found}
