"""The life of a path: every layer that wrote, changed or hid it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import getters, on
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from inspector.analyses.life import life_of
from inspector.exports.layout.words import joined
from inspector.exports.listing import CHANGE_LETTERS
from inspector.language import N_, _, pgettext
from inspector.text import human_size
from inspector.tree.view import ChangeKind
from inspector.ui.keys.app import key_of
from inspector.ui.kit.command_text import command_text
from inspector.ui.kit.dialog import CLOSING, HELP_KEY, Dialog, TextDialog, border_text
from inspector.ui.kit.jobs import Jobs
from inspector.ui.kit.key_line import KeyLine
from inspector.ui.kit.path_details import path_facts, shortened
from inspector.ui.session import messages
from inspector.ui.session.target import Target
from inspector.ui.widgets.columns import Column
from inspector.ui.widgets.elide import keep_end
from inspector.ui.widgets.row_source import NoRows, Row
from inspector.ui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

    from inspector.analyses.life import Event
    from inspector.ui.session.session import Session

_TITLE_CELLS = 60
_LEAST_WITH_FACTS = 16  # rows of the screen: of fewer, the facts leave none to the list
_BRIEF = 1000  # characters of an instruction: more than three lines hold
_FIELDS = {
    "content": N_("content"), "type": N_("type"), "mode": N_("mode"), "uid": N_("owner"),
    "gid": N_("group"), "mtime": N_("time"), "dev": N_("device"), "link": N_("link target"),
    "xattrs": N_("xattrs"),
}  # fmt: skip


class LifeRows:
    """One row an event, newest first."""

    empty = N_("No layer read so far wrote this path.")

    def __init__(self, session: Session, events: Sequence[Event]) -> None:
        self.columns = (
            Column(_("layer"), width=5, right=True),
            Column("", width=1),
            Column(_("stored"), width=8, right=True, drop=2),
            Column(pgettext("what a layer did", "what"), least=18, gap=2),
            Column(_("instruction"), least=16, share=3, drop=1, gap=2),
        )
        self.events = events
        self._session = session

    def __len__(self) -> int:
        return len(self.events)

    def row(self, index: int) -> Row:
        event = self.events[index]
        command = self._session.instruction_of(event.layer)
        stored = human_size(event.stored_bytes) if event.stored_bytes else "."
        cells = (str(event.layer), CHANGE_LETTERS[event.change], stored, event_text(event), command)
        return Row(cells, f"rows--{event.change}")


def event_text(event: Event) -> str:
    """Return what a layer did, in words."""
    fields = joined(_(_FIELDS[name]) for name in event.fields)
    if event.change is ChangeKind.METADATA and event.after is not None and event.after.is_dir:
        # The files show M where something below it changed: this is about the folder alone.
        return _("itself: {fields}").format(fields=fields) if fields else _("itself: the same")
    if event.change is ChangeKind.MODIFIED:
        return _("changed: {fields}").format(fields=fields)
    if event.change is ChangeKind.METADATA and fields:
        return _("written again: {fields}").format(fields=fields)
    if event.change is ChangeKind.METADATA:
        return _("written again, unchanged")
    return _("removed") if event.change is ChangeKind.REMOVED else _("added")


class LifeDialog(Dialog["messages.PathAsked | None"]):
    """What is known of a path, and its life; closes with what shows the layer that was chosen."""

    LESSON_NAME: ClassVar[str] = "life"
    HELP = N_("""\
## History of a path

Every layer that wrote, changed or hid the path, newest first, with the size it stored and its
instruction. For a folder, the letter describes the folder itself, with its mode, owner and time; in
the list of files, a folder is marked `M` if anything below it changed. `{rows.choose}` opens the
layer, with the cursor on the path; `{life.difference}` shows what it changed, `{life.details}`
everything known about the path as the layer left it, `{life.stack}` which layer answers for it. The
whole instruction of the layer under the cursor stands below the list.
""")
    BINDINGS: ClassVar[list[BindingType]] = [
        *CLOSING,
        HELP_KEY,
        Binding("d", "difference", N_("Diff"), id="life.difference",
                tooltip=N_("What the layer of the row changed in the path")),
        Binding("e", "details", N_("Details"), id="life.details",
                tooltip=N_("Everything known about the path at the layer of the row")),
        Binding("L", "stack", N_("Stack"), id="life.stack",
                tooltip=N_("Which layer answers for the path, from the top down")),
        Binding("p", "close", N_("Close"), id="life.close", show=False,
                tooltip=N_("Close the history")),
    ]  # fmt: skip
    DEFAULT_CSS = """
    LifeDialog > Vertical {
        width: 95%;
        max-width: 130;
        height: 90%;
        & > #facts { height: auto; max-height: 60%; margin-bottom: 1; }
        & > #life-instruction { height: auto; max-height: 3; color: $text-muted; }
    }
    LifeDialog.-low #facts { display: none; }
    """

    VERTICAL_BREAKPOINTS = [(0, "-low"), (_LEAST_WITH_FACTS, "-high")]  # noqa: RUF012 - Textual types it so

    _rows = getters.query_one(Rows)
    _instruction = getters.query_one("#life-instruction", Static)

    def __init__(self, target: Target) -> None:
        super().__init__()
        self._target = target
        self._jobs = Jobs(self)

    def compose(self) -> ComposeResult:
        target, seen = self._target, self._target.seen
        with Vertical() as box:
            path = keep_end(target.path, _TITLE_CELLS)
            box.border_title = Content(_("History of {path}").format(path=path))
            enter, escape = key_of(self, "rows.choose"), key_of(self, "dialog.close")
            told = (
                _("{key} opens the layer").format(key=enter),
                _("{key} shows its difference").format(key=key_of(self, "life.difference")),
                _("{key} closes").format(key=escape),
            )
            box.border_subtitle = border_text(self.app.size.width, *told)
            if seen is not None:
                facts = path_facts(target, seen[1], seen[0])
                yield Static(facts, id="facts", markup=False)
            yield Rows(NoRows(_("looking…")), id="life-rows")
            yield Static(id="life-instruction", markup=False)
        yield KeyLine()

    def begin(self) -> None:
        self._rows.focus()
        self._jobs.run(self._events, self._found)

    def _events(self, _: object) -> list[Event]:
        session = self._target.session
        with session.lock:
            events = life_of(session.tree, self._target.node, session.contents)
        return [each for each in events if session.is_merged(each.layer)]

    def _found(self, events: list[Event]) -> None:
        self._rows.set_source(LifeRows(self._target.session, events))

    @property
    def _at_row(self) -> Target | None:
        """The path at the layer of the row under the cursor, None where there is no row."""
        source = self._rows.source
        if not isinstance(source, LifeRows) or not len(source):
            return None
        layer = source.events[self._rows.cursor].layer
        return Target(self._target.session, self._target.node, layer)

    @on(Rows.Moved)
    def _moved(self, event: Rows.Moved) -> None:
        event.stop()
        at = self._at_row
        if at is not None:
            made = shortened(at.session.instruction_of(at.layer), _BRIEF)
            told = _("layer {layer}: {instruction}").format(layer=at.layer, instruction=made)
            self._instruction.update(Content(told))

    @on(Rows.Chosen)
    def _chosen(self, event: Rows.Chosen) -> None:
        event.stop()
        if isinstance(event.source, LifeRows):
            layer = event.source.events[event.row].layer
            self.dismiss(messages.PathAsked(self._target.path, layer, keeps_view=True))

    def action_difference(self) -> None:
        if (at := self._at_row) is not None:
            self.post_message(messages.DifferenceOpened(at))

    def action_stack(self) -> None:
        self.app.post_message(messages.StackOpened(self._target))
        self.dismiss(None)

    def action_details(self) -> None:
        if (at := self._at_row) is not None and at.seen is not None:
            layer, version = at.seen
            made = command_text(at.session.instruction_of(at.layer))
            heading = _("layer {layer}").format(layer=at.layer)
            texts = (path_facts(at, version, layer), Content.styled(f"\n{heading}", "bold"))
            self.app.push_screen(TextDialog(_("Details"), *texts, made))
