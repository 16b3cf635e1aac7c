"""Finds paths of an image by a part of their names, for the palette; meant for a thread.

All paths that any merged layer had, in lower case and joined to texts of a few thousand: a regular
expression goes through half a million of them in some tens of milliseconds, and holds the
interpreter for one of them at a time.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from inspector.analyses.life import last_change, last_seen
from inspector.text import path_key
from inspector.ui.session.throttle import Throttle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from inspector.tree import Node, Tree

    Stopped = Callable[[], bool]

# More than anyone reads: who types on finds what is meant.
MOST_FOUND = 50
# Names that are longer than any that is typed are not matched whole.
LONGEST_TEXT = 200
_BLOCK = 2048


class FoundPath(NamedTuple):
    """A path that was found.

    ``layer`` is the last of those merged at which it was there, ``removed_by`` the one that removed
    it after that, None where it still is.
    """

    node: Node
    layer: int
    removed_by: int | None


@dataclass(frozen=True, slots=True)
class _Block:
    """Some paths: their text, lower-cased, a line break around each; where each begins in it."""

    text: str
    starts: Sequence[int]
    nodes: Sequence[Node]

    def matches(self, pattern: re.Pattern[str]) -> Iterator[Node]:
        """Yield the paths that a pattern is found in; one may come more than once."""
        for match in pattern.finditer(self.text):
            # What is found may begin with the line break before a path.
            at = match.start() + (self.text[match.start()] == "\n")
            yield self.nodes[bisect_right(self.starts, at) - 1]


class PathIndex:
    """The paths of the ``merged`` lowest layers."""

    def __init__(self, tree: Tree, merged: int) -> None:
        self.merged = merged
        self._tree = tree
        self._blocks: list[_Block] | None = None

    def collect(self, stopped: Stopped) -> None:
        """Get ready, once. Raises CancelledError."""
        if self._blocks is None:
            self._blocks = list(self._collected(Throttle(stopped)))

    def find(self, text: str, stopped: Stopped) -> list[FoundPath]:
        """Return the paths that have a text in them, the best first, ``MOST_FOUND`` at most.

        Best is a name that is the text, then one that begins with it, then one that has it; last
        come paths that have it in the folders around, or all its words. Raises CancelledError.
        """
        self.collect(stopped)
        throttle, text = Throttle(stopped), text.lower()
        found: dict[Node, FoundPath] = {}
        collected = self._blocks or []
        # Looking for a text is many times as fast as a regular expression that begins with it.
        blocks = [each for each in collected if throttle.goes_on() and text in each.text]
        for pattern in _patterns(text):
            self._match(blocks, pattern, found, throttle)
        if not found and len(text.split()) > 1:
            self._match(collected, _words(text), found, throttle)
        return list(found.values())

    def _match(
        self,
        blocks: Iterable[_Block],
        pattern: re.Pattern[str],
        found: dict[Node, FoundPath],
        throttle: Throttle,
    ) -> None:
        """Add what a pattern finds, up to as many as are shown."""
        new: dict[Node, FoundPath] = {}
        for block in blocks:
            throttle.goes_on()
            for node in block.matches(pattern):
                if len(found) + len(new) >= MOST_FOUND:
                    break
                if node not in found and node not in new:
                    seen = _seen(node, self.merged - 1)
                    new |= {node: seen} if seen is not None else {}
        found |= {each.node: each for each in sorted(new.values(), key=_order)}

    def _collected(self, throttle: Throttle) -> Iterator[_Block]:
        """Yield all paths, those that lie higher first."""
        paths: list[str] = []
        nodes: list[Node] = []
        folders: list[tuple[Node, str]] = [(self._tree.root, "/")]
        while folders:
            inner: list[tuple[Node, str]] = []
            for folder, prefix in folders:
                for node in folder.snapshot():
                    path = prefix + node.name.lower().replace("\n", "\0")
                    paths.append(path)
                    nodes.append(node)
                    if node.children:
                        inner.append((node, f"{path}/"))
                    if len(paths) == _BLOCK:
                        throttle.goes_on()
                        yield _block(paths, nodes)
                        paths, nodes = [], []
            folders = inner
        if paths:
            yield _block(paths, nodes)


def _block(paths: Sequence[str], nodes: Sequence[Node]) -> _Block:
    starts = accumulate((len(path) + 1 for path in paths[:-1]), initial=1)
    return _Block("\n".join(("", *paths, "")), array("I", starts), nodes)


def _patterns(text: str) -> Iterator[re.Pattern[str]]:
    """Yield what to look for, the best first; a text that begins with a slash is a whole path's."""
    part = re.escape(text)
    begun = f"\n{part}" if text.startswith("/") else f"/{part}"
    yield re.compile(rf"{begun}(?=\n)")
    yield re.compile(rf"{begun}[^/\n]*(?=\n)")
    yield re.compile(rf"{part}[^/\n]*(?=\n)")
    yield re.compile(part)


def _words(text: str) -> re.Pattern[str]:
    """Return what finds all words of a text in a path, in any order."""
    all_of = "".join(rf"(?=[^\n]*{re.escape(word)})" for word in text.split())
    return re.compile(rf"^/{all_of}", re.MULTILINE)


def _order(found: FoundPath) -> tuple[bool, int, bytes]:
    """Sort key: what is still there first, then what lies higher, then by name."""
    path = found.node.path
    return found.removed_by is not None, path.count("/"), path_key(path)


def _seen(node: Node, top: int) -> FoundPath | None:
    """Return where a path was last, None where no merged layer ever had it."""
    seen = last_seen(node, top)
    if seen is None:
        return None
    change = last_change(node, top) if seen[0] < top else None
    return FoundPath(node, seen[0], change.layer if change is not None else None)
