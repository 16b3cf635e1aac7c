"""The three views of a container: its writable layer, what it sees, and the image below.

Worked out after each line, in the thread that ran it: the screen asks no file system while another
line runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from inspector.container.content import Part
from inspector.errors import FileError
from inspector.language import N_
from inspector.text import path_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from inspector.analyses.container_cost import ContainerCost
    from inspector.container.content import Content
    from inspector.container.filesystem import Filesystem
    from inspector.container.stat import Stat, UpperRow
    from inspector.ui.session.container import Container

# A parent is a directory of the image that is kept only for what lies in it.
NEW, COPIED_UP, PARENT, REPLACED = N_("new"), N_("copied up"), N_("parent"), N_("replaced")
WHITEOUT, OPAQUE, VOLUME = N_("whiteout"), N_("opaque"), N_("volume")


class LayerPath(NamedTuple):
    """One path of the writable layer: its letter, and how it came there, in English."""

    row: UpperRow
    letter: str
    origin: str


class SeenPath(NamedTuple):
    """One name of a directory. ``note``: what the container did to it, in English."""

    name: str
    path: str
    stat: Stat
    letter: str = ""
    note: str = ""


@dataclass(frozen=True)
class Folder:
    """The names of a directory, in the order of their bytes. ``is_gone``: there is none."""

    path: str
    paths: tuple[SeenPath, ...] = ()
    is_gone: bool = False


@dataclass(frozen=True)
class Views:
    """All that the screen shows of a container."""

    directory: str
    layer: tuple[LayerPath, ...]
    merged: Folder
    image: Folder
    stored_bytes: int
    cost: ContainerCost


def views_of(container: Container, before: Views | None = None) -> Views:
    """Look at a container as it is now; ``before`` is how it was, of which most may have stayed."""
    filesystem, image = container.filesystem, container.image
    directory = container.shell.directory
    known = {each.row.path: each for each in before.layer} if before is not None else {}
    layer = tuple(_layer_path(row, image, known.get(row.path)) for row in filesystem.upper())
    by_path = {each.row.path: each for each in layer}
    below = _folder(image, directory, by_path)
    seen = _folder(filesystem, directory, by_path)
    is_layer = not seen.is_gone and not filesystem.is_in_volume(seen.path)
    merged = _merged(seen, below, by_path) if is_layer else seen
    return Views(directory, layer, merged, below, filesystem.stored_bytes, container.cost)


def _layer_path(row: UpperRow, image: Filesystem, known: LayerPath | None) -> LayerPath:
    if known is not None and known.row == row:
        return known
    if row.stat is None:
        return LayerPath(row, "D", WHITEOUT)
    below = _lstat(image, row.path)
    if below is None:  # a file of the image may have got another name
        return LayerPath(row, "A", COPIED_UP if row.is_copied_up else NEW)
    if not row.is_copied_up:
        return LayerPath(row, "M", OPAQUE if row.is_opaque else REPLACED)
    letter = _copied_letter(row, row.stat, below, image)
    return LayerPath(row, letter, PARENT if (row.type, letter) == ("dir", "M") else COPIED_UP)


def _copied_letter(row: UpperRow, stat: Stat, below: Stat, image: Filesystem) -> str:
    """Tell a new content from new attributes; of a directory, attributes from what lies below."""
    if row.content is not None:
        return "m" if is_same(row.content, image.content(row.path)) else "M"
    if row.type == "dir":
        has_changed = (stat.mode, stat.uid, stat.gid, stat.xattrs) != (
            below.mode, below.uid, below.gid, below.xattrs,
        )  # fmt: skip
        return "m" if has_changed else "M"
    return "m"


def is_same(one: Content, other: Content) -> bool:
    """Whether two contents are the same part of the same file of the image, or both empty."""
    if len(one.pieces) != len(other.pieces):
        return False
    return all(
        isinstance(a, Part) and isinstance(b, Part)
        and (a.entry is b.entry, a.start, a.stop) == (True, b.start, b.stop)
        for a, b in zip(one.pieces, other.pieces, strict=True)
    )  # fmt: skip


def _folder(filesystem: Filesystem, directory: str, layer: Mapping[str, LayerPath]) -> Folder:
    try:
        path = filesystem.resolve(directory)
        names = filesystem.names(path)
    except FileError:
        return Folder(directory, is_gone=True)
    prefix = path.rstrip("/") + "/"
    found = (_seen(filesystem, name, prefix + name, layer) for name in names)
    return Folder(path, tuple(each for each in found if each is not None))


def _seen(
    filesystem: Filesystem, name: str, path: str, layer: Mapping[str, LayerPath]
) -> SeenPath | None:
    stat = _lstat(filesystem, path)
    own = layer.get(path)
    if stat is None:
        return None
    if filesystem.is_in_volume(path):
        return SeenPath(name, path, stat, note=VOLUME)
    return SeenPath(name, path, stat, *((own.letter, own.origin) if own is not None else ()))


def _merged(seen: Folder, below: Folder, layer: Mapping[str, LayerPath]) -> Folder:
    """Add to what is seen the names of the image that the container hides."""
    if seen.path != below.path:
        return seen
    names = {each.name for each in seen.paths}
    hidden = [
        each._replace(letter="D", note=WHITEOUT if each.path in layer else OPAQUE)
        for each in below.paths
        if each.name not in names
    ]
    return Folder(seen.path, _sorted((*seen.paths, *hidden)))


def _sorted(paths: Iterable[SeenPath]) -> tuple[SeenPath, ...]:
    return tuple(sorted(paths, key=lambda each: path_key(each.name)))


def _lstat(filesystem: Filesystem, path: str) -> Stat | None:
    try:
        return filesystem.lstat(path)
    except FileError:
        return None
