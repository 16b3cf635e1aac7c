"""Puts the man pages into a wheel, where ``python docs/make_man.py`` has written them before."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ManPages(BuildHookInterface):  # type: ignore[misc, unused-ignore]
    """Building a wheel needs neither the program's dependencies nor click-man."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the folder, if it is there; an editable installation has none."""
        folder = Path(self.root) / "man"
        if version == "standard" and folder.is_dir():
            build_data["shared_data"][str(folder)] = "share/man/man1"
