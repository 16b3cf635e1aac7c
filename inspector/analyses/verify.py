"""Verification: every digest, diff_id and size of an image, against the bytes that are there.

Claims: of a blob as stored its digest and size (OCI descriptor.md), of a layer's uncompressed tar
the configuration's diff_id (OCI config.md, "rootfs"). Each layer is read once, to its last byte.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Generic, TypeVar

from inspector.compression import MAGIC_BYTES, detect
from inspector.compression.hashing import HashingReader
from inspector.errors import DamageError, FetchError, LayerscopeError, LimitError
from inspector.formats.digests import is_computable
from inspector.formats.layers import unsupported_kind
from inspector.io.progress import NoProgress, ReportingWindow, SharedProgress
from inspector.language import Lazy
from inspector.reading.allowance import Allowance
from inspector.reading.image import data_of
from inspector.reading.scan import missing
from inspector.spec import parse_digest

if TYPE_CHECKING:
    from collections.abc import Callable

    from inspector.formats import Document, ImageSource, LayerSource
    from inspector.io.progress import Progress
    from inspector.io.window import Window
    from inspector.limits import Limits
    from inspector.reading.allowance import Share

T = TypeVar("T", str, int)
_LIMIT = Lazy("a limit was reached")


class ClaimState(StrEnum):
    """What became of a claim."""

    OK = "ok"
    MISMATCH = "mismatch"
    ABSENT = "absent"  # the blob is not in the archive
    UNCHECKED = "not checked"  # nothing is claimed, or it cannot be computed


@dataclass(frozen=True, slots=True)
class Check(Generic[T]):
    """A claim and what was found; None where there is none.

    ``reason``: why what is stated could not be checked, in a few words.
    """

    state: ClaimState
    stated: T | None
    found: T | None
    reason: str = ""

    @property
    def is_unstated(self) -> bool:
        """Whether it was not checked because nothing is claimed."""
        return self.state is ClaimState.UNCHECKED and self.stated is None


@dataclass(frozen=True, slots=True)
class BlobCheck:
    """One blob. ``layer`` is None for documents, and so is their ``diff_id``.

    ``error``: why the blob could not be read whole. ``cost``: that of reading it, in bytes
    of gzip.
    """

    kind: str  # "index", "manifest", "configuration", "layer"
    layer: int | None
    digest: Check[str]
    size: Check[int]
    diff_id: Check[str] | None = None
    error: LayerscopeError | None = None
    cost: int = 0

    @property
    def checks(self) -> dict[str, Check[str] | Check[int]]:
        """What is claimed of the blob, by its name; documents have no diff_id."""
        found: dict[str, Check[str] | Check[int]] = {"digest": self.digest, "size": self.size}
        return found if self.diff_id is None else {**found, "diff_id": self.diff_id}

    @property
    def state(self) -> ClaimState:
        """The worst of its checks; OK only where all of its content was compared.

        A size alone proves nothing, and a layer's digest nothing of the tar that is in its blob.
        """
        found = worst({each.state for each in self.checks.values()})
        proof = self.diff_id if self.diff_id is not None else self.digest
        return (
            ClaimState.UNCHECKED if found is ClaimState.OK and proof.state is not found else found
        )

    @property
    def is_partly_checked(self) -> bool:
        """Whether nothing is wrong as far as it was checked, and some of it was not."""
        return self.state is ClaimState.UNCHECKED and self.digest.state is ClaimState.OK


@dataclass(frozen=True, slots=True)
class Verification:
    """The documents of an image from the outermost on, then its layers, base layer first."""

    blobs: tuple[BlobCheck, ...]

    @property
    def state(self) -> ClaimState:
        """The worst of all; OK only where every layer is. No one may state a document's digest."""
        found = worst({each.state for each in self.blobs})
        layers = {each.state for each in self.blobs if each.layer is not None}
        return (
            ClaimState.UNCHECKED
            if found is ClaimState.OK and ClaimState.UNCHECKED in layers
            else found
        )


def worst(states: set[ClaimState]) -> ClaimState:
    """Return the state that decides: absent, mismatch, ok, not checked."""
    order = (ClaimState.ABSENT, ClaimState.MISMATCH, ClaimState.OK)
    return next((each for each in order if each in states), ClaimState.UNCHECKED)


def verify(
    source: ImageSource, limits: Limits, progress_of: Callable[[int], Progress | None] | None = None
) -> Verification:
    """Check all blobs of an image, layers side by side, as many as there are processors.

    ``progress_of`` is asked when a layer's reading begins; what it gives is called by one thread
    at a time. Raises scan.CancelledError where one does.
    """
    keys = [
        (layer.name, layer.digest, layer.diff_id, layer.size, layer.media_type)
        for layer in source.layers
    ]
    allowance = Allowance(limits, len(source.layers))
    together = SharedProgress()

    def check(index: int) -> BlobCheck:
        inner = progress_of(index) if progress_of is not None else None
        share = allowance.share(index)
        return check_within(share, source.layers[index], index, limits, together.of(inner))

    # A layer that is listed twice is read once.
    first = {key: index for index, key in reversed(list(enumerate(keys)))}
    for index in set(range(len(keys))) - set(first.values()):
        allowance.share(index).end(0)
    workers = max(1, min(len(first), os.cpu_count() or 1))
    with ThreadPoolExecutor(workers, "layerscope-verify") as pool:
        try:
            checks = {key: pool.submit(check, first[key]) for key in dict.fromkeys(keys)}
            found = list(verify_documents(source).blobs)
            for index, key in enumerate(keys):
                one = checks[key].result()
                if (refused := allowance.refusal(first[key])) is not None:
                    # It may have been faster than those below, which left nothing for it.
                    one = _left_out(source.layers[index], index, refused)
                found.append(replace(one, layer=index))
        finally:
            together.stop()
            allowance.stop()
            pool.shutdown(wait=True, cancel_futures=True)
    return Verification(tuple(found))


def verify_documents(source: ImageSource) -> Verification:
    """Check what was read when the archive was opened: no layer."""
    return Verification(tuple(check_document(each) for each in source.documents))


def check_within(
    share: Share, source: LayerSource, index: int, limits: Limits, progress: Progress | None = None
) -> BlobCheck:
    """Check one layer, unless those below it leave nothing to be read: one blob may be a thousand.

    Raises CancelledError.
    """
    cost = 0
    try:
        share.begin()
        found = check_layer(source, index, limits, progress)
        cost = found.cost
    except LimitError as error:
        found = _left_out(source, index, error)
    finally:
        share.end(cost)
    return found


def check_document(document: Document) -> BlobCheck:
    """Check a document that was read when the archive was opened."""
    return BlobCheck(
        document.kind,
        None,
        _compared(document.claimed_digest, document.digest),
        _compared(document.claimed_size, document.size),
    )


def check_layer(
    source: LayerSource, index: int, limits: Limits, progress: Progress | None = None
) -> BlobCheck:
    """Check one layer, fetched where it is not here.

    Raises scan.CancelledError where ``progress`` does.
    """
    try:
        window = data_of(source).fetch(progress)
    except FetchError as problem:
        return _unchecked(source, index, problem, Lazy("it could not be fetched"))
    if window is None:
        return _absent(source, index)
    raw = HashingReader(
        ReportingWindow(window, progress or NoProgress()), _algorithm(source.digest)
    )
    diff_id, error, unpacked = _diff_id(source, window, raw, limits)
    try:
        raw.drain()
    except OSError as failure:
        error = DamageError(Lazy("cannot read the archive ({error})", error=failure.strerror))
    if window.truncated:
        error = DamageError(Lazy("the archive ends within this layer"), offset=window.size)
    return BlobCheck(
        "layer",
        index,
        _compared(source.digest, _found(source.digest, raw)),
        _compared(source.size, raw.size),
        diff_id,
        error,
        raw.size + unpacked,
    )


def _diff_id(
    source: LayerSource, window: Window, raw: HashingReader, limits: Limits
) -> tuple[Check[str], LayerscopeError | None, int]:
    """Read the uncompressed tar through ``raw``.

    Return the check, what stopped the reading, and the cost of decompressing, in bytes of gzip.
    """
    stated = source.diff_id
    closed = unsupported_kind(source.media_type or "")
    if closed is not None:
        return Check(ClaimState.UNCHECKED, stated, None, closed), None, 0
    algorithm = _algorithm(stated)
    reader, packed = raw, None
    failure: LayerscopeError | None = None
    try:
        codec = detect(window.pread(MAGIC_BYTES, 0))
        if codec is not None or algorithm != _algorithm(source.digest):
            packed = codec.open(raw, limits) if codec is not None else None
            reader = HashingReader(packed or raw, algorithm)
        reader.drain()
        check = _compared(stated, _found(stated, reader))
    except LimitError as error:
        check, failure = Check(ClaimState.UNCHECKED, stated, None, _LIMIT), error
    except DamageError as error:
        state = ClaimState.UNCHECKED if stated is None else ClaimState.MISMATCH
        check, failure = Check(state, stated, None), error
    except OSError as error:
        check = Check(ClaimState.UNCHECKED, stated, None, Lazy("it could not be read"))
        failure = DamageError(Lazy("cannot read the archive ({error})", error=error.strerror))
    return check, failure, packed.spent if packed is not None else 0


def _found(claim: str | None, reader: HashingReader) -> str | None:
    """Return the digest to compare with a claim, None where its algorithm was not computed."""
    is_foreign = claim is not None and parse_digest(claim) and not is_computable(claim)
    return None if is_foreign else reader.digest


def _algorithm(claim: str | None) -> str:
    """Return the algorithm to compute; SHA-256 where the claim's own cannot be computed."""
    parsed = parse_digest(claim) if claim is not None else None
    return parsed[0] if parsed is not None and is_computable(parsed[0]) else "sha256"


def _compared(stated: T | None, found: T | None) -> Check[T]:
    if stated is None:
        return Check(ClaimState.UNCHECKED, stated, found)
    if found is None:
        return Check(ClaimState.UNCHECKED, stated, found, Lazy("its algorithm is not supported"))
    return Check(ClaimState.OK if stated == found else ClaimState.MISMATCH, stated, found)


def _left_out(source: LayerSource, index: int, error: LimitError) -> BlobCheck:
    """Return what is to be said of a layer for which there was nothing left to be read."""
    return _unchecked(source, index, error, _LIMIT)


def not_fetched(source: LayerSource, index: int) -> BlobCheck:
    """Return what is to be said of a layer that is not to be fetched to be checked."""
    return _unchecked(source, index, None, Lazy("it was not fetched"))


def _unchecked(
    source: LayerSource, index: int, error: DamageError | None, reason: str
) -> BlobCheck:
    return BlobCheck(
        "layer",
        index,
        Check(ClaimState.UNCHECKED, source.digest, None, reason),
        Check(ClaimState.UNCHECKED, source.size, None, reason),
        Check(ClaimState.UNCHECKED, source.diff_id, None, reason),
        error,
    )


def _absent(source: LayerSource, index: int) -> BlobCheck:
    return BlobCheck(
        "layer",
        index,
        Check(ClaimState.ABSENT, source.digest, None),
        Check(ClaimState.ABSENT, source.size, None),
        Check(ClaimState.ABSENT, source.diff_id, None),
        missing(source),
    )
