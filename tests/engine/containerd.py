"""containerd's own client, asked as a person would."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.engine.tools import clean_environment, run

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.engine.daemon import Daemon

NAMESPACE = "layerscope"


@dataclass(frozen=True)
class Containerd:
    """The containerd that a docker daemon has started."""

    daemon: Daemon

    def __call__(self, *words: str | Path) -> bytes:
        """Run `ctr WORDS`; return what it printed."""
        return run(["ctr", *words], env=clean_environment(**self.environment))

    @property
    def environment(self) -> Mapping[str, str]:
        """What tells `ctr` and `nerdctl` whom to talk to."""
        socket = self.daemon.home / "exec" / "containerd" / "containerd.sock"
        return {"CONTAINERD_ADDRESS": str(socket), "CONTAINERD_NAMESPACE": NAMESPACE}

    def imported(self, archive: Path, tag: str) -> str:
        """Import what `docker save` wrote, without unpacking it; return the image's name."""
        self("images", "import", "--no-unpack", archive)
        return f"docker.io/library/{tag}"
