"""The filter of a pane that shows a tree: its line, its questions to a thread, its matches."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.widgets import Static

from inspector.analyses.path_filter import parse_filter
from inspector.errors import UsageError
from inspector.ui import messages
from inspector.ui.facts import shortened
from inspector.ui.file_finding import Inquiry
from inspector.ui.file_tree import FileTree
from inspector.ui.keyed import key_of
from inspector.ui.widgets.filter_line import FilterLine
from inspector.ui.widgets.pane import Pane
from inspector.ui.widgets.row_source import NoRows

if TYPE_CHECKING:
    from textual.widget import Widget

    from inspector.analyses.path_filter import PathFilter
    from inspector.tree import Node
    from inspector.ui.file_finding import Question
    from inspector.ui.session import Session
    from inspector.ui.steps import Step

# Seconds for which the tree of before is left where it is while the next is looked for.
_PATIENCE = 0.2


class FilteredPane(Pane):
    """A title, in whose place a filter is typed, and a tree. What the tree shows is a subclass'."""

    def __init__(self, name: str) -> None:
        """Have no filter; the parts' ids begin with ``name``."""
        super().__init__(id=f"{name}s")
        self._title = Static(id=f"{name}s-title", markup=False)
        self._rows = FileTree(NoRows("opening…"), id=f"{name}-rows")
        self._line = FilterLine(self._rows)
        self._step: Step | None = None
        self._at: Node | None = None
        self._stay: Node | None = None
        self._inquiry = Inquiry()
        self._seeking = 0
        self._is_awaited = False  # whether the cursor is to go to a match once some are found
        self._goes_on = False  # whether that may lie in another layer
        self._entering = 0  # the direction in which a layer was gone on to
        self._later: list[int] = []  # where to go once something is found
        self._word = ""
        self._word_row = 0
        self._came_from: Widget | None = None

    def _show(self) -> None:
        """Show the tree anew."""
        raise NotImplementedError

    def _lay_out(self, session: Session, step: Step) -> None:
        """Show the tree, or what a filter leaves of it."""
        raise NotImplementedError

    def _describe(self) -> None:
        """Say in the title what is shown."""
        raise NotImplementedError

    def _asking(self, session: Session, step: Step) -> Question:
        """Return what is to be looked for."""
        raise NotImplementedError

    def _keep_place(self) -> None:
        """Have the cursor stay on its path, also where it was put for want of another."""
        self._stay = self._rows.node
        self._at = self._at or self._stay

    def open_filter(self) -> None:
        """Go into the filter's line."""
        if self._line.display:
            self._line.enter()
            return
        self._came_from = self.screen.focused
        self._keep_place()
        self._title.display = False
        self._line.open(self._inquiry.wanted.text)
        self._line.say(self._inquiry.found)

    def _next_layer(self, by: int) -> int | None:
        """Return the layer where the matches go on behind those that are shown."""
        raise NotImplementedError

    def filter_by(self, text: str, *, goes_on: bool = True) -> None:
        """Set a filter as if it was typed, and go to what it finds, in other layers, too."""
        self._set_filter(parse_filter(text))
        self._close_line()
        self._go_to_match(goes_on=goes_on)

    def _go_to_match(self, *, goes_on: bool) -> None:
        self._is_awaited, self._goes_on = True, goes_on
        if not self._inquiry.is_searching:
            self._seek_on()

    def seek(self, by: int, *, goes_on: bool = True) -> None:
        """Go to the next match (+1), or the one before (-1), also in the next layer with some."""
        if self._line.is_left or self._inquiry.is_searching:
            self._later.append(by)
            return
        if self._inquiry.wanted.is_empty:
            key = key_of(self, "main.filter")
            self.notify(f"There is no filter: {key} sets one.", markup=False)
            return
        layer = self._next_layer(by) if goes_on else None
        if layer is not None and (self._has_nothing or self._rows.seek(by, wraps=False)):
            self._entering = by
            self._at = self._stay = None
            self.post_message(messages.MatchLayerAsked(layer))
            return
        has_wrapped = layer is None and self._rows.seek(by)
        word = "from the top again" if by > 0 else "from the end"
        self._say_where(word if has_wrapped else "")

    @property
    def _has_nothing(self) -> bool:
        matches = self._inquiry.matches
        return matches is None or not matches.count

    def _say_where(self, word: str) -> None:
        self._word, self._word_row = word, self._rows.cursor
        self._describe()

    def _seek_on(self) -> None:
        """Do what was to be done once the tree is there."""
        if self._entering:
            by, self._entering = self._entering, 0
            self._rows.enter(by)
            self._say_where("on in this layer")
        elif self._seeking:
            by, self._seeking = self._seeking, 0
            self.seek(by)
        elif self._is_awaited:
            self._is_awaited = False
            if not self._rows.is_on_match:
                self.seek(1, goes_on=self._goes_on)
        later, self._later = self._later, []
        for by in later:
            self.seek(by)

    def action_clear_filter(self) -> None:
        """Show everything again."""
        self._clear()

    def check_action(self, action: str, _: tuple[object, ...]) -> bool | None:
        """Offer to clear a filter only where there is one."""
        return action != "clear_filter" or not self._inquiry.wanted.is_empty

    @on(FilterLine.Typed)
    def _typed(self, event: FilterLine.Typed) -> None:
        event.stop()
        self._take(event.text)

    def _take(self, text: str) -> None:
        """Filter by a text, or say what is wrong with it."""
        try:
            wanted = parse_filter(text)
        except UsageError as error:
            self._line.say(shortened(str(error), 200), is_wrong=True)
            return
        self._set_filter(wanted)

    def _set_filter(self, wanted: PathFilter) -> None:
        is_other = self._inquiry.change(wanted)
        self._line.say(self._inquiry.found)
        if is_other:
            self._forget_goals()
            self._change_matches()

    def _change_matches(self) -> None:
        self._keep_place()
        if self._inquiry.wanted.is_empty:
            self._forget_matches()
        self._show()
        self.refresh_bindings()

    @on(FilterLine.Kept)
    def _kept(self, event: FilterLine.Kept) -> None:
        event.stop()
        self._line.is_left = False
        self._take(event.text)
        if self._line.has_class("-wrong"):
            self._later.clear()
            self._line.display = True
            self._line.open(event.text)
            return
        self._close_line()
        if self._inquiry.wanted.is_empty:
            return
        self._go_to_match(goes_on=False)

    @on(FilterLine.Left)
    def _left(self, event: FilterLine.Left) -> None:
        event.stop()
        came_from = self._came_from
        (came_from if came_from is not None and came_from.is_attached else self._rows).focus()
        self._close_line()
        self._clear()

    @on(FilterLine.Moved)
    def _moved_from_line(self, event: FilterLine.Moved) -> None:
        event.stop()
        if event.unit == "page":
            self._rows.action_page(event.by)
        else:
            self._rows.action_step(event.by)

    def on_descendant_focus(self) -> None:
        """Close the line when the tree is gone into."""
        if self._rows.has_focus and not self._line.is_left:
            self._close_line()

    def _close_line(self) -> None:
        self._line.close()
        self._title.display = True
        self._describe()

    def _clear(self) -> None:
        self._drop_filter()
        self._show()

    def _forget_goals(self) -> None:
        self._is_awaited, self._entering = False, 0
        self._later.clear()

    def _drop_filter(self) -> None:
        self._forget_goals()
        if self._inquiry.change(parse_filter("")):
            self._forget_matches()
            self.refresh_bindings()

    def _forget_matches(self) -> None:
        self._stop_asking()
        self.post_message(messages.FilterTouched(frozenset()))

    def _stop_asking(self) -> None:
        self._inquiry.forget()
        self._seeking = 0
        self.workers.cancel_group(self, "filter")

    def _ask(self, session: Session, step: Step) -> None:
        """Have a thread look for what the filter leaves."""
        question = self._asking(session, step)
        if self._inquiry.awaits(question):
            return
        self._inquiry.ask(question)
        job = partial(question.find, self.post_message)
        self.run_worker(job, group="filter", exclusive=True, thread=True)
        self.set_timer(_PATIENCE, partial(self._despair, question))
        self._describe()

    def _ask_again(self) -> None:
        """Look again where more layers are known by now."""
        session, step, question = self.session, self._step, self._inquiry.question
        if session is None or step is None or question is None or self._inquiry.is_searching:
            return
        if question.merged != session.merged:
            self._ask(session, step)

    def _despair(self, question: Question) -> None:
        """Do not leave the tree of another layer or mode where the new one takes long."""
        files = self._rows.files
        if question is not self._inquiry.question or not self._inquiry.is_searching:
            return
        if files is not None and (files.layer, files.mode) != (question.layer, question.mode):
            self._keep_place()
            self._rows.set_source(NoRows("searching…"))

    @on(messages.MatchesFound)
    def _matches_found(self, event: messages.MatchesFound) -> None:
        event.stop()
        session, step = self.session, self._step
        if session is None or step is None:
            return
        if self._inquiry.answer(event.question, event.matches):
            self._describe()
            self._lay_out(session, step)

    @on(messages.FilterTouched)
    def _touched(self, event: messages.FilterTouched) -> None:
        if event.question is not self._inquiry.question:
            event.stop()
