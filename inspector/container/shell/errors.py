"""What the imagined shell does not understand."""

from __future__ import annotations

from inspector.errors import UsageError


class CommandError(UsageError):
    """A line, command or option that is not understood; nothing of the line has run."""
