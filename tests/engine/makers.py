"""How each tool writes an image: from a specimen to a file or a directory of its own."""

from __future__ import annotations

import json
import tarfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests import build_image
from tests.engine.specimens import Specimen

if TYPE_CHECKING:
    from tests.engine.containerd import Containerd
    from tests.engine.docker import Docker
    from tests.engine.workshop import Workshop


@dataclass(frozen=True)
class Tools:
    """What a form may be made with."""

    docker: Docker
    workshop: Workshop
    containerd: Containerd


# Writes the specimen to the path.
Make = Callable[[Tools, Specimen, Path], None]


def saved(tools: Tools, source: Specimen, target: Path) -> None:
    tools.docker.save(source.tag, target)


def saved_with_others(tools: Tools, source: Specimen, target: Path) -> None:
    """An archive with another image and with a second tag of this one."""
    tools.docker("tag", source.tag, "second.example/name:2")
    other = tools.docker.import_nothing("other:1")
    tools.docker("save", f"--output={target}", other, source.tag, "second.example/name:2")
    tools.docker("rmi", "second.example/name:2", other)


def skopeo(destination: str, *options: str) -> Make:
    """Return a maker that copies with skopeo; `{}` in `destination` is the path."""

    def make(tools: Tools, source: Specimen, target: Path) -> None:
        place = destination.format(target)
        tools.workshop.skopeo(*options, f"docker-archive:{source.archive}", place)

    return make


def skopeo_by_dir(tools: Tools, source: Specimen, target: Path) -> None:
    between = target.with_suffix(".dir")
    tools.workshop.skopeo(f"docker-archive:{source.archive}", f"dir:{between}")
    tools.workshop.skopeo(f"dir:{between}", f"oci:{target}:by-dir")


def podman(*options: str) -> Make:
    """Return a maker that loads and saves with podman."""

    def make(tools: Tools, source: Specimen, target: Path) -> None:
        tools.workshop.podman_load(source.archive)
        name = f"localhost/{source.tag}"
        tools.workshop.podman("save", "--quiet", *options, f"--output={target}", name)

    return make


def buildah(destination: str) -> Make:
    """Return a maker that pushes what buildah built; `{}` in `destination` is the path."""

    def make(tools: Tools, source: Specimen, target: Path) -> None:
        tools.workshop.buildah_push(source.tag, destination.format(target))

    return make


def umoci_config(tools: Tools, source: Specimen, target: Path) -> None:
    """The layout holds the image as it was and a second one with the same layers."""
    tools.workshop.skopeo(f"docker-archive:{source.archive}", f"oci:{target}:before")
    words = ("--image", f"{target}:before", "--tag", "relabelled", "--no-history")
    tools.workshop.umoci("config", *words, "--config.label", "a=b")


def umoci_layout(tools: Tools, source: Specimen, target: Path) -> None:
    (source.archive.parent / "repacked").rename(target)


def ctr(tools: Tools, source: Specimen, target: Path) -> None:
    containerd = tools.containerd
    name = containerd.imported(source.archive, source.tag)
    containerd("images", "export", target, name)


def by_hand(form: str, codec: str) -> Make:
    """Return a maker for a tool that cannot be had: the same layers and configuration."""

    def make(tools: Tools, source: Specimen, target: Path) -> None:
        with tarfile.open(source.archive) as archive:
            [item] = json.load(_member(archive, "manifest.json"))
            spec = build_image.ImageSpec(
                layers=[_member(archive, name).read() for name in item["Layers"]],
                config_bytes=_member(archive, item["Config"]).read(),
                tags=[source.tag],
                codec=codec,
            )
        build_image.format_named(form).write(target, spec)

    return make


def _member(archive: tarfile.TarFile, name: str) -> tarfile.ExFileObject:
    found = archive.extractfile(name)
    assert isinstance(found, tarfile.ExFileObject), name
    return found
