"""The rows of the list of layers: the steps that made the image, in either order.

A step's place is its number among all steps, oldest first, however the list is sorted and whatever
it leaves out. Where the base image ends, a line divides the steps: it has no place.
"""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content

from inspector.analyses.verify import ClaimState
from inspector.language import N_, _
from inspector.text import human_size, printable
from inspector.ui.kit.sentences import listed
from inspector.ui.layers.likeness import common_starts, distinctly
from inspector.ui.layers.verification import MARKS
from inspector.ui.widgets.bars import bar
from inspector.ui.widgets.columns import Column
from inspector.ui.widgets.row_source import Cell, Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from inspector.reading.image import Layer
    from inspector.ui.session.session import Session

_ZERO = "."
_UNKNOWN = "…"
_NEVER = "?"
_TOUCHES = "*"
_DOUBT = "!"
_COMPARED = "┃"
_LINE = "─"
# The columns that count paths, and the filters that find these.
_COUNTS = {"+": "change:added", "~": "change:modified,metadata", "-": "change:removed"}
_LEAST_WIDTH = 4
_LONGEST_NAME = 200  # characters of a base image's name


class LayerRows:
    """The steps with what each cost. ``update`` it when more of the layers is known.

    Attributes:
        touching: The layers that wrote, changed or hid the path under the cursor of the files.
        compared: The places of the steps whose layers are compared as one.

    """

    empty = N_("This image has no layers and no history.")

    def __init__(self, session: Session, *, newest_first: bool, shows_empty: bool) -> None:
        self.steps = steps = session.steps
        self.touching: frozenset[int] = frozenset()
        self.compared = range(0)
        self._session = session
        self._newest_first = newest_first
        shown = [at for at, step in enumerate(steps) if shows_empty or step.layer is not None]
        self._places = _divided(shown, session.base_steps)
        if newest_first:
            self._places.reverse()
        self._indexes = {place: index for index, place in enumerate(self._places)}
        self.update()

    def update(self) -> None:
        """Note what has become known of the layers."""
        layers = self._session.image.layers
        self._largest = max((self._session.size_of(each.index) or 0 for each in layers), default=0)
        self._has_packed = any(_is_packed(layer) for layer in layers)
        self._columns = tuple(_columns(len(layers), self._widths, has_packed=self._has_packed))

    @property
    def _widths(self) -> tuple[int, int, int]:
        """The cells that the largest count of each kind takes."""
        usage = self._session.usage
        layers = usage.layers if usage is not None else ()
        return (
            _widest(each.added for each in layers),
            _widest(each.modified + each.metadata for each in layers),
            _widest(each.removed for each in layers),
        )

    def __len__(self) -> int:
        return len(self._places)

    @property
    def columns(self) -> Sequence[Column]:
        """The columns: the sizes of the blobs are one where any is packed."""
        return self._columns

    @property
    def dividers(self) -> frozenset[int]:
        """The rows that are no steps."""
        return frozenset(index for index, place in enumerate(self._places) if place is None)

    def place(self, index: int) -> int | None:
        """Return the place of a row's step, None where the row is no step."""
        return self._places[index]

    def nearest(self, place: int) -> int:
        """Return the row of a step; of one that is left out, of the last shown before it."""
        shown = [each for each in self._places if each is not None]
        wanted = max((each for each in shown if each <= place), default=min(shown, default=0))
        return self._indexes.get(wanted, 0)

    def counted(self, column: int | None) -> str:
        """Return what a column counts, in words of a filter; nothing where it counts nothing."""
        return _COUNTS.get(self._columns[column].title, "") if column is not None else ""

    # -- rows

    def row(self, index: int) -> Row:
        """Return a step's cells, or the line where the base image ends."""
        place = self._places[index]
        if place is None:
            return Row((), "rows--dim", line=self._divider)
        step = self.steps[place]
        number = partial(self._number, step.layer, place)
        if step.layer is None:
            mark = f" {_DOUBT}" if step.is_lost else "·"
            blank = [""] * (len(self._columns) - 3)
            return Row((number, mark, *blank, self._instruction(place)), "rows--dim")
        return Row(
            (
                number,
                self._mark(step.layer),
                *self._sizes(step.layer),
                *self._counts(step.layer),
                self._instruction(place),
            )
        )

    def _instruction(self, place: int) -> Cell:
        text, common = self.steps[place].instruction, self._common[place]
        return partial(distinctly, text, common)

    @cached_property
    def _common(self) -> list[int]:
        """How far each instruction begins as another one does."""
        return common_starts([step.instruction for step in self.steps])

    def _number(self, layer: int | None, place: int, width: int) -> Content:
        number = ("" if layer is None else str(layer)).rjust(width - 1)
        if place not in self.compared:
            return Content(f" {number}")
        return Content.assemble((_COMPARED, ".rows--mark"), number)

    def _mark(self, layer: int) -> Cell:
        """Return how its check ended, whether it is doubtful, and whether the path is touched."""
        touch = (_TOUCHES, ".rows--mark") if layer in self.touching else " "
        state, tone = " ", "rows--dim"
        check, trouble = self._session.checks.get(layer), self._session.trouble(layer)
        if check is not None and not trouble:
            state = MARKS[check.state] or " "
            tone = tone if check.state is ClaimState.OK else "rows--finding"
        is_doubtful = trouble or layer in self._session.doubtful
        doubt = (_DOUBT, ".rows--finding") if is_doubtful else " "
        return Content.assemble((state, f".{tone}"), doubt, touch)

    def _sizes(self, layer: int) -> list[Cell]:
        """Return the size, that of the packed blob where there are such, and a bar."""
        found = self._session.image.layers[layer]
        packed = [_packed_size(found)] if self._has_packed else []
        size = self._session.size_of(layer)
        if size is None:
            return [_UNKNOWN, *packed, ""]
        if self._session.is_unknown(layer):
            return [_NEVER, *packed, ""]
        length = partial(bar, size, self._largest)
        return [
            human_size(size),
            *packed,
            lambda width: Content.styled(length(width), ".rows--bar"),
        ]

    def _counts(self, layer: int) -> tuple[Cell, Cell, Cell]:
        usage = self._session.layer_usage(layer)
        if usage is None:
            return (_UNKNOWN, _UNKNOWN, _UNKNOWN)
        if self._session.is_unknown(layer):
            return (_NEVER, _NEVER, _NEVER)
        return (
            _count(usage.added, "rows--added"),
            _count(usage.modified + usage.metadata, "rows--modified"),
            _count(usage.removed, "rows--removed"),
        )

    def _divider(self, width: int) -> str:
        """Return the line between the base image and what was built on it."""
        base = self._session.base
        name = (base.name or base.reference) if base is not None else None
        said = _("base image {name}") if name else _("base image")
        if base is not None and base.is_guess:
            said = _("base image {name} (guessed)") if name else _("base image (guessed)")
        parts = [said.format(name=printable((name or "")[:_LONGEST_NAME]))]
        sizes = [self._session.size_of(layer) for layer in self._base_layers]
        if sizes and None not in sizes:
            parts.append(human_size(sum(size or 0 for size in sizes)))
        text = f"{_LINE * 2} {'▼' if self._newest_first else '▲'} {listed(parts)}"
        return f"{text} {_LINE * max(2, width - cell_len(text) - 1)}"

    @property
    def _base_layers(self) -> list[int]:
        base = self.steps[: self._session.base_steps]
        return [step.layer for step in base if step.layer is not None]


def _divided(shown: list[int], base: int) -> list[int | None]:
    """Return places, oldest first, with None between the base image's steps and the others."""
    before = [place for place in shown if place < base]
    after = [place for place in shown if place >= base]
    return [*before, *([None] if before and after else []), *after]


def _widest(counts: Iterable[int]) -> int:
    return max(_LEAST_WIDTH, len(f"{max(counts, default=0):,}"))


def _columns(layers: int, counts: Iterable[int], *, has_packed: bool) -> Iterator[Column]:
    yield Column("#", width=max(3, len(str(layers)) + 1), right=True)
    yield Column("", width=3)
    yield Column(N_("size"), width=7, right=True)
    if has_packed:
        yield Column(N_("packed"), width=7, right=True, drop=1)
    yield Column("", width=5, drop=3)
    for sign, width in zip(_COUNTS, counts, strict=True):
        yield Column(sign, width=width, right=True, drop=4)
    yield Column(N_("instruction"), least=16)


def _packed_size(layer: Layer) -> str:
    """Return the size of a packed blob; a point where the layer is stored as it is."""
    if layer.scan.compression is None:
        return _NEVER if layer.error is not None else _UNKNOWN
    return human_size(layer.compressed_size) if _is_packed(layer) else _ZERO


def _is_packed(layer: Layer) -> bool:
    return layer.scan.compression not in {None, "none"}


def _count(number: int, tone: str) -> Cell:
    if not number:
        return Content.styled(_ZERO, ".rows--dim")
    return Content.styled(f"{number:,}", f".{tone}")
