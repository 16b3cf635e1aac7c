"""What has changed since the baseline, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.exports.sentences import finding_sentence
from inspector.text import counted, human_size, printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.rules.report import Growth, PackageGrowth

_TOP = 5
_COMMAND = 60


def growth_lines(growth: Growth) -> Iterator[str]:
    """Yield the change of the image, of what changed most, new findings."""
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
    for package in (growth.packages or ())[:_TOP]:
        change_of_bytes = signed(package.after - package.before)
        yield f"{change_of_bytes:>11}  {printable(package_change(package))}"
    new = len(growth.new_findings)
    yield f"  {counted(new, 'new finding')}" if new else "  no new findings"
    for finding in growth.new_findings[:_TOP]:
        yield f"    {finding.level}: {printable(finding_sentence(finding))}"


def change(growth: Growth) -> str:
    """Return ``1.00 kB to 5.70 kB (+4.70 kB), wasted -7 B``."""
    size = f"{human_size(growth.size_before)} to {human_size(growth.size_after)}"
    wasted = signed(growth.wasted_after - growth.wasted_before)
    return f"{size} ({signed(growth.bytes)}), wasted {wasted}"


def package_change(package: PackageGrowth) -> str:
    """Return ``deb perl 5.36.0-7 to 5.36.0-9``. Not printable yet."""
    named = f"{package.type} {package.name}"
    if package.old is None:
        return f"{named} {package.new} (new)"
    if package.new is None:
        return f"{named} {package.old} (gone)"
    return f"{named} {package.old}{'' if package.old == package.new else f' to {package.new}'}"


def signed(size: int) -> str:
    """Return a change of bytes: ``+1.90 MB``, ``-12 B``, ``0 B``."""
    return f"{'+' if size > 0 else '-' if size < 0 else ''}{human_size(abs(size))}"
