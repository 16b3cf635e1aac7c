"""A kind of finding: its id, how much it matters, and what is said of it."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Level(StrEnum):
    """How much a finding matters."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


class FindingKind(msgspec.Struct, frozen=True):
    """An id, its level and its sentence; ``{detail}`` stands for the finding's value.

    Attributes:
        see: The ids that others have for it, where a finding gives none of its own.
        advice: What to do, where a finding does not say it itself.
        why: Why it matters, for the manual.
        example: What makes it, for the manual: a line or two of a Dockerfile.

    """

    id: str
    level: Level
    sentence: str
    see: tuple[str, ...] = ()
    advice: str = ""
    why: str = ""
    example: str = ""
