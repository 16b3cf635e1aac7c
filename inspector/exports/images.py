"""What an archive holds: a table for people, one JSON object for programs (``"schema": 1``)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from inspector.exports.log_commands import without_commands
from inspector.formats.choice import labels
from inspector.text import human_size, printable

if TYPE_CHECKING:
    from inspector.findings import Finding
    from inspector.formats import Archive, Extra, ImageSource, LayerSource

_ID = 19


def render_images(archive: Archive) -> str:
    """Return the list; everything from the archive is made printable."""
    rows = [("ID", "PLATFORM", "LAYERS", "STORED", "NAMES"), *map(_row, archive.images)]
    lines = _aligned(rows) if archive.images else ["no image"]
    missing = [line for image in archive.images for line in _missing(image)]
    if missing:
        lines += ["", "Missing", *missing]
    if archive.extras:
        lines += ["", "Beside the images", *map(_extra_line, archive.extras)]
    if archive.findings:
        lines += ["", "Findings", *(f"  {_finding_line(each)}" for each in archive.findings)]
    return without_commands("\n".join([f"format: {archive.format}", "", *lines]) + "\n")


def _row(image: ImageSource) -> tuple[str, ...]:
    names = printable(", ".join(labels(image.names))) or "(no name)"
    return (
        image.id[:_ID],
        printable(str(image.platform)) or "-",
        str(len(image.layers)),
        human_size(image.stored_bytes),
        names + (" (superseded)" if image.superseded else ""),
    )


def _aligned(rows: list[tuple[str, ...]]) -> list[str]:
    """Return columns as wide as they need be; the third and fourth hold numbers."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        f"{row[0]:<{widths[0]}}  {row[1]:<{widths[1]}}  {row[2]:>{widths[2]}}"
        f"  {row[3]:>{widths[3]}}  {row[4]}"
        for row in rows
    ]


def _missing(image: ImageSource) -> list[str]:
    return [
        f"  {image.id[:_ID]}: layer {index}  {printable(_name_of(layer))}".rstrip()
        for index, layer in enumerate(image.layers)
        if layer.window is None
    ]


def _name_of(layer: LayerSource) -> str:
    return layer.digest or layer.name or layer.diff_id or ""


def _extra_line(extra: Extra) -> str:
    names = ", ".join(labels(extra.names))
    told = [extra.kind, extra.digest, str(extra.platform or ""), names]
    if extra.detail and extra.kind != "absent":
        told.append(f"({extra.detail})")
    return "  " + "  ".join(printable(each) for each in told if each)


def _finding_line(finding: Finding) -> str:
    return f"{finding.level}: {printable(finding.message)}"


def images_json(reference: str, archive: Archive) -> str:
    """Return what the archive holds as a JSON document."""
    document = {
        "schema": 1,
        "reference": reference,
        "format": archive.format,
        "images": [_image(each) for each in archive.images],
        "beside": [_extra(each) for each in archive.extras],
        "findings": [
            {"id": each.id, "level": str(each.level), "message": each.message}
            for each in archive.findings
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
                "present": layer.window is not None,
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
