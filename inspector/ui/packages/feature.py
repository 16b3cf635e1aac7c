"""The list of packages, as a feature of the screen."""

from __future__ import annotations

from inspector.ui.kit.feature import Feature
from inspector.ui.packages.pane import PackagesPane

FEATURE = Feature(panes=(PackagesPane,))
