"""Which bytes does no one see? What was stored and hidden again, largest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from inspector.text import human_size, printable
from inspector.ui import messages
from inspector.ui.keyed import key_of
from inspector.ui.waste_rows import GROUPINGS, WasteRows
from inspector.ui.widgets.pane import Pane
from inspector.ui.widgets.row_source import NoRows
from inspector.ui.widgets.rows import Rows

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from inspector.ui.session import Session
    from inspector.ui.steps import Step


class WastePane(Pane):
    """The list of waste."""

    TITLE = "Waste"
    HELP = """\
## Waste

Files that a layer stored and no one can see in the end, largest first: which layer wrote them,
which one hid them, and why: overwritten, removed, or stored again with the same content, for which
a new mode, owner or time is enough. `{waste.group}` groups them: by the pair of layers, with what
to do about it, by folder, by cause. `{rows.toggle}` opens a group, `{rows.choose}` shows a path in
the changes of the layer that wrote it, `{waste.layer}` keeps to what the chosen layer wrote.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("b", "group", "Group by", id="waste.group",
                tooltip="List files, pairs of layers, folders or causes"),
        Binding("t", "turn_layer", "This layer", id="waste.layer",
                tooltip="Keep to what the chosen layer wrote, or show all"),
    ]  # fmt: skip
    DEFAULT_CSS = """
    WastePane {
        & > #waste-title { height: 1; color: $text-muted; padding: 0 1; }
        & > #waste-advice { height: auto; max-height: 5; padding: 0 1; display: none; }
    }
    """

    def __init__(self) -> None:
        super().__init__(id="waste")
        self._title = Static(id="waste-title", markup=False)
        self._advice = Static(id="waste-advice", markup=False)
        self._rows = Rows(NoRows("opening…"), id="waste-rows")
        self._grouping = 0
        self._is_of_layer = False
        self._layer: int | None = None

    def compose(self) -> ComposeResult:
        """Lay out the total and the list."""
        yield self._title
        yield self._rows
        yield self._advice

    def refresh_session(self) -> None:
        """Show the waste once it is known."""
        usage = self.session.usage if self.session is not None else None
        if usage is not None and not isinstance(self._rows.source, WasteRows):
            self._fill()

    def show_session(self, session: Session) -> None:
        """Show another image."""
        self._title.update("")
        self._rows.set_source(NoRows("Known when all layers are read…"))
        super().show_session(session)

    def show_step(self, step: Step) -> None:
        """Follow the chosen layer, where only its waste is shown."""
        if step.layer != self._layer:
            self._layer = step.layer
            if self._is_of_layer:
                self._fill()

    def say(self, text: str) -> None:
        """Show a sentence in place of the waste."""
        self.session = None
        self._rows.set_source(NoRows(text))

    def show_worst(self) -> None:
        """Begin with the largest, by pairs of layers."""
        self._grouping = 1
        self._is_of_layer = False
        self._fill()

    def action_group(self) -> None:
        """Group in the next way."""
        self._grouping = (self._grouping + 1) % len(GROUPINGS)
        self._fill()

    def action_turn_layer(self) -> None:
        """Keep to the chosen layer, or show all."""
        self._is_of_layer = not self._is_of_layer
        self._fill()

    def _fill(self) -> None:
        usage = self.session.usage if self.session is not None else None
        if self.session is None or usage is None:
            return
        grouping = GROUPINGS[self._grouping]
        layer = self._layer if self._is_of_layer else None
        rows = WasteRows(self.session, usage.waste, grouping, layer)
        self._rows.set_source(rows)
        self._title.update(Content(self._told(grouping.name, layer)))

    def _told(self, grouping: str, layer: int | None) -> str:
        usage = self.session.usage if self.session is not None else None
        if usage is None:
            return ""
        total, stored = human_size(usage.wasted_bytes), human_size(usage.stored_bytes)
        if layer is not None:
            found = usage.layers[layer]
            total, stored = human_size(found.wasted_bytes), human_size(found.stored_bytes)
            return f"{total} of {stored} that layer {layer} stored wasted, by {grouping}"
        count = len(usage.waste)
        noun = "file" if count == 1 else "files"
        return f"{total} of {stored} wasted, in {count:,} {noun}, by {grouping}"

    @on(Rows.Moved)
    def _moved(self, event: Rows.Moved) -> None:
        event.stop()
        told = said = ""
        target = None
        if isinstance(event.source, WasteRows) and event.row is not None:
            told = event.source.advice_at(event.row)
            target, said = event.source.target_at(event.row), event.source.said_at(event.row)
            if target is None and not said:
                said = f"{key_of(self, 'rows.toggle')} opens and closes the group"
        self.post_message(messages.WastePicked(target, said))
        self._advice.update(Content(printable(told)))
        self._advice.display = bool(told)

    @on(Rows.Toggle)
    @on(Rows.Fold)
    @on(Rows.Unfold)
    def _turned(self, event: Rows.Asked) -> None:
        event.stop()
        if isinstance(event.source, WasteRows):
            wanted = {Rows.Fold: False, Rows.Unfold: True}.get(type(event))
            place = event.source.turn(event.row, unfold=wanted)
            self._rows.set_source(event.source, cursor=place)

    @on(Rows.Chosen)
    def _chosen(self, event: Rows.Chosen) -> None:
        event.stop()
        if not isinstance(event.source, WasteRows):
            return
        each = event.source.waste_at(event.row)
        if each is not None:
            self.post_message(messages.PathAsked(each.path, each.written_by))
        else:
            place = event.source.turn(event.row)
            self._rows.set_source(event.source, cursor=place)
