"""What has changed since the baseline, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.exports.sentences import finding_sentence
from inspector.text import counted, human_size, printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.rules.report import Growth

_TOP = 5
_COMMAND = 60


def growth_lines(growth: Growth) -> Iterator[str]:
    """Yield the change of the image, of the layers and folders that changed most, new findings."""
    yield f"Since the baseline ({printable(growth.reference)}): {change(growth)}"
    for layer in growth.layers[:_TOP]:
        number = layer.baseline_layer if layer.layer is None else layer.layer
        state = " (gone)" if layer.layer is None else ""
        state = " (new)" if layer.baseline_layer is None else state
        command = printable(layer.created_by)
        if len(command) > _COMMAND:
            command = command[: _COMMAND - 1] + "…"
        yield f"{signed(layer.after - layer.before):>11}  layer {number}{state} {command}".rstrip()
    for folder in (growth.folders or ())[:_TOP]:
        yield f"{signed(folder.after - folder.before):>11}  {printable(folder.path) or '/'}"
    new = len(growth.new_findings)
    yield f"  {counted(new, 'new finding')}" if new else "  no new findings"
    for finding in growth.new_findings[:_TOP]:
        yield f"    {finding.level}: {printable(finding_sentence(finding))}"


def change(growth: Growth) -> str:
    """Return ``1.00 kB to 5.70 kB (+4.70 kB), wasted -7 B``."""
    size = f"{human_size(growth.size_before)} to {human_size(growth.size_after)}"
    wasted = signed(growth.wasted_after - growth.wasted_before)
    return f"{size} ({signed(growth.bytes)}), wasted {wasted}"


def signed(size: int) -> str:
    """Return a change of bytes: ``+1.90 MB``, ``-12 B``, ``0 B``."""
    return f"{'+' if size > 0 else '-' if size < 0 else ''}{human_size(abs(size))}"
