"""The list of packages, as a feature of the screen."""

from __future__ import annotations

from inspector.ui.kit.feature import Feature
from inspector.ui.packages.pane import PackagesPane
from inspector.ui.widgets.rows import Rows

FEATURE = Feature(panes=(PackagesPane,), chains=lambda: [(Rows, PackagesPane)])
