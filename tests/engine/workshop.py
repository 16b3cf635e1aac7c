"""podman, buildah, skopeo and umoci, each with a store of the tests' own.

Every command runs in a mount namespace of its own where the places that these tools share
with the machine's own (/var/lib, /run, /dev/shm) are empty and vanish with the command, as
does whatever the command mounts.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from tests.engine.tools import run

HIDDEN = "/var/lib /run /dev/shm"
PRIVATE = f'for each in {HIDDEN}; do mount -t tmpfs none "$each"; done; exec "$@"'


def private(*words: str | Path) -> bytes:
    """Run `words` where nothing that they leave behind stays; return what they print."""
    namespace = ("unshare", "--mount", "--propagation", "private", "sh", "-c", PRIVATE, "sh")
    return run([*namespace, *words])


@dataclass(frozen=True)
class Workshop:
    """The tools, working below `home`."""

    home: Path

    @property
    def _store(self) -> tuple[str, ...]:
        return (
            f"--root={self.home / 'store'}",
            f"--runroot={self.home / 'runroot'}",
            "--storage-driver=overlay",
        )

    @property
    def storage_conf(self) -> Path:
        """A configuration that names the store of the tests' own, for who cannot be told."""
        path = self.home / "storage.conf"
        path.write_text(
            "[storage]\n"
            'driver = "overlay"\n'
            f'graphroot = "{self.home / "store"}"\n'
            f'runroot = "{self.home / "runroot"}"\n'
        )
        return path

    @property
    def policy(self) -> Path:
        """A signature policy that accepts images without one, whatever the machine's says."""
        path = self.home / "policy.json"
        path.write_text('{"default": [{"type": "insecureAcceptAnything"}]}\n')
        return path

    def skopeo(self, *words: str | Path) -> None:
        """Run `skopeo copy WORDS`."""
        private("skopeo", "--insecure-policy", "copy", "--quiet", *words)

    def umoci(self, *words: str | Path) -> None:
        """Run `umoci WORDS`."""
        private("umoci", *words)

    def podman(self, *words: str | Path) -> None:
        """Run `podman WORDS`; `load` finds the image under `localhost/`."""
        private("podman", *self._store, "--cgroup-manager=cgroupfs", *words)

    def podman_load(self, archive: Path) -> None:
        """Load a docker-archive."""
        self.podman("load", "--quiet", f"--signature-policy={self.policy}", f"--input={archive}")

    def podman_layers(self, name: str) -> list[Path]:
        """Return the directories in which podman keeps an image's layers, base first."""
        form = "--format={{json .GraphDriver}}"
        data = json.loads(private("podman", *self._store, "image", "inspect", form, name))["Data"]
        lower = data["LowerDir"].split(":") if "LowerDir" in data else []
        return [Path(each) for each in [*reversed(lower), data["UpperDir"]]]

    def buildah_build(self, context: Path, tag: str, *, layers: bool) -> None:
        """Build the Dockerfile of `context`, with a layer for each instruction or one in all.

        Buildah withholds mknod from builds unless told otherwise; docker does not.
        """
        private(
            "buildah",
            *self._store,
            "bud",
            "--quiet",
            f"--signature-policy={self.policy}",
            "--isolation=oci",
            "--runtime=runc",
            "--network=none",
            "--cap-add=CAP_MKNOD",
            f"--layers={str(layers).lower()}",
            f"--tag={tag}",
            context,
        )

    def buildah_push(self, tag: str, destination: str) -> None:
        """Write an image to `destination`, a transport and a path."""
        policy = f"--signature-policy={self.policy}"
        private("buildah", *self._store, "push", "--quiet", policy, tag, destination)
