"""A history as ``docker history`` prints it, at a fixed time."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from inspector.exports.docker.history import render_history

if TYPE_CHECKING:
    from inspector.analyses.history.rows import History

_NOW = datetime(2026, 1, 1, tzinfo=UTC)


def as_docker(history: History, template: str | None = None) -> None:
    """Make all of it."""
    render_history(
        history,
        trunc=True,
        human=True,
        quiet=False,
        template=template,
        now=_NOW,
        zone=UTC,
        visible=True,
    )
