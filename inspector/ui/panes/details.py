"""What is this? The chosen layer and the path under the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from inspector.text import printable
from inspector.ui.facts import layer_facts, path_facts, path_line

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from inspector.tree import Node, Version
    from inspector.ui.session import Session
    from inspector.ui.steps import Step


class DetailsPane(VerticalScroll):
    """The layer and the path, in words. Shown where there is room for it."""

    TITLE = "Details"
    HELP = """\
## Details

What is known of the chosen layer and of the path under the cursor: who wrote it, who hides it.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "scroll_down", "Down", id="details.down", tooltip="Scroll down", show=False),
        Binding("k", "scroll_up", "Up", id="details.up", tooltip="Scroll up", show=False),
    ]
    DEFAULT_CSS = """
    DetailsPane {
        background: $surface;
        color: $foreground;
        padding: 0 1;
        & > #path-details { margin-top: 1; }
    }
    """

    def __init__(self) -> None:
        super().__init__(id="details")
        self._layer = Static(id="layer-details", markup=False)
        self._path = Static(id="path-details", markup=False)

    def compose(self) -> ComposeResult:
        """Lay out the two texts."""
        yield self._layer
        yield self._path

    def show_details(self, session: Session | None, step: Step | None, node: Node | None) -> None:
        """Show a step and a path."""
        if session is None or step is None:
            self._layer.update("")
            self._path.update("")
            return
        self.border_title = f"Layer {step.layer}" if step.layer is not None else "Step"
        self._layer.update(layer_facts(session, step))
        version = _version(node, step)
        if node is None or version is None:
            self._path.update("")
        else:
            self._path.update(path_facts(session, node, version, step.top))


class PathLine(Widget):
    """The path under the cursor in one line."""

    DEFAULT_CSS = """
    PathLine {
        height: 1;
        padding: 0 1;
        background: $panel;
        color: $foreground;
        text-wrap: nowrap;
        text-overflow: ellipsis;
    }
    """

    def __init__(self) -> None:
        super().__init__(id="path-line")
        self._text = ""

    def show_details(self, session: Session | None, step: Step | None, node: Node | None) -> None:
        """Show a path, or the step's command where there is none."""
        self._text = ""
        if session is not None and step is not None:
            version = _version(node, step)
            if node is not None and version is not None:
                self._text = path_line(session, node, version)
            else:
                self._text = step.instruction[:1000]
        self.refresh()

    def render(self) -> Content:
        """Return the line."""
        return Content(printable(self._text))


def _version(node: Node | None, step: Step) -> Version | None:
    if node is None:
        return None
    return node.visible_at(step.top) or node.visible_at(step.top - 1)
