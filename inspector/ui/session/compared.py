"""Two images on the screen as one: what layer 1 changed in layer 0 is how they differ.

So panes, filters and the viewer show them as they show any image.
"""

from __future__ import annotations

from enum import Enum, auto
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec.structs import replace

from inspector.analyses.comparison.both import NEW, OLD, Side
from inspector.analyses.comparison.model import FileState
from inspector.exports.comparison.words import comparison_verdict
from inspector.formats.model import LayerSource
from inspector.language import _
from inspector.reading.contents import Contents
from inspector.reading.image import Image
from inspector.reading.scan import LayerScan, LayerState
from inspector.spec import HistoryEntry, ImageConfig
from inspector.text import printable
from inspector.tree.view import node_of
from inspector.ui.session.history_steps import Span, Step
from inspector.ui.session.session import Session

if TYPE_CHECKING:
    from inspector.analyses.comparison import Comparison
    from inspector.analyses.comparison.model import FileChange
    from inspector.findings import Finding
    from inspector.rules.compared import Compared
    from inspector.tree import Node

BOTH = Span(NEW, NEW)


class ComparedSession(Session):
    """An old image and a new one. ``found`` is what takes longer to find: packages, findings."""

    is_of_two = True

    def __init__(self, old: Session, new: Session, comparison: Comparison) -> None:
        self.old = old
        self.new = new
        self.comparison = comparison
        self.found: Compared | None = None
        image = _as_one(old, new)
        super().__init__(new.reference, image, comparison.both.tree, new.now, new.memory, merged=2)

    @property
    def step(self) -> Step:
        """What is chosen: the difference."""
        return Step(NEW, NEW, None)

    @property
    def sides(self) -> tuple[Session, Session]:
        """The old image, and the new one."""
        return self.old, self.new

    def new_contents(self, spool_bytes: int = 0) -> Contents:
        return Contents(self.comparison.both, spool_bytes)

    def place_of(self, node: Node, layer: int) -> tuple[Session, Node, int]:
        """Return a path in the image that has it: the new one, if both do."""
        is_new = layer == NEW and node.visible_at(NEW) is not None
        session = self.new if is_new else self.old
        found = node_of(session.tree, node.path)
        return (session, found, session.merged - 1) if found is not None else (self, node, layer)

    def command_of(self, layer: int) -> str:
        return self.instruction_of(layer)

    def instruction_of(self, layer: int) -> str:
        """Return which image it is; not printable."""
        told = _("old image {name}") if layer == OLD else _("new image {name}")
        return told.format(name=self.sides[layer].name)

    @property
    def changing_layers(self) -> range:
        return range(NEW, NEW + 1)

    def stored_in(self, node: Node) -> list[tuple[int, int]]:
        """Return the layers that store what the images have at a path, each with its image."""
        found = [each for each in (node.visible_at(OLD), node.visible_at(NEW)) if each is not None]
        if (change := self.changes_by_node.get(node)) is not None:
            found += [each for each in (change.before, change.after) if each is not None]
        return [self.comparison.both.home(each) for each in found]

    def keep(self, found: Compared) -> None:
        """Note what else differs, and mark paths with findings that are new or gone."""
        self.found = found
        flagged: dict[str, list[Finding]] = {}
        for layer, findings in ((OLD, found.gone), (NEW, found.growth.new_findings)):
            for each in findings:
                if each.path:
                    mark = replace(each, layer=layer, hidden_by=None)
                    flagged.setdefault(each.path, []).append(mark)
        self.flagged = flagged

    @cached_property
    def verdict(self) -> str:
        """How the images differ, in one line."""
        return comparison_verdict(self.comparison)

    @cached_property
    def changes_by_node(self) -> dict[Node, FileChange]:
        """How paths differ; a moved file stands at both places."""
        found = {each.node: each for each in self.comparison.files}
        found.update(
            (each.moved_from, each) for each in self.comparison.files if each.moved_from is not None
        )
        return found

    def note_on(self, node: Node) -> str:
        """Return where a file was that moved, or where it is now."""
        change = self.changes_by_node.get(node)
        if change is None or change.state is not FileState.MOVED:
            return ""
        if node is change.node:
            return "  " + _("from {path}").format(path=printable(change.source or ""))
        return "  " + _("moved to {path}").format(path=printable(change.path))


class PathState(Enum):
    """Where a path is."""

    OLD = auto()
    NEW = auto()
    SAME = auto()
    DIFFERS = auto()


def path_state_of(node: Node) -> PathState:
    """Return which image has a path, and if both do, whether it differs in itself."""
    before, after = node.visible_at(OLD), node.visible_at(NEW)
    if before is None or after is None:
        return PathState.OLD if before is not None else PathState.NEW
    return PathState.SAME if before is after else PathState.DIFFERS


def side_of(session: Session) -> Side:
    """Return an image that was read, to be compared."""
    return Side(session.image, session.tree)


def _as_one(old: Session, new: Session) -> Image:
    """Return an image of two layers, which stand for the two images."""
    history = [HistoryEntry(created_by=each.name) for each in (old, new)]
    layer = LayerSource("", None, None)
    source = replace(
        new.image.source,
        config=ImageConfig(history=history),
        layers=(layer, layer),
        documents=(),
        findings=(),
    )
    image = Image(new.image.archive, source, new.image.limits)
    image.limits = new.image.limits
    for each, session in zip(image.layers, (old, new), strict=True):
        trouble = next(iter(session.troubles.values()), None)
        state = LayerState.READ if trouble is None else LayerState.PARTIAL
        each.scan = LayerScan(state, error=trouble)
    return image
