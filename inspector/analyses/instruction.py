"""A history row's command as the Dockerfile instruction it came from, in one line for lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.analyses.history_text import undress

if TYPE_CHECKING:
    from inspector.spec import HistoryEntry

_NO_HISTORY = "(no history row says what made this layer)"
_NO_COMMAND = "(no command)"


def instruction(created_by: str) -> str:
    """Return ``RUN yum -y install …`` for ``/bin/sh -c yum -y install …``, and the like.

    The classic builder's ``#(nop)``, its ``|N A=b`` arguments and BuildKit's mark are taken away;
    what is no instruction and no shell command is returned as it is. Not printable yet.
    """
    row = undress(created_by)
    return f"{row.word} {row.text}".strip()


def step_name(entry: HistoryEntry | None) -> str:
    """Return what people call a step of the history, or the layer that it made.

    That is its instruction; of a row without one its comment, which is all that ``docker import``
    and ``docker commit`` leave. ``entry`` is None where no row owns a layer. Not printable yet.
    """
    if entry is None:
        return _NO_HISTORY
    return instruction(entry.created_by or "") or (entry.comment or "").strip() or _NO_COMMAND
