"""What threads and panes say. Panes never know each other: the main screen hears and routes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from inspector.analyses.base_image import BaseImage
    from inspector.analyses.path_filter import PathFilter
    from inspector.analyses.sizes import DirectorySizes
    from inspector.analyses.usage import Usage
    from inspector.analyses.verify import BlobCheck
    from inspector.errors import LayerscopeError
    from inspector.findings import Finding
    from inspector.formats import Archive
    from inspector.reading.image import Image
    from inspector.tree import Node
    from inspector.ui.session.changes import LayerChanges
    from inspector.ui.session.history_steps import Step
    from inspector.ui.session.selection import Grouping
    from inspector.ui.session.target import Target
    from inspector.ui.session.totals import Total


# -- from the thread that loads


@dataclass
class Received(Message):
    """So many bytes have come of an archive that must be copied before it is read."""

    size: int

    def can_replace(self, message: Message) -> bool:
        """Let a flood of progress shrink to its last word."""
        return isinstance(message, Received)


@dataclass
class ArchiveOpened(Message):
    """The indexes of the archive were read."""

    archive: Archive


@dataclass
class ChoiceNeeded(Message):
    """The archive holds several images, or not the one that was asked for."""

    archive: Archive
    error: LayerscopeError


@dataclass
class ImageOpened(Message):
    """Manifest, configuration and history are there; no layer was read."""

    image: Image


@dataclass
class BaseFound(Message):
    """The base image is known, as far as anything tells of one."""

    image: Image
    base: BaseImage | None


@dataclass
class LoadFailed(Message):
    """Nothing can be shown."""

    error: LayerscopeError


@dataclass
class Progressed(Message):
    """How far the reading is. ``share`` is of all layers' bytes.

    ``is_merging``: the layer was read, and is being laid over those below.
    """

    image: Image
    layer: int
    share: float
    is_merging: bool

    def can_replace(self, message: Message) -> bool:
        """Let a flood of progress shrink to its last word."""
        return isinstance(message, Progressed)


@dataclass
class LayerMerged(Message):
    """One layer was read and merged: everything up to it can be shown. ``size`` is its SIZE."""

    image: Image
    layer: int
    size: int


@dataclass
class Accounted(Message):
    """All layers are there, and what they cost was added up."""

    image: Image
    usage: Usage
    findings: tuple[Finding, ...]


@dataclass
class LayerVerified(Message):
    """What a layer claims of its bytes was checked."""

    image: Image
    check: BlobCheck


@dataclass
class Measured(Message):
    """Directory sizes are known."""

    image: Image
    sizes: DirectorySizes


@dataclass
class ChangesFound(Message):
    """What a layer, or a range of them, changed is known."""

    image: Image
    changes: LayerChanges


# -- from panes


@dataclass
class StepPicked(Message):
    """The cursor of the layer list is on another step."""

    step: Step


@dataclass
class StepOpened(Message):
    """Show everything that is known of a step."""

    step: Step


@dataclass
class BaseAsked(Message):
    """The base image ends with this layer; where the user has set that already, it does not."""

    layer: int


@dataclass
class PathPicked(Message):
    """The cursor of the tree is on a path, or on nothing."""

    node: Node | None

    def can_replace(self, message: Message) -> bool:
        """Only the last place matters."""
        return isinstance(message, PathPicked)


@dataclass
class BoxPicked(Message):
    """The cursor of the map is on a box of this path, or of none.

    ``wanted`` is what it stays on where layers have it: the box may be another for want of it.
    """

    node: Node | None
    wanted: Node | None

    def can_replace(self, message: Message) -> bool:
        """Only the last place matters."""
        return isinstance(message, BoxPicked)


@dataclass
class LayerPicked(Message):
    """The cursor of the map is on what this layer stored."""

    layer: int

    def can_replace(self, message: Message) -> bool:
        """Only the last place matters."""
        return isinstance(message, LayerPicked)


@dataclass
class WastePicked(Message):
    """The cursor of the waste is on a payload or on a folder, or on nothing that has a path.

    ``said`` is what the line at the bottom says of it; printable. ``layers`` are those of a group.
    """

    target: Target | None
    said: str
    layers: frozenset[int]

    def can_replace(self, message: Message) -> bool:
        """Only the last place matters."""
        return isinstance(message, WastePicked)


@dataclass
class LayerAsked(Message):
    """Show this layer."""

    layer: int


@dataclass
class MatchLayerAsked(Message):
    """Show this layer: the matches of the filter go on there."""

    layer: int


@dataclass
class FinalAsked(Message):
    """Show all files of the final image."""


@dataclass
class RemovedAsked(Message):
    """Show what layers removed."""


@dataclass
class TotalAsked(Message):
    """Show what a number of the line on top sums."""

    total: Total


@dataclass
class ChangesAsked(Message):
    """Show the paths that a layer changed in one way: words of a filter."""

    layer: int
    wanted: str


@dataclass
class LayerWasteAsked(Message):
    """Show what is wasted of what a layer stores."""

    layer: int


@dataclass
class QueryAsked(Message):
    """Show which files of the final image a filter lets through; ``words`` are the filter's."""

    words: str


@dataclass
class HistoryRowPicked(Message):
    """The cursor of the recipe, or the history, is on what a row of the history made."""

    row: int

    def can_replace(self, message: Message) -> bool:
        """Only the last place matters."""
        return isinstance(message, HistoryRowPicked)


@dataclass
class FilesAsked(Message):
    """Show the files of the step that is picked."""


@dataclass
class DifferenceAsked(Message):
    """Show what changed in a path."""

    target: Target


@dataclass
class ExtractAsked(Message):
    """Ask where to write a path to."""

    target: Target


@dataclass
class PathAsked(Message):
    """Show this path in the changes of this layer; ``keeps_view``: as mode and filter are."""

    path: str
    layer: int
    keeps_view: bool = False


@dataclass
class FileAsked(Message):
    """Show this path at the layer shown, or at the last one that has it."""

    node: Node


@dataclass
class PathOpened(Message):
    """Show what is inside a path, as it is at this layer; without one, at the chosen step."""

    node: Node
    layer: int | None = None


@dataclass
class FilterAsked(Message):
    """Filter the files; ``goes_to_match``: and put the cursor on one that is left."""

    filter: PathFilter
    goes_to_match: bool = False

    def can_replace(self, message: Message) -> bool:
        """Of what is typed, only the last matters."""
        return isinstance(message, FilterAsked) and not self.goes_to_match


@dataclass
class GroupingAsked(Message):
    """Group the waste; ``is_of_layer``: that of the chosen layer alone."""

    grouping: Grouping
    is_of_layer: bool


@dataclass
class FilterTouched(Message):
    """These layers wrote, changed or hid something that the filter lets through."""

    layers: frozenset[int]

    def can_replace(self, message: Message) -> bool:
        """Only the last filter matters."""
        return isinstance(message, FilterTouched)
