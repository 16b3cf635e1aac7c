"""A recipe: the Dockerfile of an image as far as its history and configuration tell."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Note(StrEnum):
    """What a reader must know about a step; the sentences are made where it is shown."""

    BASE_UNKNOWN = "base-unknown"  # a base image there was, its name is not told
    SOURCE_LOST = "source-lost"  # a placeholder stands for files that no one names
    SOURCE_ELSEWHERE = "source-elsewhere"  # copied from a stage or image that is not told
    ORIGIN_LOST = "origin-lost"  # how the layer was made is not told as an instruction
    NO_ROW = "no-row"  # the history has no row for the layer
    UNREAD = "unread"  # the row, or the history up to it, is longer than is looked into
    NO_INSTRUCTION = "no-instruction"  # the row says what no instruction can: a comment
    WORDS_GUESSED = "words-guessed"  # where one word or value ends and the next begins is a guess
    TEXT_CHANGED = "text-changed"  # characters that a Dockerfile cannot hold became escapes
    HEREDOC_LOST = "heredoc-lost"  # only the first line of a here-document is told
    SPENT = "spent"  # a trigger of a base image, which has run: a comment
    FROM_CONFIGURATION = "from-configuration"  # no row tells it, the configuration has it


@dataclass(frozen=True, slots=True)
class RecipeStep:
    """One instruction, or one row that is none.

    ``word`` and ``body`` make one logical line of a Dockerfile, which parses; the lines of a
    here-document stand below it. ``row`` and ``layer`` are indexes, None where there is none.
    ``told`` is the row's text, or its comment for want of one, as the image has it: not printable
    yet.
    """

    word: str
    body: str
    row: int | None = None
    layer: int | None = None
    notes: tuple[Note, ...] = ()
    told: str = ""
    arguments: tuple[tuple[str, str], ...] = ()  # build arguments that no ARG before it tells

    @property
    def is_comment(self) -> bool:
        """Whether it must not be built: there is no instruction, or it is not this image's."""
        return Note.NO_INSTRUCTION in self.notes or Note.SPENT in self.notes


@dataclass(frozen=True, slots=True)
class Recipe:
    """Steps oldest first; the first is FROM."""

    steps: tuple[RecipeStep, ...]
