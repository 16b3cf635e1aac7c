"""What the map shows: a picture answers questions of where one is, with a level of boxes.

A question holds all that its answer needs, so that a thread can answer one that weighs too much for
a frame; a picture keeps where the user is, and what is to be under the cursor.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from heapq import nlargest
from operator import itemgetter
from typing import TYPE_CHECKING, ClassVar, Protocol, TypeVar

import msgspec

from inspector.ui.widgets.treemap import Remainder

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator

    from textual.message import Message

    from inspector.tree import Node
    from inspector.ui.session.history_steps import Step
    from inspector.ui.session.selection import Mode
    from inspector.ui.session.session import Session
    from inspector.ui.widgets.box_layout import BoxLevel, Item

    # A path, and the layer that stored it where it is not the chosen one.
    File = tuple[Node, int | None]

T = TypeVar("T")
# No screen has room for more boxes, nor for boxes within more boxes than this.
MOST, MOST_WITHIN, MOST_INNER = 800, 80, 100


class Answer(msgspec.Struct, frozen=True):
    """A level, where it is, and what the title says; ``placeholder`` where there are no boxes."""

    place: Hashable
    level: BoxLevel
    path: str = ""
    words: str = ""
    placeholder: str = ""


class PictureQuestion(Protocol):
    """What is to be shown."""

    def weighs_more_than(self, limit: int) -> bool:
        """Whether answering it looks at more than so many paths."""
        ...

    def answer(self) -> Answer:
        """Return what is there."""
        ...


class Picture(ABC):
    """One of the map's pictures: where the user is in it, and what keys do there.

    ``tab`` is the title of the tab that lists what the picture shows.
    """

    tab: ClassVar[str]

    @abstractmethod
    def begin(self) -> None:
        """Forget the image of before."""

    @abstractmethod
    def ask(self, session: Session, step: Step, mode: Mode) -> PictureQuestion | str:
        """Return what is to be shown at a step, or why that cannot be."""

    @abstractmethod
    def arrive(self, answer: Answer) -> None:
        """Note what is shown from now on."""

    @abstractmethod
    def cursor(self, level: BoxLevel) -> Hashable | None:
        """Return the key of the box that the cursor shall be on, None for the largest."""

    @abstractmethod
    def move(self, key: Hashable, *, is_placed: bool) -> None:
        """Note where the cursor is; ``is_placed``: not by the user."""

    @property
    @abstractmethod
    def is_top(self) -> bool:
        """Whether there is nothing around what is shown."""

    @abstractmethod
    def leave(self) -> None:
        """Go to what is around; the cursor is on what one came from."""

    @abstractmethod
    def enter(self, item: Item) -> File | None:
        """Go into a box, or return the file that it stands for."""

    @abstractmethod
    def messages_of(self, item: Item | None, *, is_placed: bool) -> Iterator[Message]:
        """Yield what the screen is to know of the box under the cursor; as ``move`` has it."""


def largest(sized: Iterable[tuple[int, T]], most: int) -> tuple[list[tuple[int, T]], Remainder]:
    """Return so many of the largest, and what the others are together; nothing has no size."""
    count = total = 0

    def counted() -> Iterable[tuple[int, T]]:
        nonlocal count, total
        for pair in sized:
            if pair[0] > 0:
                count, total = count + 1, total + pair[0]
                yield pair

    found = nlargest(most, counted(), key=itemgetter(0))
    return found, Remainder(count - len(found), total - sum(size for size, _ in found))
