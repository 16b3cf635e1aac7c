"""What the layers of one image may cost together, granted so that lower ones come first.

Layers are read side by side, and what each costs is known only when it was read. What is left out
where all is used up must not depend on which was faster: a layer that wants more than is surely
left for it waits until those below it are known.
"""

from __future__ import annotations

from threading import Condition
from typing import TYPE_CHECKING

from inspector.errors import LimitError
from inspector.io.progress import CancelledError
from inspector.language import Lazy
from inspector.reading.scan import scan_layer
from inspector.tarstream.scanner import too_many_entries

if TYPE_CHECKING:
    from inspector.formats import LayerSource
    from inspector.io.progress import Progress
    from inspector.limits import Limits
    from inspector.reading.scan import LayerScan
    from inspector.tarstream import Entry

# The part of all entries that may be used up by layers before those below them are known: they
# are in memory, and what is below may need all there is.
_AHEAD = 4


class Allowance:
    """What is left for each layer. Its methods may be called by several threads."""

    def __init__(self, limits: Limits, layers: int) -> None:
        self._entries = limits.entries
        self._upper_entry = limits.upper_entry
        self._unpacked_bytes = limits.unpacked_bytes
        self._taken = [0] * layers
        self._unpacked = [0] * layers
        self._ended = [False] * layers
        self._known = 0  # layers from the base on that have ended
        self._full = layers  # the first that wanted more than there was
        self.is_stopped = False  # the image was given up
        self._turn = Condition()

    def share(self, layer: int) -> Share:
        """Return what is granted to one layer."""
        return Share(self, layer)

    def refusal(self, layer: int) -> LimitError | None:
        """Return why there is nothing for a layer, if those below it leave nothing."""
        if self._full < layer:
            return LimitError(
                Lazy(
                    "not read, as the layers below reach the limit of {entries:,} entries",
                    entries=self._entries,
                )
            )
        if sum(self._unpacked[:layer]) >= self._unpacked_bytes:
            return LimitError(
                Lazy("not read, as the layers below decompress to all that is allowed"),
                hint=Lazy("--max-unpacked allows more"),
            )
        return None

    def stop(self) -> None:
        """Let no one wait any longer: the image is given up."""
        with self._turn:
            self.is_stopped = True
            self._turn.notify_all()

    def begin(self, layer: int) -> None:
        """Let a layer be read. Raises LimitError, CancelledError."""
        with self._turn:
            if sum(self._unpacked) >= self._unpacked_bytes:
                self._wait(layer)
            refused = self.refusal(layer)
        if refused is not None:
            raise refused

    def take(self, layer: int, weight: int) -> None:
        """Grant entries to a layer. Raises LimitError where there is no room, CancelledError."""
        weight *= self._upper_entry if layer else 1
        with self._turn:
            if self._known < layer and sum(self._taken) + weight > self._entries // _AHEAD:
                self._wait(layer)
            if refused := self.refusal(layer):
                raise refused
            if sum(self._taken[: layer + 1]) + weight > self._entries:
                self._full = min(self._full, layer)
                raise LimitError(too_many_entries(self._entries))
            self._taken[layer] += weight

    def give_back(self, layer: int) -> None:
        """Take back all that was granted to a layer: it is read again."""
        with self._turn:
            self._taken[layer] = 0

    def end(self, layer: int, unpacked: int) -> None:
        """Note that a layer was read, and what it decompressed to."""
        with self._turn:
            self._unpacked[layer] = unpacked
            self._ended[layer] = True
            while self._known < len(self._ended) and self._ended[self._known]:
                self._known += 1
            self._turn.notify_all()

    def _wait(self, layer: int) -> None:
        """Wait until all layers below one have ended."""
        self._turn.wait_for(lambda: self._known >= layer or self.is_stopped)
        if self.is_stopped:
            raise CancelledError


class Share:
    """What is granted to one layer."""

    def __init__(self, allowance: Allowance, layer: int) -> None:
        self._allowance = allowance
        self._layer = layer

    def begin(self) -> None:
        """Let it be read. Raises LimitError, CancelledError."""
        self._allowance.begin(self._layer)

    def take(self, weight: int) -> None:
        """Grant entries, counted in plain ones. Raises LimitError, CancelledError."""
        self._allowance.take(self._layer, weight)

    def give_back(self) -> None:
        """Take all of it back: the layer is read again."""
        self._allowance.give_back(self._layer)

    def end(self, unpacked: int) -> None:
        """Note that it was read, and what it decompressed to."""
        self._allowance.end(self._layer, unpacked)


def scan_within(
    source: LayerSource, limits: Limits, progress: Progress | None, share: Share
) -> LayerScan:
    """Do what ``scan_layer`` does, as far as a layer's share goes."""
    entries: list[Entry] = []

    def keep(some: list[Entry], weight: int) -> None:
        share.take(weight)
        entries.extend(some)

    scan = scan_layer(source, limits, progress, keep)
    scan.entries = entries
    return scan
