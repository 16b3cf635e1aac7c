"""Rows of the waste list: one a payload, or grouped by what one can do about it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content

from inspector.analyses.instruction import instruction
from inspector.analyses.usage import Cause
from inspector.analyses.waste_groups import by_cause, by_folder, by_layers
from inspector.analyses.wasted import wasted_version
from inspector.text import human_size
from inspector.tree.view import node_of
from inspector.ui.advice import advice
from inspector.ui.target import Target
from inspector.ui.widgets.columns import Column
from inspector.ui.widgets.ending import keep_end
from inspector.ui.widgets.row_source import Row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from inspector.analyses.usage import Waste
    from inspector.analyses.waste_groups import WasteGroup
    from inspector.ui.session import Session

WHY = {
    Cause.OVERWRITTEN: "overwritten",
    Cause.REMOVED: "removed",
    Cause.METADATA: "same content",
}
_TONES = {
    Cause.OVERWRITTEN: "rows--modified",
    Cause.REMOVED: "rows--removed",
    Cause.METADATA: "rows--metadata",
}


@dataclass(frozen=True, slots=True)
class Grouping:
    """A way to group: its name for the user; None lists the payloads as they are."""

    name: str
    groups: Callable[[Iterable[Waste]], tuple[WasteGroup, ...]] | None


GROUPINGS = (
    Grouping("files", None),
    Grouping("pairs of layers", by_layers),
    Grouping("folders", by_folder),
    Grouping("causes", by_cause),
)


class WasteRows:
    """The rows that are shown; groups fold."""

    columns: ClassVar[Sequence[Column]] = (
        Column("size", width=8, right=True),
        Column("written", width=7, right=True),
        Column("hidden", width=6, right=True),
        Column("why", width=12, gap=2, drop=1),
        Column("path", least=20, gap=2),
    )
    empty = "Nothing is wasted: every byte that was stored is visible in the end."

    def __init__(
        self, session: Session, waste: Sequence[Waste], grouping: Grouping, layer: int | None = None
    ) -> None:
        self._session = session
        rows = [row for row in waste if layer is None or row.written_by == layer]
        if layer is not None and waste:
            self.empty = f"Nothing that layer {layer} stored is wasted."
        self._groups = grouping.groups(rows) if grouping.groups is not None else ()
        self._flat = rows if grouping.groups is None else []
        self._open: set[int] = set()
        self._shown: list[tuple[WasteGroup | None, Waste | None]] = []
        self._fill()

    def _fill(self) -> None:
        self._shown = [(None, row) for row in self._flat]
        for number, group in enumerate(self._groups):
            self._shown.append((group, None))
            if number in self._open:
                self._shown += [(group, row) for row in group.rows]

    def __len__(self) -> int:
        return len(self._shown)

    def waste_at(self, index: int) -> Waste | None:
        """Return the payload of a row, None for a group's own row."""
        return self._shown[index][1]

    def target_at(self, index: int) -> Target | None:
        """Return the path of a row: a payload's as it was stored, a folder's as it was then."""
        group, waste = self._shown[index]
        if waste is not None:
            return _target_of(self._session, waste)
        if group is None or not isinstance(group.key, str) or not group.key.startswith("/"):
            return None
        node = node_of(self._session.tree, group.key)
        return Target(self._session, node, group.rows[0].written_by) if node is not None else None

    def said_at(self, index: int) -> str:
        """Return a row's story in a few words; nothing for a group without a path."""
        group, waste = self._shown[index]
        if waste is not None:
            story = f"written by {waste.written_by}, hidden by {waste.hidden_by}"
            return f"{human_size(waste.bytes)} {story}: {WHY[waste.cause]}"
        if group is None or not isinstance(group.key, str) or not group.key.startswith("/"):
            return ""
        return f"as at layer {group.rows[0].written_by}: {human_size(group.bytes)} in it wasted"

    def advice_at(self, index: int) -> str:
        """Return what to do about a row's pair of layers, with both commands; not printable yet."""
        group = self._shown[index][0]
        if group is None or not isinstance(group.key, tuple):
            return ""
        writer, hider = (self._instruction(layer) for layer in group.key)
        told = advice(group, writer, hider)
        return f"{told}. Layer {group.key[0]}: {writer}. Layer {group.key[1]}: {hider}"

    def turn(self, index: int, *, unfold: bool | None = None) -> int:
        """Open or close the group of a row; return where the group stands."""
        group = self._shown[index][0]
        if group is None:
            return index
        number = self._groups.index(group)
        if unfold if unfold is not None else number not in self._open:
            self._open.add(number)
        else:
            self._open.discard(number)
        self._fill()
        return next(at for at, pair in enumerate(self._shown) if pair == (group, None))

    def row(self, index: int) -> Row:
        """Return a row's cells."""
        group, waste = self._shown[index]
        if waste is not None:
            return self._payload(waste, indent=group is not None)
        return self._group(group) if group is not None else Row(("",) * len(self.columns))

    def _payload(self, waste: Waste, *, indent: bool) -> Row:
        why = Content.styled(WHY[waste.cause], f".{_TONES[waste.cause]}")
        written, hidden = str(waste.written_by), str(waste.hidden_by)
        path = partial(_indented, waste.path) if indent else partial(keep_end, waste.path)
        return Row((human_size(waste.bytes), written, hidden, why, path))

    def _group(self, group: WasteGroup) -> Row:
        mark = "▾" if self._groups.index(group) in self._open else "▸"
        size = human_size(group.bytes)
        count = f"{len(group.rows):,} {'file' if len(group.rows) == 1 else 'files'}"
        if isinstance(group.key, tuple):
            writer, hider = group.key
            told = advice(group, self._instruction(writer), self._instruction(hider))
            return Row((size, str(writer), str(hider), count, f"{mark} {told}"))
        key = WHY[Cause(group.key)] if group.key in set(Cause) else group.key
        return Row((size, "", "", count, f"{mark} {key}"))

    def _instruction(self, layer: int) -> str:
        return instruction(self._session.image.layers[layer].created_by)


def _target_of(session: Session, waste: Waste) -> Target | None:
    found = wasted_version(session.tree, waste)
    if found is not None:
        node, version = found
        return Target(session, node, waste.written_by, stored=version, hidden_by=waste.hidden_by)
    missing = node_of(session.tree, waste.path)
    return Target(session, missing, waste.written_by) if missing is not None else None


def _indented(path: str, width: int) -> str:
    return "    " + keep_end(path, max(1, width - 4))
