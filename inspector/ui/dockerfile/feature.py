"""The recipe, as a feature of the screen."""

from __future__ import annotations

from inspector.ui.dockerfile.pane import DockerfilePane
from inspector.ui.kit.feature import Feature

FEATURE = Feature(panes=(DockerfilePane,))
