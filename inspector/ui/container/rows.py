"""The rows of the three views: what each line says, and how it looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.exports.listing import mode_text
from inspector.language import N_, _
from inspector.text import human_size
from inspector.ui.container.views import COPIED_UP, OPAQUE, PARENT, WHITEOUT
from inspector.ui.widgets.columns import Column
from inspector.ui.widgets.elide import keep_end
from inspector.ui.widgets.row_source import Row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspector.container.stat import Stat
    from inspector.ui.container.views import Folder, LayerPath

_TONES = {"A": "rows--added", "M": "rows--modified", "m": "rows--metadata", "D": "rows--removed"}


class UpperRows:
    """The writable layer: all paths that the upper directory holds, as overlayfs keeps them."""

    columns = (
        Column("", width=1),
        Column(N_("size"), width=8, right=True),
        Column(N_("path"), least=12),
        Column(N_("kept as"), width=9),
    )
    empty = N_("Nothing yet: what the container writes, changes or deletes is kept here.")

    def __init__(self, paths: Sequence[LayerPath]) -> None:
        self.paths = paths

    def __len__(self) -> int:
        return len(self.paths)

    def row(self, index: int) -> Row:
        """Return a path's cells: of a whiteout the device that it is."""
        each = self.paths[index]
        stat = each.row.stat
        size = "c 0,0" if stat is None else _size(stat)
        path = each.row.path + _suffix(stat)
        tone = "rows--dim" if each.origin == PARENT else _TONES[each.letter]
        kept = _(each.origin)
        return Row((each.letter, size, lambda width: keep_end(path, width), kept), tone)

    def path(self, index: int) -> str:
        return self.paths[index].row.path

    def said(self, index: int) -> str:
        """Return a sentence about a row, to be made printable."""
        each = self.paths[index]
        if each.origin == WHITEOUT:
            told = _("a device 0,0 that hides the image's {name}; in a committed layer .wh.{name}")
            return told.format(name=each.row.path.rpartition("/")[2])
        if each.origin == OPAQUE:
            told = _("all that the image has in {path} is hidden (trusted.overlay.opaque)")
            return told.format(path=each.row.path)
        if each.origin not in {COPIED_UP, PARENT}:
            return _("written by the container; gone with it")
        if each.letter == "A":
            return _(
                "copied up from the image, all of its bytes, to another name; the image keeps its"
                " own"
            )
        if each.row.type == "dir":
            return _("a directory of the image, made again here for what changed in it")
        if each.letter == "m":
            return _(
                "copied up from the image, all of its bytes, although only its attributes changed;"
                " the image keeps its own"
            )
        return _(
            "copied up from the image, all of its bytes, and then changed; the image keeps its own"
        )


class ViewRows:
    """One directory, as the container or the image has it."""

    columns = (
        Column("", width=1),
        Column(N_("mode"), width=10, drop=1),
        Column(N_("size"), width=8, right=True),
        Column(N_("name"), least=12),
        Column("", width=9, drop=2),
    )

    def __init__(self, folder: Folder, empty: str, *, is_image: bool = False) -> None:
        self.folder = folder
        self.empty = empty
        self._is_image = is_image

    def __len__(self) -> int:
        return len(self.folder.paths)

    def row(self, index: int) -> Row:
        """Return a name's cells; in the image, only a note tells what the container did."""
        each = self.folder.paths[index]
        stat = each.stat
        letter = "" if self._is_image else each.letter
        cells = (
            letter, mode_text(stat.type, stat.mode), _size(stat), each.name + _suffix(stat),
            self._note(each.note),
        )  # fmt: skip
        return Row(cells, _TONES.get(letter, ""))

    def path(self, index: int) -> str:
        return self.folder.paths[index].path

    def said(self, index: int) -> str:
        """Return a sentence about a row, to be made printable."""
        each = self.folder.paths[index]
        if self._is_image:
            is_hidden = each.letter == "D"
            return (
                _("in the image, as it was, and hidden")
                if is_hidden
                else _("in the image, as it was")
            )
        if each.letter == "D":
            return _("hidden: still in the image, and still stored")
        if not each.letter:
            return _("read from the image")
        if each.note == PARENT:
            return _("what changed in it is read from the writable layer, the rest from the image")
        if not each.note:
            return _("read from the writable layer")
        return _("read from the writable layer: {origin}").format(origin=_(each.note))

    def _note(self, note: str) -> str:
        if self._is_image and note in {WHITEOUT, OPAQUE}:
            return _("hidden")
        return _(note) if note and not (self._is_image and note == PARENT) else ""


def _size(stat: Stat) -> str:
    if stat.device is not None and stat.type in {"char", "block"}:
        return "{},{}".format(*stat.device)
    return human_size(stat.size) if stat.type == "file" else ""


def _suffix(stat: Stat | None) -> str:
    if stat is None:
        return ""
    return "/" if stat.type == "dir" else f" -> {stat.link}" if stat.type == "symlink" else ""
