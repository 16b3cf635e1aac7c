"""The layers of a source as blobs: each is read once, by this process or by another."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from inspector.fleet.layer_file import LayerFileWriter
from inspector.fleet.layer_reader import read_layer
from inspector.fleet.work_folder import is_checkable, name_of
from inspector.reading.scan import missing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from inspector.fleet.layer_file import LayerFile
    from inspector.fleet.messages import Granted
    from inspector.fleet.work_folder import WorkFolder
    from inspector.limits import Limits
    from inspector.reading.layer_data import LayerData


class Others(Protocol):
    """Those who read other sources meanwhile: each layer is read by one of all."""

    def opened(self, claims: tuple[str, ...]) -> None:
        """Say which layers are needed that no one has read yet."""
        ...

    def wants(self, claims: tuple[str, ...]) -> Granted:
        """Ask for any of some layers; waits until one may be read, or is known."""
        ...

    def settled(self, claim: str) -> None:
        """Say that a layer was read."""
        ...

    def advance(self, size: int, /) -> None:
        """Report that so many bytes more were read."""
        ...


class Blob(NamedTuple):
    """A layer of the archive: where its bytes come from, and whether those stay the same."""

    data: LayerData
    key: str
    lasts: bool
    limits: Limits

    @property
    def claim(self) -> str | None:
        """What it is said to be, where that can be compared with what it is."""
        claimed = self.data.source.diff_id
        return claimed if is_checkable(claimed) else None

    @property
    def is_shared(self) -> bool:
        """Whether another blob can stand for it."""
        window = self.data.window
        return self.claim is not None and not (window is not None and window.truncated)


def blob_of(data: LayerData, limits: Limits, reference: str, state: str | None) -> Blob | None:
    """Return what is to be read of a layer, None where there is nothing.

    ``state`` is that of the source, if it can be told; ``reference`` names it.
    """
    if data.refusal() is not None:
        return None
    identity = data.identity()
    if identity is not None:
        return Blob(data, identity, lasts=True, limits=limits)
    window = data.window
    if window is None:
        return None
    key = name_of(reference if state is None else state, window.start, window.stated_size)
    return Blob(data, key, lasts=state is not None, limits=limits)


class BlobReader:
    """Reads blobs into the work folder; ``layers`` and ``bytes`` count what it read."""

    def __init__(self, work: WorkFolder, others: Others) -> None:
        self._work, self._others = work, others
        self.layers = self.bytes = 0

    def settle(self, blobs: Iterable[Blob]) -> None:
        """Have all layers read, each by this process or by another."""
        own: dict[str, Blob] = {}
        shared: dict[str, list[Blob]] = {}
        for blob in blobs:
            if self.opened(blob) is not None:
                continue
            if blob.is_shared:
                shared.setdefault(blob.claim or "", []).append(blob)
            else:
                own[blob.key] = blob
        self._others.opened(tuple(shared))
        for blob in own.values():
            self.read(blob)
        while shared:
            claim, is_known = self._others.wants(tuple(shared))
            if is_known:
                # Unless what is known turns out to be damaged.
                if all(self.opened(blob) is not None for blob in shared[claim]):
                    del shared[claim]
                continue
            try:
                for blob in shared.pop(claim):
                    if self.opened(blob) is None:
                        self.read(blob)
            finally:
                self._others.settled(claim)

    def opened(self, blob: Blob) -> LayerFile | None:
        """Return what is known of a blob: by its own reading, else by that of its like."""
        work = self._work
        noted = work.noted(blob.key, lasts=blob.lasts)
        if noted is not None and (found := work.open_layer(work.layer(noted))) is not None:
            return found
        found = work.open_layer(work.own_layer(blob.key, lasts=blob.lasts))
        if found is not None or not blob.is_shared:
            return found
        return work.open_layer(work.layer(blob.claim or ""))

    def read(self, blob: Blob) -> None:
        """Read a blob and keep what it holds. Raises UnreadableError where it is not there."""
        work, window = self._work, blob.data.fetch(self._others)
        if window is None:
            raise missing(blob.data.source)
        with LayerFileWriter(work.new_layer_folder()) as file:
            scan, facts, contents = read_layer(
                blob.data.source,
                window,
                blob.limits,
                self._others,
                file.keep,
                read_from=blob.key,
            )
            self.layers += 1
            self.bytes += window.size
            if facts.diff_id is None:
                target = work.own_layer(blob.key, lasts=blob.lasts)
            else:
                target = work.layer(facts.diff_id)
            file.finish(target, scan, facts, contents)
        if facts.diff_id is not None and facts.diff_id != blob.claim:
            work.note(blob.key, facts.diff_id, lasts=blob.lasts)
