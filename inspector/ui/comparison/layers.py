"""The layers of both images side by side, and what is known of the path under the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text
from textual import on
from textual.containers import VerticalScroll
from textual.widgets import Static

from inspector.exports.comparison.words import FILE_STATES, change_told
from inspector.exports.layout.words import explained
from inspector.language import N_, _
from inspector.ui.comparison.rows import DifferenceRows, LayerPairRows
from inspector.ui.kit.debounce import Debounce
from inspector.ui.kit.dialog import TextDialog
from inspector.ui.kit.pane import PATH_KEYS, Pane, PanePlace
from inspector.ui.kit.path_details import FactTable, path_facts, shortened
from inspector.ui.kit.prose import prose
from inspector.ui.session.compared import BOTH, ComparedSession, PathState, path_state_of
from inspector.ui.session.target import Pointed, Target
from inspector.ui.widgets.row_source import NoRows
from inspector.ui.widgets.rows import Rows
from inspector.ui.widgets.wide_text import wide_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType
    from textual.app import ComposeResult

    from inspector.tree import Node
    from inspector.ui.session.session import Session

# Directories that no entry describes are no differences.
_UNCHANGED = {
    PathState.SAME: N_("the same in both images"),
    PathState.DIFFERS: N_("the same in both images"),
    PathState.OLD: N_("only in the old image"),
    PathState.NEW: N_("only in the new image"),
}


class ComparedLayersPane(Pane):
    """The layers of both images."""

    TITLE = N_("Layers")
    PLACE = PanePlace.LEFT
    UNOFFERED_KEYS = PATH_KEYS
    HELP = N_("""\
## Layers of both images

The layers of the old and the new image side by side, by their numbers. `*` marks those that store
the path under the cursor. `shared`: both have the very same layer. `rebuilt`: the same instruction
made different bytes, and what these differ in. `added`, `removed`: only one image has it.
`ignored`: it differs only in what is left out. The files are always those of the whole images:
moving in this list does not change them. `{rows.choose}` shows everything known about a row.
""")

    def __init__(self) -> None:
        super().__init__(id="compared-layers")
        self._rows = Rows(NoRows(_("opening…")), id="compared-layer-rows")

    def compose(self) -> ComposeResult:
        yield self._rows

    def on_mount(self) -> None:
        self.border_title = _(self.TITLE)

    def show_session(self, session: Session) -> None:
        super().show_session(session)
        if isinstance(session, ComparedSession):
            self._rows.set_source(LayerPairRows(session))

    def show_pointed(self, pointed: Pointed) -> None:
        """Mark the layers that store the path under the cursor."""
        source, target = self._rows.source, pointed.target
        if isinstance(source, LayerPairRows) and source.touch(target.node if target else None):
            self._rows.refresh_rows()

    def show_placeholder(self, text: str) -> None:
        self.session = None
        self._rows.set_source(NoRows(text))

    @on(Rows.Moved)
    def _moved(self, event: Rows.Moved) -> None:
        event.stop()

    @on(Rows.Chosen)
    def _chosen(self, event: Rows.Chosen) -> None:
        event.stop()
        if isinstance(event.source, DifferenceRows):
            details = event.source.rows[event.row].details
            self.app.push_screen(TextDialog(_(self.TITLE), FactTable(list(details))))


class ComparedDetailsPane(VerticalScroll, Pane):
    """The path under the cursor in both images. Shown where there is room for it."""

    TITLE = N_("Details")
    PLACE = PanePlace.LEFT
    DEFAULT_CSS = """
    ComparedDetailsPane { background: $surface; color: $foreground; padding: 0 1; }
    """

    def __init__(self) -> None:
        super().__init__(id="compared-details", classes="wide-only", can_focus=False)
        self._text = Static(markup=False)
        self._pointed = Pointed()
        self._debounce = Debounce(self, self._update)

    def compose(self) -> ComposeResult:
        yield self._text

    def on_mount(self) -> None:
        self.border_title = _(self.TITLE)

    def show_pointed(self, pointed: Pointed) -> None:
        self._pointed = pointed
        self._debounce.begin()

    def _update(self) -> None:
        session, target = self.session, self._pointed.target
        if target is None or not isinstance(session, ComparedSession):
            self._text.update(wide_text(self._pointed.said))
            return
        self._text.update(Group(*_both_sides(session, target.node)))


def _both_sides(session: ComparedSession, node: Node) -> Iterator[RenderableType]:
    """Yield how a path differs, and what is known of it in the new image and the old one."""
    if said := difference_told(session, node):
        yield prose(Text(said))
    change = session.changes_by_node.get(node)
    for image in (1, 0):
        at = node
        if change is not None and change.moved_from is not None:
            at = change.node if image else change.moved_from
        if at.visible_at(image) is None:
            continue
        own = Target(session, at, image).own
        version = own.shown
        if version is not None and own.session is session.sides[image]:
            yield Text("\n" + shortened(session.instruction_of(image), 200), style="bold")
            yield path_facts(own, version, own.layer)


def difference_told(session: ComparedSession, node: Node) -> str:
    """Return how a path differs, printable; of a folder that is as it was, nothing in it counts."""
    change = session.changes_by_node.get(node)
    if change is None:
        is_around = path_state_of(node) is PathState.SAME and node in session.changes[BOTH].below
        return (
            _("only what lies below it differs")
            if is_around
            else _(_UNCHANGED[path_state_of(node)])
        )
    return shortened(explained(_(FILE_STATES[change.state]), change_told(change)), 500)
