"""What an archive holds: a table for people, one JSON object for programs (``"schema": 1``)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from inspector.exports.layout.cells import display_width, padded, padded_left
from inspector.exports.layout.words import bracketed
from inspector.exports.log_commands import without_commands
from inspector.exports.sentences.problems import levelled
from inspector.formats.choice import labels
from inspector.language import N_, English, _, shown
from inspector.text import human_size, printable

if TYPE_CHECKING:
    from inspector.findings import Finding
    from inspector.formats import Archive, Extra, ImageSource, LayerSource

_ID = 19
_KINDS = {
    "attestation": N_("attestation"),
    "artifact": N_("artifact"),
    "absent": N_("absent"),
    "unsupported": N_("unsupported"),
}


def render_images(archive: Archive) -> str:
    """Return the list; everything from the archive is made printable."""
    rows = [
        (_("ID"), _("PLATFORM"), _("LAYERS"), _("STORED"), _("NAMES")),
        *map(_row, archive.images),
    ]
    lines = _aligned(rows) if archive.images else [_("no image")]
    if archive.not_fetched:
        lines += ["", _("Other platforms, not fetched"), *map(_other_line, archive.not_fetched)]
    missing = [line for image in archive.images for line in _missing(image)]
    if missing:
        lines += ["", _("Missing"), *missing]
    beside = [each for each in archive.extras if each not in archive.not_fetched]
    if beside:
        lines += ["", _("Besides the images"), *map(_extra_line, beside)]
    if archive.findings:
        lines += ["", _("Findings"), *(f"  {_finding_line(each)}" for each in archive.findings)]
    title = _("format: {name}").format(name=archive.format)
    return without_commands("\n".join([title, "", *lines]) + "\n")


def _row(image: ImageSource) -> tuple[str, ...]:
    names = printable(", ".join(labels(image.names))) or _("(no name)")
    return (
        image.id[:_ID],
        printable(str(image.platform)) or "-",
        str(len(image.layers)),
        human_size(image.stored_bytes),
        _("{names} (superseded)").format(names=names) if image.superseded else names,
    )


def _aligned(rows: list[tuple[str, ...]]) -> list[str]:
    """Return columns as wide as they need be; the third and fourth hold numbers."""
    widths = [max(map(display_width, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            (
                *map(padded, row[:2], widths[:2]),
                *map(padded_left, row[2:4], widths[2:4]),
                row[4],
            )
        )
        for row in rows
    ]


def _missing(image: ImageSource) -> list[str]:
    return [
        f"  {_missing_layer(image, index)}  {printable(_absent_layer(layer))}".rstrip()
        for index, layer in enumerate(image.layers)
        if not layer.is_present
    ]


def _missing_layer(image: ImageSource, index: int) -> str:
    return _("{image}: layer {layer}").format(image=image.id[:_ID], layer=index)


def _absent_layer(layer: LayerSource) -> str:
    name = _name_of(layer)
    return name if layer.refused is None else f"{name} {bracketed(shown(layer.refused))}"


def _name_of(layer: LayerSource) -> str:
    return layer.digest or layer.name or layer.diff_id or ""


def _other_line(extra: Extra) -> str:
    return f"  {printable(extra.digest)}  {printable(str(extra.platform or ''))}".rstrip()


def _extra_line(extra: Extra) -> str:
    names = ", ".join(labels(extra.names))
    told = [_(_KINDS.get(extra.kind, extra.kind)), extra.digest, str(extra.platform or ""), names]
    if extra.detail and extra.kind != "absent":
        told.append(bracketed(shown(extra.detail)))
    return "  " + "  ".join(printable(each) for each in told if each)


def _finding_line(finding: Finding) -> str:
    return printable(levelled(finding.level, finding.message))


def images_json(reference: str, archive: Archive) -> str:
    """Return what the archive holds as a JSON document."""
    with English():
        messages = [each.message for each in archive.findings]
    document = {
        "schema": 1,
        "reference": reference,
        "format": archive.format,
        "images": [_image(each) for each in archive.images],
        "beside": [_extra(each) for each in archive.extras],
        "findings": [
            {"id": each.id, "level": str(each.level), "message": message}
            for each, message in zip(archive.findings, messages, strict=True)
        ],
    }
    return without_commands(json.dumps(document, indent=2), r"\u0023")


def _image(image: ImageSource) -> dict[str, object]:
    return {
        "id": image.id,
        "manifest_digest": image.manifest_digest,
        "names": list(image.names),
        "platform": str(image.platform) or None,
        "created": image.config.created,
        "size": image.stored_bytes,
        "superseded": image.superseded,
        "layers": [
            {
                "digest": layer.digest,
                "diff_id": layer.diff_id,
                "media_type": layer.media_type,
                "size": layer.stored_size,
                "present": layer.is_present,
            }
            for layer in image.layers
        ],
    }


def _extra(extra: Extra) -> dict[str, object]:
    return {
        "kind": extra.kind,
        "digest": extra.digest,
        "detail": extra.detail,
        "platform": str(extra.platform) if extra.platform else None,
        "names": list(extra.names),
    }
