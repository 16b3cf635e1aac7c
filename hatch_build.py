"""Makes the man pages while a wheel is built: ``docs/make_man.py`` writes them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ManPages(BuildHookInterface):  # type: ignore[misc, unused-ignore]
    """Where they cannot be made, the wheel has none: the program runs without them."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make them, and name the folder; an editable installation has none."""
        maker = Path(self.root) / "docs/make_man.py"
        if version != "standard" or not maker.is_file():
            return
        self._folder = TemporaryDirectory(prefix="layerscope-man-")
        paths = os.pathsep.join(filter(None, (self.root, os.environ.get("PYTHONPATH"))))
        made = subprocess.run(
            [sys.executable, "-B", maker, self._folder.name],
            env={**os.environ, "PYTHONPATH": paths},
            capture_output=True,
            check=False,
        )
        if made.returncode == 0:
            build_data["shared_data"][self._folder.name] = "share/man/man1"
        else:
            told = made.stderr.decode(errors="replace").strip().rpartition("\n")[2]
            self.app.display_warning(f"no man pages: {told}")

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove the folder."""
        del version, build_data, artifact_path
        if hasattr(self, "_folder"):
            self._folder.cleanup()
