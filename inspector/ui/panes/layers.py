"""Which layer? The steps that made the image, with what each cost."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content

from inspector.analyses.life import touching_layers
from inspector.analyses.verify import State
from inspector.text import human_size
from inspector.ui import messages
from inspector.ui.steps import Step, steps_of
from inspector.ui.verifying import MARKS
from inspector.ui.widgets.bars import bar
from inspector.ui.widgets.columns import Column
from inspector.ui.widgets.pane import Pane
from inspector.ui.widgets.row_source import Cell, NoRows, Row
from inspector.ui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

    from inspector.spec import HistoryEntry
    from inspector.tree import Node
    from inspector.ui.session import Session

_ZERO = "."
_TOUCHES = "*"


class LayerRows:
    """The steps, oldest first."""

    columns: ClassVar[Sequence[Column]] = (
        Column("#", width=3, right=True),
        Column("", width=2),
        Column("size", width=7, right=True),
        Column("", width=5, drop=3),
        Column("+", width=5, right=True, drop=4),
        Column("~", width=5, right=True, drop=4),
        Column("-", width=5, right=True, drop=4),
        Column("instruction", least=16),
    )
    empty = "This image has no layers and no history."

    def __init__(self, session: Session, steps: list[Step]) -> None:
        self.steps = steps
        self.touching: frozenset[int] = frozenset()
        self._session = session

    def __len__(self) -> int:
        return len(self.steps)

    def row(self, index: int) -> Row:
        """Return a step's cells."""
        step = self.steps[index]
        command = step.instruction
        if step.layer is None:
            mark = "!" if step.is_lost else "·"
            return Row(("", mark, "", "", "", "", "", command), "rows--dim")
        return Row(
            (
                str(step.layer),
                self._mark(step.layer),
                *self._size(step.layer),
                *self._counts(step.layer),
                command,
            )
        )

    def _mark(self, layer: int) -> Cell:
        """Return how the layer fares (trouble, or its check), and whether the path is touched."""
        touch = _TOUCHES if layer in self.touching else " "
        state, tone = " ", "rows--dim"
        check = self._session.checks.get(layer)
        if self._session.trouble(layer):
            state, tone = "!", "rows--finding"
        elif check is not None:
            state = MARKS[check.state]
            tone = tone if check.state is State.OK else "rows--finding"
        return Content.assemble((state, f".{tone}"), (touch, ".rows--match"))

    def _size(self, layer: int) -> tuple[Cell, Cell]:
        size = self._session.size_of(layer)
        if size is None:
            return ("…", "")
        known = [self._session.size_of(each.index) for each in self._session.image.layers]
        largest = max(each or 0 for each in known)

        def draw(width: int) -> Content:
            return Content.styled(partial(bar, size, largest)(width), ".rows--bar")

        return (human_size(size), draw)

    def _counts(self, layer: int) -> tuple[Cell, Cell, Cell]:
        usage = self._session.layer_usage(layer)
        if usage is None:
            return ("…", "…", "…")
        return (
            _count(usage.added, "rows--added"),
            _count(usage.modified + usage.metadata, "rows--modified"),
            _count(usage.removed, "rows--removed"),
        )


def _count(number: int, tone: str) -> Cell:
    if not number:
        return Content.styled(_ZERO, ".rows--dim")
    text = str(number) if number < 100_000 else f"{number // 1000}k"
    return Content.styled(text, f".{tone}")


class LayersPane(Pane):
    """The list of layers. Moving in it shows the layer everywhere."""

    TITLE = "Layers"
    HELP = """\
## Layers

Each line is a step that made the image, the base first: its layer's number, its size, how many
paths it added (`+`), modified (`~`, metadata alone included) and removed (`-`), its instruction.
A line with `·` instead of a number made no layer, it only set the configuration. `!` marks a layer
that could not be read whole, `*` one that wrote, changed or hid the path under the cursor, or
something that the filter of the files lets through.
`Enter` shows everything that is known of a layer.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "e",
            "turn_empty",
            "Empty steps",
            id="layers.empty",
            tooltip="Show or hide steps that made no layer",
        ),
    ]
    DEFAULT_CSS = """
    LayersPane { border-title-color: $text-muted; }
    """

    def __init__(self) -> None:
        super().__init__(id="layers")
        self._rows = Rows(NoRows("opening…"), id="layer-rows")
        self._shows_empty = True
        self._wanted = 0
        self._of_path: frozenset[int] = frozenset()
        self._of_filter: frozenset[int] = frozenset()

    def compose(self) -> ComposeResult:
        """Lay out the list."""
        yield self._rows

    def show_session(self, session: Session) -> None:
        """Show an image's steps."""
        self.session = session
        self._wanted = 0
        self._fill()

    def refresh_session(self) -> None:
        """Show new figures."""
        self._rows.refresh_rows()

    def mark(self, node: Node | None) -> None:
        """Mark the layers that wrote, changed or hid a path, besides those of the filter."""
        self._of_path = frozenset(touching_layers(node)) if node is not None else frozenset()
        self._mark_all()

    def mark_filtered(self, layers: frozenset[int]) -> None:
        """Mark the layers that have something to do with the filter, besides those of the path."""
        self._of_filter = layers
        self._mark_all()

    def _mark_all(self) -> None:
        source = self._rows.source
        touching = self._of_path | self._of_filter
        if isinstance(source, LayerRows) and source.touching != touching:
            source.touching = touching
            self._rows.refresh_rows()

    def say(self, text: str) -> None:
        """Show a sentence in place of the layers."""
        self.session = None
        self._rows.set_source(NoRows(text))

    def pick(self, layer: int) -> None:
        """Put the cursor on a layer."""
        source = self._rows.source
        if isinstance(source, LayerRows):
            for index, step in enumerate(source.steps):
                if step.layer == layer:
                    self._rows.move_to(index)

    def pick_entry(self, entry: HistoryEntry) -> None:
        """Put the cursor on the step of a history's row, where it is shown."""
        source = self._rows.source
        if not isinstance(source, LayerRows):
            return
        for index, step in enumerate(source.steps):
            if step.entry is entry:
                self._rows.move_to(index)

    def step(self, by: int) -> None:
        """Put the cursor on the layer after (+1) or before (-1), past steps without one."""
        source = self._rows.source
        if not isinstance(source, LayerRows):
            return
        index = self._rows.cursor + by
        while 0 <= index < len(source) and source.steps[index].layer is None:
            index += by
        if 0 <= index < len(source):
            self._rows.move_to(index)

    def action_turn_empty(self) -> None:
        """Show or hide steps that made no layer."""
        self._shows_empty = not self._shows_empty
        self._fill()

    def _fill(self) -> None:
        if self.session is None:
            return
        steps = steps_of(self.session.image)
        if not self._shows_empty:
            steps = [step for step in steps if step.layer is not None]
        layers = [step.top for step in steps]
        cursor = layers.index(self._wanted) if self._wanted in layers else 0
        rows = LayerRows(self.session, steps)
        rows.touching = self._of_path | self._of_filter
        self._rows.set_source(rows, cursor=cursor)

    @on(Rows.Moved)
    def _moved(self, event: Rows.Moved) -> None:
        event.stop()
        if isinstance(event.source, LayerRows) and event.row is not None:
            step = event.source.steps[event.row]
            self._wanted = step.top
            self.post_message(messages.StepPicked(step))

    @on(Rows.Chosen)
    def _chosen(self, event: Rows.Chosen) -> None:
        event.stop()
        if isinstance(event.source, LayerRows):
            self.post_message(messages.StepOpened(event.source.steps[event.row]))
