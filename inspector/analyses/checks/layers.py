"""What layers do to each other: content stored again, deleted later, steps that could be one."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, TypeVar

import msgspec

from inspector.analyses.checks.advice import OF_BASE
from inspector.analyses.checks.amounts import files
from inspector.analyses.usage import Cause
from inspector.findings import Finding, Level
from inspector.language import N_, Lazy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from inspector.analyses.checks.steps import Steps
    from inspector.analyses.usage import Usage, Waste
    from inspector.reading.image import Image

# Less is a note.
_MUCH = 1_000_000
_COPIES = frozenset({"ADD", "COPY"})
_Key = TypeVar("_Key", int, tuple[int, int])


class _Sum(msgspec.Struct):
    """Waste of one kind, added up; ``path`` is a file, or the directory that all of it lies in."""

    path: str
    files: int = 0
    bytes: int = 0

    def add(self, row: Waste) -> None:
        self.files += 1
        self.bytes += row.bytes
        folder = f"{self.path.rstrip('/')}/"
        while row.path != self.path and not row.path.startswith(folder):
            folder = folder[:-1].rpartition("/")[0] + "/"
            self.path = folder[:-1] or "/"


def layer_findings(image: Image, found: Usage, steps: Steps, most: int) -> list[Finding]:
    """Return them, at most ``most`` of a kind: an image may have thousands of layers."""
    kinds = (_copied(found, steps), _deleted(found, steps), _mergeable(image, found, steps))
    return [each for kind in kinds for each in kind[:most]]


def _copied(found: Usage, steps: Steps) -> list[Finding]:
    """Return a row for each layer that stored content again."""
    return [
        Finding(
            "copied-metadata",
            layer,
            each.path,
            files(each.files),
            bytes=each.bytes,
            advice=_once(steps.of(layer).word),
            graded=_level(each.bytes),
        )
        for layer, each in sorted(_sums(found, Cause.METADATA, _layer_of).items())
    ]


def _once(word: str) -> str:
    if word not in _COPIES:
        return ""
    return Lazy("Copy it once, with {instruction} --chmod and --chown.", instruction=word)


def _deleted(found: Usage, steps: Steps) -> list[Finding]:
    """Return a row for each pair of layers of which one deletes what the other stores."""
    return [
        Finding(
            "deleted-later",
            writer,
            each.path,
            files(each.files),
            bytes=each.bytes,
            hidden_by=hider,
            advice=OF_BASE if steps.is_of_known_base(writer) else "",
            graded=_level(each.bytes),
        )
        for (writer, hider), each in sorted(_sums(found, Cause.REMOVED, _pair_of).items())
    ]


def _layer_of(row: Waste) -> int:
    return row.hidden_by


def _pair_of(row: Waste) -> tuple[int, int]:
    return row.written_by, row.hidden_by


def _sums(found: Usage, cause: Cause, key: Callable[[Waste], _Key]) -> dict[_Key, _Sum]:
    """Add up what layers hid of lower ones, by what ``key`` says of a row."""
    sums: dict[_Key, _Sum] = {}
    for row in found.waste:
        if row.cause is cause and row.written_by != row.hidden_by:
            of = key(row)
            if of not in sums:
                sums[of] = _Sum(row.path)
            sums[of].add(row)
    return sums


def _level(size: int) -> Level | None:
    return Level.NOTE if size < _MUCH else None


def _mergeable(image: Image, found: Usage, steps: Steps) -> list[Finding]:
    """Return the layers of RUN instructions one after the other that would store less as one."""
    pairs = sorted(_saved(found).items())
    return [
        Finding(
            "mergeable-layers",
            low,
            detail=_numbers(low, high),
            bytes=size,
        )
        for first, last in _runs(image, steps)
        for low, high, size in _joined(
            (low, high, size) for (low, high), size in pairs if first <= low and high <= last
        )
    ]


def _numbers(low: int, high: int) -> str:
    template = N_("{low} and {high}") if high == low + 1 else N_("{low} to {high}")
    return Lazy(template, low=low, high=high)


def _joined(pairs: Iterable[tuple[int, int, int]]) -> Iterator[tuple[int, int, int]]:
    """Yield ascending (first layer, last layer, bytes), those with a layer in common as one."""
    known: tuple[int, int, int] | None = None
    for low, high, size in pairs:
        if known is None or low > known[1]:
            if known is not None:
                yield known
            known = low, high, size
        else:
            known = known[0], max(known[1], high), known[2] + size
    if known is not None:
        yield known


def _saved(found: Usage) -> dict[tuple[int, int], int]:
    """Return what pairs of layers waste: as one layer they would not store it."""
    saved: defaultdict[tuple[int, int], int] = defaultdict(int)
    for row in found.waste:
        if row.written_by < row.hidden_by:
            saved[row.written_by, row.hidden_by] += row.bytes
    return saved


def _runs(image: Image, steps: Steps) -> Iterator[tuple[int, int]]:
    """Yield (first, last) of layers whose instructions follow each other, two at least."""
    first = last = -1
    for _, layer in (*image.history, (None, None)):
        if layer is not None and not steps.is_of_base(layer) and steps.row(layer).word == "RUN":
            first, last = (layer if first < 0 else first), layer
            continue
        if last > first:
            yield first, last
        first = last = -1
