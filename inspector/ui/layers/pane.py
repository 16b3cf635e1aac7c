"""Which layer? The steps that made the image, with what each cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType

from inspector.analyses.life import touching_layers
from inspector.language import N_, _
from inspector.text import printable
from inspector.ui.keys.app import key_of
from inspector.ui.kit.following import follow_to
from inspector.ui.kit.pane import Pane, PanePlace, ask_first
from inspector.ui.kit.squashing import ask_to_squash
from inspector.ui.layers.compared import StepRange, above_first
from inspector.ui.layers.rows import LayerRows
from inspector.ui.session import messages
from inspector.ui.session.history_steps import steps_of
from inspector.ui.session.selection import Mode
from inspector.ui.widgets.row_source import NoRows
from inspector.ui.widgets.rows import Rows

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from inspector.spec import HistoryEntry
    from inspector.ui.session.session import Session
    from inspector.ui.session.target import Pointed


_HELP = N_("""\
## Layers

`*` marks a layer that wrote, changed or hid the path under the cursor, or something that matches
the filter. `✓` marks a layer whose content matches the digest that the image states for it
(diff_id), `✗` one where a digest or a size does not match. They are checked while the screen is
idle; without a mark, the content is not checked yet, or cannot be. `!` marks a layer with warnings
or errors among its findings, such as one that could not be read completely; `?` stands for unknown
numbers. `·` marks a step that made no layer: it only set the configuration.

Each line is a build step: the number and size of its layer, the size of its blob if compressed, how
many paths it added (`+`), modified (`~`, including metadata only) and removed (`-`), and its
instruction. Where instructions begin alike, `…` stands for what they share.

A line shows where the base image ends: as you set it, as the image states it, or `(guessed)` from
its history. `{main.base}` sets the layer under the cursor as the last of the base image; press it
again to undo. The setting is remembered for this image, and also used by `layerscope audit` and
`layerscope dockerfile`.

`{rows.choose}` shows everything known about a layer, with its whole command, and opens the list of
paths behind each number, as does a click on a number. `{main.range}` starts a range of layers: move
to choose its other end, and the files show what all its layers changed together. `{main.end_range}`
ends it, or `{main.range}` again. `{layers.aggregate}` shows all files, with the combined changes of
all layers from the second to the one under the cursor; `{layers.single}` goes back to the changes
of one layer.

`{layers.squash}` writes the image with the layers of the range merged into one, which stores
nothing hidden; without a range, all layers above the base image.
""")


class LayersPane(Pane):
    """The list of layers. Moving in it shows the layer everywhere."""

    TITLE = N_("Layers")
    PLACE = PanePlace.LEFT
    HELP = _HELP
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "reverse", N_("Reverse"), id="layers.reverse", show=False,
                tooltip=N_("Show the newest or the oldest layer first")),
        Binding("e", "turn_empty", N_("Empty steps"), id="layers.empty", show=False,
                tooltip=N_("Show or hide steps that made no layer")),
        Binding("V", "aggregate", N_("All up to here"), id="layers.aggregate", show=False,
                tooltip=N_("Show all files, with what layers 1 up to this one changed")),
        Binding("S", "single", N_("This layer"), id="layers.single", show=False,
                tooltip=N_("Show only what this layer changed")),
        Binding("Q", "squash", N_("Squash"), id="layers.squash", show=False,
                tooltip=N_("Write the image with the range of layers merged into one")),
    ]  # fmt: skip
    FIRST_KEYS = (
        "rows.choose", "main.range", "main.mode", "main.filter", "layers.reverse", "layers.empty",
    )  # fmt: skip

    def __init__(self) -> None:
        super().__init__(id="layers")
        self.border_title = _(self.TITLE)
        self._rows = Rows(NoRows(_("opening…")), id="layer-rows")
        self._at = 0  # the place of the step under the cursor
        self._range = StepRange()
        self._of_path: frozenset[int] = frozenset()
        self._of_filter: frozenset[int] = frozenset()

    def compose(self) -> ComposeResult:
        yield self._rows

    def show_session(self, session: Session) -> None:
        self.session = session
        self._range = StepRange()
        steps = len(steps_of(session.image))
        self._at = max(0, steps - 1) if session.memory.settings.newest_first else 0
        self._fill()

    def refresh_base(self) -> None:
        """Mark where the base image ends."""
        self._catch_up()
        self._fill()

    def refresh_session(self) -> None:
        source = self._rows.source
        if isinstance(source, LayerRows):
            source.update()
            self._rows.refresh_rows()

    def show_pointed(self, pointed: Pointed) -> None:
        """Mark the layers that wrote, changed or hid the path under the cursor."""
        self._of_path = pointed.layers
        if pointed.target is not None:
            self._of_path |= frozenset(touching_layers(pointed.target.node))
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

    def show_placeholder(self, text: str) -> None:
        self.session = None
        self._rows.set_source(NoRows(text))

    # -- where the cursor goes

    # What moves it from elsewhere returns what asks for the step that is looked at now, None where
    # that is none or the same.

    def pick(self, layer: int) -> messages.StepPicked | None:
        """Put the cursor on a layer, and look at it alone."""
        source, place = self._rows.source, self._place_of(layer)
        if not isinstance(source, LayerRows) or place is None:
            return None
        was_compared, self._range = bool(self._range), StepRange()
        return self._move_to(source, place) or (self._look(source) if was_compared else None)

    def go_to(self, layer: int) -> messages.StepPicked | None:
        """Put the cursor on a layer; of a range it is the other end."""
        source, place = self._rows.source, self._place_of(layer)
        if not isinstance(source, LayerRows) or place is None:
            return None
        return self._move_to(source, place)

    def pick_entry(self, entry: HistoryEntry) -> messages.StepPicked | None:
        """Put the cursor on the step of a history's row, where it is shown."""
        source = self._rows.source
        if isinstance(source, LayerRows):
            for place, step in enumerate(source.steps):
                if step.entry is entry and source.place(source.nearest(place)) == place:
                    return self._move_to(source, place)
        return None

    def action_step(self, by: int) -> None:
        """Put the cursor on the layer above (+1) or below (-1), past steps without one."""
        source = self._rows.source
        if not isinstance(source, LayerRows):
            return
        self._catch_up()
        place = self._at + by
        while 0 <= place < len(source.steps) and source.steps[place].layer is None:
            place += by
        if 0 <= place < len(source.steps) and (picked := self._move_to(source, place)):
            ask_first(self, picked)

    def action_turn_range(self) -> None:
        """Begin a range of layers here, or end the one there is."""
        if self._range:
            self.action_end_range()
            return
        source = self._rows.source
        if isinstance(source, LayerRows) and len(source):
            self._catch_up()
            self._range = StepRange(self._at)
            self._tell(source)

    def action_aggregate(self) -> None:
        """Show all files, and what all layers above the first changed, up to the cursor."""
        self.post_message(messages.SelectionAsked({"mode": Mode.ALL}))
        source = self._rows.source
        if isinstance(source, LayerRows) and len(source):
            self._catch_up()
            self._range = above_first(source.steps, self._at)
            self._tell(source)

    def action_end_range(self) -> None:
        """Look at the step under the cursor alone."""
        was_compared, self._range = bool(self._range), StepRange()
        if was_compared and isinstance(self._rows.source, LayerRows):
            self._tell(self._rows.source)

    def action_single(self) -> None:
        """Show what one layer changed."""
        self.action_end_range()
        self.post_message(messages.SelectionAsked({"mode": Mode.CHANGES}))

    def action_set_base(self) -> None:
        """Say that the base image ends with this layer, or that it does not."""
        source = self._rows.source
        if self.session is None or not isinstance(source, LayerRows) or not len(source):
            return
        self._catch_up()
        layer = source.steps[self._at].top  # of a step without a layer, the last below it
        if layer < 0:
            self.notify(_("There is no layer below this step."), markup=False)
        else:
            # Not for the first frame, which shows no base image.
            from inspector.ui.layers.base_choice import turned_base

            undo = key_of(self, "main.base")
            base, told = turned_base(self.session, layer, undo)
            self.post_message(messages.BaseSet(base))
            self.notify(printable(told), markup=False)

    def action_squash(self) -> None:
        """Ask where to write the image with the range, or all above the base image, made one."""
        source, layers = self._rows.source, None
        if self._range and isinstance(source, LayerRows):
            self._catch_up()
            found = [source.steps[place].layer for place in self._range.places(self._at)]
            numbers = [layer for layer in found if layer is not None]
            layers = range(min(numbers), max(numbers) + 1) if numbers else None
        ask_to_squash(self, layers)

    # -- keys

    def action_turn_empty(self) -> None:
        """Show or hide steps that made no layer."""
        if self.session is not None:
            memory = self.session.memory
            memory.change(shows_empty_steps=not memory.settings.shows_empty_steps)
            self._catch_up()
            self._fill()

    def action_reverse(self) -> None:
        if self.session is not None:
            memory = self.session.memory
            memory.change(newest_first=not memory.settings.newest_first)
            self._catch_up()
            self._fill()

    # -- within

    def _catch_up(self) -> None:
        """Be where the cursor is: what it says of its last move may still be on the way."""
        source = self._rows.source
        if isinstance(source, LayerRows) and self._rows.cursor != source.nearest(self._at):
            place = source.place(self._rows.cursor)
            self._at = self._at if place is None else place

    def _fill(self) -> None:
        if self.session is None:
            return
        settings = self.session.memory.settings
        rows = LayerRows(
            self.session,
            steps_of(self.session.image),
            newest_first=settings.newest_first,
            shows_empty=settings.shows_empty_steps,
        )
        rows.touching = self._of_path | self._of_filter
        rows.compared = self._range.places(self._at)
        self._rows.set_source(rows, cursor=rows.nearest(self._at), dividers=rows.dividers)

    def _place_of(self, layer: int) -> int | None:
        source = self._rows.source
        steps = source.steps if isinstance(source, LayerRows) else ()
        return next((at for at, step in enumerate(steps) if step.layer == layer), None)

    def _move_to(self, source: LayerRows, place: int) -> messages.StepPicked | None:
        """Put the cursor on a step that is shown."""
        row = source.nearest(place)
        if row == self._rows.cursor:
            return None
        follow_to(self._rows, row)
        self._at = place
        return self._look(source)

    def _tell(self, source: LayerRows) -> None:
        """Ask for the step that is looked at."""
        ask_first(self, self._look(source))

    def _look(self, source: LayerRows) -> messages.StepPicked:
        """Mark the step that is looked at, with others of its range; return what asks for it."""
        compared = self._range.places(self._at)
        if source.compared != compared:
            source.compared = compared
            self._rows.refresh_rows()
        return messages.StepPicked(self._range.step(source.steps, self._at))

    @on(Rows.Moved)
    def _moved(self, event: Rows.Moved) -> None:
        event.stop()
        source = event.source
        if source is self._rows.source and isinstance(source, LayerRows) and len(source):
            place = source.place(self._rows.cursor)  # it may have moved on
            if place is not None:
                self._at = place
                self._tell(source)

    @on(Rows.Chosen)
    def _chosen(self, event: Rows.Chosen) -> None:
        event.stop()
        if isinstance(event.source, LayerRows):
            place = event.source.place(event.row)
            if place is None:
                return
            step = event.source.steps[place]
            counted = event.source.counted(event.column)
            if counted and step.layer is not None:
                self.post_message(messages.ChangesAsked(step.layer, counted))
            elif self.session is not None:
                self.post_message(messages.StepOpened(self.session, step))
