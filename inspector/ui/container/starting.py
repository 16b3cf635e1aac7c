"""The container at its start, for its thread: with a note, what is damaged, and lines to try."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.analyses.usage import layer_sizes
from inspector.language import _
from inspector.ui.container import doing
from inspector.ui.container.paths import example_paths
from inspector.ui.container.views import views_of
from inspector.ui.container.words import NOTHING_RUNS, damage, suggestions
from inspector.ui.session.container import Container

if TYPE_CHECKING:
    from inspector.ui.container.views import Views
    from inspector.ui.session.session import Session


def start(session: Session) -> tuple[Container, Views, int]:
    """Return the session's container or a new one, what it shows, and the bytes of the image."""
    container = session.container or Container(
        session.image, session.tree, session.contents, lambda: int(session.now.timestamp())
    )
    if not len(container.transcript):
        container.transcript.add(_(NOTHING_RUNS), doing.NOTE)
        for layer in session.troubles:
            container.transcript.add(damage(layer, session.trouble(layer)), doing.WRONG)
    if session.container is None:
        _suggest(container, session)
    return container, views_of(container), sum(layer_sizes(session.tree))


def _suggest(container: Container, session: Session) -> None:
    """Give three lines to try, as if they had been typed before."""
    sizes = session.sizes
    lines = suggestions(*example_paths(session.tree, sizes)) if sizes is not None else []
    invitation = _("Type help for all commands, or try (Up brings them):")
    container.transcript.add(invitation, doing.NOTE)
    for line in lines:
        container.transcript.add(f"  {line}", doing.COMMAND)
    for line in reversed(lines):
        container.history.add(line)
