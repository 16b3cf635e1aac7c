"""What the viewer shows of a path: its text, a listing, its bytes, or why there is nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspector.analyses.archive_members import Member, Members, tar_members, zip_members
from inspector.analyses.content import ContentKind, FileStart, open_content, unpacked
from inspector.errors import LayerscopeError
from inspector.exports.listing import mode_text
from inspector.language import N_, _
from inspector.text import decode, human_size
from inspector.tree.listing import type_of
from inspector.ui.kit.sentences import paragraph
from inspector.ui.widgets.line_layout import Layout, lay_out
from inspector.ui.widgets.line_source import Lines

if TYPE_CHECKING:
    from inspector.limits import Limits
    from inspector.reading.contents import Contents
    from inspector.tarstream import Entry
    from inspector.tree import Version
    from inspector.ui.session.target import Target

# Text beyond is not shown: no one scrolls so far, and a terminal's search would crawl.
TEXT_BYTES = 4 << 20
# What is read to say how many lines were not shown.
_COUNTED_BYTES = 64 << 20
_NOTHING = {
    "dir": N_("This is a directory: it has no content to show."),
    "char": N_("This is a character device: the image stores no bytes for it."),
    "block": N_("This is a block device: the image stores no bytes for it."),
    "fifo": N_("This is a named pipe: the image stores no bytes for it."),
    "unknown": N_("This entry is of an unknown kind, or a hard link without a target."),
}


@dataclass(frozen=True, slots=True)
class Stored:
    """A file's bytes: the entry and the layer that stores it."""

    contents: Contents
    limits: Limits
    layer: int
    entry: Entry

    def read(self, offset: int, size: int) -> bytes:
        """Return a part of the file, nothing of what cannot be read."""
        try:
            return self.contents.read_range(self.layer, self.entry, offset, size)
        except LayerscopeError:
            return b""

    def listed(self, packed: str, form: ContentKind) -> Members:
        """List the archive that the file is."""
        if form is ContentKind.ZIP:
            return zip_members(self.contents, self.layer, self.entry)
        stream = unpacked(self.contents, self.layer, self.entry, self.limits, packed)
        return tar_members(stream, self.limits)


@dataclass(frozen=True, slots=True)
class View:
    """What was found. ``name`` is that of the file that is read, ``leads`` where a link goes.

    Without ``stored`` there are no bytes, and ``sentence`` says why.
    """

    name: str
    leads: str = ""
    sentence: str = ""
    stored: Stored | None = None
    content: FileStart | None = None
    lines: Lines | None = None
    layout: Layout | None = None
    note: str = ""


def load_view(target: Target, width: int | None) -> View:
    """Read what can be shown of a path; text is laid out at ``width``. For a thread."""
    try:
        node, version = target.followed()
    except LayerscopeError as error:
        sentence = _("The link leads nowhere: {reason}.").format(reason=error)
        return View(target.node.name, sentence=sentence)
    leads = node.path if node is not target.node else ""
    entry = version.entry
    if entry is None or not version.is_file:
        sentence = _NOTHING.get(type_of(version), N_("There is nothing to read."))
        return View(node.name, leads, _(sentence))
    session = target.session
    stored = Stored(session.contents, session.image.limits, version.home, entry)
    try:
        content = open_content(stored.contents, stored.layer, entry, stored.limits, TEXT_BYTES)
        return _view(node.name, leads, stored, content, width)
    except LayerscopeError as error:
        return View(node.name, leads, _unreadable(target, version, error))


def _unreadable(target: Target, version: Version, error: LayerscopeError) -> str:
    told = [_("This cannot be read: {reason}.").format(reason=error)]
    if trouble := target.session.trouble(version.home):
        where = _("Layer {layer}, which stores it, is {trouble}.")
        told.append(where.format(layer=version.home, trouble=trouble))
    return paragraph(told)


def _view(name: str, leads: str, stored: Stored, content: FileStart, width: int | None) -> View:
    if not content.size:
        return View(name, leads, _("This file is empty."), stored, content)
    note = content.trouble
    if content.form is ContentKind.BYTES:
        return View(name, leads, "", stored, content, note=note)
    if content.form is ContentKind.TEXT:
        lines = text_lines(content.head)
    else:
        found = stored.listed(content.packed, content.form)
        if not found.members and found.trouble:
            return View(name, leads, "", stored, content, note=found.trouble)
        lines = Lines([member_line(each) for each in found.members])
        cut = _("only the first {count} names").format(count=f"{len(lines):,}")
        note = found.trouble or (cut if found.is_cut else "")
    layout = lay_out(len(lines), lines.text, width)
    return View(name, leads, "", stored, content, lines, layout, note)


def text_lines(data: bytes) -> Lines:
    """Return a text's lines; only a newline ends one."""
    lines = decode(data).split("\n")
    if lines[-1] == "":
        lines.pop()
    return Lines(lines)


def member_line(member: Member) -> str:
    """Return a line of a listing, as ``ls -l`` has it; not printable yet."""
    mode = mode_text(member.type, member.mode) if member.mode is not None else "?" * 10
    if member.type == "hardlink" and member.mode is not None:
        mode = "h" + mode[1:]
    written = f"{member.written:%Y-%m-%d %H:%M}" if member.written is not None else ""
    link = f" → {member.link}" if member.link else ""
    return f"{mode}  {human_size(member.size):>9}  {written:16}  {member.path}{link}"


def count_lines(stored: Stored, packed: str) -> tuple[int, bool]:
    """Return how many lines a text has, and whether these are all. For a thread."""
    count = size = 0
    last = b"\n"
    try:
        stream = unpacked(stored.contents, stored.layer, stored.entry, stored.limits, packed)
        while size < _COUNTED_BYTES and (data := stream.read(1 << 20)):
            count += data.count(b"\n")
            size += len(data)
            last = data
    except LayerscopeError:
        return count, False
    return count + (not last.endswith(b"\n")), size < _COUNTED_BYTES
