"""The list of findings, as a feature of the screen."""

from __future__ import annotations

from inspector.ui.findings.pane import FindingsPane
from inspector.ui.kit.feature import Feature
from inspector.ui.widgets.rows import Rows

FEATURE = Feature(panes=(FindingsPane,), chains=lambda: [(Rows, FindingsPane)])
