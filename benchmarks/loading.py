"""Loads images as commands do, and does nothing with them: ``python -m benchmarks.loading IMAGE…``.

What a command does besides is what it takes longer than this.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from inspector import garbage
from inspector.formats.choice import choose
from inspector.formats.source import open_archive
from inspector.limits import DEFAULT_LIMITS
from inspector.reading.image import Image, Processes
from inspector.tree import Tree

if TYPE_CHECKING:
    from pathlib import Path


def loaded(path: str | Path, processes: Processes = Processes.NONE) -> tuple[Image, Tree]:
    """Read and merge the layers of an archive's only image."""
    archive = open_archive(str(path), DEFAULT_LIMITS)
    image = Image(archive, choose(archive, image=None, platform=None), DEFAULT_LIMITS)
    tree = Tree()
    for layer in image.read_layers(processes=processes):
        tree.apply(layer.entries, image.limits)
    return image, tree


if __name__ == "__main__":
    with garbage.disabled():
        images = [loaded(path, Processes.FORKED) for path in sys.argv[1:]]
        os._exit(0 if images else 2)
