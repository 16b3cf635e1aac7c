"""Rows of the waste list: one a payload, or grouped by what one can do about it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content

from inspector.analyses.instruction import instruction
from inspector.analyses.usage import Cause
from inspector.analyses.waste_groups import by_cause, by_folder, by_layers
from inspector.exports.advice import advice
from inspector.text import human_size
from inspector.ui.speech import NOTHING_WASTED
from inspector.ui.widgets.columns import Column
from inspector.ui.widgets.ending import keep_end
from inspector.ui.widgets.row_source import Row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from inspector.analyses.usage import Waste
    from inspector.analyses.waste_groups import WasteGroup
    from inspector.image import Image

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
    empty = NOTHING_WASTED

    def __init__(
        self,
        image: Image,
        waste: Sequence[Waste],
        grouping: Grouping,
        layer: int | None = None,
        base_layers: int = 0,
    ) -> None:
        self._image = image
        self._base_layers = base_layers
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

    def advice_at(self, index: int) -> str:
        """Return what to do about a row's pair of layers, with both commands; not printable yet."""
        group = self._shown[index][0]
        if group is None or not isinstance(group.key, tuple):
            return ""
        told = advice(group, self._instruction, self._base_layers)
        made = (f"Layer {layer}: {self._instruction(layer)}" for layer in group.layers)
        return ". ".join((told, *made))

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
        files = group.files
        count = f"{files:,} {'file' if files == 1 else 'files'}"
        if isinstance(group.key, tuple):
            writer, hider = group.key
            told = advice(group, self._instruction, self._base_layers)
            return Row((size, str(writer), str(hider), count, f"{mark} {told}"))
        key = WHY[Cause(group.key)] if group.key in set(Cause) else group.key
        return Row((size, "", "", count, f"{mark} {key}"))

    def _instruction(self, layer: int) -> str:
        return instruction(self._image.layers[layer].created_by)


def _indented(path: str, width: int) -> str:
    return "    " + keep_end(path, max(1, width - 4))
