"""A history row's command as the Dockerfile instruction it came from, in one line for lists."""

from __future__ import annotations

from inspector.analyses.history_text import undress


def instruction(created_by: str) -> str:
    """Return ``RUN yum -y install …`` for ``/bin/sh -c yum -y install …``, and the like.

    The classic builder's ``#(nop)``, its ``|N A=b`` arguments and BuildKit's mark are taken away;
    what is no instruction and no shell command is returned as it is. Not printable yet.
    """
    row = undress(created_by)
    return f"{row.word} {row.text}".strip()
