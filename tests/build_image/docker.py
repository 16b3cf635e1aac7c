"""What ``docker save`` and its relatives write around manifest.json (moby image/tarexport)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal

from tests.build_image.images import BuiltImage, digest, encode_json
from tests.build_image.members import Member, directory, file, name_text, symlink
from tests.build_image.oci import (
    Blobs,
    Descriptor,
    OciOptions,
    add_image,
    blob_path,
    index,
    layer_types,
    layout_members,
    name_annotations,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

# moby #47065, #47072 and #47210: what releases 25.0.0 to 25.0.2 got wrong
Docker25Defect = Literal["no-layers", "wrong-sizes", "null-manifests"]
DOCKER_25_DEFECTS: tuple[Docker25Defect, ...] = ("no-layers", "wrong-sizes", "null-manifests")


def docker_legacy(*images: BuiltImage) -> list[Member]:
    """Return what docker up to 24 saves: a folder for each layer, repeats as symlinks."""
    found: dict[str, Member] = {}
    stored: dict[str, str] = {}
    items, tops = [], []
    for image in images:
        ids = v1_ids(image)
        for number, layer in enumerate(image.layers):
            own = ids[number]
            parent = ids[number - 1] if number else ""
            known = stored.setdefault(layer.diff_id, own)
            members = _v1_folder(own, parent, image)
            if known == own:
                members.append(file(f"{own}/layer.tar", layer.blob))
            else:
                members.append(symlink(f"{own}/layer.tar", f"../{known}/layer.tar"))
            found.update((name_text(member.name), member) for member in members)
        config = file(_hex(image.image_id) + ".json", image.config)
        found[name_text(config.name)] = config
        items.append(_item(image, name_text(config.name), [f"{own}/layer.tar" for own in ids]))
        tops.append(ids[-1] if ids else "")
    # docker walks its working directory, so names come sorted
    return [*(found[name] for name in sorted(found)), *_tail(items, _repositories(images, tops))]


def skopeo_docker_archive(*images: BuiltImage) -> list[Member]:
    """Return what skopeo and podman write: layers at the top, manifest.json last but one."""
    found: dict[str, Member] = {}
    items, tops = [], []
    for image in images:
        layers = [_hex(layer.diff_id) + ".tar" for layer in image.layers]
        for name, layer in zip(layers, image.layers, strict=True):
            found[name] = file(name, layer.blob)
        config = _hex(image.image_id) + ".json"
        found[config] = file(config, image.config)
        ids = v1_ids(image)
        for number, own in enumerate(ids):
            link = symlink(f"{own}/layer.tar", f"../{layers[number]}")
            _, *members = _v1_folder(own, ids[number - 1] if number else "", image)
            found.update((name_text(member.name), member) for member in (link, *members))
        items.append(_item(image, config, layers))
        tops.append(ids[-1] if ids else "")
    return [*found.values(), *_tail(items, _repositories(images, tops))]


def crane(*images: BuiltImage) -> list[Member]:
    """Return what crane writes: ``sha256:<hex>``, ``<hex>.tar.gz`` (go-containerregistry #526)."""
    found: dict[str, Member] = {}
    items = []
    for image in images:
        layers = [_hex(name) + ".tar.gz" for name in image.digests]
        found[image.image_id] = file(image.image_id, image.config)
        for name, layer in zip(layers, image.layers, strict=True):
            found[name] = file(name, layer.blob)
        items.append(_item(image, image.image_id, layers))
    return [*found.values(), file("manifest.json", encode_json(items))]


def docker_25(*images: BuiltImage, defect: Docker25Defect | None = None) -> list[Member]:
    """Return what docker from 25 on saves: an OCI layout, manifest.json and repositories beside it.

    An image without a tag is in manifest.json alone where another one has a tag (save.go).
    """
    options = OciOptions(names="containerd")
    blobs = Blobs(options)
    listed: list[Descriptor] = []
    items = []
    for image in images:
        manifest = _docker_25_manifest(blobs, image, defect)
        names = [{"annotations": name_annotations(tag, options)} for tag in image.tags]
        if not names and not any(other.tags for other in images):
            names = [{}]
        listed += [{**manifest, **name} for name in names]
        layers = [blob_path(name) for name in image.digests]
        items.append(_item(image, blob_path(image.image_id), layers) | _layer_sources(image))
    top: dict[str, object] = dict(index(listed))
    if defect == "null-manifests":
        top["manifests"] = None
    members = layout_members(blobs, top)
    tops = [_hex(image.digests[-1]) if image.layers else "" for image in images]
    manifest_json, *repositories = _tail(items, _repositories(images, tops))
    return [*members[:-1], manifest_json, members[-1], *repositories]


def _docker_25_manifest(
    blobs: Blobs, image: BuiltImage, defect: Docker25Defect | None
) -> Descriptor:
    # v1 configurations that nothing refers to lie among the blobs
    for member in (part for own in v1_ids(image) for part in _v1_folder(own, "", image)[2:]):
        blobs.add(member.content, "")
    described = add_image(blobs, image)
    if defect not in {"no-layers", "wrong-sizes"}:
        return described
    manifest = json.loads(blobs.stored.pop(str(described["digest"])))
    for layer in manifest["layers"]:
        layer["size"] += 1
    if defect == "no-layers":
        manifest["layers"] = []
    return blobs.add_json(manifest, platform=image.platform)


def v1_ids(image: BuiltImage) -> list[str]:
    """Return a name for each layer's folder; unlike diff_ids they differ where a layer repeats."""
    ids: list[str] = []
    for number, diff_id in enumerate(image.diff_ids, start=1):
        top = image.image_id if number == len(image.layers) else ""
        chain = f"{ids[-1] if ids else ''} {diff_id} {top}"
        ids.append(_hex(digest(chain.encode())))
    return ids


def _v1_folder(own: str, parent: str, image: BuiltImage) -> list[Member]:
    about = {"id": own, "created": "1970-01-01T00:00:00Z", "os": image.platform["os"]}
    if parent:
        about["parent"] = parent
    return [
        directory(own),
        file(f"{own}/VERSION", b"1.0"),
        file(f"{own}/json", encode_json(about)),
    ]


def _hex(name: str) -> str:
    return name.partition(":")[2]


def _item(image: BuiltImage, config: str, layers: list[str]) -> dict[str, object]:
    return {"Config": config, "RepoTags": image.tags or None, "Layers": layers}


def _layer_sources(image: BuiltImage) -> dict[str, object]:
    types = layer_types(image)
    return {
        "LayerSources": {
            layer.diff_id: {"mediaType": kind, "size": len(layer.blob), "digest": name}
            for layer, kind, name in zip(image.layers, types, image.digests, strict=True)
        }
    }


def _repositories(images: Iterable[BuiltImage], tops: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return what old clients read: name and tag of the top layer."""
    found: dict[str, dict[str, str]] = {}
    for image, top in zip(images, tops, strict=True):
        for tag in image.tags:
            name, _, version = tag.rpartition(":")
            found.setdefault(name, {})[version] = top
    return found


def _tail(items: list[dict[str, object]], repositories: dict[str, dict[str, str]]) -> list[Member]:
    tail = [file("manifest.json", encode_json(items), mtime=0)]
    if repositories:
        tail.append(file("repositories", encode_json(repositories), mtime=0))
    return tail
