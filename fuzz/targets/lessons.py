"""Lesson files."""

from __future__ import annotations

from contextlib import suppress

from inspector.errors import LayerscopeError
from inspector.lessons.reader import read_lesson


def run(data: bytes) -> None:
    """Read one lesson."""
    with suppress(LayerscopeError, UnicodeDecodeError):
        read_lesson(data.decode(), "lesson.toml")
