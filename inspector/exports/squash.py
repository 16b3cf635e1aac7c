"""What squashing gave back, as text and as JSON (``"schema": 1``)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from inspector.exports.layout.cells import display_width, padded, padded_left
from inspector.exports.sentences.base_image import layers_named
from inspector.language import N_, _
from inspector.text import human_size, printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.analyses.squashed import SquashReport

_SIZES = (
    (N_("archived"), "blobs_bytes"),
    (N_("stored"), "stored_bytes"),
    (N_("wasted"), "wasted_bytes"),
)
_WIDTH = 9


def render_text(report: SquashReport, path: str) -> str:
    """Return the report for people."""
    return "\n".join([*report_lines(report, path), ""])


def _rows(report: SquashReport) -> list[tuple[str, str, str]]:
    rows = [("", _("before"), _("after"))]
    rows.append((_("layers"), f"{report.layers.before:,}", f"{report.layers.after:,}"))
    for name, field in _SIZES:
        change = getattr(report, field)
        rows.append((_(name), human_size(change.before), human_size(change.after)))
    return rows


def report_lines(report: SquashReport, path: str) -> Iterator[str]:
    """Yield the lines of the report."""
    layers = layers_named(report.first, report.last)
    yield _("{path}: {layers} squashed").format(path=printable(path), layers=layers)
    rows = _rows(report)
    width = max(display_width(name) for name, _before, _after in rows)
    for name, before, after in rows:
        yield "  ".join(
            [padded(name, width), padded_left(before, _WIDTH), padded_left(after, _WIDTH)]
        )
    yield f"ID {report.id}"
    if not report.is_smaller:
        yield not_smaller(is_all_seen=report.stored_bytes.before == report.stored_bytes.after)


def not_smaller(*, is_all_seen: bool) -> str:
    """Return the sentence for an image that is no smaller."""
    if is_all_seen:
        return _("The image does not get smaller: these layers hide nothing that they store.")
    return _("The image does not get smaller.")


def render_json(report: SquashReport) -> str:
    """Return the report as one line."""
    changes = {
        name: {"before": change.before, "after": change.after}
        for name, change in (
            ("layers", report.layers),
            ("stored_bytes", report.stored_bytes),
            ("wasted_bytes", report.wasted_bytes),
        )
    }
    return json.dumps({"schema": 1, **changes, "id": report.id}) + "\n"
