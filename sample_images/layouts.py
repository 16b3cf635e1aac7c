"""The archives that an image travels in: each function returns the bytes of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive import Built, Entry, Image, build, digest, encode, file, folder, link, tar

if TYPE_CHECKING:
    from collections.abc import Callable

MEDIA = "application/vnd.oci.image"


def bare(image: Image) -> bytes:
    """Return the least that ``docker load`` takes: layers, configuration, manifest.json."""
    built = build(image)
    layers = {f"{_hex(layer)}.tar": layer for layer in built.layers}
    config = f"{_hex(built.config)}.json"
    return tar(
        [
            *(file(name, layer) for name, layer in layers.items()),
            file(config, built.config),
            file("manifest.json", encode(_manifest_items(image, config, list(layers)))),
        ]
    )


def legacy(image: Image) -> bytes:
    """Return what ``docker save`` wrote up to release 24: a folder for each layer.

    The folder's name is no digest of the layer: the same layer may come twice, the second time as a
    symbolic link to the first.
    """
    built = build(image)
    entries: list[Entry] = []
    first: dict[bytes, str] = {}
    names: list[str] = []
    for layer in built.layers:
        parent = names[-1] if names else ""
        name = _hex(f"{parent} {digest(layer)}".encode())
        about = {"id": name, "parent": parent, "created": "1970-01-01T00:00:00Z", "os": "linux"}
        entries += [
            folder(name),
            file(f"{name}/VERSION", b"1.0"),
            file(f"{name}/json", encode({key: value for key, value in about.items() if value})),
            link(f"{name}/layer.tar", f"../{first[layer]}/layer.tar")
            if layer in first
            else file(f"{name}/layer.tar", layer),
        ]
        first.setdefault(layer, name)
        names.append(name)
    config = f"{_hex(built.config)}.json"
    entries.append(file(config, built.config))
    layers = [f"{name}/layer.tar" for name in names]
    manifest = encode(_manifest_items(image, config, layers))
    return _walked([*entries, file("manifest.json", manifest), _repositories(image, names[-1])])


def docker_save(*images: Image) -> bytes:
    """Return what ``docker save`` writes today: an OCI layout, manifest.json beside its index."""
    entries: list[Entry] = []
    described, items = [], []
    tops: dict[str, dict[str, str]] = {}
    for image in images:
        built = build(image)
        blobs, manifest = _oci_manifest(built, bytes, "")
        name, _, tag = image.name.rpartition(":")
        names = {
            "io.containerd.image.name": image.name,
            "org.opencontainers.image.ref.name": tag,
        }
        entries += (file(_blob_path(blob), blob) for blob in blobs)
        described.append(_described(manifest, names))
        layers = [_blob_path(layer) for layer in built.layers]
        items += _manifest_items(image, _blob_path(built.config), layers)
        tops.setdefault(name, {})[tag] = _hex(built.layers[-1])
    return _walked(
        [
            *entries,
            *_oci_layout(described),
            file("manifest.json", encode(items)),
            file("repositories", encode(tops)),
        ]
    )


def oci_archive(image: Image, compress: Callable[[bytes], bytes], suffix: str) -> bytes:
    """Return an OCI layout as a tar, its layers compressed; ``suffix`` is their media type's."""
    blobs, manifest = _oci_manifest(build(image), compress, suffix)
    tag = image.name.rpartition(":")[2]
    described = _described(manifest, {"org.opencontainers.image.ref.name": tag})
    return _walked([*(file(_blob_path(blob), blob) for blob in blobs), *_oci_layout([described])])


def _oci_manifest(
    built: Built, compress: Callable[[bytes], bytes], suffix: str
) -> tuple[list[bytes], bytes]:
    """Return the blobs and, the last of them, the manifest."""
    layers = [compress(layer) for layer in built.layers]
    manifest = encode(
        {
            "schemaVersion": 2,
            "mediaType": f"{MEDIA}.manifest.v1+json",
            "config": _descriptor(built.config, f"{MEDIA}.config.v1+json"),
            "layers": [_descriptor(layer, f"{MEDIA}.layer.v1.tar{suffix}") for layer in layers],
        }
    )
    return [*layers, built.config, manifest], manifest


def _described(manifest: bytes, names: dict[str, str]) -> dict[str, object]:
    return {
        **_descriptor(manifest, f"{MEDIA}.manifest.v1+json"),
        "platform": {"architecture": "amd64", "os": "linux"},
        "annotations": names,
    }


def _oci_layout(described: list[dict[str, object]]) -> list[Entry]:
    index = {
        "schemaVersion": 2,
        "mediaType": f"{MEDIA}.index.v1+json",
        "manifests": described,
    }
    return [
        folder("blobs"),
        folder("blobs/sha256"),
        file("index.json", encode(index)),
        file("oci-layout", encode({"imageLayoutVersion": "1.0.0"})),
    ]


def _descriptor(blob: bytes, media_type: str) -> dict[str, object]:
    return {"mediaType": media_type, "digest": digest(blob), "size": len(blob)}


def _manifest_items(image: Image, config: str, layers: list[str]) -> list[object]:
    return [{"Config": config, "RepoTags": [image.name], "Layers": layers}]


def _repositories(image: Image, top: str) -> Entry:
    name, _, tag = image.name.rpartition(":")
    return file("repositories", encode({name: {tag: top}}))


def _walked(entries: list[Entry]) -> bytes:
    """Return the tar in the order of a walk through the files, which is docker's."""
    unique = {entry.path: entry for entry in entries}
    return tar(unique[path] for path in sorted(unique))


def _blob_path(blob: bytes) -> str:
    return f"blobs/sha256/{_hex(blob)}"


def _hex(blob: bytes) -> str:
    return digest(blob).partition(":")[2]
