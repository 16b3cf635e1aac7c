"""Images of ``tests.build_image`` in a fake registry."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from tests.build_image import BuiltImage, OciOptions, oci_layout
from tests.build_image.members import name_text

if TYPE_CHECKING:
    from tests.fake_registry.server import FakeRegistry

_MANIFESTS = ("manifest.", "index.", "manifest.list.")


class Pushed(NamedTuple):
    """The digest that the tag means, and each document's bytes by its digest."""

    digest: str
    documents: dict[str, bytes]

    def size(self, *digests: str) -> int:
        """Return the bytes of some documents together."""
        return sum(len(self.documents[each]) for each in digests)


def push(
    registry: FakeRegistry,
    name: str,
    *images: BuiltImage,
    options: OciOptions | None = None,
) -> Pushed:
    """Hold images as ``REPOSITORY:TAG``: one, or the platforms of an index."""
    repository, _, tag = name.rpartition(":")
    options = options or OciOptions(one_index=len(images) > 1)
    files = {name_text(each.name): each.content for each in oci_layout(*images, options=options)}
    documents: dict[str, bytes] = {}
    for path, data in files.items():
        if not path.startswith("blobs/") or not data:
            continue
        digest = path.removeprefix("blobs/").replace("/", ":")
        registry.blobs[digest] = data
        if data.startswith(b"{"):
            documents[digest] = data
        media_type = _media_type(data)
        if any(kind in media_type for kind in _MANIFESTS):
            registry.manifests[repository, digest] = (data, media_type)
    top = json.loads(files["index.json"])["manifests"][0]
    registry.manifests[repository, tag] = (documents[top["digest"]], top["mediaType"])
    return Pushed(top["digest"], documents)


def _media_type(data: bytes) -> str:
    return str(json.loads(data).get("mediaType", "")) if data.startswith(b"{") else ""
