"""What is chosen: one value that the screen owns. Panes are shown it whole, and ask for another."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, TypedDict

from inspector.analyses.path_filter.filter import NO_FILTER, PathFilter
from inspector.language import N_, _
from inspector.ui.session.change_kinds import ALL_KINDS, ChangeKinds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from inspector.tree import Node
    from inspector.ui.session.history_steps import Step
    from inspector.ui.session.target import Pointed


class Mode(StrEnum):
    """Which paths are shown: what the chosen layers changed, or everything up to them."""

    CHANGES = "changes"
    ALL = "all"

    @property
    def other(self) -> Mode:
        """The one that a key turns to."""
        return Mode.ALL if self is Mode.CHANGES else Mode.CHANGES


class Sort(StrEnum):
    """By what the tree is sorted; each folder by itself."""

    SIZE = "size"
    NAME = "name"
    CHANGE = "change"
    COUNT = "count"

    @property
    def next(self) -> Sort:
        """The one that follows when a key turns through them."""
        every = list(Sort)
        return every[(every.index(self) + 1) % len(every)]

    @property
    def said(self) -> str:
        """How the screen says it."""
        return {
            Sort.SIZE: _("by size"),
            Sort.NAME: _("by name"),
            Sort.CHANGE: _("by change"),
            Sort.COUNT: _("by number of files"),
        }[self]


class Grouping(StrEnum):
    """How waste is grouped, as the user reads it; FILES lists the payloads as they are."""

    FILES = N_("files")
    PAIRS = N_("pairs of layers")
    LAYERS = N_("layers")
    FOLDERS = N_("folders")
    CAUSES = N_("causes")
    DIVE = N_("dive's list")  # no groups of ours: what dive itself lists

    @property
    def next(self) -> Grouping:
        """The one that follows when a key turns through them."""
        every = list(Grouping)
        return every[(every.index(self) + 1) % len(every)]


class PackageOrder(StrEnum):
    """By what the list of packages is sorted."""

    SIZE = "size"
    NAME = "name"
    LAYER = "layer"

    @property
    def next(self) -> PackageOrder:
        """The one that follows when a key turns through them."""
        every = list(PackageOrder)
        return every[(every.index(self) + 1) % len(every)]


class FindingLevels(StrEnum):
    """Which findings are listed."""

    ALL = "all"
    ERRORS = N_("errors")
    WARNINGS = N_("warnings")
    NOTES = N_("notes")
    SECRETS = N_("secrets")
    LEFTOVERS = N_("leftovers")

    @property
    def next(self) -> FindingLevels:
        """The one that follows when a key turns through them."""
        every = list(FindingLevels)
        return every[(every.index(self) + 1) % len(every)]


@dataclass(frozen=True, slots=True)
class Selection:
    """What the user looks at, and how.

    Attributes:
        step: The layer, the range of layers, or the step without one; None before there is an
            image.
        node: The path under the cursor of the files; of the map, while its tab is shown.
        cursors: What is under the cursors of panes that list paths of their own, by the IDs of the
            panes. While the tab of one is shown, keys act on that, and else on ``node``.
        wanted: The path that was chosen in the map: ``node`` in the layers that have it.
        mode: Which paths are shown.
        filter: What is shown of them.
        kinds: Which kinds of changes are hidden.
        has_attributes: Whether mode, owner and size of files have columns.
        sort: The order of files.
        grouping: How waste is grouped.
        is_of_layer: Whether only the waste of the chosen layer is listed.
        package_order: The order of packages.
        package_words: Words that packages are listed for, "" for all.
        finding_levels: Which findings are listed.
        finding_words: Words that findings of the group are listed for, "" for all.
        setting_words: Words that fields of the configuration of two images are listed for.
        history_words: Words that rows of the history of two images are listed for.

    """

    step: Step | None = None
    node: Node | None = None
    cursors: Mapping[str, Pointed] = field(default_factory=dict, compare=False)
    wanted: Node | None = None
    mode: Mode = Mode.CHANGES
    filter: PathFilter = NO_FILTER
    kinds: ChangeKinds = ALL_KINDS
    has_attributes: bool = True
    sort: Sort = Sort.SIZE
    grouping: Grouping = Grouping.FILES
    is_of_layer: bool = False
    package_order: PackageOrder = PackageOrder.SIZE
    package_words: str = ""
    finding_levels: FindingLevels = FindingLevels.ALL
    finding_words: str = ""
    setting_words: str = ""
    history_words: str = ""


class SelectionChanges(TypedDict, total=False):
    """Fields of a ``Selection`` that change."""

    step: Step | None
    node: Node | None
    cursors: Mapping[str, Pointed]
    wanted: Node | None
    mode: Mode
    filter: PathFilter
    kinds: ChangeKinds
    has_attributes: bool
    sort: Sort
    grouping: Grouping
    is_of_layer: bool
    package_order: PackageOrder
    package_words: str
    finding_levels: FindingLevels
    finding_words: str
    setting_words: str
    history_words: str
