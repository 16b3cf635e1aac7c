"""What is known of the image on the screen. Filled while it is read, shown by every pane."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from inspector.analyses.instruction import Instructions
from inspector.analyses.troubles import troubles
from inspector.findings import Level
from inspector.formats.access import USUAL, Access
from inspector.language import _
from inspector.reading.contents import Contents
from inspector.reading.scan import LayerState
from inspector.ui.session.history_steps import steps_of
from inspector.ui.session.path_index import PathIndex

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from inspector.analyses.base_image import BaseImage
    from inspector.analyses.dive import DiveFigures
    from inspector.analyses.dockerfile import Recipe
    from inspector.analyses.explain import Explanation
    from inspector.analyses.sizes import DirectorySizes
    from inspector.analyses.usage import LayerUsage, Usage
    from inspector.analyses.verify import BlobCheck
    from inspector.errors import LayerscopeError
    from inspector.findings import Finding
    from inspector.reading.cache import LayerCache
    from inspector.reading.image import Image
    from inspector.tree import Node, Tree
    from inspector.ui.session.changes import LayerChanges
    from inspector.ui.session.container import Container
    from inspector.ui.session.history_steps import Span, Step
    from inspector.ui.session.settings import Memory

# Decompressed bytes that may be kept in temporary files, so that going from file to file in a
# packed layer does not decompress it again.
_SPOOL_BYTES = 2 << 30
# There are as many ranges as pairs of layers; those looked at last are kept.
_MOST_RANGES = 8


class Rebuilt(NamedTuple):
    """What the played build counts as changed: a row of the Dockerfile, or everything."""

    row: int | None = None
    is_uncached: bool = False


class CommittedImage(NamedTuple):
    """What a commit wrote: how many layers, and of the new one its SIZE and its paths."""

    layers: int
    bytes: int
    paths: frozenset[str]


@dataclass(eq=False, repr=False)  # workers are named by the repr of what they are given
class Session:
    """One image while it is looked at.

    ``merged`` counts the layers that may be shown: the thread that loads writes only above them.
    ``memory`` holds what the user set, for the next time.
    ``lock`` is held by threads that merge or walk over the tree, never by the screen.
    """

    reference: str
    image: Image
    tree: Tree
    now: datetime
    memory: Memory
    merged: int = 0
    cache: LayerCache | None = None  # of what other images on the screen are read with, too
    access: Access = USUAL  # how other images are had, too
    usage: Usage | None = None
    dive: DiveFigures | None = None  # what dive prints, once someone has asked
    sizes: DirectorySizes | None = None
    findings: tuple[Finding, ...] = ()
    flagged: Mapping[str, Sequence[Finding]] = field(default_factory=dict)  # by their paths
    levels: Mapping[Level, int] = field(default_factory=dict)  # how many findings each has
    doubtful: frozenset[int | None] = frozenset()  # layers with warnings or errors
    changes: dict[Span, LayerChanges] = field(default_factory=dict)
    layer_sizes: dict[int, int] = field(default_factory=dict)
    checks: dict[int, BlobCheck] = field(default_factory=dict)
    base: BaseImage | None = None  # where there is one, once it is found or set
    has_base_set: bool = False  # whether the user has set it since: what is found comes too late
    is_checking: bool = False  # whether digests are checked while the screen is idle
    used_at: float = 0.0  # monotonic seconds of the last key
    folder: str = ""  # where something was extracted to last
    compared_with: str = ""  # the image that it was compared with last, as the user named it
    compared: list[Session] = field(default_factory=list)  # the images that it was compared with
    container: Container | None = None  # once someone has asked for one
    committed: CommittedImage | None = None  # what its last commit wrote
    arguments: str = ""  # of docker run, as they are typed
    argv: Sequence[str] | None = None  # what starts with them, once that is shown
    rebuilt: Rebuilt = field(default_factory=Rebuilt)
    lock: Lock = field(default_factory=Lock)
    contents: Contents = field(init=False)
    _reader: Instructions = field(init=False)
    _instructions: dict[int, str] = field(default_factory=dict)
    _path_index: PathIndex | None = None
    _explained: tuple[Usage | None, BaseImage | None, Explanation] | None = None

    def __post_init__(self) -> None:
        """Make what reads files and commands."""
        self._reader = Instructions(self.image.config)
        self.contents = self.new_contents(_SPOOL_BYTES)

    def new_contents(self, spool_bytes: int = 0) -> Contents:
        """Return the bytes of the files, for another thread."""
        return Contents(self.image, spool_bytes)

    def place_of(self, node: Node, layer: int) -> tuple[Session, Node, int]:
        """Return where a path at a layer comes from: what is shown may be made of two images."""
        return self, node, layer

    def note_on(self, _: Node) -> str:
        """Return what is said behind the name of a path, printable."""
        return ""

    is_of_two: ClassVar[bool] = False  # whether layers 0 and 1 stand for two whole images

    @property
    def changing_layers(self) -> range:
        """The layers whose changes are looked at one by one."""
        return range(self.merged)

    @cached_property
    def steps(self) -> Sequence[Step]:
        """The steps that made the image."""
        return steps_of(self.image)

    @cached_property
    def recipe(self) -> Recipe:
        """The image's Dockerfile, as far as history and configuration tell."""
        from inspector.analyses.dockerfile import dockerfile

        return dockerfile(self.image.config, self.image.history)

    @property
    def explanation(self) -> Explanation:
        """What each step of the history did, with what is known of layers and base by now."""
        from inspector.analyses.explain import explained

        known = self._explained
        if known is None or known[0] is not self.usage or known[1] is not self.base:
            image = self.image
            unread = [each.index for each in image.layers if each.is_unreadable]
            found = explained(image.config, image.history, self.usage, self.base, unread)
            known = self._explained = (self.usage, self.base, found)
        return known[2]

    @property
    def base_steps(self) -> int:
        """How many of the first steps are the base image's."""
        if self.base is None:
            return 0
        owned = sum(layer is not None for _, layer in self.image.history)
        # Steps of layers that no row of the history owns come behind all rows.
        return self.base.rows + max(0, self.base.layers - owned)

    @property
    def path_index(self) -> PathIndex:
        """The paths of all layers that were merged by now, to be searched by their names."""
        if self._path_index is None or self._path_index.merged != self.merged:
            self._path_index = PathIndex(self.tree, self.merged)
        return self._path_index

    @property
    def name(self) -> str:
        """The image's first name, or its short ID."""
        return self.image.source.reference

    @property
    def is_read(self) -> bool:
        """Whether every layer was read and merged."""
        return self.merged == len(self.image.layers)

    def is_merged(self, layer: int) -> bool:
        """Whether the image up to this layer can be shown."""
        return layer < self.merged

    def merge(self, layer: int, size: int) -> None:
        """Note that a layer was merged, and its SIZE as its tar alone gives it."""
        self.merged = layer + 1
        self.layer_sizes[layer] = size

    def keep_changes(self, changes: LayerChanges) -> None:
        """Note what layers changed, and forget ranges that were looked at long ago."""
        self.changes[changes.span] = changes
        ranges = [span for span in self.changes if span.first != span.last]
        for span in ranges[:-_MOST_RANGES]:
            del self.changes[span]

    def changes_of(self, span: Span) -> LayerChanges | None:
        """Return what layers changed, if it is known, and note that it is looked at."""
        found = self.changes.pop(span, None)
        if found is not None:
            self.changes[span] = found
        return found

    def account(self, usage: Usage, findings: tuple[Finding, ...]) -> None:
        """Note what all layers cost, and what is doubtful in them."""
        self.usage = usage
        self.findings = findings
        flagged: dict[str, list[Finding]] = {}
        for each in findings:
            if each.path:
                flagged.setdefault(each.path, []).append(each)
        self.flagged = flagged
        self.levels = Counter(each.level for each in findings)
        self.doubtful = frozenset(each.layer for each in findings if each.level is not Level.NOTE)

    def findings_on(self, layer: int, path: str) -> list[Finding]:
        """Return what is doubtful in what a layer has at a path."""
        return [each for each in self.flagged.get(path, ()) if each.layer == layer]

    def layer_usage(self, layer: int) -> LayerUsage | None:
        """Return what a layer costs, once that is known."""
        return self.usage.layers[layer] if self.usage is not None else None

    def size_of(self, layer: int) -> int | None:
        """Return docker history's SIZE of a layer, None where it was not read yet."""
        usage = self.layer_usage(layer)
        return usage.size if usage is not None else self.layer_sizes.get(layer)

    @property
    def size(self) -> int | None:
        """The image's size as ``docker images`` gives it, None while layers are missing."""
        if not self.is_read:
            return None
        return sum(self.size_of(layer.index) or 0 for layer in self.image.layers)

    @property
    def troubles(self) -> dict[int, LayerscopeError]:
        """What was wrong so far, by layer."""
        return troubles(self.image, self.tree)

    def command_of(self, layer: int) -> str:
        """Return the instruction that made a layer, nothing where none is known; not printable."""
        return self._reader.of(self.image.layers[layer].created_by)

    def instruction_of(self, layer: int) -> str:
        """Return the instruction that made a layer; not printable yet."""
        found = self._instructions.get(layer)
        if found is None:
            found = self._reader.name(self.image.layers[layer].history)
            self._instructions[layer] = found
        return found

    def trouble(self, layer: int) -> str:
        """Return why a layer is not known whole, nothing where it is."""
        found = self.image.layers[layer]
        if found.error is None:
            limit = self.tree.errors.get(layer)
            return _("incomplete: {reason}").format(reason=limit) if limit is not None else ""
        states = {
            LayerState.PARTIAL: _("incomplete: {reason}"),
            LayerState.MISSING: _("missing: {reason}"),
        }
        return states.get(found.state, _("not readable: {reason}")).format(reason=found.error)

    def is_unknown(self, layer: int) -> bool:
        """Whether nothing of a layer could be read: its size and counts are not nought."""
        return self.image.layers[layer].is_unreadable

    def trouble_in(self, span: Span) -> str:
        """Return why layers are not known whole, nothing where all of them are."""
        if span.first == span.last:
            return self.trouble(span.first)
        found = [layer for layer in range(span.first, span.last + 1) if self.trouble(layer)]
        if not found:
            return ""
        more = len(found) - 1
        said = _("layer {layer} is {trouble} (and {more} more of these layers)")
        said = said if more else _("layer {layer} is {trouble}")
        return said.format(layer=found[0], trouble=self.trouble(found[0]), more=more)
