"""What has changed since the baseline, for a comment on a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.exports.markdown import code
from inspector.exports.sentences.growth import layer_named, package_change, signed
from inspector.exports.sentences.problems import finding_sentence, level_named
from inspector.language import N_, _
from inspector.text import counted, human_size

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from inspector.exports.markdown import Page
    from inspector.rules.report import FolderGrowth, Growth, LayerGrowth, PackageGrowth

_MOST_ROWS = 50
_MOST_FINDINGS = 10
_HEAD = ("", N_("before"), N_("after"), N_("change"))


def add_growth(page: Page, growth: Growth) -> None:
    """Add the change of the image, new findings, and tables of what changed."""
    page.add(*_lines(growth))
    folders, packages = growth.folders or (), growth.packages or ()
    _add_table(page, _("Layers that changed ({count})"), list(map(_layer, growth.layers)))
    _add_table(page, _("Folders that changed ({count})"), list(map(_folder, folders)))
    _add_table(page, _("Packages that changed ({count})"), list(map(_package, packages)))
    page.add("")


def _add_table(page: Page, title: str, rows: Sequence[tuple[str, ...]]) -> None:
    if rows:
        told = title.format(count=f"{len(rows):,}")
        page.table(told, _head(), rows[:_MOST_ROWS], len(rows))


def _lines(growth: Growth) -> Iterator[str]:
    yield _("**Change since the baseline** ({name})").format(name=code(growth.reference))
    yield ""
    yield f"|{_line(_head())[3:]}"
    yield "| --- | ---: | ---: | ---: |"
    yield _line((_("size"), *_sizes(growth.size_before, growth.size_after)))
    yield _line((_("wasted"), *_sizes(growth.wasted_before, growth.wasted_after)))
    yield ""
    new = growth.new_findings
    yield counted(len(new), "new finding") if new else _("No new findings")
    yield ""
    for finding in new[:_MOST_FINDINGS]:
        yield f"- **{level_named(finding.level)}** {code(finding_sentence(finding), 300)}"
    yield ""


def _head() -> tuple[str, ...]:
    return tuple(each and _(each) for each in _HEAD)


def _line(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


def _sizes(before: int, after: int) -> tuple[str, str, str]:
    return human_size(before), human_size(after), signed(after - before)


def _layer(layer: LayerGrowth) -> tuple[str, ...]:
    named = f"{layer_named(layer)} {code(layer.created_by)}".rstrip()
    return (named, *_sizes(layer.before, layer.after))


def _folder(folder: FolderGrowth) -> tuple[str, ...]:
    return (code(folder.path or "/"), *_sizes(folder.before, folder.after))


def _package(package: PackageGrowth) -> tuple[str, ...]:
    return (code(package_change(package)), *_sizes(package.before, package.after))
