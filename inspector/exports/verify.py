"""What verification found: a table for people, one JSON object for programs (``"schema": 1``)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from inspector.analyses.verify import ClaimState
from inspector.exports.layout.columns import Columns
from inspector.exports.layout.words import explained, joined
from inspector.exports.log_commands import without_commands
from inspector.exports.sentences.image_line import image_line
from inspector.language import N_, English, _, ngettext, shown
from inspector.text import counted, printable, short_digest, short_digests

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.analyses.verify import BlobCheck, Check, Verification
    from inspector.formats import ImageSource

_STATES = {
    ClaimState.OK: N_("ok"),
    ClaimState.MISMATCH: N_("mismatch"),
    ClaimState.ABSENT: N_("absent"),
    ClaimState.UNCHECKED: N_("not checked"),
}
_COUNTS = {
    ClaimState.MISMATCH: N_("{count} mismatch"),
    ClaimState.ABSENT: N_("{count} absent"),
    ClaimState.UNCHECKED: N_("{count} not checked"),
}
_KINDS = {
    "index": N_("index"),
    "manifest": N_("manifest"),
    "configuration": N_("configuration"),
    "layer": N_("layer"),
}
_CLAIMS = {"digest": N_("digest"), "size": N_("size"), "diff_id": "diff_id"}
# Layers whose unchecked claims are named one by one.
_MOST_NAMED = 10


def render_verification(source: ImageSource, verification: Verification) -> str:
    """Return the report; everything from the image is made printable."""
    columns = Columns(
        (_("BLOB"), "<14"), (_("DIGEST"), "<11"), (_("SIZE"), "<11"), (_("DIFF ID"), "<11"),
        (_("NAME"), "<0"),
    )  # fmt: skip
    lines = [image_line(source.names, source.id, str(source.platform)), "", columns.title]
    lines += [columns.row(*_cells(each)) for each in verification.blobs]
    lines += ["", _summary(verification), *_not_checked(verification)]
    return without_commands("\n".join(lines) + "\n")


def _cells(blob: BlobCheck) -> tuple[str, ...]:
    name = blob.digest.stated or (blob.diff_id.stated if blob.diff_id else None)
    diff_id = state_word(blob.diff_id) if blob.diff_id else "-"
    row = (blob_name(blob), state_word(blob.digest), state_word(blob.size), diff_id)
    return *row, printable(short_digest(name or blob.digest.found or ""))


def is_checked_by_diff_id(blob: BlobCheck) -> bool:
    """Whether a layer's content is proven though no one states its digest: docker's older tars."""
    return blob.layer is not None and blob.digest.is_unstated and blob.state is ClaimState.OK


def state_word(check: Check[str] | Check[int]) -> str:
    """Return what became of a claim, in a word or two."""
    return _("not stated") if check.is_unstated else _(_STATES[check.state])


def _summary(verification: Verification) -> str:
    """Count the blobs: those that were checked only in part are not among those that are ok."""
    blobs = verification.blobs
    counts = dict.fromkeys(ClaimState, 0)
    for blob in blobs:
        counts[blob.state] += 1
    partly = sum(blob.is_partly_checked for blob in blobs)
    counts[ClaimState.UNCHECKED] -= partly
    blobs_ok = ngettext("{ok} of {count} blob ok", "{ok} of {count} blobs ok", len(blobs))
    told = [blobs_ok.format(ok=counts[ClaimState.OK], count=len(blobs))]
    told += [
        _(template).format(count=counts[each]) for each, template in _COUNTS.items() if counts[each]
    ]
    if partly:
        told.append(_("{count} checked in part").format(count=partly))
    return joined(told)


def _not_checked(verification: Verification) -> Iterator[str]:
    """Say which claims were not checked, and why."""
    unstated = {
        name: sum(
            name in blob.checks and blob.checks[name].is_unstated for blob in verification.blobs
        )
        for name in ("digest", "size", "diff_id")
    }
    counts = (
        counted(unstated["digest"], "digest"),
        counted(unstated["size"], "size"),
        counted(unstated["diff_id"], "diff_id"),
    )
    told = [count for count, number in zip(counts, unstated.values(), strict=True) if number]
    if told:
        yield _("Not stated in this archive, so not checked: {claims}").format(claims=joined(told))
    if any(map(is_checked_by_diff_id, verification.blobs)):
        yield _("Layers without a digest were checked by their diff_ids only")
    named = [
        _("Not checked: {claim} of {blob} ({reason})").format(
            claim=_(_CLAIMS[name]), blob=blob_name(blob), reason=shown(check.reason)
        )
        for blob in verification.blobs
        for name, check in blob.checks.items()
        if check.state is ClaimState.UNCHECKED and not check.is_unstated
    ]
    yield from named[:_MOST_NAMED]
    if len(named) > _MOST_NAMED:
        more = f"{len(named) - _MOST_NAMED:,}"
        yield _("Not checked: {count} more").format(count=more)


def blob_name(blob: BlobCheck) -> str:
    """Return what people call a blob: ``manifest``, ``layer 3``."""
    if blob.layer is not None:
        return _("layer {layer}").format(layer=blob.layer)
    return _(_KINDS.get(blob.kind, blob.kind))


def complaints(verification: Verification) -> Iterator[str]:
    """Return a line for each thing that is not as it should be."""
    for blob in verification.blobs:
        name = blob_name(blob)
        for what, check in blob.checks.items():
            if check.state is ClaimState.MISMATCH and check.found is not None:
                found, stated = short_digests(str(check.found), str(check.stated))
                yield _("{blob}: {claim} is {found}, not {stated}").format(
                    blob=name, claim=_(_CLAIMS[what]), found=found, stated=stated
                )
        if blob.error is not None:
            yield explained(name, str(blob.error))
    if verification.state is ClaimState.MISMATCH and not any(
        each.error for each in verification.blobs
    ):
        yield _("what does not match was damaged or changed: save or copy the image again")


def verification_json(reference: str, source: ImageSource, verification: Verification) -> str:
    """Return the verification as a JSON document."""
    document: dict[str, object] = {
        "schema": 1,
        "image": {
            "reference": reference,
            "id": source.id,
            "platform": str(source.platform) or None,
        },
        "state": str(verification.state),
    }
    with English():
        document["blobs"] = [_blob(each) for each in verification.blobs]
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
