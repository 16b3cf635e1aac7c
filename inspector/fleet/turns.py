"""Which source reads a layer that several need: always the same one, for any number of processes.

Of several sources that claim a layer the first, in the order of the sources, reads it; only where
its bytes turn out to be something else does the next one read its own. So what comes of an image
depends on the sources and not on which process was faster.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.fleet.messages import Granted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class _OpenSource:
    """A source that is being read; ``claims`` is None until it was opened."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.claims: set[str] | None = None
        self.waits_for: tuple[str, ...] = ()
        self.reads: str | None = None

    def may_come_to(self, claim: str) -> bool:
        """Whether it may still want to read a layer."""
        return self.claims is None or claim in self.claims


class Turns:
    """The sources that are being read, by their numbers. ``is_known`` tells what was read."""

    def __init__(self, is_known: Callable[[str], bool]) -> None:
        self._is_known = is_known
        self._readers: dict[int, _OpenSource] = {}

    def begin(self, number: int) -> None:
        """Note that a source is going to be opened."""
        self._readers[number] = _OpenSource(number)

    def opened(self, number: int, claims: tuple[str, ...]) -> None:
        """Note what a source needs."""
        self._readers[number].claims = set(claims)

    def wants(self, number: int, claims: tuple[str, ...]) -> None:
        """Note that a source waits for any of some layers."""
        self._readers[number].waits_for = claims

    def settled(self, number: int, claim: str) -> None:
        """Note that a source's layer was read."""
        reader = self._readers[number]
        reader.reads = None
        if reader.claims is not None:
            reader.claims.discard(claim)

    def end(self, number: int) -> None:
        """Note that a source is done, or its process gone."""
        self._readers.pop(number, None)

    def granted(self) -> Iterator[tuple[int, Granted]]:
        """Yield who of those that wait can go on, and with what."""
        for number in sorted(self._readers):
            reader = self._readers[number]
            answer = self._answer(reader) if reader.waits_for else None
            if answer is not None:
                reader.waits_for = ()
                if answer.is_known and reader.claims is not None:
                    reader.claims.discard(answer.claim)
                elif not answer.is_known:
                    reader.reads = answer.claim
                yield number, answer

    def _answer(self, reader: _OpenSource) -> Granted | None:
        for claim in reader.waits_for:
            if self._is_known(claim):
                return Granted(claim, is_known=True)
        for claim in reader.waits_for:
            if self._is_free(claim, reader):
                return Granted(claim, is_known=False)
        return None

    def _is_free(self, claim: str, reader: _OpenSource) -> bool:
        """Whether no one reads a layer, and no source before this one may come to it."""
        return not any(
            other.reads == claim or (other.number < reader.number and other.may_come_to(claim))
            for other in self._readers.values()
            if other is not reader
        )
