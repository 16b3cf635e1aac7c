"""JSON documents out of a blob store, decoded into the types of ``spec``."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import msgspec

from inspector.errors import LimitError, MissingBlobError, UnreadableError
from inspector.formats.digests import embedded_data
from inspector.spec import Descriptor, parse_digest
from inspector.window import Window, read_all

if TYPE_CHECKING:
    from inspector.formats.store import BlobStore
    from inspector.limits import Limits

T = TypeVar("T")


def blob_path(digest: str) -> str | None:
    """Return a blob's place in a layout (OCI image-layout.md, "Blobs"); None: not to be used."""
    parsed = parse_digest(digest)
    return None if parsed is None else f"blobs/{parsed[0]}/{parsed[1]}"


def find_blob(store: BlobStore, digest: str) -> Window | None:
    """Return the blob's bytes, None where the archive does not hold it."""
    path = blob_path(digest)
    if path is None:
        raise UnreadableError(f"{digest[:80]!r} is no digest")
    return store.get(path)


def read_document(store: BlobStore, descriptor: Descriptor, what: str, limits: Limits) -> bytes:
    """Return the bytes of a JSON blob, embedded ``data`` first (OCI descriptor.md).

    Raises MissingBlobError where it is absent, LimitError where it is too large.
    """
    window = embedded_data(descriptor) or find_blob(store, descriptor.digest)
    if window is None:
        raise MissingBlobError(f"{what} {descriptor.digest} is not in this archive")
    return read_json_bytes(window, what, limits)


def read_json_bytes(window: Window, what: str, limits: Limits) -> bytes:
    """Return a whole document. Raises LimitError where it is larger than allowed."""
    data = read_all(window.reopened(), limits.json_bytes)
    if data is None:
        raise LimitError(f"{what} is larger than {limits.json_bytes:,} bytes")
    return data


def decode_json(data: bytes, kind: type[T], what: str) -> T:
    """Decode a document; bytes that are no UTF-8 are replaced, as engines do.

    Raises UnreadableError that says where in the document.
    """
    text = data.removeprefix(b"\xef\xbb\xbf")
    try:
        try:
            return msgspec.json.decode(text, type=kind, strict=True)
        except UnicodeDecodeError:
            text = text.decode("utf-8", "replace").encode()
            return msgspec.json.decode(text, type=kind, strict=True)
    except msgspec.ValidationError as error:
        raise UnreadableError(f"{what} is not as it should be ({error})") from error
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise UnreadableError(
            f"{what} is not JSON ({str(error) or 'nested too deeply'})"
        ) from error
