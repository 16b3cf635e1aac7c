"""An image as a value: its layers in order, paired with the history, read one by one."""

from __future__ import annotations

import os
from contextlib import contextmanager, nullcontext
from copy import copy
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from inspector.errors import LimitError
from inspector.findings import Finding
from inspector.io.processors import processors
from inspector.io.progress import SharedProgress
from inspector.language import Lazy
from inspector.reading.allowance import Allowance
from inspector.reading.archive_layer import ArchiveLayer
from inspector.reading.scan import LayerScan, LayerState, claims, stop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future

    from inspector.errors import LayerscopeError
    from inspector.formats import Archive, ImageSource, LayerSource
    from inspector.io.progress import Progress
    from inspector.limits import Limits
    from inspector.reading.allowance import Share
    from inspector.reading.cache import LayerCache
    from inspector.reading.layer_data import LayerData
    from inspector.reading.pool import ScanPool
    from inspector.spec import DiffID, Digest, HistoryEntry, ImageConfig
    from inspector.tarstream import Entry

# Bytes of layers from which on it pays to make processes, which takes some 20 ms; a compressed one
# is read whole, and takes as long as so many bytes of a plain one.
_WORTH_PROCESSES = 24 << 20
_WORK_OF_COMPRESSED = 8
# Threads that fetch layers, where there are fewer processors.
_FETCHES = 3
# Open files that can go to a process made by a server (multiprocessing: 256, its own among them).
_MOST_SENT = 200


class Processes(StrEnum):
    """How a program may make processes that read layers."""

    NONE = "none"
    FORKED = "forked"  # it has no threads
    SERVED = "served"  # it may have threads, and has started scanpool's server before


class Layer(msgspec.Struct):
    """One layer, base layer first; ``scan`` is filled when it was read."""

    index: int
    data: LayerData
    history: HistoryEntry | None  # the row that the builder says made it
    scan: LayerScan = msgspec.field(default_factory=lambda: LayerScan(LayerState.PENDING))

    @property
    def source(self) -> LayerSource:
        """What the manifest says of the layer."""
        return self.data.source

    @property
    def state(self) -> LayerState:
        """How far the layer is known."""
        return self.scan.state

    @property
    def entries(self) -> list[Entry]:
        """What the layer's tar holds, markers included, in its order."""
        return self.scan.entries

    @property
    def error(self) -> LayerscopeError | None:
        """Why the layer is not known whole, None where it is or was not read yet."""
        return self.scan.error

    @property
    def is_unreadable(self) -> bool:
        """Whether nothing of it could be read: its size and counts are not nought."""
        return self.error is not None and not self.entries

    @property
    def diff_id(self) -> DiffID | None:
        """What the configuration claims of the uncompressed tar."""
        return self.source.diff_id

    @property
    def digest(self) -> Digest | None:
        """Of the blob, where it was computed."""
        return self.scan.digest

    @property
    def compressed_size(self) -> int:
        """Bytes of the blob as stored; 0 where it is absent and its size is not stated."""
        return self.source.stored_size or 0

    @property
    def created_by(self) -> str:
        """The command of the history row, as written there."""
        return (self.history.created_by if self.history else None) or ""


def pair_history(config: ImageConfig, layers: int) -> list[tuple[HistoryEntry, int | None]]:
    """Return history rows, oldest first, with the layer each owns (moby image_history.go).

    Each row that is not ``empty_layer`` owns the next layer; None where there is none left.
    """
    rows: list[tuple[HistoryEntry, int | None]] = []
    following = 0
    for entry in config.history or []:
        if entry.empty_layer:
            rows.append((entry, None))
            continue
        rows.append((entry, following if following < layers else None))
        following += 1
    return rows


def _owners(rows: list[tuple[HistoryEntry, int | None]]) -> dict[int, HistoryEntry]:
    """Return the rows by the layers that they own."""
    return {layer: entry for entry, layer in rows if layer is not None}


def data_of(source: LayerSource, *, by_table: bool = False) -> LayerData:
    """Return where the entries and bytes of a layer come from: its archive, or its registry.

    ``by_table``: of the latter its table of contents is enough (see ``toc_layer``: for whom).
    """
    if source.remote is None:
        return ArchiveLayer(source)
    from inspector.reading.registry_layer import RegistryLayer

    return RegistryLayer(source, source.remote, by_table=by_table)


class Image:
    """One image of an archive. Layers are read by ``read_layers``, in their order.

    ``data_of`` says where the entries and bytes of a layer that the manifest names come from.
    """

    def __init__(
        self,
        archive: Archive,
        source: ImageSource,
        limits: Limits,
        data_of: Callable[[LayerSource], LayerData] = data_of,
    ) -> None:
        self.archive = archive
        self.source = source
        self.limits = limits.of_archive(_stored_bytes(archive, source))
        self.history = pair_history(source.config, len(source.layers))
        owners = _owners(self.history)
        self.layers = tuple(
            Layer(index, data_of(layer), owners.get(index))
            for index, layer in enumerate(source.layers)
        )
        self.findings: list[Finding] = [
            *archive.findings,
            *source.findings,
            *self._consistency_findings(),
        ]

    @property
    def config(self) -> ImageConfig:
        return self.source.config

    @property
    def id(self) -> Digest:
        """The digest of the configuration."""
        return self.source.id

    @property
    def is_worth_keeping(self) -> bool:
        """Whether a cache can be of use to any of its layers."""
        return any(layer.data.is_worth_keeping for layer in self.layers)

    @property
    def errors(self) -> list[tuple[Layer, LayerscopeError]]:
        """What could not be read, layer by layer."""
        return [(layer, layer.error) for layer in self.layers if layer.error is not None]

    def with_config(self, config: ImageConfig) -> Image:
        """Return the same image and layers, as far as they are read, with other texts.

        ``config`` has as many history rows, each with the layer that it owns.
        """
        other = copy(self)
        other.source = replace(self.source, config=config)
        other.history = pair_history(config, len(self.layers))
        owners = _owners(other.history)
        other.layers = tuple(replace(each, history=owners.get(each.index)) for each in self.layers)
        other.findings = list(self.findings)
        return other

    def _consistency_findings(self) -> Iterator[Finding]:
        """Yield where the lists of layers, diff_ids and history rows do not fit together."""
        named = sum(layer.source.diff_id is not None for layer in self.layers)
        listed = sum(bool(layer.source.name or layer.source.digest) for layer in self.layers)
        # An archive from before docker 1.10 has no document that could say otherwise.
        if named != listed and self.source.documents:
            detail = Lazy(
                "{listed} layers listed, {named} in the configuration", listed=listed, named=named
            )
            yield Finding("layer-count-mismatch", detail=detail)
        kind = self.config.rootfs.type if self.config.rootfs else None
        if kind not in {None, "layers"}:
            yield Finding("rootfs-type", detail=repr(kind))
        rows = sum(not entry.empty_layer for entry, _ in self.history)
        if rows > len(self.layers):
            yield Finding(
                "history-excess",
                detail=Lazy("{rows} rows, {layers} layers", rows=rows, layers=len(self.layers)),
            )
        if self.history:
            for layer in self.layers[rows:]:
                yield Finding("history-short", layer.index)

    def read_layers(
        self,
        progress_of: Callable[[Layer], Progress | None] | None = None,
        cache: LayerCache | None = None,
        *,
        processes: Processes = Processes.NONE,
    ) -> Iterator[Layer]:
        """Read all layers; yield each in its order, base layer first, when it is read.

        Compressed layers are decompressed side by side, as many as there are processors, and so
        are plain ones, read by their headers, where there is much to read and ``processes`` allows
        some. ``progress_of`` is asked when a layer's reading begins; a Progress that raises
        CancelledError ends all of it.
        """
        shared, allowance = SharedProgress(), Allowance(self.limits, len(self.layers))
        pool = self._scan_pool(cache, processes)

        def read(layer: Layer) -> LayerScan:
            layer.scan.state = LayerState.READING
            inner = progress_of(layer) if progress_of is not None else None
            share = allowance.share(layer.index)
            found = LayerScan(LayerState.READ)
            try:
                found = _read(layer.data, self.limits, shared.of(inner), cache, pool, share=share)
            finally:
                share.end(found.unpacked)
            return found

        def end() -> None:
            shared.stop()
            allowance.stop()

        beside = [layer for layer in self.layers if pool is not None or layer.data.is_compressed]
        threads, begun = processors(), _begun(beside)
        if self.archive.is_remote:  # it is the line that takes time, and the lowest come first
            threads, begun = max(threads, _FETCHES), beside
        with pool or nullcontext(), _side_by_side(begun, threads, read, end) as waiting:
            for layer in self.layers:
                future = waiting.pop(layer.index, None)
                found = future.result() if future is not None else read(layer)
                if (refused := allowance.refusal(layer.index)) and found.entries:
                    # It was faster than those below, which left nothing for it.
                    found = stop(LayerScan(LayerState.READ), layer.source, refused)
                findings = [*found.findings, *claims(layer.source, found)]
                found.findings = [replace(each, layer=layer.index) for each in findings]
                layer.scan = found
                yield layer

    def _scan_pool(self, cache: LayerCache | None, kind: Processes) -> ScanPool | None:
        """Return processes for what must be read, None where that is too little to pay."""
        if kind is Processes.NONE:
            return None
        unknown = [
            (layer.data, layer.data.window)
            for layer in self.layers
            if layer.data.window is not None and not (cache and cache.is_met(layer.data))
        ]
        work = sum(
            window.size * (_WORK_OF_COMPRESSED if data.is_compressed else 1)
            for data, window in unknown
        )
        if work < _WORTH_PROCESSES or processors() < 2 or not hasattr(os, "fork"):
            return None
        files = {id(window.file) for _, window in unknown}
        if kind is Processes.SERVED and len(files) > _MOST_SENT:
            return None
        from inspector.reading.pool import ScanPool

        processes = min(processors(), len(unknown))
        try:
            return ScanPool(
                [data.source for data, _ in unknown],
                self.limits,
                processes,
                keeps=cache is not None,
                beside=processes < processors(),
                served=kind is Processes.SERVED,
            )
        except OSError:  # the system gives no processes: it takes longer
            return None


@contextmanager
def _side_by_side(
    layers: list[Layer],
    number: int,
    read: Callable[[Layer], LayerScan],
    stop: Callable[[], None],
) -> Iterator[dict[int, Future[LayerScan]]]:
    """Give what is being read, by the layers' numbers; all of it ends with this."""
    if not layers:
        yield {}  # as quick to start as it is to read
        return
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(number, "layerscope-layer") as threads:
        try:
            yield {layer.index: threads.submit(read, layer) for layer in layers}
        finally:
            stop()
            threads.shutdown(wait=True, cancel_futures=True)


def _begun(layers: list[Layer]) -> list[Layer]:
    """Return the layers as they are begun: the longest first, or all would wait for it at the end.

    One processor keeps to their order: a layer may have to wait until those below it are known.
    """
    longest = sorted(layers, key=lambda layer: layer.compressed_size, reverse=True)
    first = longest[: processors() - 1]
    numbers = {layer.index for layer in first}
    return [*first, *(layer for layer in layers if layer.index not in numbers)]


def _read(
    data: LayerData,
    limits: Limits,
    progress: Progress,
    cache: LayerCache | None,
    pool: ScanPool | None,
    *,
    share: Share,
) -> LayerScan:
    refused = data.refusal()
    if refused is not None:
        return refused
    try:
        share.begin()
    except LimitError as error:
        return stop(LayerScan(LayerState.READ), data.source, error)
    known = cache.find(data, progress) if cache is not None else None
    if known is not None and _is_within(share, known):
        return known
    identity = data.identity() if cache is not None else None
    if pool is not None and data.window is not None:
        found = pool.scan(data.source, limits, progress, share)
    else:
        found = data.scan(limits, progress, share)
    if cache is not None:
        cache.keep(data, found, identity)
    found.pieces = None
    return found


def _is_within(share: Share, scan: LayerScan) -> bool:
    """Take what is known of a layer, if there is room for all of it: else it is read anew."""
    try:
        share.take(scan.weight)
    except LimitError:
        return False
    return True


def _stored_bytes(archive: Archive, source: ImageSource) -> int:
    """Return the bytes that an image's layers take, each once, in the archive as it came.

    Of those that are to be fetched it is what the manifest says: others are not taken.
    """
    windows = [layer.window for layer in source.layers if layer.window is not None]
    sizes = {(id(each.file), each.start): each.size for each in windows}
    sizes |= {(id(each), 0): each.size or 0 for layer in source.layers if (each := layer.remote)}
    stored, size = sum(sizes.values()), archive.store.size
    return stored if size is None else min(stored, size)
