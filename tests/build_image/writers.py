"""Images to files: each kind of archive by its name, so that tests can go through all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.build_image.codecs import compress
from tests.build_image.docker import crane, docker_25, docker_legacy, skopeo_docker_archive
from tests.build_image.images import BuiltImage, ImageSpec, build
from tests.build_image.layers import layer_tar
from tests.build_image.members import DIRECTORY, SYMLINK, Member, name_text
from tests.build_image.oci import containerd, oci_layout

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from tests.build_image.damage import Change


@dataclass(frozen=True)
class Format:
    """A kind of archive; ``layout`` gives its files, ``directory`` makes it a folder."""

    name: str
    layout: Callable[..., list[Member]]
    directory: bool = False

    def __str__(self) -> str:
        return self.name

    def write(
        self, path: Path, *specs: ImageSpec, codec: str = "none", change: Change | None = None
    ) -> Path:
        """Write the images to ``path`` and return it.

        ``codec`` compresses the archive as a whole; ``change`` gets its files beforehand.
        """
        images: list[BuiltImage] = [build(spec) for spec in specs]
        members = self.layout(*images)
        if change is not None:
            members = change(members)
        return save_directory(path, members) if self.directory else save(path, members, codec)


def save(path: Path, members: Iterable[Member], codec: str = "none") -> Path:
    """Write a tar, compressed or not."""
    path.write_bytes(compress(layer_tar(members), codec))
    return path


def save_directory(path: Path, members: Iterable[Member]) -> Path:
    """Write files, symlinks and directories below ``path``."""
    for member in members:
        target = path / name_text(member.name)
        target.parent.mkdir(parents=True, exist_ok=True)
        if member.kind == DIRECTORY:
            target.mkdir(exist_ok=True)
        elif member.kind == SYMLINK:
            target.symlink_to(name_text(member.link))
        else:
            target.write_bytes(member.content)
    return path


FORMATS: tuple[Format, ...] = (
    Format("docker-legacy", docker_legacy),
    Format("docker-25", docker_25),
    Format("skopeo-docker-archive", skopeo_docker_archive),
    Format("crane", crane),
    Format("containerd", containerd),
    Format("oci-archive", oci_layout),
    Format("oci-dir", oci_layout, directory=True),
)


def format_named(name: str) -> Format:
    return next(each for each in FORMATS if each.name == name)
