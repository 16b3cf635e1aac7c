"""A difference as lines to read: attributes in words, then the text, one below or beside another.

Nothing here is wider than the reader asked for, and a line that is cut ends with ``…``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size

from inspector.analyses.difference import BytesDiffer, LinesDiffer, NotCompared, SameContent
from inspector.analyses.line_diff import Pair, hunks
from inspector.language import N_, _, ngettext
from inspector.text import human_size, printable
from inspector.tree.listing import named_type
from inspector.ui.widgets.escapes import show
from inspector.ui.widgets.line_source import TextSpan

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from inspector.analyses.difference import FieldChange, FileDifference

_CONTEXT = 3
_NO_NEWLINE = N_("\\ no newline at the end")
_MIDDLE = " │ "
# Cells around a line of a difference: gaps, mark, scrollbar.
_AROUND = 8
_ADDED, _REMOVED = "lines--added", "lines--removed"
_CHARACTERS_PER_CELL = 8
_WORDS = {
    "type": N_("type"), "mode": N_("mode"), "uid": N_("owner"), "gid": N_("group"),
    "mtime": N_("time"), "device": N_("device"), "link": N_("link target"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class DiffLine:
    """One line: the numbers it has on both sides, its text, a style."""

    text: str
    tone: str = ""
    old: int | None = None
    new: int | None = None


class UnifiedLines:
    """Lines one below the other, ``-`` and ``+`` in front, with the numbers of both sides."""

    wraps = True

    def __init__(self, lines: Sequence[DiffLine]) -> None:
        self._lines = lines
        largest = max((max(each.old or 0, each.new or 0) for each in lines), default=0)
        self._each = len(str(largest + 1))
        self.numbers = 2 * self._each + 1 if largest or _has_numbers(lines) else 0

    def __len__(self) -> int:
        return len(self._lines)

    def number(self, line: int) -> str:
        """Return the line's number in the old text and in the new."""
        found = self._lines[line]
        texts = ("" if each is None else str(each + 1) for each in (found.old, found.new))
        return " ".join(f"{text:>{self._each}}" for text in texts)

    def text(self, line: int) -> str:
        return self._lines[line].text

    def spans(self, line: int) -> Sequence[TextSpan]:
        del line
        return ()

    def tone(self, line: int) -> str:
        return self._lines[line].tone


class SideBySideLines:
    """The old text on the left, the new one on the right."""

    wraps = False
    numbers = 0

    def __init__(self, head: Sequence[DiffLine], content: LinesDiffer, width: int) -> None:
        self._head = head
        self._content = content
        self._rows = [
            row for part in _parts(content) for row in (*_beside(content.pairs, part), None)
        ][:-1]
        self._half = max(10, (width - len(_MIDDLE)) // 2)
        self._digits = len(str(max(len(content.old), len(content.new))))

    def __len__(self) -> int:
        return len(self._head) + len(self._rows)

    def number(self, line: int) -> str:
        """Return nothing: each side has its own."""
        del line
        return ""

    def text(self, line: int) -> str:
        if line < len(self._head):
            return self._head[line].text
        row = self._rows[line - len(self._head)]
        if row is None:
            return "─" * self._half + "─┼─" + "─" * self._half
        is_same = self._is_same(row)
        start = 0 if is_same else _start(self._content, row, self._half - self._digits - 4)
        left = self._side(row.old, self._content.old, " " if is_same else "-", start)
        right = self._side(row.new, self._content.new, " " if is_same else "+", start)
        return left + _MIDDLE + right

    def _is_same(self, row: Pair) -> bool:
        """Whether both sides say the same: a row may put unlike lines beside each other."""
        if row.old is None or row.new is None:
            return False
        return self._content.old[row.old] == self._content.new[row.new]

    def _side(self, at: int | None, lines: Sequence[str], mark: str, start: int) -> str:
        if at is None:
            return " " * self._half
        line = lines[at]
        line = line.removesuffix("\n") if line.endswith("\n") else f"{line}  {_(_NO_NEWLINE)}"
        text = "…" + line[start:] if start else line
        return fitted(f"{at + 1:>{self._digits}} {mark} {text}", self._half)

    def spans(self, line: int) -> Sequence[TextSpan]:
        if line < len(self._head):
            return ()
        row = self._rows[line - len(self._head)]
        if row is None or self._is_same(row):
            return ()
        text = self.text(line)
        # The left side ends where its cells do, which is not always as many characters.
        middle = _cut_at(text, self._half)
        spans = [TextSpan(0, middle, _REMOVED)] if row.old is not None else []
        if row.new is not None:
            spans.append(TextSpan(middle + len(_MIDDLE), len(text), _ADDED))
        return spans

    def tone(self, line: int) -> str:
        return self._head[line].tone if line < len(self._head) else ""


def fitted(text: str, width: int) -> str:
    """Return text made visible in exactly ``width`` cells, ``…`` last where it was cut."""
    budget = width * _CHARACTERS_PER_CELL
    shown = show(text[:budget])
    if len(text) <= budget and cell_len(shown) <= width:
        return set_cell_size(shown, width)
    return set_cell_size(shown, width - 1) + "…"


def _cut_at(text: str, cells: int) -> int:
    return len(set_cell_size(text, cells))


def head_lines(difference: FileDifference) -> list[DiffLine]:
    """Return attributes and what is to be said of the contents."""
    lines = [DiffLine(words(each), "lines--fact") for each in difference.fields]
    before, after = difference.before, difference.after
    if before is not None and after is not None and _is_same(difference):
        return [DiffLine(_("Written again with the same content and attributes: nothing differs."))]
    if before is not None and after is not None and not lines:
        lines.append(DiffLine(_("Mode, owner, time and extended attributes are the same.")))
    lines += [DiffLine(text) for text in _content_words(difference)]
    return lines


def _is_same(difference: FileDifference) -> bool:
    """Whether nothing differs, as far as that is known."""
    content = difference.content
    return not difference.fields and (content is None or isinstance(content, SameContent))


def unified(difference: FileDifference, width: int | None = None) -> UnifiedLines:
    """Return the whole difference, one line below the other.

    With a ``width`` in cells, lines that differ beyond it begin with ``…``, near what differs.
    """
    lines = head_lines(difference)
    content = difference.content
    if isinstance(content, LinesDiffer):
        lines.append(DiffLine(""))
        digits = len(str(max(len(content.old), len(content.new))))
        lines += _unified(content, None if width is None else width - 2 * digits - _AROUND)
    return UnifiedLines(lines)


def words(change: FieldChange) -> str:
    """Return one attribute's change in words."""
    old, new = (_value(change.name, each) for each in (change.old, change.new))
    if change.name == "xattrs":
        told = _("extended attribute {name}: {old} → {new}")
        if change.old is None:
            told = _("extended attribute {name}: added, {new}")
        elif change.new is None:
            told = _("extended attribute {name}: removed, was {old}")
        return told.format(name=printable(change.key)[:200], old=old, new=new)
    return _("{attribute}: {old} → {new}").format(
        attribute=_(_WORDS[change.name]), old=old, new=new
    )


def _value(name: str, value: object) -> str:
    if value is None:
        return _("none")
    if name == "type":
        return _(str(value))
    if name == "mode" and isinstance(value, int):
        return f"{value:04o}"
    if name == "mtime" and isinstance(value, int):
        return _date(value)
    if isinstance(value, bytes):
        cut = f"… ({len(value):,} B)" if len(value) > 64 else ""
        return value[:64].hex() + cut
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return printable(str(value)[:1000])


def _date(seconds: int) -> str:
    try:
        return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S} UTC"
    except (OverflowError, OSError, ValueError):
        return str(seconds)


def _content_words(difference: FileDifference) -> Iterator[str]:
    content = difference.content
    if isinstance(content, SameContent):
        yield _("The content is the same: {size}.").format(size=human_size(content.size))
    elif isinstance(content, NotCompared):
        told = _("The content cannot be compared: {reason}")
        yield told.format(reason=printable(content.reason))
    elif isinstance(content, BytesDiffer):
        yield from _bytes_words(content)
    elif isinstance(content, LinesDiffer):
        yield from _lines_words(content)
    elif content is None:
        found = difference.after or difference.before
        if found is not None and (difference.before is None or difference.after is None):
            told = _("This is {type}: it has no content to compare.")
            yield told.format(type=_(named_type(found)))


def _bytes_words(content: BytesDiffer) -> Iterator[str]:
    is_text = content.is_text
    old, new, first = content.old_size, content.new_size, content.first
    if old is None or new is None:
        told = _("The file is long text: {size}.") if is_text else _("The file is binary: {size}.")
        yield told.format(size=human_size(new or old or 0))
        return
    told = _("The contents differ, as binary: {old} → {new} bytes ({change}).")
    if is_text:
        told = _("The contents differ, as long text: {old} → {new} bytes ({change}).")
    yield told.format(old=f"{old:,}", new=f"{new:,}", change=f"{new - old:+,}")
    told = _("The first byte that differs is at offset {offset} ({hexadecimal}).")
    yield told.format(offset=f"{first:,}", hexadecimal=f"{first:#x}")


def _lines_words(content: LinesDiffer) -> Iterator[str]:
    added = sum(pair.old is None for pair in content.pairs)
    removed = sum(pair.new is None for pair in content.pairs)
    told = ngettext(
        "The content: {added} line added, {removed} removed.",
        "The content: {added} lines added, {removed} removed.",
        added,
    )
    yield told.format(added=f"{added:,}", removed=f"{removed:,}")
    if not content.is_shortest:
        yield _("Too many lines differ: all of them are shown as replaced.")


def _has_numbers(lines: Sequence[DiffLine]) -> bool:
    return any(each.old is not None or each.new is not None for each in lines)


def _parts(content: LinesDiffer) -> list[range]:
    return hunks(content.pairs, _CONTEXT)


def _unified(content: LinesDiffer, room: int | None) -> Iterator[DiffLine]:
    for part in _parts(content):
        yield DiffLine(_hunk(content.pairs, part), "lines--hunk")
        starts = _starts(content, part, room) if room is not None else {}
        for at in part:
            pair = content.pairs[at]
            line = content.new[pair.new] if pair.new is not None else content.old[pair.old or 0]
            mark = " " if pair.is_same else "+" if pair.old is None else "-"
            tone = {"+": _ADDED, "-": _REMOVED}.get(mark, "")
            text = line.removesuffix("\n")
            if pair in starts:
                text = "…" + text[starts[pair] :]
            yield DiffLine(mark + text, tone, pair.old, pair.new)
            if not line.endswith("\n"):
                yield DiffLine(_(_NO_NEWLINE), "lines--note")


def _starts(content: LinesDiffer, part: range, room: int) -> dict[Pair, int]:
    """Return where to begin lines that say the same up to where they would be cut."""
    starts: dict[Pair, int] = {}
    for row in _beside(content.pairs, part):
        start = _start(content, row, room)
        if start > 0:
            starts |= {Pair(row.old, None): start, Pair(None, row.new): start}
    return starts


def _start(content: LinesDiffer, row: Pair, room: int) -> int:
    """Return how much to leave out in front of two lines, so that what differs can be seen."""
    if row.old is None or row.new is None:
        return 0
    both = (content.old[row.old], content.new[row.new])
    if both[0] == both[1] or max(map(cell_len, both)) <= room:
        return 0
    same = (at for at, (old, new) in enumerate(zip(*both, strict=False)) if old != new)
    common = next(same, min(map(len, both)))
    return common - room // 3 if cell_len(both[0][:common]) > room - room // 3 else 0


def _hunk(pairs: Sequence[Pair], part: range) -> str:
    olds = [pairs[at].old for at in part if pairs[at].old is not None]
    news = [pairs[at].new for at in part if pairs[at].new is not None]
    ends = [f"{(each[0] or 0) + 1},{len(each)}" if each else "0,0" for each in (olds, news)]
    return f"@@ -{ends[0]} +{ends[1]} @@"


def _beside(pairs: Sequence[Pair], part: range) -> Iterator[Pair]:
    """Yield the rows of a hunk: lines removed stand beside those that were added there."""
    gone: list[int | None] = []
    come: list[int | None] = []
    for at in (*part, None):
        pair = pairs[at] if at is not None else None
        if pair is not None and not pair.is_same:
            (gone if pair.new is None else come).append(pair.old if pair.new is None else pair.new)
            continue
        for row in range(max(len(gone), len(come))):
            yield Pair(
                gone[row] if row < len(gone) else None, come[row] if row < len(come) else None
            )
        gone, come = [], []
        if pair is not None:
            yield pair
