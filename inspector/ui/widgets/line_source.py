"""What a view of lines shows: a source that gives one line at a time, when it is drawn."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence


class TextSpan(NamedTuple):
    """A part of a line with a component class of the view: ``TextSpan(0, 6, "lines--keyword")``."""

    start: int
    stop: int
    tone: str


class LineSource(Protocol):
    """Lines in an order. Their text may hold anything: the view makes it visible."""

    @property
    def wraps(self) -> bool:
        """Whether its lines may be broken: what is laid out in columns is not."""
        ...

    @property
    def numbers(self) -> int:
        """Cells that the longest number takes, 0 for a view without numbers."""
        ...

    def __len__(self) -> int:
        """Return the number of lines."""
        ...

    def number(self, line: int) -> str:
        """Return what stands in front of a line."""
        ...

    def text(self, line: int) -> str:
        """Return a line without its end."""
        ...

    def spans(self, line: int) -> Sequence[TextSpan]:
        """Return its styles, in order, none over another."""
        ...

    def tone(self, line: int) -> str:
        """Return the style of the whole line, "" for none."""
        ...


@dataclass
class Lines:
    """Lines that are all there, numbered from 1."""

    lines: Sequence[str]
    styles: dict[int, Sequence[TextSpan]] = field(default_factory=dict)
    tones: dict[int, str] = field(default_factory=dict)
    wraps: bool = True

    @property
    def numbers(self) -> int:
        """Cells of the last number."""
        return len(f"{len(self.lines):,}")

    def __len__(self) -> int:
        return len(self.lines)

    def number(self, line: int) -> str:
        """Return the line's number."""
        return f"{line + 1:,}"

    def text(self, line: int) -> str:
        return self.lines[line]

    def spans(self, line: int) -> Sequence[TextSpan]:
        return self.styles.get(line, ())

    def tone(self, line: int) -> str:
        return self.tones.get(line, "")


def overlaid(base: Sequence[TextSpan], over: Sequence[TextSpan], stop: int) -> list[TextSpan]:
    """Return spans that cover a line up to ``stop`` without a gap, ``over`` covering ``base``."""
    edges = {0, stop}
    for span in (*base, *over):
        edges.update((min(span.start, stop), min(span.stop, stop)))
    tones, above = _Tones(base), _Tones(over)
    return [
        TextSpan(start, end, above.at(start) or tones.at(start))
        for start, end in pairwise(sorted(edges))
    ]


class _Tones:
    """Answers for places in ascending order, in one walk over the spans."""

    def __init__(self, spans: Sequence[TextSpan]) -> None:
        self._spans = spans
        self._next = 0

    def at(self, place: int) -> str:
        spans = self._spans
        while self._next < len(spans) and spans[self._next].stop <= place:
            self._next += 1
        if self._next < len(spans) and spans[self._next].start <= place:
            return spans[self._next].tone
        return ""
