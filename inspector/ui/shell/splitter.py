"""The frame around the panes: gives each its size, which keys and the mouse can change."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.geometry import clamp
from textual.widgets import Tab

from inspector.language import N_, _
from inspector.ui.widgets.rows import SPACED

if TYPE_CHECKING:
    from textual.events import MouseDown, MouseEvent, MouseMove, MouseUp
    from textual.widget import Widget

    from inspector.ui.session.settings import Memory

# From so many cells on, panes stand side by side.
WIDE = 110
_STEP_PERCENT = 3
# Whatever is asked for, a pane keeps so many rows or cells, its border included.
_LEAST_ROWS = 4
_LEAST_CELLS = 20
_LEAST_BELOW = 5  # rows of the tabs, where they lie below the layers
# Of fewer rows, most are given to the part with the focus, and these are its share.
_CRAMPED_ROWS = 15
_FOCUSED_LAYERS = 7
_FOCUSED_TABS = 9


class PaneSizes(Container):
    """Layers (and details) on the left or on top, tabs on the right or below."""

    HELP = N_("""\
## Pane sizes

The borders between the panes can also be moved with the mouse; where the panes are stacked, drag
the line with the tabs. The sizes are remembered. On a screen with very few lines, the
pane with the focus gets most of the room instead.
""")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("greater_than_sign", "wider(1)", N_("Wider"), id="sizes.wider", show=False,
                tooltip=N_("More room for the layers, less for the files")),
        Binding("less_than_sign", "wider(-1)", N_("Narrower"), id="sizes.narrower", show=False,
                tooltip=N_("Less room for the layers, more for the files")),
        Binding("plus", "taller(1)", N_("Taller"), id="sizes.taller", show=False,
                tooltip=N_("More lines for the layers")),
        Binding("minus", "taller(-1)", N_("Lower"), id="sizes.lower", show=False,
                tooltip=N_("Fewer lines for the layers")),
    ]  # fmt: skip

    def __init__(self, memory: Memory) -> None:
        """Begin with the sizes of the last time."""
        super().__init__(id="body")
        self._memory = memory
        self._sizes = memory.settings
        self._moves = ""  # which border the mouse has hold of
        self._is_in_layers = True  # whether the part above has the focus, or had it last

    @property
    def _left(self) -> Widget:
        return self.children[0]

    @property
    def _is_wide(self) -> bool:
        return self.size.width >= WIDE

    def on_resize(self) -> None:
        """Give everyone a size."""
        self._apply()

    def on_descendant_focus(self) -> None:
        """Give the part with the focus the room where there is little."""
        is_in_layers = self._left.has_focus_within
        if is_in_layers != self._is_in_layers:
            self._is_in_layers = is_in_layers
            self._apply()

    # -- keys

    def action_wider(self, by: int) -> None:
        """Move the border between left and right, or above and below, by a step."""
        if self._is_wide:
            self._change(left_percent=self._sizes.left_percent + by * _STEP_PERCENT)
        else:
            self.action_taller(by)

    def action_taller(self, by: int) -> None:
        """Move the border below the layers by a step."""
        if self._is_wide:
            self._change(layers_percent=self._sizes.layers_percent + by * _STEP_PERCENT)
        elif self._is_cramped:
            said = _("The screen is too small: the pane in use gets the room.")
            self.notify(said, markup=False)
        else:
            self._change(top_rows=min(self._top_rows + by, self._most_rows))

    # -- the mouse

    def on_mouse_down(self, event: MouseDown) -> None:
        """Take hold of a border."""
        self._moves = self._border_at(event) if event.button == 1 else ""
        if self._moves:
            event.stop()
            self.capture_mouse()

    def on_mouse_move(self, event: MouseMove) -> None:
        """Move the border."""
        if self._moves:
            event.stop()
            self._sizes = self._sizes.resized(**{self._moves: self._dragged(event)})
            self._apply()

    def on_mouse_up(self, event: MouseUp) -> None:
        """Let go of it."""
        if self._moves:
            event.stop()
            self._change(**{self._moves: self._dragged(event)})
            self._moves = ""
            self.release_mouse()

    def _border_at(self, event: MouseEvent) -> str:
        """Return the name of the size that the border below the mouse decides."""
        x, y = int(event.screen_x), int(event.screen_y)
        left = self._left.region
        if self._is_cramped:
            return ""
        if not self._is_wide:
            widget, _ = self.screen.get_widget_at(x, y)
            return "top_rows" if y == left.bottom and not isinstance(widget, Tab) else ""
        if x in {left.right - 1, left.right}:
            return "left_percent"
        lower = self._left.children[-1].region
        return "layers_percent" if y in {lower.y - 1, lower.y} and x < left.right else ""

    def _dragged(self, event: MouseEvent) -> int:
        """Return the size that puts the border where the mouse is."""
        x, y = int(event.screen_x) - self.region.x, int(event.screen_y) - self.region.y
        if self._moves == "top_rows":
            return y
        part, whole = (x, self.size.width) if self._moves == "left_percent" else (y, self._height)
        return round(100 * part / whole)

    # -- sizes

    @property
    def _height(self) -> int:
        return max(1, self.size.height)

    @property
    def _is_cramped(self) -> bool:
        """Whether there are too few rows for both parts."""
        return not self._is_wide and self._height < _CRAMPED_ROWS

    @property
    def _top_rows(self) -> int:
        wanted = self._sizes.top_rows
        if not self._is_cramped:
            return clamp(wanted, _LEAST_ROWS, self._most_rows)
        if self._is_in_layers:
            least = min(_FOCUSED_LAYERS, self._height - 1)
            return clamp(wanted, least, max(least, self._most_rows))
        return clamp(wanted, 1, max(1, self._height - _FOCUSED_TABS))

    @property
    def _most_rows(self) -> int:
        return max(_LEAST_ROWS, self._height - _LEAST_BELOW)

    def _change(self, **sizes: int) -> None:
        before = self._applied
        fitting = self._sizes.resized(**sizes)
        self._memory.change(**{name: getattr(fitting, name) for name in sizes})
        self._sizes = self._memory.settings
        self._apply()
        if self._applied == before and not self._moves:
            self.notify(_("The border cannot move further."), markup=False)

    @property
    def _applied(self) -> tuple[object, ...]:
        left = self._left
        return left.styles.width, left.styles.height, left.children[0].styles.height

    def _apply(self) -> None:
        left, sizes = self._left, self._sizes
        is_presented = self.app.has_class(SPACED)
        if not self._is_wide:
            left.styles.width = "100%"
            left.styles.height = "1fr" if is_presented else self._top_rows
            left.children[0].styles.height = "1fr"  # not as it was where it was wide
            return
        least, most = _LEAST_CELLS, self.size.width - _LEAST_CELLS
        left.styles.width = clamp(self.size.width * sizes.left_percent // 100, least, most)
        left.styles.height = "1fr"
        upper, lower = left.children
        rows = clamp(
            self._height * sizes.layers_percent // 100, _LEAST_ROWS, self._height - _LEAST_ROWS
        )
        upper.styles.height = "1fr" if is_presented else rows
        lower.styles.height = "1fr"
