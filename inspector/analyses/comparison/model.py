"""What differs between two images: the values that reports and a screen are made of."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from inspector.analyses.comparison.both import BothImages
    from inspector.analyses.comparison.ignored import Ignored
    from inspector.tree import Node, Version


class LayerOutcome(StrEnum):
    """What became of a layer; ``REBUILT``: the same instruction made other bytes."""

    SHARED = "shared"
    REBUILT = "rebuilt"
    ADDED = "added"
    REMOVED = "removed"


class FileState(StrEnum):
    """What became of a path; ``MOVED``: the content was at a path that is gone."""

    ADDED = "added"
    REMOVED = "removed"
    MODIFIED = "modified"
    METADATA = "metadata"
    MOVED = "moved"

    __hash__ = str.__hash__  # an Enum's is slow, and there may be many


class RowState(StrEnum):
    """What became of a row of the history."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


class DifferenceCause(StrEnum):
    """Why a file differs although nothing was meant to change it."""

    CACHE = "cache"
    LOG = "log"
    RANDOM_NAME = "random-name"
    ARCHIVE_TIME = "archive-time"
    COMPILED_TIME = "compiled-time"
    TIME_IN_TEXT = "time-in-text"
    RANDOM_VALUE = "random-value"
    LINE_ORDER = "line-order"


class Reason(msgspec.Struct, frozen=True):
    """In what a rebuilt layer differs, and at how many of its entries.

    ``kind`` is ``added``, ``removed``, a field of an entry, ``order`` of the entries, ``pax`` where
    only records are left that no entry tells of, or ``unread``.
    """

    kind: str
    count: int = 1


class LayerPair(msgspec.Struct, frozen=True):
    """A layer of both images, or of one. ``instruction`` is not printable yet.

    ``reasons`` are those of a rebuilt layer that are not ignored.
    """

    old: int | None
    new: int | None
    state: LayerOutcome
    instruction: str
    reasons: tuple[Reason, ...] = ()


class FileChange(msgspec.Struct, frozen=True, gc=False, eq=False):
    """A path that differs.

    Attributes:
        node: Of ``path``, in the tree of both images; ``before`` and ``after`` are versions there.
        fields: ``type``, ``content``, ``link``, ``dev`` or names of metadata.
        moved_from: Where a moved file was: ``before`` is a version there.
        cause: None where it is not known.

    """

    path: str
    state: FileState
    node: Node
    before: Version | None
    after: Version | None
    fields: tuple[str, ...] = ()
    moved_from: Node | None = None
    cause: DifferenceCause | None = None

    @property
    def origin(self) -> Node:
        """The path of ``before``."""
        return self.node if self.moved_from is None else self.moved_from

    @property
    def source(self) -> str | None:
        """Where a moved file was."""
        return None if self.moved_from is None else self.moved_from.path

    @property
    def old_size(self) -> int | None:
        """Bytes of a file, 0 of anything else, None where nothing was."""
        return None if self.before is None else self.before.size

    @property
    def new_size(self) -> int | None:
        """Bytes of a file, 0 of anything else, None where nothing is."""
        return None if self.after is None else self.after.size


class ByteSums(msgspec.Struct, frozen=True):
    """Stored bytes that are visible; ``new - old`` is ``added - removed``."""

    old: int
    new: int
    added: int
    removed: int


class FolderChange(msgspec.Struct, frozen=True):
    """A folder whose visible files take more or less space; bytes as ``folder_bytes`` counts."""

    path: str
    old: int
    new: int


class SettingChange(msgspec.Struct, frozen=True):
    """A field of the configuration; values as JSON has them, None where there is none.

    Not printable yet; secrets are masked.
    """

    field: str
    old: object
    new: object


class HistoryPair(msgspec.Struct, frozen=True):
    """A row of the history of both images, or of one, by its number and its command.

    ``fields`` are those that differ. Not printable yet; secrets are masked.
    """

    old_row: int | None
    new_row: int | None
    old: str | None
    new: str | None
    state: RowState
    fields: tuple[str, ...] = ()


class Comparison(msgspec.Struct, frozen=True):
    """Two images beside each other, without what is ignored.

    Attributes:
        both: One tree with both images in it.
        layers: All layers, in the order of both images.
        files: What differs, sorted by the paths' bytes.
        folders: Those that grew or shrank, the largest change first.
        settings: Fields of the configuration that differ.
        history: All rows, in the order of both images.

    """

    both: BothImages
    ignored: Ignored
    layers: tuple[LayerPair, ...]
    files: tuple[FileChange, ...]
    bytes: ByteSums
    folders: tuple[FolderChange, ...]
    settings: tuple[SettingChange, ...]
    history: tuple[HistoryPair, ...]

    @property
    def is_same(self) -> bool:
        """Whether nothing differs that is not ignored."""
        return not (
            self.files
            or self.settings
            or any(each.state is not RowState.SAME for each in self.history)
            or any(map(self.differs, self.layers))
        )

    def differs(self, pair: LayerPair) -> bool:
        """Whether a layer differs in what is not ignored."""
        if pair.state is LayerOutcome.REBUILT:
            return bool(pair.reasons)
        return pair.state is not LayerOutcome.SHARED and "layers" not in self.ignored.fields
