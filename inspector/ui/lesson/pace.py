"""How fast a solution is played."""

from __future__ import annotations

from dataclasses import dataclass

_LEAST_SENTENCE = 2.0


@dataclass(frozen=True)
class Pace:
    """Seconds: before a key, before a letter, and for each cell of a sentence to be read."""

    key: float = 0.9
    letter: float = 0.08
    cell: float = 0.06

    def sentence(self, cells: int) -> float:
        """Return how long a sentence of so many cells is read."""
        return max(_LEAST_SENTENCE, cells * self.cell) if cells and self.cell else 0.0


READING = Pace()
