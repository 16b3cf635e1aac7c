"""What a name in the container leads to."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from inspector.tarstream import Kind
from inspector.text import path_key

if TYPE_CHECKING:
    from inspector.container.content import Content
    from inspector.tree import Node


class ImageDirectory(NamedTuple):
    """A directory of the image: ``floor`` holds for its children (see ``Node.floor_below``)."""

    node: Node
    floor: int


class Inode(msgspec.Struct, frozen=True, gc=False, eq=False):
    """A file, directory or whatever else, of the image or of the writable layer.

    ``nlink`` counts names; of a directory it is not kept. ``below`` is what the image has at a
    directory, and shows through: None of one that is the writable layer's alone. ``mtime`` is None
    of a directory that the image implies.
    """

    number: int
    kind: Kind
    mode: int
    uid: int = 0
    gid: int = 0
    mtime: int | None = None
    nlink: int = 0
    content: Content | None = None
    link: str = ""
    device: tuple[int, int] | None = None
    xattrs: dict[str, bytes] = {}
    is_copied_up: bool = False
    below: ImageDirectory | None = None

    @property
    def is_dir(self) -> bool:
        return self.kind is Kind.DIR

    @property
    def size(self) -> int:
        """Bytes of a file's content or of a symlink's target, 0 of anything else."""
        if self.content is not None:
            return self.content.size
        return len(path_key(self.link)) if self.kind is Kind.SYMLINK else 0
