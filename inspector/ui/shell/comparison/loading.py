"""What the thread that reads two images tells their screen."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from inspector.language import _
from inspector.ui.kit.jobs import Jobs
from inspector.ui.session.change_kinds import PathKind
from inspector.ui.session.reading import Reading
from inspector.ui.shell.comparison import reading

if TYPE_CHECKING:
    from inspector.rules.compared import Compared
    from inspector.ui.session.compared import ComparedSession
    from inspector.ui.session.messages import ComparisonOpened
    from inspector.ui.shell.pane_screen import PaneScreen


class Comparing:
    """Fills a screen while two images are read and compared; it ends with the screen."""

    def __init__(self, screen: PaneScreen, asked: ComparisonOpened) -> None:
        self._screen = screen
        self._asked = asked
        self._jobs = Jobs(screen)

    def begin(self) -> None:
        """Read the images."""
        self._screen.show_placeholder(_("reading…"))
        self._jobs.run(partial(reading.read_both, self, self._asked), self._compared)

    def progressed(self, layer: int, share: float, *, is_merging: bool) -> None:
        """Show how far the old image is read."""
        self._screen.show_reading(Reading(self._asked.reference, 0, layer, share, is_merging))

    def waits(self, merged: int, layers: int) -> None:
        """Show how far the new image is read."""
        new = self._asked.session.reference
        self._screen.show_reading(Reading(new, 0, merged, merged / max(1, layers)))

    def _compared(self, session: ComparedSession) -> None:
        screen = self._screen
        screen.show_session(session)
        kinds = screen.selection.kinds.turned(PathKind.REMOVED, is_all=True)  # those of both
        screen.choose(step=session.step, kinds=kinds)
        screen.go_into(screen.panes.named("files"))
        self._jobs.run(partial(reading.find_audited, session), partial(self._found, session))

    def _found(self, session: ComparedSession, found: Compared) -> None:
        session.keep(found)
        self._screen.refresh_session()
