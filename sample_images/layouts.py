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
            file("manifest.json", _manifest_json(image, config, list(layers))),
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
    manifest = _manifest_json(image, config, [f"{name}/layer.tar" for name in names])
    return _walked([*entries, file("manifest.json", manifest), _repositories(image, names[-1])])


def docker_save(image: Image) -> bytes:
    """Return what ``docker save`` writes today: an OCI layout, manifest.json beside its index."""
    built = build(image)
    blobs, manifest = _oci_manifest(built, bytes, "")
    tag = image.name.rpartition(":")[2]
    names = {"io.containerd.image.name": image.name, "org.opencontainers.image.ref.name": tag}
    layers = [_blob_path(layer) for layer in built.layers]
    return _walked(
        [
            *_oci_layout(blobs, manifest, names),
            file("manifest.json", _manifest_json(image, _blob_path(built.config), layers)),
            _repositories(image, _hex(built.layers[-1])),
        ]
    )


def oci_archive(image: Image, compress: Callable[[bytes], bytes], suffix: str) -> bytes:
    """Return an OCI layout as a tar, its layers compressed; ``suffix`` is their media type's."""
    blobs, manifest = _oci_manifest(build(image), compress, suffix)
    tag = image.name.rpartition(":")[2]
    return _walked(_oci_layout(blobs, manifest, {"org.opencontainers.image.ref.name": tag}))


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


def _oci_layout(blobs: list[bytes], manifest: bytes, names: dict[str, str]) -> list[Entry]:
    described = {
        **_descriptor(manifest, f"{MEDIA}.manifest.v1+json"),
        "platform": {"architecture": "amd64", "os": "linux"},
        "annotations": names,
    }
    index = {
        "schemaVersion": 2,
        "mediaType": f"{MEDIA}.index.v1+json",
        "manifests": [described],
    }
    return [
        folder("blobs"),
        folder("blobs/sha256"),
        *(file(_blob_path(blob), blob) for blob in blobs),
        file("index.json", encode(index)),
        file("oci-layout", encode({"imageLayoutVersion": "1.0.0"})),
    ]


def _descriptor(blob: bytes, media_type: str) -> dict[str, object]:
    return {"mediaType": media_type, "digest": digest(blob), "size": len(blob)}


def _manifest_json(image: Image, config: str, layers: list[str]) -> bytes:
    return encode([{"Config": config, "RepoTags": [image.name], "Layers": layers}])


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
