"""What has changed since the baseline, as rows for the HTML report. All text is printable."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from inspector.exports.sentences.growth import package_change
from inspector.exports.sentences.problems import finding_sentence, levelled
from inspector.language import _
from inspector.text import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.rules.report import Growth, LayerGrowth


class GrowthRow(msgspec.Struct, frozen=True):
    """A layer, folder or package with its bytes before and after, or a new finding."""

    kind: str
    name: str
    before: int | None = None
    after: int | None = None


def growth_rows(growth: Growth) -> Iterator[GrowthRow]:
    """Yield layers, folders, packages and new findings, of each kind the largest change first."""
    for layer in growth.layers:
        yield GrowthRow(_kind(layer), printable(_name(layer)), layer.before, layer.after)
    for folder in growth.folders or ():
        yield GrowthRow(_("folder"), printable(folder.path) or "/", folder.before, folder.after)
    for package in growth.packages or ():
        name = printable(package_change(package))
        yield GrowthRow(_("package"), name, package.before, package.after)
    for finding in growth.new_findings:
        yield GrowthRow(
            _("new finding"), printable(levelled(finding.level, finding_sentence(finding)))
        )


def _kind(layer: LayerGrowth) -> str:
    if layer.layer is None:
        return _("layer, gone")
    return _("layer, new") if layer.baseline_layer is None else _("layer")


def _name(layer: LayerGrowth) -> str:
    number = layer.baseline_layer if layer.layer is None else layer.layer
    return f"{number} {layer.created_by}".rstrip()
