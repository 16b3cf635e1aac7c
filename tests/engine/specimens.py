"""Images to test with: built by real tools, with the kernel's view of every layer."""

from __future__ import annotations

import gzip
import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.engine import kernel, recipe
from tests.engine.states import States, states_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engine.docker import Docker
    from tests.engine.rows import Row
    from tests.engine.workshop import Workshop


@dataclass(frozen=True)
class Specimen:
    """An image that the daemon holds under `tag`, loaded from `archive`."""

    tag: str
    archive: Path
    states: States
    # the tree as the builder left it, before anything was saved; None where another tool built
    built: list[Row] | None = None

    @property
    def last(self) -> int:
        """The number of the top layer."""
        return len(self.states.layers) - 1


def built_by_docker(docker: Docker, context: Path, tag: str, *, buildkit: bool = False) -> Specimen:
    """Build `context`, look at the result, and load it back from what `docker save` wrote."""
    docker.build(context, tag, buildkit=buildkit)
    built = kernel.state(docker.layer_directories(tag))
    archive = docker.save(tag, context.parent / f"{context.name}.tar")
    docker.reload(tag, archive)
    return Specimen(tag, archive, states_of(docker.layer_directories(tag)), built)


def loaded_into_docker(docker: Docker, archive: Path, tag: str) -> Specimen:
    """Let the daemon unpack what another tool wrote."""
    docker("load", f"--input={archive}")
    return Specimen(tag, archive, states_of(docker.layer_directories(tag)))


def built_by_buildah(
    docker: Docker, workshop: Workshop, context: Path, tag: str, *, layers: bool
) -> Specimen:
    """Build `context` with buildah, which keeps the image in its own store, too."""
    workshop.buildah_build(context, tag, layers=layers)
    archive = context.parent / f"{context.name}.tar"
    workshop.buildah_push(tag, f"docker-archive:{archive}:{tag}")
    return loaded_into_docker(docker, archive, tag)


def repacked_by_umoci(docker: Docker, workshop: Workshop, source: Path, home: Path) -> Specimen:
    """Unpack an image with umoci, change its files, and let umoci make a layer of that."""
    layout, bundle, archive = home / "repacked", home / "bundle", home / "repacked.tar"
    workshop.skopeo(f"docker-archive:{source}", f"oci:{layout}:before")
    workshop.umoci("unpack", "--image", f"{layout}:before", bundle)
    rootfs = bundle / "rootfs"
    shutil.rmtree(rootfs / "copied")
    # a new file and not a new content: so the directory has an entry, as it has in docker's layers
    (rootfs / "added" / "plain").unlink()
    (rootfs / "added" / "plain").write_bytes(b"by hand\n")
    (rootfs / "new").mkdir(mode=0o750)
    (rootfs / "new" / "packed.gz").write_bytes(gzip.compress(b"x" * 999, mtime=0))
    workshop.umoci("repack", "--image", f"{layout}:after", bundle)
    workshop.umoci("rm", "--image", f"{layout}:before")
    workshop.skopeo(f"oci:{layout}:after", f"docker-archive:{archive}:umoci:1")
    return loaded_into_docker(docker, archive, "umoci:1")


@dataclass
class Origins:
    """The same Dockerfile built by each tool, each when it is first asked for."""

    docker: Docker
    debian_docker: Docker
    workshop: Workshop
    home: Path
    seed: int
    made: dict[str, Specimen] = field(default_factory=dict)

    def __call__(self, name: str) -> Specimen:
        """Return the image called `name`: docker, buildkit, buildah, buildah-one-layer, umoci."""
        if name not in self.made:
            self.made[name] = self._make(name)
        return self.made[name]

    def _make(self, name: str) -> Specimen:
        if name == "umoci":
            source = self("docker").archive
            return repacked_by_umoci(self.docker, self.workshop, source, self.home)
        tag = f"{name}:1"
        context = recipe.write_context(self.home / name, self.seed, run_layers=3)
        if name.startswith("buildah"):
            layers = name == "buildah"
            return built_by_buildah(self.docker, self.workshop, context, tag, layers=layers)
        buildkit = name == "buildkit"
        docker = self.debian_docker if buildkit else self.docker
        return built_by_docker(docker, context, tag, buildkit=buildkit)
