"""Digests of small documents, and blobs that a descriptor carries in itself."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

from inspector.io.window import OpenFile, Window
from inspector.spec import HASHABLE, parse_digest

if TYPE_CHECKING:
    from inspector.spec import Descriptor

_STEP = 1 << 20


def is_computable(digest: str) -> bool:
    """Whether digests of this algorithm can be computed here."""
    return digest.split(":", 1)[0] in HASHABLE


def digest_of(data: bytes, *, like: str = "sha256:") -> str:
    """Return the digest of some bytes by the algorithm of ``like``.

    An algorithm that cannot be computed here gives ``like`` itself: nothing is known against it.
    """
    if not is_computable(like):
        return like
    algorithm = like.split(":", 1)[0]
    return f"{algorithm}:{hashlib.new(algorithm, data).hexdigest()}"


def is_intact(blob: Window, digest: str) -> bool:
    """Whether a blob has a digest that can be computed here, and can be read to its end."""
    if not is_computable(digest):
        return False
    hasher = hashlib.new(digest.split(":", 1)[0])
    try:
        for at in range(0, blob.size, _STEP):
            hasher.update(blob.pread(_STEP, at))
    except OSError:
        return False
    return hasher.hexdigest() == digest.split(":", 1)[1]


def embedded_data(descriptor: Descriptor) -> Window | None:
    """Return the blob a descriptor embeds (OCI descriptor.md, "data"), where its digest agrees."""
    if descriptor.data is None or parse_digest(descriptor.digest) is None:
        return None
    import base64

    try:
        data = base64.b64decode(descriptor.data, validate=True)
    except ValueError:  # binascii's own error is one
        return None
    if not is_computable(descriptor.digest):
        return None
    if digest_of(data, like=descriptor.digest) != descriptor.digest:
        return None
    return in_memory(data)


def in_memory(data: bytes) -> Window:
    """Return a window on bytes that lie in no file."""
    fd = os.memfd_create("layerscope-document", os.MFD_CLOEXEC)
    os.pwrite(fd, data, 0)
    return Window(OpenFile(fd, len(data)))
