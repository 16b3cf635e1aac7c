"""What has changed since the baseline, for a comment on a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.exports.growth_text import package_change, signed
from inspector.exports.markdown import code
from inspector.exports.sentences import finding_sentence
from inspector.text import counted, human_size

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.exports.markdown import Page
    from inspector.rules.report import FolderGrowth, Growth, LayerGrowth, PackageGrowth

_MOST_ROWS = 50
_MOST_FINDINGS = 10
_HEAD = ("", "before", "after", "change")


def add_growth(page: Page, growth: Growth) -> None:
    """Add the change of the image, new findings, and tables of what changed."""
    page.add(*_lines(growth))
    layers, folders = growth.layers, growth.folders or ()
    if layers:
        rows = map(_layer, layers[:_MOST_ROWS])
        page.table(f"Layers that changed ({len(layers):,})", _HEAD, rows, len(layers))
    if folders:
        rows = map(_folder, folders[:_MOST_ROWS])
        page.table(f"Folders that changed ({len(folders):,})", _HEAD, rows, len(folders))
    packages = growth.packages or ()
    if packages:
        rows = map(_package, packages[:_MOST_ROWS])
        page.table(f"Packages that changed ({len(packages):,})", _HEAD, rows, len(packages))
    page.add("")


def _lines(growth: Growth) -> Iterator[str]:
    yield f"**Change since the baseline** ({code(growth.reference)})"
    yield ""
    yield "| | before | after | change |"
    yield "| --- | ---: | ---: | ---: |"
    yield _line(("size", *_sizes(growth.size_before, growth.size_after)))
    yield _line(("wasted", *_sizes(growth.wasted_before, growth.wasted_after)))
    yield ""
    new = growth.new_findings
    yield counted(len(new), "new finding") if new else "No new findings"
    yield ""
    for finding in new[:_MOST_FINDINGS]:
        yield f"- **{finding.level}** {code(finding_sentence(finding), 300)}"
    yield ""


def _line(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


def _sizes(before: int, after: int) -> tuple[str, str, str]:
    return human_size(before), human_size(after), signed(after - before)


def _layer(layer: LayerGrowth) -> tuple[str, ...]:
    number = layer.baseline_layer if layer.layer is None else layer.layer
    state = " (gone)" if layer.layer is None else " (new)" if layer.baseline_layer is None else ""
    named = f"layer {number}{state} {code(layer.created_by)}".rstrip()
    return (named, *_sizes(layer.before, layer.after))


def _folder(folder: FolderGrowth) -> tuple[str, ...]:
    return (code(folder.path or "/"), *_sizes(folder.before, folder.after))


def _package(package: PackageGrowth) -> tuple[str, ...]:
    return (code(package_change(package)), *_sizes(package.before, package.after))
