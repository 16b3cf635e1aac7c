"""The configuration, as a feature of the screen."""

from __future__ import annotations

from inspector.ui.image.pane import ImagePane
from inspector.ui.image.process_view import RunField
from inspector.ui.kit.feature import Feature

FEATURE = Feature(panes=(ImagePane,), chains=lambda: [(ImagePane,), (RunField,)])
