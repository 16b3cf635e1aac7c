"""Which layers both images have, and in what those differ that the same instruction made."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from inspector.analyses.comparison.alignment import aligned
from inspector.analyses.comparison.both import NEW, OLD, layers_of
from inspector.analyses.comparison.ignored import HARDLINKS
from inspector.analyses.comparison.instructions import Kinds
from inspector.analyses.comparison.model import LayerOutcome, LayerPair, Reason
from inspector.reading.contents import Contents
from inspector.tarstream import Kind, clean_path
from inspector.text import encode
from inspector.tree.node import Version
from inspector.tree.view import METADATA_FIELDS, fields_between, matter_between, quick_difference

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from inspector.analyses.comparison.both import Side
    from inspector.analyses.comparison.ignored import Ignored
    from inspector.analyses.path_globs import PathGlobs
    from inspector.reading.image import Layer
    from inspector.tarstream import Entry

    Entries = Mapping[tuple[str, str], Entry]

# What matters most comes first; what is at paths that are ignored is none of them.
_KINDS = (
    "content", "added", "removed", "type", "link", "dev", *METADATA_FIELDS, "order", "pax",
)  # fmt: skip


# Hard links that lead to each other are followed no further.
_MOST_LINKS = 8


def layer_pairs(old: Side, new: Side, ignored: Ignored) -> tuple[LayerPair, ...]:
    """Return the layers of both images in their order."""
    kinds = Kinds(old.image), Kinds(new.image)
    reasons = _Reasons(old, new, ignored)
    found: list[LayerPair] = []
    for before, after in aligned(*_ids(old, new), _of(old, kinds[OLD]), _of(new, kinds[NEW])):
        one = None if before is None else old.image.layers[before]
        other = None if after is None else new.image.layers[after]
        shown, image = (one, OLD) if other is None else (other, NEW)
        told = reasons.of(one, other) if one and other and not _is_shared(one, other) else ()
        found.append(
            LayerPair(
                before,
                after,
                _state(one, other),
                kinds[image].name(shown.history if shown else None),
                tuple(told),
            )
        )
    return tuple(found)


def _of(side: Side, kinds: Kinds) -> list[str]:
    return [kinds.of(layer.history) for layer in side.image.layers]


def _is_shared(old: Layer, new: Layer) -> bool:
    """Whether both are the same bytes, as far as they are read."""
    if (old.error is None) != (new.error is None):
        return False
    return old.diff_id is not None and old.diff_id == new.diff_id


def _state(old: Layer | None, new: Layer | None) -> LayerOutcome:
    if old is None:
        return LayerOutcome.ADDED
    if new is None:
        return LayerOutcome.REMOVED
    return LayerOutcome.SHARED if _is_shared(old, new) else LayerOutcome.REBUILT


def _ids(old: Side, new: Side) -> tuple[list[str], list[str]]:
    """Return what tells layers apart: one without a diff_id is like no other."""
    return (
        [layer.diff_id or f"-{layer.index}" for layer in old.image.layers],
        [layer.diff_id or f"+{layer.index}" for layer in new.image.layers],
    )


class _Reasons:
    """Compares the tars of two layers, entry by entry."""

    def __init__(self, old: Side, new: Side, ignored: Ignored) -> None:
        self._contents = Contents(layers_of(old, new))
        self._shift = len(old.image.layers)
        self._fields = ignored.fields
        self._paths = ignored.paths

    def of(self, old: Layer, new: Layer) -> Iterator[Reason]:
        """Yield in what two layers differ, less what is ignored."""
        if old.error is not None or new.error is not None:
            yield Reason("unread")
        if old.is_unreadable or new.is_unreadable:
            return
        counts = self._in_order(old, new)
        counts = self._by_path(old, new) if counts is None else counts
        if not counts.total():
            # All that an entry tells is the same: what is left are records that it does not tell.
            counts["pax"] += 1
        for kind in _KINDS:
            if counts[kind] and kind not in self._fields:
                yield Reason(kind, counts[kind])

    def _in_order(self, old: Layer, new: Layer) -> Counter[str] | None:
        """Count what differs where both tars have the same paths in one order, as most; else None.

        By kind, under "" what is at paths that are ignored.
        """
        if len(old.entries) != len(new.entries):
            return None
        pairs: list[tuple[Entry, Entry]] = []
        for before, after in zip(old.entries, new.entries, strict=True):
            if before.name != after.name or before.folder != after.folder:
                return None
            if before != after or after.fingerprint is None:
                pairs.append((before, after))
        if HARDLINKS in self._fields and any(Kind.HARDLINK in _kinds(each) for each in pairs):
            return None
        return self._differences(pairs, old.index, new.index)

    def _by_path(self, old: Layer, new: Layer) -> Counter[str]:
        olds, news = _entries(old), _entries(new)
        counts: Counter[str] = Counter()
        if HARDLINKS in self._fields and _have_links(olds, news):
            olds, news = _without_links(olds), _without_links(news)
            counts[""] += 1
        both = olds.keys() & news.keys()
        pairs = ((olds[key], entry) for key, entry in news.items() if key in both)
        wanted = [each for each in pairs if each[0] != each[1] or each[1].fingerprint is None]
        counts += self._differences(wanted, old.index, new.index)
        counts += Counter(self._unless_ignored(key, "added") for key in news.keys() - both)
        counts += Counter(self._unless_ignored(key, "removed") for key in olds.keys() - both)
        counts["order"] += not _is_of_one_order(olds, news)
        # Entries that later ones of the same path take away again.
        again = (len(new.entries) - len(news)) - (len(old.entries) - len(olds))
        counts["added" if again > 0 else "removed"] += abs(again)
        return counts

    def _differences(
        self, pairs: Iterable[tuple[Entry, Entry]], old: int, new: int
    ) -> Counter[str]:
        """Count in what pairs of entries differ."""
        found: Counter[tuple[str, ...]] = Counter()
        shift, contents = self._shift, self._contents
        for before, after in pairs:
            if not self._paths and (told := quick_difference(before, after)) is not None:
                found[told] += 1
                continue
            versions = Version(0, before, old), Version(1, after, shift + new)
            fields = fields_between(*versions)
            if matter := matter_between(*versions, contents):
                fields = (matter, *fields)
            if fields and self._paths and _is_ignored(self._paths, (after.folder, after.name)):
                fields = ("",)
            found[fields] += 1
        counts: Counter[str] = Counter()
        for fields, count in found.items():
            counts.update(dict.fromkeys(fields, count))
        return counts

    def _unless_ignored(self, key: tuple[str, str], word: str) -> str:
        return "" if self._paths and _is_ignored(self._paths, key) else word


def _entries(layer: Layer) -> Entries:
    return {(entry.folder, entry.name): entry for entry in layer.entries}


def _kinds(pair: tuple[Entry, Entry]) -> tuple[Kind, Kind]:
    return pair[0].kind, pair[1].kind


def _have_links(*layers: Entries) -> bool:
    return any(each.kind is Kind.HARDLINK for entries in layers for each in entries.values())


def _without_links(entries: Entries) -> Entries:
    """Return the entries, hard links as the files of the same layer that they lead to."""
    return {key: _followed(each, entries) for key, each in entries.items()}


def _followed(entry: Entry, entries: Entries) -> Entry:
    found: Entry | None = entry
    for _step in range(_MOST_LINKS):
        if found is None or found.kind is not Kind.HARDLINK:
            break
        folder, _slash, name = clean_path(encode(found.link))[0].rpartition("/")
        found = entries.get((folder, name))
    return entry if found is None or found.kind is Kind.HARDLINK else found


def _is_of_one_order(olds: Entries, news: Entries) -> bool:
    """Whether what both layers have stands in one order."""
    return [each for each in olds if each in news] == [each for each in news if each in olds]


def _is_ignored(paths: PathGlobs, key: tuple[str, str]) -> bool:
    folder, name = key
    return paths.matches(f"/{folder}/{name}" if folder else f"/{name}")
