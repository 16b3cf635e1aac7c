"""The docker client, asked as a person would, and what its daemon keeps on disk."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.engine.tools import clean_environment, run

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.engine.daemon import Daemon

DEBIAN_CLIENT = Path("/usr/bin/docker")
# The first client that prints JSON for `--format json` and pads wide cells as today's does.
CURRENT = 23


@dataclass(frozen=True)
class Docker:
    """One client program and the daemon it talks to."""

    client: Path
    daemon: Daemon
    version: int

    def __call__(self, *words: str | Path, **variables: str) -> bytes:
        """Run `docker WORDS` with environment `variables`; return what it printed."""
        return run([self.client, *words], env=self.environment(**variables))

    def environment(self, **variables: str) -> Mapping[str, str]:
        """Return what makes a client talk to this daemon alone, with no one's configuration."""
        home = self.daemon.home / "client"
        return clean_environment(DOCKER_HOST=self.daemon.host, DOCKER_CONFIG=str(home), **variables)

    @property
    def is_current(self) -> bool:
        """Whether this client's output is the measure everywhere (see CURRENT)."""
        return self.version >= CURRENT

    def build(self, context: Path, tag: str, *, buildkit: bool = False) -> None:
        """Build the Dockerfile of `context`."""
        self(
            "build",
            "--network=none",
            "--no-cache",
            "--force-rm",
            f"--tag={tag}",
            context,
            DOCKER_BUILDKIT="1" if buildkit else "0",
        )

    def save(self, tag: str, archive: Path) -> Path:
        """Write the untouched output of `docker save`."""
        self("save", f"--output={archive}", tag)
        return archive

    def reload(self, tag: str, archive: Path) -> None:
        """Forget an image and all its parents, and load it back from `archive`.

        Layers that stayed in BuildKit's cache would be used again, with sizes of its own.
        """
        self("rmi", "--force", tag)
        self("builder", "prune", "--force", "--all")
        self("load", f"--input={archive}")

    def import_nothing(self, tag: str, message: str = "") -> str:
        """Make an image of one layer without a single file; return its tag."""
        archive = self.daemon.home / "nothing.tar"
        archive.write_bytes(bytes(1024))
        self("import", f"--message={message}", archive, tag)
        return tag

    def layer_directories(self, tag: str) -> list[Path]:
        """Return the directories in which the daemon keeps the image's layers, base first."""
        driver = json.loads(self("inspect", "--type=image", "--format={{json .GraphDriver}}", tag))
        data = driver["Data"]
        lower = data["LowerDir"].split(":") if "LowerDir" in data else []
        return [Path(name) for name in [*reversed(lower), data["UpperDir"]]]

    def upper_directory(self, container: str) -> Path:
        """Return the directory in which the daemon keeps what a container wrote."""
        words = ("container", "inspect", "--format={{.GraphDriver.Data.UpperDir}}", container)
        return Path(self(*words).decode().strip())

    def size(self, tag: str) -> int:
        """Return the image's size in bytes, of which `docker images` prints three digits."""
        return int(self("inspect", "--type=image", "--format={{.Size}}", tag))


def version_of(client: Path) -> int:
    """Return a client's major version."""
    said = run([client, "--version"]).decode()
    found = re.search(r"version (\d+)\.", said)
    assert found, said
    return int(found[1])
