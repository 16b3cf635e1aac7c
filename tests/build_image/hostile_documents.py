"""Documents that mean harm: indexes, manifests and configurations that lie, or cost much."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.build_image.images import ImageSpec, build, digest, encode_json
from tests.build_image.layers import layer_tar
from tests.build_image.members import Member, file, symlink
from tests.build_image.oci import MEDIA_INDEX, MEDIA_LAYER, blob_path, oci_layout
from tests.build_image.writers import save

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    Make = Callable[[Path], object]


def documents(contents: dict[str, bytes]) -> Make:
    """Return what writes an archive of documents alone."""
    return lambda path: save(path, [file(name, content) for name, content in contents.items()])


def manifest_json(config: bytes) -> dict[str, bytes]:
    item = {"Config": "config.json", "RepoTags": ["a:1"], "Layers": []}
    return {"config.json": config, "manifest.json": encode_json([item])}


def _index(*descriptors: dict[str, object]) -> bytes:
    return encode_json({"schemaVersion": 2, "mediaType": MEDIA_INDEX, "manifests": descriptors})


def many_manifests(count: int) -> dict[str, bytes]:
    listed = [{"digest": digest(b"%d" % number), "size": 1} for number in range(count)]
    return {"oci-layout": b"{}", "index.json": _index(*listed)}


def cycle() -> dict[str, bytes]:
    """Return indexes that name each other: a digest is what it says, so one of them lies."""
    first, second = (digest(name) for name in (b"first", b"second"))
    index = {"mediaType": MEDIA_INDEX, "size": 10}
    return {
        "oci-layout": b'{"imageLayoutVersion": "1.0.0"}',
        "index.json": _index({**index, "digest": first}),
        blob_path(first): _index({**index, "digest": second}),
        blob_path(second): _index({**index, "digest": first}),
    }


def nested(depth: int) -> dict[str, bytes]:
    contents: dict[str, bytes] = {"oci-layout": b'{"imageLayoutVersion": "1.0.0"}'}
    inner = _index()
    for _ in range(depth):
        name = digest(inner)
        contents[blob_path(name)] = inner
        inner = _index({"mediaType": MEDIA_INDEX, "digest": name, "size": len(inner)})
    return {**contents, "index.json": inner}


def index_with(digest_text: str) -> dict[str, bytes]:
    media_type = "application/vnd.oci.image.manifest.v1+json"
    return {
        "oci-layout": b'{"imageLayoutVersion": "1.0.0"}',
        "index.json": _index({"mediaType": media_type, "digest": digest_text, "size": 10}),
    }


def changed_layout(change: Callable[[list[Member]], list[Member]]) -> Make:
    """Return what writes an image's layout with other members."""

    def make(path: Path) -> None:
        image = build(ImageSpec(layers=[[file("etc/motd", b"hello")]], codec="gzip"))
        save(path, change(oci_layout(image)))

    return make


def lying_sizes(members: list[Member]) -> list[Member]:
    """State sizes of blobs that they do not have, in documents whose digests are right."""
    manifest = next(each for each in members if MEDIA_LAYER.encode() in each.content)
    found = json.loads(manifest.content)
    found["layers"][0]["size"] = 1 << 50
    content = encode_json(found)
    old, new = digest(manifest.content), digest(content)
    return [
        file(blob_path(new), content)
        if each is manifest
        else file(each.name, each.content.replace(old.encode(), new.encode()))
        for each in members
    ]


def v1_names(layers_: Sequence[str], config: str = "config.json") -> dict[str, bytes]:
    diff_ids = ["sha256:" + 64 * "0"] * len(layers_)
    whole = {"os": "linux", "rootfs": {"type": "layers", "diff_ids": diff_ids}}
    item = {"Config": config, "RepoTags": ["a:1"], "Layers": list(layers_)}
    return {"config.json": encode_json(whole), "manifest.json": encode_json([item])}


def layers_that_are_links(path: Path) -> None:
    """Write layers that are symlinks in a circle, out of the archive, and to a device."""
    links = [
        symlink("a/layer.tar", "../b/layer.tar"),
        symlink("b/layer.tar", "../a/layer.tar"),
        symlink("c/layer.tar", "../../../../etc/passwd"),
        symlink("d/layer.tar", "/dev/zero"),
    ]
    named = v1_names([f"{each}/layer.tar" for each in "abcd"])
    save(path, [*links, *(file(name, content) for name, content in named.items())])


def members_twice(path: Path) -> None:
    """Write two documents of each name: the last counts."""
    named = v1_names(["l.tar"])
    layer = [file("l.tar", layer_tar([file(name)])) for name in ("old", "new")]
    documents_ = [file(name, content) for name, content in named.items()]
    save(path, [*layer, *documents_, *documents_])


def config_with(**more: object) -> bytes:
    return encode_json({"os": "linux", "rootfs": {"type": "layers", "diff_ids": []}, **more})
