"""Which bytes does no one see? What was stored and hidden again, largest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from inspector.language import N_, _
from inspector.text import counted, human_size
from inspector.ui.keys.app import key_of
from inspector.ui.kit.folding import FoldingPane
from inspector.ui.kit.jobs import FRAME, Jobs
from inspector.ui.kit.path_details import shortened
from inspector.ui.kit.placeholders import WAITING_FOR_ALL
from inspector.ui.kit.squashing import ask_to_squash
from inspector.ui.session import messages
from inspector.ui.session.selection import Grouping
from inspector.ui.session.target import Pointed
from inspector.ui.waste.advice import WasteAdvice
from inspector.ui.waste.dive_rows import DiveRows
from inspector.ui.waste.listing import list_waste, place_of
from inspector.ui.waste.rows import WasteRows, named
from inspector.ui.widgets.row_source import NoRows
from inspector.ui.widgets.rows import Rows
from inspector.ui.widgets.wide_text import wide_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.app import ComposeResult
    from textual.visual import VisualType

    from inspector.analyses.usage import Usage, Waste
    from inspector.ui.session.selection import Selection
    from inspector.ui.session.session import Session

    _Wanted = tuple[Usage, Grouping, int | None]
    _Listed = tuple[WasteRows | DiveRows, int]  # and the row of the cursor


_LISTS = (WasteRows, DiveRows)
# Characters of a text that are shown: no advice is so long, and of a command a line is.
_BRIEF = 1000
# Rows of the pane, from which on the advice, and the total, leave enough of them to the list.
_LEAST_HEIGHT = 9
_LEAST_WITH_TOTAL = 6


class WastePane(FoldingPane):
    """The list of waste."""

    TITLE = N_("Waste")
    HELP = N_("""\
## Waste

Files that a layer stored but that are not visible in the final image, largest first: which layer
wrote them, which layer hid them, and why: overwritten, removed, or stored again with the same
content, which happens whenever the mode, owner or time changes. `{waste.group}` groups them by pair
of layers (with advice), by layer, by folder or by cause; the last grouping is dive's own list: how
often a path was counted, its total space and its name. `{rows.toggle}` opens or closes a group,
`{rows.choose}` shows a path among the changes of the layer that wrote it, `{waste.layer}` shows
only what the chosen layer wrote, `{waste.advice}` shows the advice with the whole commands of the
layers.

`{path.difference}`, `{path.life}` and `{path.extract}` apply to the wasted version: the difference
shows what the layer that hid it changed. A folder is shown as it was at the layer that wrote most
of it.

`{waste.squash}` writes the image with the layers of the row merged into one, which gives the
space back.
""")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("b", "group", N_("Group by"), id="waste.group",
                tooltip=N_("Group by file, layer pair, layer, folder or cause, or as dive does")),
        Binding("t", "turn_layer", N_("This layer"), id="waste.layer",
                tooltip=N_("Show only what the chosen layer wrote, or everything")),
        Binding("e", "explain", N_("Advice"), id="waste.advice", show=False,
                tooltip=N_("Show the whole advice, with the commands of the layers")),
        Binding("Q", "squash", N_("Squash"), id="waste.squash", show=False,
                tooltip=N_("Write the image with the layers of this row merged into one")),
    ]  # fmt: skip
    DEFAULT_CSS = """
    WastePane {
        & > #waste-title { height: 1; color: $text-muted; padding: 0 1; text-overflow: ellipsis;
            text-wrap: nowrap; }
        & > #waste-advice { height: auto; padding: 0 1; display: none; }
        & > #waste-layers { height: auto; padding: 0 1; color: $text-muted; display: none;
            text-wrap: nowrap; text-overflow: ellipsis; }
    }
    """

    def __init__(self) -> None:
        super().__init__(id="waste")
        self._title = Static(id="waste-title", classes="pane-line", markup=False)
        self._advice = Static(id="waste-advice", classes="pane-line", markup=False)
        self._commands = Static(id="waste-layers", markup=False)
        self._rows = Rows(NoRows(_("opening…")), id="waste-rows")
        self._jobs = Jobs(self)
        self._told = WasteAdvice(())
        self._asked: _Wanted | None = None  # what was listed last, or a thread is asked for
        self._placed: tuple[WasteRows | DiveRows | None, int, Waste | None] = (None, 0, None)

    def compose(self) -> ComposeResult:
        yield self._title
        yield self._rows
        yield self._advice
        yield self._commands

    def refresh_session(self) -> None:
        if self._asked is None:
            self._fill()

    def show_session(self, session: Session) -> None:
        self._title.update("")
        self._asked = None
        self._placed = (None, 0, None)
        self._rows.set_source(NoRows(_(WAITING_FOR_ALL)))
        super().show_session(session)

    def show_selection(self, selection: Selection) -> None:
        """Follow the chosen layer, where only its waste is shown, and the way to group."""
        before = self.selection
        super().show_selection(selection)
        is_regrouped = (before.grouping, before.is_of_layer) != (
            selection.grouping,
            selection.is_of_layer,
        )
        if self._wanted != self._asked:
            self._fill(self._payload if is_regrouped else None)

    def show_placeholder(self, text: str) -> None:
        self.session = None
        self._rows.set_source(NoRows(text))

    def go_to_largest(self) -> None:
        """Put the cursor on the largest."""
        self._fill()

    def action_worst(self) -> None:
        """Show the most expensive pair of layers."""
        self.post_message(messages.WasteAsked(Grouping.PAIRS))

    def action_group(self) -> None:
        """Group in the next way; a cursor that was moved stays on its payload, or on its group."""
        selection = self.selection
        self.post_message(messages.SelectionAsked({"grouping": selection.grouping.next}))

    def action_turn_layer(self) -> None:
        selection = self.selection
        self.post_message(messages.SelectionAsked({"is_of_layer": not selection.is_of_layer}))

    def action_explain(self) -> None:
        """Show what to do in whole, with the whole commands of the layers."""
        # Not for the first frame, which shows none.
        from inspector.ui.kit.command_text import command_text
        from inspector.ui.kit.dialog import TextDialog

        source, row = self._rows.source, self._rows.cursor
        told = source.told_at(row) if isinstance(source, _LISTS) and len(source) else self._told
        if not told.advice:
            self.notify(_("There is no advice here."), markup=False)
            return
        texts: list[VisualType] = [wide_text(_lines(told.advice))]
        for layer, made in told.layers:
            heading = _("layer {layer}").format(layer=layer)
            texts += [Content.styled(f"\n{heading}", "bold"), command_text(made)]
        self.app.push_screen(TextDialog(_("Advice"), *texts))

    def action_squash(self) -> None:
        """Ask where to write the image with the layers of the row made one."""
        source, row, layers = self._rows.source, self._rows.cursor, None
        if isinstance(source, _LISTS) and len(source):
            found = source.payload_at(row)
            layers = None if found is None else range(found.written_by, found.hidden_by + 1)
            if of_group := source.layers_at(row):
                layers = range(min(of_group), max(of_group) + 1)
        ask_to_squash(self, layers)

    def check_action(self, action: str, _: tuple[object, ...]) -> bool | None:
        """Offer advice only where there is some, or may be."""
        return action != "explain" or bool(self._told.advice) or not self.is_present

    def refresh_base(self) -> None:
        if self._asked is not None:
            self._fill(self._payload)

    def on_resize(self) -> None:
        """Leave what to do, and the total, out where they would take the list's last rows."""
        self._title.display = self.size.height >= _LEAST_WITH_TOTAL
        has_room = self.size.height >= _LEAST_HEIGHT
        self._advice.display = has_room and bool(self._told.advice)
        self._commands.display = has_room and bool(self._told.layers)

    # -- the list

    @property
    def _payload(self) -> Waste | None:
        source, cursor, (rows, row, payload) = self._rows.source, self._rows.cursor, self._placed
        if not isinstance(source, _LISTS):
            return None
        # Until the cursor moves, the payload is wanted for which it was put on a group; without
        # one, the largest.
        if (source, cursor) == (rows, row):
            return payload
        return source.payload_at(cursor) if len(source) else None

    @property
    def _wanted(self) -> _Wanted | None:
        usage = self.session.usage if self.session is not None else None
        selection = self.selection
        if usage is None:
            return None
        step = selection.step if selection.is_of_layer else None
        return usage, selection.grouping, step.layer if step is not None else None

    def _fill(self, payload: Waste | None = None) -> None:
        """Show what is wanted, with the cursor on a payload."""
        session, wanted = self.session, self._wanted
        self._asked = wanted
        self._jobs.cancel()
        if session is None or wanted is None:
            return

        def listed(_: object) -> _Listed:
            rows = list_waste(session, *wanted)
            return rows, place_of(rows, wanted[1], payload)

        def show(found: _Listed) -> None:
            rows, cursor = found
            self._placed = (rows, cursor, payload)
            self._rows.set_source(rows, cursor=cursor)
            # From the largest on, as far as the cursor is in view.
            self._rows.scroll_home(animate=False, immediate=True, force=True)
            self._rows.move_to(cursor)
            own = rows.title if isinstance(rows, DiveRows) else ""
            self._title.update(Content(own or _told(*wanted)))

        is_quick = wanted[1] is not Grouping.DIVE or session.dive is not None
        if len(wanted[0].waste) <= FRAME and is_quick:
            show(listed(None))
        else:
            count = f"{len(wanted[0].waste):,}"
            self._title.update(Content(_("listing {count} files…").format(count=count)))
            self._jobs.run(listed, show)

    @on(Rows.Moved)
    def _moved(self, event: Rows.Moved) -> None:
        event.stop()
        self._told = WasteAdvice(())
        said, target, layers = "", None, frozenset[int]()
        if isinstance(event.source, _LISTS) and event.row is not None:
            self._told = event.source.told_at(event.row)
            target, said = event.source.target_at(event.row), event.source.said_at(event.row)
            layers = event.source.layers_at(event.row)
            if target is None and not said:
                opens, shows = key_of(self, "rows.toggle"), key_of(self, "waste.advice")
                told = _("{opens} opens or closes, {shows} shows advice")
                said = told.format(opens=opens, shows=shows)
        self._advice.update(wide_text(_lines(self._told.advice)))
        line = _("layer {layer}: {instruction}")
        commands = (line.format(layer=n, instruction=made) for n, made in self._told.layers)
        self._commands.update(Content(_lines(commands)))
        self.on_resize()
        self.refresh_bindings()
        self.post_message(messages.CursorMoved("waste", Pointed(target, said, layers)))


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(shortened(each, _BRIEF) for each in texts)


def _told(usage: Usage, grouping: Grouping, layer: int | None) -> str:
    found = usage if layer is None else usage.layers[layer]
    versions = len(usage.waste)
    if layer is not None and not found.wasted_bytes:
        told = _("layer {layer}, by {grouping}")  # the list says that nothing is wasted
    elif layer is not None:
        told = _("{wasted} of the {stored} that layer {layer} stored is wasted, by {grouping}")
    # Where a row is a version: a path that was stored and hidden several times has several.
    elif grouping is Grouping.FILES and versions != usage.wasted_files:
        told = _("{wasted} of {stored} wasted: {versions} stored versions of {files}")
    else:
        told = _("{wasted} of {stored} wasted, in {files}, by {grouping}")
    return told.format(
        layer=layer,
        grouping=named(grouping),
        wasted=human_size(found.wasted_bytes),
        stored=human_size(found.stored_bytes),
        versions=f"{versions:,}",
        files=counted(usage.wasted_files, "file"),
    )
