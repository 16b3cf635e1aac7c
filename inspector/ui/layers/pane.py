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
from inspector.ui.layers.rows import LayerRows
from inspector.ui.session import messages
from inspector.ui.session.selection import Mode
from inspector.ui.session.step_choice import above_first, next_layer
from inspector.ui.session.step_range import NO_RANGE, StepRange
from inspector.ui.widgets.row_source import NoRows
from inspector.ui.widgets.rows import Rows

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from inspector.ui.session.selection import Selection
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
        self._of_path: frozenset[int] = frozenset()
        self._of_filter: frozenset[int] = frozenset()

    def compose(self) -> ComposeResult:
        yield self._rows

    def show_session(self, session: Session) -> None:
        self.session = session
        step = self.selection.step
        first = len(session.steps) - 1 if session.memory.settings.newest_first else 0
        self._fill(first if step is None else step.place)

    def show_selection(self, selection: Selection) -> None:
        """Put the cursor on the step that is chosen, and mark the others of its range."""
        before = self.selection.step
        super().show_selection(selection)
        source, step = self._rows.source, selection.step
        if step is None or step is before or not isinstance(source, LayerRows):
            return
        if (row := source.nearest(step.place)) != self._rows.cursor:
            follow_to(self._rows, row)
        if source.compared != step.places:
            source.compared = step.places
            self._rows.refresh_rows()

    def refresh_base(self) -> None:
        """Mark where the base image ends."""
        self._fill(self._place)

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

    @property
    def _place(self) -> int | None:
        """The place of the step under the cursor, None where there is none.

        That may be ahead of what is chosen: what the list says of its last move may be on the way.
        For a step that is left out, the cursor is on the one before.
        """
        source, step = self._rows.source, self.selection.step
        if not isinstance(source, LayerRows) or not len(source):
            return None
        if step is not None and source.nearest(step.place) == self._rows.cursor:
            return step.place
        return source.place(self._rows.cursor)

    def _pick(self, place: int | None, step_range: StepRange | None = None) -> None:
        """Ask for the step at a place, with the range that there is or another one."""
        if place is not None:
            ask_first(self, messages.StepAsked(place, step_range))

    @property
    def _has_range(self) -> bool:
        step = self.selection.step
        return step is not None and bool(step.step_range)

    def action_step(self, by: int) -> None:
        """Put the cursor on the layer above (+1) or below (-1), past steps without one."""
        source, place = self._rows.source, self._place
        if place is None or not isinstance(source, LayerRows):
            return
        found = next_layer(source.steps, place, by)
        if found is not None:
            follow_to(self._rows, source.nearest(found))
            self._pick(found)

    def action_turn_range(self) -> None:
        """Begin a range of layers here, or end the one there is."""
        if self._has_range:
            self.action_end_range()
        else:
            self._pick(self._place, StepRange(self._place))

    def action_aggregate(self) -> None:
        """Show all files, and what all layers above the first changed, up to the cursor."""
        self.post_message(messages.SelectionAsked({"mode": Mode.ALL}))
        source, place = self._rows.source, self._place
        if place is not None and isinstance(source, LayerRows):
            self._pick(place, above_first(source.steps, place))

    def action_end_range(self) -> None:
        """Look at the step under the cursor alone."""
        if self._has_range:
            self._pick(self._place, NO_RANGE)

    def action_single(self) -> None:
        """Show what one layer changed."""
        self.action_end_range()
        self.post_message(messages.SelectionAsked({"mode": Mode.CHANGES}))

    def action_set_base(self) -> None:
        """Say that the base image ends with this layer, or that it does not."""
        place = self._place
        if self.session is None or place is None:
            return
        layer = self.session.steps[place].top  # of a step without a layer, the last below it
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
        step = self.selection.step
        span = step.span if step is not None and step.first is not None else None
        ask_to_squash(self, None if span is None else range(span.first, span.last + 1))

    # -- keys

    def action_turn_empty(self) -> None:
        """Show or hide steps that made no layer."""
        if self.session is not None:
            memory = self.session.memory
            memory.change(shows_empty_steps=not memory.settings.shows_empty_steps)
            self._fill(self._place)

    def action_reverse(self) -> None:
        if self.session is not None:
            memory = self.session.memory
            memory.change(newest_first=not memory.settings.newest_first)
            self._fill(self._place)

    # -- within

    def _fill(self, place: int | None) -> None:
        """Show the steps anew, the cursor on the one at a place; ask for it if it is not chosen."""
        if self.session is None:
            return
        settings, step = self.session.memory.settings, self.selection.step
        rows = LayerRows(
            self.session,
            newest_first=settings.newest_first,
            shows_empty=settings.shows_empty_steps,
        )
        rows.touching = self._of_path | self._of_filter
        if step is not None:
            rows.compared = step.places
        cursor = rows.nearest(place or 0)
        with self._rows.prevent(Rows.Moved):
            self._rows.set_source(rows, cursor=cursor, dividers=rows.dividers)
        shown = rows.place(cursor) if len(rows) else None
        if step is None or shown != step.place:
            self._pick(shown)

    @on(Rows.Moved)
    def _moved(self, event: Rows.Moved) -> None:
        event.stop()
        source = event.source
        if source is self._rows.source and isinstance(source, LayerRows) and event.row is not None:
            self._pick(source.place(event.row))

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
