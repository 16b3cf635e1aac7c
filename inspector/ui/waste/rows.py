"""Rows of the waste list: one a payload, or grouped by what one can do about it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content

from inspector.analyses.usage import Cause, wasted_version
from inspector.analyses.waste_groups import WasteGroup
from inspector.language import N_, _, pgettext
from inspector.text import counted, human_size
from inspector.tree.view import node_of
from inspector.ui.kit.placeholders import NOTHING_WASTED
from inspector.ui.session.selection import Grouping
from inspector.ui.session.target import Target
from inspector.ui.waste.advice import WasteAdvice, told_of
from inspector.ui.widgets.columns import Column
from inspector.ui.widgets.elide import keep_end
from inspector.ui.widgets.row_source import Row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspector.analyses.usage import Waste
    from inspector.analyses.waste_groups import GroupKey
    from inspector.ui.session.session import Session

WHY = {
    Cause.OVERWRITTEN: N_("overwritten"),
    Cause.REMOVED: N_("removed"),
    Cause.METADATA: N_("same content"),
}
_WHY = 12  # cells of the column
_TONES = {
    Cause.OVERWRITTEN: "rows--modified",
    Cause.REMOVED: "rows--removed",
    Cause.METADATA: "rows--metadata",
}


def named(grouping: Grouping) -> str:
    """Return what a way to group is called, as a heading or behind "by"."""
    return {
        Grouping.FILES: pgettext("ways to group", "file"),
        Grouping.PAIRS: pgettext("ways to group", "pair of layers"),
        Grouping.LAYERS: pgettext("ways to group", "layer"),
        Grouping.FOLDERS: pgettext("ways to group", "folder"),
        Grouping.CAUSES: pgettext("ways to group", "cause"),
        Grouping.DIVE: pgettext("ways to group", "dive's list"),
    }[grouping]


@dataclass(frozen=True, slots=True)
class ListedGroup:
    """A group, what its row says, and what to do about it; not printable yet."""

    group: WasteGroup
    said: str
    told: WasteAdvice

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder's."""
        return isinstance(self.group.key, str) and self.group.key.startswith("/")


class WasteRows:
    """The rows that are shown: payloads, or groups of them that fold."""

    def __init__(
        self,
        session: Session,
        payloads: Sequence[Waste],
        groups: Sequence[ListedGroup] | None,
        title: str = "",
    ) -> None:
        """List payloads, or groups of them; ``title`` is that of the last column."""
        self.empty = NOTHING_WASTED
        self.columns: Sequence[Column] = (
            Column(_("size"), width=8, right=True),
            Column(_("written"), width=7, right=True),
            Column(_("hidden"), width=6, right=True),
            Column(_("why") if groups is None else "", width=_WHY, gap=2, drop=1),
            Column(title or _("path"), least=20, gap=2),
        )
        self._session = session
        self._payloads = payloads
        self._groups = groups
        self._open: set[int] = set()
        self._starts: list[int] = []
        self._place_groups()

    def _place_groups(self) -> None:
        """Note where each group's own row stands, and behind them all the number of rows."""
        groups = self._groups or ()
        sizes = [1] * len(groups)
        for number in self._open:
            sizes[number] += len(groups[number].group.rows)
        self._starts = list(accumulate(sizes, initial=0))

    def __len__(self) -> int:
        return len(self._payloads) if self._groups is None else self._starts[-1]

    def _at(self, index: int) -> tuple[ListedGroup | None, Waste | None]:
        """Return a row's group, and its payload unless it is the group's own."""
        if self._groups is None:
            return None, self._payloads[index]
        number = bisect_right(self._starts, index) - 1
        listed, within = self._groups[number], index - self._starts[number]
        return listed, listed.group.rows[within - 1] if within else None

    def find(self, payload: Waste, key: GroupKey | None) -> int:
        """Return the row of a payload, of groups the row of that with a key; 0 without any."""
        if self._groups is None:
            return next((at for at, each in enumerate(self._payloads) if each is payload), 0)
        groups = enumerate(self._groups)
        return next((self._starts[at] for at, each in groups if each.group.key == key), 0)

    # -- what a row is

    def payload_at(self, index: int) -> Waste | None:
        """Return the payload of a row, of a group its largest."""
        listed, waste = self._at(index)
        return waste if waste is not None or listed is None else listed.group.rows[0]

    def waste_at(self, index: int) -> Waste | None:
        """Return the payload of a row, None for a group's own row."""
        return self._at(index)[1]

    def place_at(self, index: int) -> tuple[str, int] | None:
        """Return the path of a row and the layer that wrote it, None for a group's own row."""
        waste = self.waste_at(index)
        return (waste.path, waste.written_by) if waste is not None else None

    def target_at(self, index: int) -> Target | None:
        """Return the path of a row: a payload's as it was stored, a folder's as it was then."""
        listed, waste = self._at(index)
        if waste is not None:
            return _target_of(self._session, waste)
        if listed is None or not listed.is_folder:
            return None
        group = listed.group
        node = node_of(self._session.tree, str(group.key))
        return Target(self._session, node, group.rows[0].written_by) if node is not None else None

    def said_at(self, index: int) -> str:
        """Return a row's story in a few words; nothing for a group without a path."""
        listed, waste = self._at(index)
        if waste is not None:
            told = _("{size} written by {writer}, hidden by {hider}: {why}")
            return told.format(
                size=human_size(waste.bytes),
                writer=waste.written_by,
                hider=waste.hidden_by,
                why=_(WHY[waste.cause]),
            )
        if listed is None or not listed.is_folder:
            return ""
        group = listed.group
        told = _("as at layer {layer}: {size} in it wasted")
        return told.format(layer=group.rows[0].written_by, size=human_size(group.bytes))

    def layers_at(self, index: int) -> frozenset[int]:
        """Return the layers that a group is of: its pair, or the one that wrote it."""
        listed, waste = self._at(index)
        if listed is None or waste is not None or isinstance(listed.group.key, str):
            return frozenset()
        key = listed.group.key
        return frozenset({key} if isinstance(key, int) else key)

    def told_at(self, index: int) -> WasteAdvice:
        """Return what to do about a row; not printable yet."""
        listed, waste = self._at(index)
        if waste is not None:
            pair = (waste.written_by, waste.hidden_by)
            return told_of(self._session, WasteGroup(pair, waste.bytes, (waste,)))
        return listed.told if listed is not None else WasteAdvice(())

    # -- groups

    def turn(self, index: int, *, unfold: bool | None = None) -> int:
        """Open or close the group of a row; return where the group stands."""
        if self._groups is None:
            return index
        number = bisect_right(self._starts, index) - 1
        if unfold if unfold is not None else number not in self._open:
            self._open.add(number)
        else:
            self._open.discard(number)
        self._place_groups()
        return self._starts[number]

    # -- rows

    def row(self, index: int) -> Row:
        listed, waste = self._at(index)
        if waste is not None:
            return self._payload(waste, indent=listed is not None)
        number = bisect_right(self._starts, index) - 1
        mark = "▾" if number in self._open else "▸"
        return _group(listed, mark) if listed is not None else Row(("",) * len(self.columns))

    def _payload(self, waste: Waste, *, indent: bool) -> Row:
        why = Content.styled(_(WHY[waste.cause]), f".{_TONES[waste.cause]}")
        written, hidden = str(waste.written_by), str(waste.hidden_by)
        path = partial(_indented, waste.path) if indent else partial(keep_end, waste.path)
        return Row((human_size(waste.bytes), written, hidden, why, path))


def _group(listed: ListedGroup, mark: str) -> Row:
    key, count = listed.group.key, listed.group.files
    written, hidden = key if isinstance(key, tuple) else (key, "")
    is_layer = isinstance(written, int)
    return Row(
        (
            human_size(listed.group.bytes),
            str(written) if is_layer else "",
            str(hidden),
            _files(count),
            f"{mark} {listed.said}",
        )
    )


def _files(count: int) -> str:
    """Return a number of files, without the word where there is no room for both."""
    told = counted(count, "file")
    return told if cell_len(told) <= _WHY else f"{count:,}"


def _target_of(session: Session, waste: Waste) -> Target | None:
    found = wasted_version(session.tree, waste)
    if found is not None:
        node, version = found
        return Target(session, node, waste.written_by, stored=version, hidden_by=waste.hidden_by)
    missing = node_of(session.tree, waste.path)
    return Target(session, missing, waste.written_by) if missing is not None else None


def _indented(path: str, width: int) -> str:
    return "    " + keep_end(path, max(1, width - 4))
