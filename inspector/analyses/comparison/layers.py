"""Which layers both images have, and in what those differ that the same instruction made."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from inspector.analyses.comparison.alignment import aligned
from inspector.analyses.comparison.both import NEW, OLD
from inspector.analyses.comparison.instructions import Kinds
from inspector.analyses.comparison.model import LayerPair, LayerState, Reason
from inspector.tree.node import Version
from inspector.tree.view import METADATA_FIELDS, fields_between, matter_between

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from inspector.analyses.comparison.both import BothImages, Side
    from inspector.analyses.comparison.ignored import Ignored
    from inspector.analyses.path_globs import PathGlobs
    from inspector.reading.image import Layer
    from inspector.tarstream import Entry

    Entries = Mapping[tuple[str, str], Entry]

# What matters most comes first; what is at paths that are ignored is none of them.
_KINDS = (
    "content", "added", "removed", "type", "link", "dev", *METADATA_FIELDS, "order", "pax",
)  # fmt: skip


def layer_pairs(old: Side, new: Side, both: BothImages, ignored: Ignored) -> tuple[LayerPair, ...]:
    """Return the layers of both images in their order."""
    kinds = Kinds(old.image), Kinds(new.image)
    reasons = _Reasons(both, ignored)
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
    return old.diff_id is not None and old.diff_id == new.diff_id


def _state(old: Layer | None, new: Layer | None) -> LayerState:
    if old is None:
        return LayerState.ADDED
    if new is None:
        return LayerState.REMOVED
    return LayerState.SHARED if _is_shared(old, new) else LayerState.REBUILT


def _ids(old: Side, new: Side) -> tuple[list[str], list[str]]:
    """Return what tells layers apart: one without a diff_id is like no other."""
    return (
        [layer.diff_id or f"-{layer.index}" for layer in old.image.layers],
        [layer.diff_id or f"+{layer.index}" for layer in new.image.layers],
    )


class _Reasons:
    """Compares the tars of two layers, entry by entry."""

    def __init__(self, both: BothImages, ignored: Ignored) -> None:
        self._contents = both.contents
        self._shift = both.old_layers
        self._fields = ignored.fields
        self._paths = ignored.paths

    def of(self, old: Layer, new: Layer) -> Iterator[Reason]:
        """Yield in what two layers differ, less what is ignored."""
        if old.is_unreadable or new.is_unreadable:
            yield Reason("unread")
            return
        olds, news = _entries(old), _entries(new)
        counts = self._differences(olds, news, old.index, new.index)
        if not _is_of_one_order(olds, news):
            counts["order"] += 1
        if not counts:
            # All that an entry tells is the same: what is left are records that it does not tell.
            counts["pax"] += 1
        for kind in _KINDS:
            if counts[kind] and kind not in self._fields:
                yield Reason(kind, counts[kind])

    def _differences(self, olds: Entries, news: Entries, old: int, new: int) -> Counter[str]:
        """Count what differs by kind, under "" what is at paths that are ignored."""
        counts: Counter[str] = Counter()
        for key, entry in news.items():
            before = olds.get(key)
            if before is None:
                counts[self._unless_ignored(key, "added")] += 1
            elif before != entry or entry.fingerprint is None:
                versions = Version(0, before, old), Version(1, entry, self._shift + new)
                matter = matter_between(*versions, self._contents)
                if matter:
                    counts[self._unless_ignored(key, matter)] += 1
                for field in fields_between(*versions):
                    counts[self._unless_ignored(key, field)] += 1
        for key in olds.keys() - news.keys():
            counts[self._unless_ignored(key, "removed")] += 1
        return counts

    def _unless_ignored(self, key: tuple[str, str], word: str) -> str:
        return "" if self._paths and _is_ignored(self._paths, key) else word


def _entries(layer: Layer) -> Entries:
    return {(entry.folder, entry.name): entry for entry in layer.entries}


def _is_of_one_order(olds: Entries, news: Entries) -> bool:
    """Whether what both layers have stands in one order."""
    if list(olds) == list(news):
        return True
    return [each for each in olds if each in news] == [each for each in news if each in olds]


def _is_ignored(paths: PathGlobs, key: tuple[str, str]) -> bool:
    folder, name = key
    return paths.matches(f"/{folder}/{name}" if folder else f"/{name}")
