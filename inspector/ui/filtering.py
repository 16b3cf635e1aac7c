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
        self._line = FilterLine()
        self._rows = FileTree(NoRows("opening…"), id=f"{name}-rows")
        self._step: Step | None = None
        self._at: Node | None = None
        self._stay: Node | None = None
        self._inquiry = Inquiry()
        self._seeking = 0
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
            self._line.field.focus()
            return
        self._came_from = self.screen.focused
        self._keep_place()
        self._title.display = False
        self._line.open(self._inquiry.wanted.text)
        self._line.say(self._inquiry.found)

    def seek(self, by: int) -> None:
        """Go to the next match (+1), or the one before (-1)."""
        if self._inquiry.wanted.is_empty:
            key = key_of(self, "main.filter")
            self.notify(f"There is no filter: {key} sets one.", markup=False)
            return
        has_wrapped = self._rows.seek(by)
        self._word = "" if not has_wrapped else "from the top again" if by > 0 else "from the end"
        self._word_row = self._rows.cursor
        self._describe()

    def action_clear_filter(self) -> None:
        """Show everything again."""
        self._clear()

    def check_action(self, action: str, _: tuple[object, ...]) -> bool | None:
        """Offer to clear a filter only where there is one."""
        return action != "clear_filter" or not self._inquiry.wanted.is_empty

    @on(FilterLine.Typed)
    def _typed(self, event: FilterLine.Typed) -> None:
        event.stop()
        try:
            wanted = parse_filter(event.text)
        except UsageError as error:
            self._line.say(shortened(str(error), 200), is_wrong=True)
            return
        is_other = self._inquiry.change(wanted)
        self._line.say(self._inquiry.found)
        if is_other:
            self._change_matches()

    def _change_matches(self) -> None:
        self._keep_place()
        if self._inquiry.wanted.is_empty:
            self._forget_matches()
        self._show()
        self.refresh_bindings()

    def _filter_by(self, text: str) -> None:
        """Filter by a text that was not typed, and go to the first match."""
        self._inquiry.change(parse_filter(text))
        self._change_matches()
        self._seeking = 1

    @on(FilterLine.Kept)
    def _kept(self, event: FilterLine.Kept) -> None:
        event.stop()
        if self._line.has_class("-wrong"):
            return
        self._rows.focus()
        self._close_line()
        if self._inquiry.wanted.is_empty:
            return
        if self._inquiry.is_searching:
            self._seeking = 1
        elif not self._rows.is_on_match:
            self.seek(1)

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
        if self._rows.has_focus:
            self._close_line()

    def _close_line(self) -> None:
        self._line.close()
        self._title.display = True
        self._describe()

    def _clear(self) -> None:
        self._drop_filter()
        self._show()

    def _drop_filter(self) -> None:
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
