"""The line on top, as a feature of the screen."""

from __future__ import annotations

from inspector.ui.header.pane import HeaderPane
from inspector.ui.kit.feature import Feature

FEATURE = Feature(panes=(HeaderPane,), chains=lambda: [(HeaderPane,)])
