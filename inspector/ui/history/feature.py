"""The history, as a feature of the screen."""

from __future__ import annotations

from inspector.ui.history.pane import HistoryPane
from inspector.ui.kit.feature import Feature

FEATURE = Feature(panes=(HistoryPane,))
