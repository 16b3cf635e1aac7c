"""What is this? The chosen layer and the path under the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from inspector.language import N_, _
from inspector.ui.kit.command_text import command_text
from inspector.ui.kit.debounce import Debounce
from inspector.ui.kit.pane import Pane, PanePlace
from inspector.ui.kit.path_details import path_facts, shortened, whereabouts
from inspector.ui.layers.layer_details import layer_facts, range_facts
from inspector.ui.widgets.path_text import PathText

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from inspector.ui.session.history_steps import Step
    from inspector.ui.session.session import Session
    from inspector.ui.session.target import Pointed, Target

_BRIEF = 2000  # characters of a command: the dialog shows more


class DetailsPane(VerticalScroll, Pane):
    """The layer and the path, in words. Shown where there is room for it."""

    TITLE = N_("Details")
    PLACE = PanePlace.LEFT
    HELP = N_("""\
## Details

What is known about the chosen layer and the path under the cursor: which layer wrote it, and which
one hides it.
""")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "j", "scroll_down", N_("Down"), id="details.down", tooltip=N_("Scroll down"), show=False
        ),
        Binding("k", "scroll_up", N_("Up"), id="details.up", tooltip=N_("Scroll up"), show=False),
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
        super().__init__(id="details", classes="wide-only")
        self._command = Static(id="command", markup=False)
        self._layer = Static(id="layer-details", markup=False)
        self._path = Static(id="path-details", markup=False)
        self._target: Target | None = None
        self._debounce = Debounce(self, self._update)
        self._is_behind = False  # whether all is to be shown anew once there is room for it

    def compose(self) -> ComposeResult:
        """Lay out the texts."""
        yield self._command
        yield self._layer
        yield self._path

    def show_pointed(self, pointed: Pointed) -> None:
        """Show a step and a path, once the cursor stops: laying text out anew takes a frame."""
        self._target = pointed.target
        self._debounce.begin()

    def on_mount(self) -> None:
        """Watch for room."""
        self.screen.screen_layout_refresh_signal.subscribe(self, self._catch_up)

    def _catch_up(self, _: object) -> None:
        if self._is_behind and self.display:
            self._update()

    def _update(self) -> None:
        self._is_behind = not self.display
        if self._is_behind:
            return
        session, step, target = self.session, self.selection.step, self._target
        if session is None or step is None:
            for part in (self._command, self._layer, self._path):
                part.update("")
            return
        self._show_step(session, step)
        version = target.shown if target is not None else None
        if target is None or version is None:
            self._path.update("")
        else:
            self._path.update(path_facts(target, version, target.layer))

    def _show_step(self, session: Session, step: Step) -> None:
        span = step.span
        is_range = span is not None and step.first is not None
        self._command.display = not is_range
        if span is not None and is_range:
            self.border_title = _("{layers} compared").format(layers=span).capitalize()
            self._layer.update(range_facts(session, span))
            return
        is_layer = step.layer is not None
        self.border_title = _("Layer {layer}").format(layer=step.layer) if is_layer else _("Step")
        self._command.update(command_text(step.instruction, _BRIEF))
        self._layer.update(layer_facts(session, step))


class PathLine(PathText, Pane):
    """The path under the cursor in one line."""

    PLACE = PanePlace.BOTTOM
    SHOWS_TWO = True
    DEFAULT_CSS = """
    PathLine { height: 1; background: $panel; color: $foreground; }
    """

    def __init__(self) -> None:
        super().__init__(id="path-line")

    def show_pointed(self, pointed: Pointed) -> None:
        """Show a path and what is said of it, or the step's command where there is neither."""
        step, target, said = self.selection.step, pointed.target, pointed.said
        version = target.shown if target is not None else None
        if target is not None and version is not None:
            self.show(target.path, said or whereabouts(target.session, target.node, version))
        else:
            brief = shortened(step.instruction, 300) if step is not None else ""
            self.show("", said or brief)
