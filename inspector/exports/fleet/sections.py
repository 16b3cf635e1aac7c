"""The summary of a fleet as sentences and tables of text, whatever they are written in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from inspector.exports.layout.words import and_more
from inspector.fleet.summary import OLD_DAYS
from inspector.language import N_, _, ngettext
from inspector.text import counted, human_size, percent, short_digest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from inspector.fleet.summary import Base, PackageVersions, SameButTimes, Summary

_MOST_VERSIONS = 5


class Section(msgspec.Struct, frozen=True):
    """A table: its columns' titles, each with whether it holds numbers, and its rows."""

    title: str
    columns: tuple[tuple[str, bool], ...]
    rows: Sequence[tuple[str, ...]]


def totals(found: Summary) -> Iterator[str]:
    """Yield the totals of the fleet, a sentence each."""
    told = _("{images}, {layers} ({distinct:,} distinct)")
    yield told.format(
        images=counted(found.images, "image"),
        layers=counted(found.layers, "layer"),
        distinct=found.distinct_layers,
    )
    if found.unread_images:
        yield ngettext(
            "{count:,} image could not be read completely",
            "{count:,} images could not be read completely",
            found.unread_images,
        ).format(count=found.unread_images)
    yield _(
        "{stored} stored, counting each layer once ({compressed} as stored in the archives)"
    ).format(stored=human_size(found.stored_bytes), compressed=human_size(found.compressed_bytes))
    yield _("{shared} saved by sharing layers").format(shared=human_size(found.shared_bytes))
    yield _("{wasted} ({share}) wasted: hidden in every image that has the layer").format(
        wasted=human_size(found.wasted_bytes),
        share=percent(found.wasted_bytes, found.stored_bytes),
    )
    yield _("{size} could be saved by storing identical files only once").format(
        size=human_size(found.same_content_bytes)
    )


def sections(found: Summary) -> Iterator[Section]:
    """Yield the tables that have rows."""
    for section in (
        _bases(_("Base images that take the most space"), found.bases),
        _bases(
            _("Base images more than {days} days older than the newest image").format(
                days=OLD_DAYS
            ),
            found.old_bases,
        ),
        _same_but_times(found),
        _same_contents(found),
        _secrets(found),
        _packages(found),
        _unread(found),
    ):
        if section.rows:
            yield section


def _bases(title: str, bases: Sequence[Base]) -> Section:
    return Section(
        title,
        (
            (N_("Size"), True),
            (N_("Images"), True),
            (N_("Total"), True),
            (N_("Created"), False),
            (N_("Base image"), False),
        ),
        [
            (
                human_size(each.bytes),
                f"{each.images:,}",
                human_size(each.carried_bytes),
                (each.created or "-")[:10],
                each.name or _("(no name)"),
            )
            for each in bases
        ],
    )


def _same_but_times(found: Summary) -> Section:
    return Section(
        _("Layers that differ only in times"),
        ((N_("Size"), True), (N_("Layers"), True), (N_("Saved"), True), (N_("Digests"), False)),
        [
            (
                human_size(each.bytes),
                f"{each.count:,}",
                human_size(each.saved_bytes),
                _which(each),
            )
            for each in found.same_but_times
        ],
    )


def _which(found: SameButTimes) -> str:
    """Return the first of the layers, two where there are no more."""
    if found.count <= 2:
        return and_more([short_digest(each) for each in found.diff_ids[:2]], 2)
    told = _("{names} and {count} more")
    return told.format(names=short_digest(found.diff_ids[0]), count=f"{found.count - 1:,}")


def _same_contents(found: Summary) -> Section:
    return Section(
        _("Identical files in different layers"),
        ((N_("Size"), True), (N_("Layers"), True), (N_("Saved"), True), (N_("Path"), False)),
        [
            (human_size(each.bytes), f"{each.layers:,}", human_size(each.saved_bytes), each.path)
            for each in found.same_contents
        ],
    )


def _secrets(found: Summary) -> Section:
    return Section(
        _("Secrets"),
        ((N_("Images"), True), (N_("Places"), True), (N_("Finding"), False)),
        [(f"{each.images:,}", f"{each.places:,}", each.finding) for each in found.secrets],
    )


def _packages(found: Summary) -> Section:
    return Section(
        _("Packages in several versions"),
        ((N_("Versions"), True), (N_("Package"), False), (N_("Images by version"), False)),
        [
            (f"{each.count:,}", f"{each.type} {each.name}", _versions(each))
            for each in found.packages
        ],
    )


def _versions(package: PackageVersions) -> str:
    told = [f"{each.version} ({each.images:,})" for each in package.versions[:_MOST_VERSIONS]]
    told += [""] * (package.count - len(told))  # for and_more to count
    return and_more(told, _MOST_VERSIONS)


def _unread(found: Summary) -> Section:
    return Section(
        _("Not read"),
        ((N_("Image"), False), (N_("Why"), False)),
        [(each.reference, each.error) for each in found.unread],
    )


def titles(section: Section) -> list[tuple[str, bool]]:
    """Return the titles of the columns, and which hold numbers."""
    return [(_(title), is_number) for title, is_number in section.columns]
