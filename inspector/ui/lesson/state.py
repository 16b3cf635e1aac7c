"""What a lesson's conditions are asked of: the state of all that learners may have changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Protocol, runtime_checkable

from inspector.analyses.explain import process
from inspector.lessons.state import CommitState, LessonState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.screen import Screen

    from inspector.ui.kit.pane import Pane
    from inspector.ui.session.selection import Selection
    from inspector.ui.session.session import Session
    from inspector.ui.session.target import Pointed


@runtime_checkable
class NamedScreen(Protocol):
    """A screen over the main one that lessons know by a name; all others are seen through."""

    LESSON_NAME: ClassVar[str]


class Main(Protocol):
    """The main screen, as lessons look at it."""

    session: Session | None
    selection: Selection

    @property
    def active_pane(self) -> Pane | None:
        """The pane whose tab is shown."""

    @property
    def pointed(self) -> Pointed:
        """What is under the cursor."""


def lesson_state_of(main: Main, session: Session, screens: Sequence[Screen[object]]) -> LessonState:
    """Collect it; ``screens`` are all that are open, the one on top last."""
    names = (each.LESSON_NAME for each in reversed(screens) if isinstance(each, NamedScreen))
    pane, step, target = main.active_pane, main.selection.step, main.pointed.target
    container, committed = session.container, session.committed
    argv = session.argv
    return LessonState(
        screen=next(names, "main"),
        tab=pane.id or "" if pane is not None else "",
        layer=step.layer if step is not None else None,
        path=target.path if target is not None else None,
        mode=main.selection.mode.value,
        upper=container.filesystem.upper() if container is not None else (),
        container=container.filesystem if container is not None else None,
        is_fresh=container is not None and container.removed > 0,
        argv=argv if argv is not None else process(session.image.config).argv,
        changed=session.rebuilt.row,
        no_cache=session.rebuilt.is_uncached,
        committed=CommitState(*committed) if committed is not None else None,
    )
