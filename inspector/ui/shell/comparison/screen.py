"""Two images: one tree with both in it, their layers side by side, and what else differs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on

from inspector.analyses.comparison.both import NEW
from inspector.analyses.path_filter.filter import NO_FILTER
from inspector.language import _
from inspector.ui.comparison.layers import difference_told
from inspector.ui.kit.covering import Covering
from inspector.ui.kit.dialog import Notice
from inspector.ui.session import messages
from inspector.ui.session.compared import ComparedSession, PathState, path_state_of
from inspector.ui.session.selection import Mode
from inspector.ui.shell.comparison.keys import (
    COMPARISON_HELP,
    COMPARISON_KEYS,
    OTHER_WORDS,
    PANES,
)
from inspector.ui.shell.comparison.loading import Comparing
from inspector.ui.shell.features import answer_to
from inspector.ui.shell.files_screen import FilesScreen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.binding import BindingType
    from textual.message import Message

    from inspector.ui.session.session import Session
    from inspector.ui.session.target import Pointed


class ComparisonScreen(FilesScreen, Covering):
    """Two images in the panes of one."""

    kinds = staticmethod(lambda: iter(PANES))
    HELP = COMPARISON_HELP
    BINDINGS: ClassVar[list[BindingType]] = COMPARISON_KEYS
    OTHER_WORDS: ClassVar[Mapping[str, str]] = OTHER_WORDS

    def __init__(self, asked: messages.ComparisonOpened) -> None:
        super().__init__(asked.session.memory)
        self._comparing = Comparing(self, asked)
        self._is_first = asked.is_first

    def on_mount(self) -> None:
        """Begin to read."""
        if self.panes:
            self._comparing.begin()

    def refresh_image(self) -> None:
        """Compare, once the new image is read."""
        self._comparing.go_on()

    @on(messages.Request)
    def answer(self, request: Message, /) -> None:
        """Do what the files, and what lies over them, ask for; layers cannot be chosen here."""
        request.stop()
        _answer(self, request)

    @on(messages.PathOpened)
    def _opened(self, event: messages.PathOpened) -> None:
        """Show the difference of what is in both images and differs."""
        if path_state_of(event.target.node) is PathState.DIFFERS:
            event.stop()
            self.post_message(messages.DifferenceOpened(event.target))

    @property
    def pointed(self) -> Pointed:
        """What is under the cursor, and how it differs; where nothing is, how the images do."""
        return _told(super().pointed, self.session)

    def action_ask(self, name: str) -> None:
        """Show what differs only where something does."""
        target, is_difference = self.pointed.target, name == "path.difference"
        if is_difference and target is not None and path_state_of(target.node) is PathState.SAME:
            said = _("The path is the same in both images.")
            self.app.push_screen(Notice(_("Diff"), said))
        else:
            super().action_ask(name)

    def action_close(self) -> None:
        if self._is_first:
            self.app.exit()
        else:
            self.dismiss(None)


def _told(pointed: Pointed, session: Session | None) -> Pointed:
    if not isinstance(session, ComparedSession):
        return pointed
    said = difference_told(session, at.node) if (at := pointed.target) else session.verdict
    return replace(pointed, said=pointed.said or said)


def _answer(screen: ComparisonScreen, request: Message) -> None:
    if isinstance(request, messages.FileAsked):
        screen.choose(mode=Mode.ALL, filter=NO_FILTER)
        request = messages.PathAsked(request.node.path, NEW)
    if isinstance(request, messages.PathAsked):
        request = messages.PathAsked(request.path, NEW, keeps_view=True)
    if isinstance(request, messages.PathAsked | messages.FilterAsked | messages.FilesAsked):
        answer_to(type(request))(screen, request)
