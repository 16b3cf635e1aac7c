"""The map, as a feature of the screen."""

from __future__ import annotations

from inspector.ui.kit.feature import Feature
from inspector.ui.map.pane import MapPane
from inspector.ui.widgets.boxes import Boxes

FEATURE = Feature(panes=(MapPane,), chains=lambda: [(Boxes, MapPane)])
