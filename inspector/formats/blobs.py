"""JSON documents out of a blob store, decoded into the types of ``spec``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

import msgspec

from inspector.errors import LimitError, MissingBlobError, RefusedFileError, UnreadableError, reason
from inspector.findings import Finding
from inspector.formats.digests import digest_of, embedded_data, is_computable
from inspector.formats.model import Document
from inspector.io.window import Window, read_all
from inspector.language import N_, Lazy
from inspector.spec import Descriptor, Digest, parse_digest
from inspector.text import short_digest, short_digests

if TYPE_CHECKING:
    from collections.abc import Callable

    from inspector.formats.store import BlobStore
    from inspector.limits import Limits

T = TypeVar("T")

# All documents of an archive together, as a multiple of the largest one that is allowed: an index
# can name one large document a hundred thousand times.
_ALL_DOCUMENTS = 16
# Likewise the values in them.
_ALL_VALUES = 8
# Likewise the layers of all its images, as a multiple of the most that one may have.
_ALL_LAYERS = 100
# The kinds of documents, as they are named where one is missing or broken.
_WHAT = {
    "manifest": N_("manifest {digest}"),
    "configuration": N_("configuration {digest}"),
}
_KINDS = {"index": N_("index"), "manifest": N_("manifest"), "configuration": N_("configuration")}
# Config names that state a digest: docker's, go-containerregistry's and the layout's.
_STATED = r"(?:sha256:)?([a-f0-9]{64})(?:\.json)?"
# An escape in JSON; group 1 is half of a surrogate pair without the other.
_ESCAPE = re.compile(
    rb"\\(?:u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}"
    rb"|(u[dD][89a-fA-F][\da-fA-F]{2})|.)",
    re.DOTALL,
)
# Layer names that do: go-containerregistry's and jib's, of the blob as it is compressed.
_STATED_LAYER = r"(?:blobs/sha256/)?(?:sha256:)?([a-f0-9]{64})\.tar\.gz"


def blob_path(digest: str) -> str | None:
    """Return a blob's place in a layout (OCI image-layout.md, "Blobs"); None: not to be used."""
    parsed = parse_digest(digest)
    return None if parsed is None else f"blobs/{parsed[0]}/{parsed[1]}"


def stated_digest(name: str) -> Digest | None:
    """Return the digest that a member's name states: ``blobs/sha256/…``, ``<hex>.json``."""
    parts = name.removeprefix("./").split("/")
    if len(parts) == 3 and parts[0] == "blobs" and parse_digest(f"{parts[1]}:{parts[2]}"):
        return Digest(f"{parts[1]}:{parts[2]}")
    match = re.fullmatch(_STATED, parts[0]) if len(parts) == 1 else None
    return Digest(f"sha256:{match[1]}") if match else None


def stated_layer_digest(name: str) -> Digest | None:
    """Return the digest of the blob that a layer's name states, None where it states none."""
    match = re.fullmatch(_STATED_LAYER, name.removeprefix("./"))
    if match is not None:
        return Digest(f"sha256:{match[1]}")
    return stated_digest(name) if "/" in name else None


def find_blob(store: BlobStore, digest: str) -> Window | None:
    """Return the blob's bytes, None where the archive does not hold it."""
    path = blob_path(digest)
    if path is None:
        raise UnreadableError(Lazy("{digest!r} is not a digest", digest=digest[:80]))
    return store.get(path)


def layer_blob(find: Callable[[], Window | None]) -> tuple[Window | None, str | None]:
    """Return a layer's bytes, and why the system does not let them be read: other layers stand."""
    try:
        return find(), None
    except RefusedFileError as error:
        return None, error.why


def count_values(data: bytes, limits: Limits, what: str) -> int:
    """Return about how many values a document has: what opens or parts them, in texts, too.

    Raises LimitError for more than one may have.
    """
    values = sum(map(data.count, (b",", b"{", b"[")))
    if values > limits.json_values:
        raise LimitError(
            Lazy("{what} has more than {most:,} values", what=what, most=limits.json_values)
        )
    return values


class DocumentReader:
    """Reads the JSON documents of one archive, none too large and not too many.

    Also counts layers: what images cost is theirs, too.
    """

    def __init__(self, store: BlobStore, limits: Limits) -> None:
        self.store = store
        self._limits = limits
        self._left = limits.json_bytes * _ALL_DOCUMENTS
        self._values_left = limits.json_values * _ALL_VALUES
        self._layers_left = limits.layers * _ALL_LAYERS

    def member(self, name: str, what: str) -> bytes:
        """Return a member whole. Raises MissingBlobError, LimitError."""
        window = self.store.get(name)
        if window is None:
            raise MissingBlobError(Lazy("{what} is not in this archive", what=what))
        return self._read(window, what)

    def blob(self, descriptor: Descriptor, kind: str) -> tuple[bytes, Document]:
        """Return a blob, embedded ``data`` first (OCI descriptor.md), and what it is.

        Raises MissingBlobError where it is absent, LimitError where it is too large.
        """
        what = Lazy(_WHAT[kind], digest=short_digest(descriptor.digest))
        window = embedded_data(descriptor) or find_blob(self.store, descriptor.digest)
        if window is None:
            raise MissingBlobError(Lazy("{what} is not in this archive", what=what))
        data = self._read(window, what)
        claimed = Digest(descriptor.digest)
        return data, Document(
            kind=kind,
            digest=Digest(digest_of(data, like=claimed)) if is_computable(claimed) else None,
            size=len(data),
            claimed_digest=claimed,
            claimed_size=descriptor.size,
        )

    def count_layers(self, number: int) -> None:
        """Note that an image has so many layers. Raises LimitError for too many of all."""
        self._layers_left -= number
        if self._layers_left < 0:
            raise LimitError(Lazy("the archive's images together have more layers than allowed"))

    def _read(self, window: Window, what: str) -> bytes:
        if self._left <= 0 or self._values_left <= 0:
            raise LimitError(Lazy("the archive's JSON documents are together larger than allowed"))
        limit = self._limits.json_bytes
        data = read_all(window.reopened(), limit)
        if data is None:
            raise LimitError(Lazy("{what} is larger than {limit:,} bytes", what=what, limit=limit))
        self._left -= len(data)
        self._values_left -= count_values(data, self._limits, what)
        return data


def document_findings(documents: tuple[Document, ...]) -> tuple[Finding, ...]:
    """Return in what documents differ from what is claimed of them."""
    found: list[Finding] = []
    for each in documents:
        if each.claimed_digest and each.digest and each.claimed_digest != each.digest:
            stated, computed = short_digests(each.claimed_digest, each.digest)
            detail = Lazy(
                "{kind}: {stated} stated, {computed} found",
                kind=Lazy(_KINDS[each.kind]),
                stated=stated,
                computed=computed,
            )
            found.append(Finding("digest-mismatch", detail=detail))
        if each.claimed_size is not None and each.claimed_size != each.size:
            detail = Lazy(
                "{kind}: {stated:,} stated, {size:,} found",
                kind=Lazy(_KINDS[each.kind]),
                stated=each.claimed_size,
                size=each.size,
            )
            found.append(Finding("size-mismatch", detail=detail))
    return tuple(found)


def decode_json(data: bytes, kind: type[T], what: str) -> T:
    """Decode a document; bytes that are no UTF-8, and halves of pairs, are replaced, as in Go.

    Raises UnreadableError that says where in the document.
    """
    text = data.removeprefix(b"\xef\xbb\xbf")
    try:
        try:
            return msgspec.json.decode(text, type=kind, strict=True)
        except msgspec.ValidationError:
            raise
        except (UnicodeDecodeError, msgspec.DecodeError):  # which one depends on msgspec's version
            whole = text.decode("utf-8", "replace").encode()
            readable = re.sub(_ESCAPE, lambda found: b"\\ufffd" if found[1] else found[0], whole)
            if readable == text:
                raise
            return msgspec.json.decode(readable, type=kind, strict=True)
    except msgspec.ValidationError as error:
        raise UnreadableError(
            Lazy("{what} is not valid ({error})", what=what, error=error)
        ) from error
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise UnreadableError(
            Lazy(
                "{what} is not JSON ({error})",
                what=what,
                error=reason(error),
            )
        ) from error
