"""Lists what a writable layer holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.container.stat import UpperRow, stat_of
from inspector.container.upper import WHITEOUT
from inspector.text import path_key

if TYPE_CHECKING:
    from inspector.container.inode import Inode
    from inspector.container.merged import MergedView


def nlink_of(view: MergedView, inode: Inode, *, is_upper: bool) -> int:
    """Return the number of links as overlayfs tells it: 1 of a directory that is merged."""
    if not inode.is_dir:
        return inode.nlink
    if not is_upper:
        return view.lower.directory_links(inode.below) if inode.below is not None else 1
    if inode.below is not None:
        return 1
    inside = view.upper.entries(inode.number).values()
    return 2 + sum(view.upper.inode(each).is_dir for each in inside if each != WHITEOUT)


def upper_rows(view: MergedView) -> list[UpperRow]:
    """Return a row for each path of the writable layer, the root left out."""
    upper = view.upper
    rows: list[UpperRow] = []
    pending = [("/", upper.inode(upper.root))]
    while pending:
        prefix, directory = pending.pop()
        for name, number in upper.entries(directory.number).items():
            path = prefix + name
            if number == WHITEOUT:
                rows.append(UpperRow(path, None))
                continue
            inode = upper.inode(number)
            if inode.is_dir:
                pending.append((f"{path}/", inode))
            stat = stat_of(inode, nlink_of(view, inode, is_upper=True))
            is_opaque = (
                inode.is_dir and inode.below is None and view.lower.has(directory.below, name)
            )
            rows.append(UpperRow(path, stat, inode.is_copied_up, is_opaque, inode.content))
    return sorted(rows, key=lambda row: path_key(row.path))


def changed_root(view: MergedView) -> UpperRow | None:
    """Return a row for the root where its mode, owner or attributes are not the image's."""
    old, new = view.lower.root(), view.upper.inode(view.upper.root)
    if (old.mode, old.uid, old.gid, old.xattrs) == (new.mode, new.uid, new.gid, new.xattrs):
        return None
    return UpperRow("/", stat_of(new, nlink_of(view, new, is_upper=True)), is_copied_up=True)
