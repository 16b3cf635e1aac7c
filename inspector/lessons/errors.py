"""What is wrong with a lesson."""

from __future__ import annotations

from inspector.errors import LayerscopeError


class LessonError(LayerscopeError):
    """A lesson's data file is not as it must be."""
