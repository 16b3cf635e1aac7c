"""A plain Debian, as debootstrap makes it and as base images are cleaned, in the daemon."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from tests.engine.tools import run

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engine.docker import Docker

DEBIAN = "plain-debian:12"
SECONDS = 800.0  # it fetches and unpacks a hundred packages
# What the scripts that make Debian's own base images delete, too.
LEFT = ("var/lib/apt/lists", "var/cache/apt", "var/log")


def import_debian(docker: Docker, home: Path) -> str:
    """Make a base image of Debian 12; return its tag."""
    root, archive = home / "debian", home / "debian.tar"
    run(["debootstrap", "--variant=minbase", "bookworm", root], seconds=SECONDS)
    for name in LEFT:
        shutil.rmtree(root / name)
        (root / name).mkdir()
    run(["tar", f"--directory={root}", f"--file={archive}", "--create", "."])
    docker("import", "--change", 'CMD ["bash"]', archive, DEBIAN)
    shutil.rmtree(root)
    archive.unlink()
    return DEBIAN
