"""Indexes, manifests and configurations that name each other, as an archive.

Documents are separated by 0x1e, the last is index.json or manifest.json; ``@0`` in a text stands
for the digest of document 0, so that what they name is found.
"""

from __future__ import annotations

import re
from contextlib import suppress

from fuzz.bounds import hold
from fuzz.opening import LIMITS, Opened, open_bytes
from inspector.analyses.verify import verify
from inspector.errors import LayerscopeError
from inspector.exports.images import images_json, render_images
from tests.build_image import digest, file, layer_tar

_MOST = 8
_NAMES = ("index.json", "manifest.json", "repositories")
_TAR = layer_tar([file("etc/motd", b"hello")])


def run(data: bytes) -> None:
    """Open one archive, list its images, and verify one."""
    if not data:
        return
    *documents, top = data[1:].split(b"\x1e")[-_MOST:]
    digests: list[bytes] = []
    blobs = {}

    def add(document: bytes) -> None:
        name = digest(document)
        blobs[f"blobs/{name.replace(':', '/')}"] = document
        digests.append(name.encode())

    def named(match: re.Match[bytes]) -> bytes:
        return digests[int(match[1]) % len(digests)]

    add(_TAR)
    for document in documents:
        add(re.sub(rb"@(\d)", named, document))
    blobs[_NAMES[data[0] % len(_NAMES)]] = re.sub(rb"@(\d)", named, top)
    members = layer_tar([file(name, content) for name, content in blobs.items()])
    with suppress(LayerscopeError):
        archive = open_bytes(members)
        hold(len(archive.images), len(data), "images")
        render_images(archive)
        images_json("archive", archive)
        verify(Opened(archive).image.source, LIMITS)
