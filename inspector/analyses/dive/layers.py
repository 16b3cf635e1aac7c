"""The layers as ``dive --json`` writes them, each with the list of its files.

Source: dive's ``export/export.go``, ``image/docker/layer.go``, ``filetree/file_info.go``; Go's
``archive/tar`` and ``io/fs`` for modes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from inspector.analyses.dive.trees import child_path, layer_tree
from inspector.tarstream import Kind
from inspector.text import encode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from inspector.analyses.dive.trees import LayerTree
    from inspector.reading.image import Layer
    from inspector.tarstream import Entry

_SHELL = "/bin/sh -c "
_NO_HISTORY = "(missing)"
# Go's bits of a mode: what a file is, and what stands above its permissions.
_DIR, _SYMLINK, _DEVICE, _FIFO, _CHAR = 1 << 31, 1 << 27, 1 << 26, 1 << 25, 1 << 21
_SPECIAL = ((0o4000, 1 << 23), (0o2000, 1 << 22), (0o1000, 1 << 20))
_KIND_BITS = {
    Kind.DIR: _DIR,
    Kind.SYMLINK: _SYMLINK,
    Kind.BLOCK: _DEVICE,
    Kind.CHAR: _DEVICE | _CHAR,
    Kind.FIFO: _FIFO,
}
# The letters of tar; which one an unknown kind had is not kept.
_FLAGS = dict(zip(Kind, b"01234567S\0", strict=True))


class DiveFileInfo(msgspec.Struct, frozen=True, gc=False):
    """A file of a layer's own tree; all is empty of a directory that no entry describes."""

    path: str = ""
    type_flag: int = 0
    link: str = ""
    size: int = 0
    mode: int = 0
    uid: int = 0
    gid: int = 0
    is_dir: bool = False


class DiveLayer(msgspec.Struct, frozen=True):
    """A layer: ``id`` is the first name of where it lies, ``digest`` is its diff_id."""

    index: int
    id: str
    digest: str
    size: int
    command: str
    files: tuple[DiveFileInfo, ...]


def dive_layers(layers: Iterable[tuple[Layer, Sequence[Entry]]]) -> tuple[DiveLayer, ...]:
    """Return what dive exports for layers that have been read, each with what dive reads of it."""
    return tuple(_dive_layer(layer, entries) for layer, entries in layers)


def _dive_layer(layer: Layer, entries: Sequence[Entry]) -> DiveLayer:
    tree = layer_tree(entries)
    history = layer.history
    command = _NO_HISTORY if history is None else history.created_by or ""
    return DiveLayer(
        index=layer.index,
        id=layer.source.name.partition("/")[0],
        digest="" if history is None else layer.diff_id or "",
        size=tree.size,
        command=command.removeprefix(_SHELL),
        files=tuple(_files(tree)),
    )


def _files(tree: LayerTree) -> Iterator[DiveFileInfo]:
    """Yield what is in a layer, children first, by the bytes of their names."""
    pending: list[tuple[str, Entry | None, bool]] = [("", None, False)]
    while pending:
        path, entry, is_done = pending.pop()
        children = tree.below.get(path) if not is_done else None
        if children is not None:
            pending.append((path, entry, True))
            names = sorted(children, key=encode, reverse=True)
            pending += [(child_path(path, name), children[name], False) for name in names]
        elif path:
            yield _info(entry)


def _info(entry: Entry | None) -> DiveFileInfo:
    if entry is None:
        return DiveFileInfo()
    special = sum(bit for mask, bit in _SPECIAL if entry.mode & mask)
    return DiveFileInfo(
        path=entry.path,
        type_flag=_FLAGS[entry.kind],
        link=entry.link,
        size=entry.size,
        mode=(entry.mode & 0o777) | special | _KIND_BITS.get(entry.kind, 0),
        uid=entry.uid,
        gid=entry.gid,
        is_dir=entry.kind is Kind.DIR,
    )
