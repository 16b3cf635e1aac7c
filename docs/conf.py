"""Builds the site: ``sphinx-build -W -n -b html docs docs/_build``. Nothing is fetched for it."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent.parent)]

from inspector import __version__  # noqa: E402 - it is found now

project = "Layerscope"
author = "The Layerscope authors"
copyright = "The Layerscope authors, MIT licence"  # noqa: A001 - Sphinx calls it so
version = release = __version__

extensions = ["myst_parser", "site_pages"]
source_suffix = {".md": "markdown"}
root_doc = "index"
exclude_patterns = ["_build"]
myst_heading_anchors = 4
# Blocks of commands and what they print; nothing is guessed of their language.
highlight_language = "none"

html_theme = "furo"
html_title = "Layerscope"
html_copy_source = False
html_show_sphinx = False
