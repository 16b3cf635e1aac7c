"""What has changed since the baseline, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.exports.layout.cells import ellipsis
from inspector.exports.sentences.problems import finding_sentence, levelled
from inspector.language import _
from inspector.text import counted, human_size, printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.rules.report import Growth, LayerGrowth, PackageGrowth

_TOP = 5
_COMMAND = 60


def growth_lines(growth: Growth) -> Iterator[str]:
    """Yield the change of the image, of what changed most, new findings."""
    yield _("Since the baseline ({name}): {change}").format(
        name=printable(growth.reference), change=change(growth)
    )
    for layer in growth.layers[:_TOP]:
        command = ellipsis(printable(layer.created_by), _COMMAND)
        yield f"{signed(layer.after - layer.before):>11}  {layer_named(layer)} {command}".rstrip()
    for folder in (growth.folders or ())[:_TOP]:
        yield f"{signed(folder.after - folder.before):>11}  {printable(folder.path) or '/'}"
    for package in (growth.packages or ())[:_TOP]:
        change_of_bytes = signed(package.after - package.before)
        yield f"{change_of_bytes:>11}  {printable(package_change(package))}"
    yield from _finding_lines(growth)


def _finding_lines(growth: Growth) -> Iterator[str]:
    new = len(growth.new_findings)
    yield "  " + (counted(new, "new finding") if new else _("no new findings"))
    for finding in growth.new_findings[:_TOP]:
        yield "    " + printable(levelled(finding.level, finding_sentence(finding)))


def change(growth: Growth) -> str:
    """Return ``1.00 kB to 5.70 kB (+4.70 kB), wasted -7 B``."""
    return _("{before} to {after} ({change}), wasted {wasted}").format(
        before=human_size(growth.size_before),
        after=human_size(growth.size_after),
        change=signed(growth.bytes),
        wasted=signed(growth.wasted_after - growth.wasted_before),
    )


def layer_named(layer: LayerGrowth) -> str:
    """Return ``layer 3``, ``layer 3 (new)``."""
    if layer.layer is None:
        return _("layer {layer} (gone)").format(layer=layer.baseline_layer)
    if layer.baseline_layer is None:
        return _("layer {layer} (new)").format(layer=layer.layer)
    return _("layer {layer}").format(layer=layer.layer)


def package_change(package: PackageGrowth) -> str:
    """Return ``deb perl 5.36.0-7 to 5.36.0-9``. Not printable yet."""
    named = f"{package.type} {package.name}"
    if package.old is None:
        return _("{name} {version} (new)").format(name=named, version=package.new)
    if package.new is None:
        return _("{name} {version} (gone)").format(name=named, version=package.old)
    if package.old == package.new:
        return f"{named} {package.old}"
    return _("{name} {old} to {new}").format(name=named, old=package.old, new=package.new)


def signed(size: int) -> str:
    """Return a change of bytes: ``+1.90 MB``, ``-12 B``, ``0 B``."""
    return f"{'+' if size > 0 else '-' if size < 0 else ''}{human_size(abs(size))}"
