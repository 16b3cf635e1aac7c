"""What parts of the screen ask for. They never know each other.

A ``Request``, whose name ends in Asked, is answered by the feature that has an answer to it, an
``Opening``, whose name ends in Opened, by the one that lays something over the screen: see
``kit/feature.py``. The main screen itself handles all others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from inspector.analyses.base_image import BaseImage
    from inspector.analyses.comparison import Ignored
    from inspector.analyses.path_filter.filter import PathFilter
    from inspector.analyses.usage import Usage
    from inspector.reading.image import Image
    from inspector.tree import Node
    from inspector.ui.session.history_steps import Step
    from inspector.ui.session.other_image import OtherImage
    from inspector.ui.session.selection import Grouping, SelectionChanges
    from inspector.ui.session.session import Session
    from inspector.ui.session.step_range import StepRange
    from inspector.ui.session.target import Pointed, Target


class Request(Message):
    """Asks for something on the main screen."""


class Opening(Message):
    """Asks for something over the screen."""


class LatestMessage(Message):
    """A message of which only the last matters."""

    def can_replace(self, message: Message) -> bool:
        """Take the place of one that was not handled yet."""
        return type(message) is type(self)


# -- what is chosen


@dataclass
class StepAsked(Request):
    """Have a step chosen, by its place among all: the cursor of the layer list is on it.

    A range keeps its other end, unless ``step_range`` is another one.
    """

    place: int
    step_range: StepRange | None = None


@dataclass
class PathPicked(LatestMessage):
    """A cursor is on a path, or on nothing.

    ``wanted`` is what it stays on where layers have it: it may be on another for want of it.
    ``leads``: it counts while its tab is shown, and no other does then.
    """

    node: Node | None
    wanted: Node | None = None
    leads: bool = False


@dataclass
class CursorMoved(Message):
    """The cursor of a pane, by its ID, that lists paths of its own is elsewhere."""

    pane: str
    pointed: Pointed

    def can_replace(self, message: Message) -> bool:
        """Of one pane, only the last place matters."""
        return isinstance(message, CursorMoved) and message.pane == self.pane


@dataclass
class SelectionAsked(Message):
    """Have something else chosen."""

    changes: SelectionChanges


@dataclass
class BaseSet(Message):
    """The user has set another base image, or none."""

    base: BaseImage | None


# -- what is to be shown on the main screen


@dataclass
class LayerStepAsked(LatestMessage, Request):
    """Choose the step of this layer: a cursor is on what it stored, or its details are shown."""

    layer: int


@dataclass
class RowStepAsked(LatestMessage, Request):
    """Choose the step of a row of the history: the cursor of a pane is on what that made."""

    row: int


@dataclass
class LayerAsked(Request):
    """Show this layer; ``goes_there``: and go into its files."""

    layer: int
    goes_there: bool = True


@dataclass
class LayersAsked(Request):
    """Go into the list of layers, to this one if any."""

    layer: int | None = None


@dataclass
class LayerMarksAsked(LatestMessage, Request):
    """Mark these layers: they wrote, changed or hid something that the filter lets through."""

    layers: frozenset[int]


class FinalAsked(Request):
    """Show all files of the final image."""


class RemovedAsked(Request):
    """Show what layers removed."""


class FilesAsked(Request):
    """Show the files of the step that is picked."""


@dataclass
class ChangesAsked(Request):
    """Show the paths that a layer changed in one way: words of a filter."""

    layer: int
    wanted: str


@dataclass
class QueryAsked(Request):
    """Show which files of the final image a filter lets through; ``words`` are the filter's."""

    words: str


@dataclass
class PathAsked(Request):
    """Show this path in the changes of this layer; ``keeps_view``: as mode and filter are."""

    path: str
    layer: int
    keeps_view: bool = False


@dataclass
class FileAsked(Request):
    """Show this path in the final image, or at the last layer that has it."""

    node: Node


@dataclass
class FilterAsked(Request):
    """Filter the files; ``goes_to_match``: and put the cursor on one that is left."""

    filter: PathFilter
    goes_to_match: bool = False

    def can_replace(self, message: Message) -> bool:
        """Of what is typed, only the last matters."""
        return isinstance(message, FilterAsked) and not self.goes_to_match


@dataclass
class WasteAsked(Request):
    """Show what is wasted, largest first: all of it, or of what a layer stores."""

    grouping: Grouping
    layer: int | None = None


class FindingsAsked(Request):
    """Show all findings."""


# -- what is to be laid over the screen


@dataclass
class StepOpened(Opening):
    """Show everything that is known of a step."""

    session: Session
    step: Step


@dataclass
class BuildOpened(Opening):
    """Play the build step by step, from a step of the history."""

    session: Session
    step: Step | None


@dataclass
class PathOpened(Opening):
    """Show what is inside a path."""

    target: Target


@dataclass
class DifferenceOpened(Opening):
    """Show what changed in a path."""

    target: Target


@dataclass
class LifeOpened(Opening):
    """Show every layer that wrote, changed or hid a path."""

    target: Target


@dataclass
class StackOpened(Opening):
    """Show which layer answers for a path, from the top down."""

    target: Target


@dataclass
class ContainerOpened(Opening):
    """Show the image's imagined container, with a prompt."""

    session: Session


@dataclass
class SquashOpened(Opening):
    """Ask where to write the image with these layers merged; None: all above the base image."""

    session: Session
    usage: Usage
    layers: range | None


@dataclass
class OtherImageOpened(Opening):
    """Ask which image to compare with; ``other``: with this one, if it can be opened."""

    session: Session
    other: OtherImage | None = None


@dataclass
class ComparisonOpened(Opening):
    """Show an image beside an older one, of which no layer was read yet.

    ``reference`` is how the user named that one; ``is_first``: the program was started for this.
    """

    session: Session
    reference: str
    old: Image
    left_out: Ignored
    is_first: bool = False


@dataclass
class ExtractOpened(Opening):
    """Ask where to write a path to."""

    target: Target
