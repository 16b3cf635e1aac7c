"""Which layers both images have, and in what those differ that the same instruction made."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from inspector.analyses.comparison.alignment import aligned
from inspector.analyses.comparison.instructions import Kinds
from inspector.analyses.comparison.model import LayerPair, LayerState, Reason
from inspector.tree.node import Version
from inspector.tree.view import fields_between, matter_between

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from inspector.analyses.comparison.both import BothImages, Side
    from inspector.analyses.comparison.ignored import Ignored
    from inspector.analyses.path_globs import PathGlobs
    from inspector.reading.image import Layer
    from inspector.tarstream import Entry

    Entries = Mapping[tuple[str, str], Entry]


def layer_pairs(old: Side, new: Side, both: BothImages, ignored: Ignored) -> tuple[LayerPair, ...]:
    """Return the layers of both images in their order."""
    olds, news = Kinds(old.image), Kinds(new.image)
    reasons = _Reasons(both, ignored)
    found: list[LayerPair] = []
    for before, after in aligned(
        *_ids(old, new),
        [olds.of(layer.history) for layer in old.image.layers],
        [news.of(layer.history) for layer in new.image.layers],
    ):
        one = old.image.layers[before] if before is not None else None
        other = new.image.layers[after] if after is not None else None
        if other is None or one is None:
            state = LayerState.ADDED if one is None else LayerState.REMOVED
            name = news.name(other.history) if other else olds.name(one.history if one else None)
            found.append(LayerPair(before, after, state, name))
        elif one.diff_id is not None and one.diff_id == other.diff_id:
            found.append(LayerPair(before, after, LayerState.SHARED, news.name(other.history)))
        else:
            told = tuple(reasons.of(one, other))
            name = news.name(other.history)
            found.append(LayerPair(before, after, LayerState.REBUILT, name, told))
    return tuple(found)


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
        counts = Counter(self._differences(olds, news, old.index, new.index))
        order = [each for each in olds if each in news] != [each for each in news if each in olds]
        if order:
            counts["order"] += 1
        if not counts:
            # All that an entry tells is the same: what is left are records that it does not tell.
            counts["pax"] += 1
        for kind, count in counts.items():
            if kind and kind not in self._fields:
                yield Reason(kind, count)

    def _differences(self, olds: Entries, news: Entries, old: int, new: int) -> Iterator[str]:
        """Yield a word for each difference, "" for one at a path that is ignored."""
        for key, entry in news.items():
            before = olds.get(key)
            if before is None:
                yield self._unless_ignored(key, "added")
            elif before != entry or entry.fingerprint is None:
                for word in self._between(before, entry, old, new):
                    yield self._unless_ignored(key, word)
        for key in olds:
            if key not in news:
                yield self._unless_ignored(key, "removed")

    def _between(self, before: Entry, after: Entry, old: int, new: int) -> Iterator[str]:
        versions = Version(0, before, old), Version(1, after, self._shift + new)
        matter = matter_between(*versions, self._contents)
        if matter:
            yield matter
        yield from fields_between(*versions)

    def _unless_ignored(self, key: tuple[str, str], word: str) -> str:
        return "" if self._paths and _is_ignored(self._paths, key) else word


def _entries(layer: Layer) -> Entries:
    return {(entry.folder, entry.name): entry for entry in layer.entries}


def _is_ignored(paths: PathGlobs, key: tuple[str, str]) -> bool:
    folder, name = key
    return paths.matches(f"/{folder}/{name}" if folder else f"/{name}")
