"""What the threads that read and compare two images tell their screen."""

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
    from inspector.ui.session.session import Session
    from inspector.ui.shell.pane_screen import PaneScreen


class Comparing:
    """Fills a screen while two images are read and compared; it ends with the screen."""

    def __init__(self, screen: PaneScreen, asked: ComparisonOpened) -> None:
        self._screen = screen
        self._asked = asked
        self._jobs = Jobs(screen)
        self._old: Session | None = None  # once it is read, as long as the new image is not

    def begin(self) -> None:
        """Read the old image; the main screen reads the new one."""
        self._screen.show_placeholder(_("reading…"))
        self._jobs.run(partial(reading.read_old, self, self._asked), self._old_read)

    def _old_read(self, old: Session) -> None:
        self._old = old
        self.go_on()

    def go_on(self) -> None:
        """Compare the images, as soon as both are read."""
        old, new = self._old, self._asked.session
        if old is None:
            return
        if new.is_read:
            self._old = None
            self._jobs.run(partial(reading.compare_both, old, self._asked), self._compared)
            return
        merged, layers = new.merged, len(new.image.layers)
        self._screen.show_reading(Reading(new.reference, 0, merged, merged / max(1, layers)))

    def progressed(self, layer: int, share: float, *, is_merging: bool) -> None:
        """Show how far the old image is read."""
        self._screen.show_reading(Reading(self._asked.reference, 0, layer, share, is_merging))

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
