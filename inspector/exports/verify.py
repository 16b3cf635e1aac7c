"""What verification found: a table for people, one JSON object for programs (``"schema": 1``)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from inspector.analyses.verify import ClaimState
from inspector.exports.image_line import image_line
from inspector.exports.log_commands import without_commands
from inspector.text import counted, printable, short_digest, short_digests

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.analyses.verify import BlobCheck, Check, Verification
    from inspector.formats import ImageSource

_ROW = "{:<14}  {:<11}  {:<11}  {:<11}  {}"
# Layers whose unchecked claims are named one by one.
_MOST_NAMED = 10


def render_verification(source: ImageSource, verification: Verification) -> str:
    """Return the report; everything from the image is made printable."""
    lines = [
        image_line(source.names, source.id, str(source.platform)),
        "",
        _ROW.format("BLOB", "DIGEST", "SIZE", "DIFF ID", "NAME").rstrip(),
    ]
    lines += map(_row, verification.blobs)
    lines += ["", _summary(verification), *_not_checked(verification)]
    return without_commands("\n".join(lines) + "\n")


def _row(blob: BlobCheck) -> str:
    name = blob.digest.stated or (blob.diff_id.stated if blob.diff_id else None)
    diff_id = state_word(blob.diff_id) if blob.diff_id else "-"
    row = (blob_name(blob), state_word(blob.digest), state_word(blob.size), diff_id)
    return _ROW.format(*row, printable(short_digest(name or blob.digest.found or ""))).rstrip()


def is_checked_by_diff_id(blob: BlobCheck) -> bool:
    """Whether a layer's content is proven though no one states its digest: docker's older tars."""
    return blob.layer is not None and blob.digest.is_unstated and blob.state is ClaimState.OK


def state_word(check: Check[str] | Check[int]) -> str:
    """Return what became of a claim, in a word or two."""
    return "not stated" if check.is_unstated else str(check.state)


def _summary(verification: Verification) -> str:
    """Count the blobs: those that were checked only in part are not among those that are ok."""
    blobs = verification.blobs
    counts = dict.fromkeys(ClaimState, 0)
    for blob in blobs:
        counts[blob.state] += 1
    partly = sum(blob.is_partly_checked for blob in blobs)
    counts[ClaimState.UNCHECKED] -= partly
    told = [f"{counts[ClaimState.OK]} of {len(blobs)} blob{'' if len(blobs) == 1 else 's'} ok"]
    told += [
        f"{counts[each]} {each}"
        for each in ClaimState
        if each is not ClaimState.OK and counts[each]
    ]
    return ", ".join([*told, *([f"{partly} checked in part"] if partly else [])])


def _not_checked(verification: Verification) -> Iterator[str]:
    """Say which claims were not checked, and why."""
    unstated = {
        name: sum(
            name in blob.checks and blob.checks[name].is_unstated for blob in verification.blobs
        )
        for name in ("digest", "size", "diff_id")
    }
    told = [counted(number, name) for name, number in unstated.items() if number]
    if told:
        yield f"Not stated in this archive, so not checked: {', '.join(told)}"
    if any(map(is_checked_by_diff_id, verification.blobs)):
        yield "Layers without a digest were checked by their diff_ids only"
    named = [
        f"Not checked: {name} of {blob_name(blob)} ({check.reason})"
        for blob in verification.blobs
        for name, check in blob.checks.items()
        if check.state is ClaimState.UNCHECKED and not check.is_unstated
    ]
    yield from named[:_MOST_NAMED]
    if len(named) > _MOST_NAMED:
        yield f"Not checked: {len(named) - _MOST_NAMED:,} more"


def blob_name(blob: BlobCheck) -> str:
    """Return what people call a blob: ``manifest``, ``layer 3``."""
    return blob.kind if blob.layer is None else f"{blob.kind} {blob.layer}"


def complaints(verification: Verification) -> Iterator[str]:
    """Return a line for each thing that is not as it should be."""
    for blob in verification.blobs:
        name = blob_name(blob)
        for what, check in blob.checks.items():
            if check.state is ClaimState.MISMATCH and check.found is not None:
                found, stated = short_digests(str(check.found), str(check.stated))
                yield f"{name}: {what} is {found}, not {stated}"
        if blob.error is not None:
            yield f"{name}: {blob.error}"
    if verification.state is ClaimState.MISMATCH and not any(
        each.error for each in verification.blobs
    ):
        yield "what does not match was damaged or changed: save or copy the image again"


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
    return without_commands(json.dumps(document, indent=2), r"\u0023")


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
