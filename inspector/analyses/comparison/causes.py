"""Why two builds of one recipe differ: clocks, caches, random names and values.

A cause is what is left when nothing else differs: a gzip file whose contents are the same, a text
whose lines are the same but for a time. Paths tell of caches, logs and random names; for the rest
the files are read.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from msgspec.structs import replace

from inspector.analyses.comparison.content_causes import content_cause
from inspector.analyses.comparison.model import DifferenceCause, FileState, LayerOutcome
from inspector.analyses.path_globs import PathGlobs
from inspector.errors import LayerscopeError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from inspector.analyses.comparison.both import BothImages
    from inspector.analyses.comparison.model import Comparison, FileChange
    from inspector.tree import Node, Version

_LOGS = PathGlobs(("/var/log", "*.log"))
_CACHES = PathGlobs(
    ("/var/cache", "/var/lib/apt/lists", "/etc/ld.so.cache", "/etc/apk/cache", ".cache", ".npm",
     "*.cache", "/usr/local/cargo/registry", "/root/.m2", "/root/.gradle")
)  # fmt: skip
# Files that are read for their cause: more of them differ by more than a clock.
_MOST_FILES = 2_000
_MOST_BYTES = 32 << 20
_LARGEST = 8 << 20
_TOKEN = re.compile(r"[A-Za-z0-9_]{6,}")


def explained(comparison: Comparison, *, reads: bool = False) -> Comparison:
    """Return a comparison that says why files differ, as far as that is known.

    ``reads``: whether files are read for it.
    """
    causes = _causes(comparison, reads=reads)
    if not any(causes.values()):
        return comparison
    files = (
        each if cause is None else replace(each, cause=cause)
        for each in comparison.files
        for cause in (causes.get(each.node),)
    )
    return replace(comparison, files=tuple(files))


def _causes(comparison: Comparison, *, reads: bool) -> dict[Node, DifferenceCause | None]:
    rebuilt = _rebuilt(comparison)
    # Metadata needs no reason, nor does a move.
    reasoned = {FileState.ADDED, FileState.REMOVED, FileState.MODIFIED}
    files = [each for each in comparison.files if each.state in reasoned and _is_of(each, rebuilt)]
    random = _random_names(files)
    found = {each.node: _by_path(each, random) for each in files}
    if reads:
        unknown = [each for each in files if found[each.node] is None and "content" in each.fields]
        found.update(_by_content(comparison.both, unknown))
    return found


def _rebuilt(comparison: Comparison) -> set[int]:
    """Return the layers, as both images together count them, that one instruction made twice."""
    shift = comparison.both.old_layers
    pairs = [each for each in comparison.layers if each.state is LayerOutcome.REBUILT]
    return {
        home
        for each in pairs
        if each.old is not None and each.new is not None
        for home in (each.old, shift + each.new)
    }


def _is_of(change: FileChange, layers: set[int]) -> bool:
    """Whether such layers store what differs."""
    return all(each is None or each.home in layers for each in (change.before, change.after))


def _by_path(change: FileChange, random: set[Node]) -> DifferenceCause | None:
    if change.node in random:
        return DifferenceCause.RANDOM_NAME
    if _LOGS.matches(change.path):
        return DifferenceCause.LOG
    return DifferenceCause.CACHE if _CACHES.matches(change.path) else None


def _random_names(files: Iterable[FileChange]) -> set[Node]:
    """Return paths that came or went in pairs of one folder, alike but for a random word."""
    gone: defaultdict[tuple[Node | None, str], list[Node]] = defaultdict(list)
    come: defaultdict[tuple[Node | None, str], list[Node]] = defaultdict(list)
    for each in files:
        if each.state in {FileState.ADDED, FileState.REMOVED}:
            masked = _TOKEN.sub(_unless_word, each.node.name)
            if masked != each.node.name:
                rows = come if each.state is FileState.ADDED else gone
                rows[each.node.parent, masked].append(each.node)
    return {
        node
        for key, nodes in gone.items()
        if len(come.get(key, ())) == len(nodes)
        for node in (*nodes, *come[key])
    }


def _unless_word(token: re.Match[str]) -> str:
    """Return a mark of the same length for what no one would write: ``a8Kd2x``."""
    text = token[0]
    has_digit = any(map(str.isdigit, text))
    is_word = text.islower() or text.isupper() or text[1:].islower()
    is_number = text.isdigit()
    is_random = (has_digit and not is_number) or not (is_word or has_digit)
    return "\0" * len(text) if is_random else text


def _by_content(
    both: BothImages, files: Sequence[FileChange]
) -> dict[Node, DifferenceCause | None]:
    """Read files, in the order in which they lie, and return their causes."""
    found: dict[Node, DifferenceCause | None] = {}
    room = _MOST_BYTES
    pairs = [
        (each, each.before, each.after)
        for each in files
        if each.before is not None and each.after is not None
    ]
    for each, before, after in sorted(pairs, key=lambda pair: pair[2].place)[:_MOST_FILES]:
        if max(before.size, after.size) > _LARGEST:
            continue
        room -= before.size + after.size
        if room < 0:
            break
        try:
            found[each.node] = content_cause(_read(both, before), _read(both, after))
        except LayerscopeError:
            continue
    return found


def _read(both: BothImages, version: Version) -> bytes:
    entry = version.entry
    if entry is None:
        return b""
    return both.contents.read_range(version.home, entry, 0, entry.size)
