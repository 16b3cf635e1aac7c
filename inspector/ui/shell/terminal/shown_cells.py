"""The cells that the terminal shows, so that only those that change are written.

Textual writes a region anew when anything in it changed. Over a slow link each byte is waited for.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import get_character_cell_size
from rich.color import ColorSystem
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.strip import SGR_STYLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rich.console import Console
    from rich.style import Style
    from textual.strip import Strip

# Moving the cursor takes as many bytes as writing so many cells again.
_GAP = 5
# Characters whose width all terminals agree on: Latin, Greek, Cyrillic; punctuation, arrows,
# mathematics, boxes, blocks, shapes, check marks, Braille; Chinese, Japanese and Korean, and their
# wide forms.
_AGREED = (
    *((0x20, 0x2FF), (0x370, 0x482), (0x48A, 0x52F)),
    *((0x2010, 0x2027), (0x2030, 0x203B), (0x2190, 0x21FF), (0x2200, 0x22FF), (0x2500, 0x25F7)),
    *((0x2713, 0x2713), (0x2717, 0x2717), (0x2800, 0x28FF)),
    *((0x3000, 0x3029), (0x3041, 0x3096), (0x30A0, 0x30FF), (0x3400, 0x9FFF), (0xAC00, 0xD7A3)),
    *((0xF900, 0xFAFF), (0xFF01, 0xFFE6)),
)


class _Look(NamedTuple):
    """How a cell is drawn: SGR parameters (ECMA-48, 8.3.117), and the link around it."""

    attributes: frozenset[str] = frozenset()
    color: str = ""
    background: str = ""
    link: str = ""


class _ScreenCell(NamedTuple):
    """One cell: the character that begins in it, empty in the second half of a wide one."""

    text: str
    look: _Look


# Cells that are equal are one object, so that rows are compared quickly.
_cell = lru_cache(1 << 16)(_ScreenCell)

_PLAIN = _Look()
_UNKNOWN = _ScreenCell("\0", _PLAIN)
_SECOND_HALF = ""


class ShownCells:
    """The cells of a terminal, as far as they are known."""

    def __init__(self) -> None:
        self._rows: list[list[_ScreenCell]] = []

    def forget(self) -> None:
        """Know nothing: whatever comes next is written whole."""
        self._rows = []

    def write(self, update: CompositorUpdate, console: Console) -> str:
        """Return what makes of what is shown what an update shows, and take it as shown."""
        system = console._color_system or ColorSystem.TRUECOLOR  # noqa: SLF001 - as Textual does
        if isinstance(update, LayoutUpdate):
            self._fit(update.region.width, update.region.bottom)
            places = _of_layout(update)
        elif isinstance(update, ChopsUpdate) and self._rows:
            places = _of_chops(update)
        else:
            self.forget()
            return update.render_segments(console)
        look, written = _PLAIN, list[str]()
        for y, row in groupby(places, key=itemgetter(0)):
            if y < len(self._rows):
                look = self._row(y, [(x, strip) for _, x, strip in row], system, look, written)
        return "".join([*written, _between(look, _PLAIN)])

    def _fit(self, width: int, height: int) -> None:
        if len(self._rows) != height or len(self._rows[0]) != width:
            self._rows = [[_UNKNOWN] * width for _ in range(height)]

    def _row(
        self,
        y: int,
        parts: Iterable[tuple[int, Strip]],
        system: ColorSystem,
        look: _Look,
        written: list[str],
    ) -> _Look:
        """Append what changes a row to what is `written`; return the look that it ends with."""
        before = self._rows[y]
        after = before.copy()
        for x, strip in parts:
            cells = _cells(strip, system)
            after[x : x + len(cells)] = cells
        del after[len(before) :]
        if after == before:
            return look
        self._rows[y] = after
        return _change(y, before, after, look, written)


class ChangedCells(CompositorUpdate):
    """An update of which only the cells that change are written."""

    def __init__(self, update: CompositorUpdate, shown: ShownCells) -> None:
        self._update = update
        self._shown = shown

    def render_segments(self, console: Console) -> str:
        """Return what is written to the terminal."""
        return self._shown.write(self._update, console)


def _of_layout(update: LayoutUpdate) -> Iterator[tuple[int, int, Strip]]:
    for y, line in enumerate(update.strips, update.region.y):
        x = update.region.x
        for strip in line:
            yield y, x, strip
            x += strip.cell_length


def _of_chops(update: ChopsUpdate) -> Iterator[tuple[int, int, Strip]]:
    for y, first, end in update.spans:
        for stop, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            if strip is not None and x < end and stop > first:
                yield y, x, strip


def _cells(strip: Strip, system: ColorSystem) -> list[_ScreenCell]:
    """Return each cell of a strip with its colours as the terminal shows them."""
    cells: list[_ScreenCell] = []
    for text, style, control in strip:
        if control:
            continue
        look = _PLAIN if style is None else _look(style, system)
        if not text.strip(" "):
            cells.extend([_cell(" ", _of_blank(look))] * len(text))
            continue
        if text.isascii():
            cells.extend([_cell(character, look) for character in text])
            continue
        for character in text:
            width = get_character_cell_size(character)
            if width:
                cells.append(_cell(character, look))
                cells.extend([_cell(_SECOND_HALF, look)] * (width - 1))
            elif cells:
                cells[-1] = _cell(cells[-1].text + character, look)
    return cells


@lru_cache(4096)
def _look(style: Style, system: ColorSystem) -> _Look:
    """Return how a style is drawn, as Textual's ``Strip.render_ansi`` has it."""
    bits = style._attributes & style._set_attributes  # noqa: SLF001 - as Textual does
    found = (code for bit, code in enumerate(SGR_STYLES) if bits >> bit & 1)
    color, background = style.color, style.bgcolor
    return _Look(
        frozenset(found),
        "" if color is None else ";".join(color.downgrade(system).get_ansi_codes()),
        ""
        if background is None
        else ";".join(background.downgrade(system).get_ansi_codes(foreground=False)),
        f"id={style.link_id};{style.link}" if style.link else "",
    )


@lru_cache(4096)
def _of_blank(look: _Look) -> _Look:
    """Return a look without the colour of a character that no one sees."""
    return look if look.attributes or look.link else look._replace(color="")


def _change(
    y: int, before: list[_ScreenCell], after: list[_ScreenCell], look: _Look, written: list[str]
) -> _Look:
    changed = [at for at, cell in enumerate(after) if cell != before[at]]
    doubtful = min(_doubtful(before), _doubtful(after))
    if changed[-1] >= doubtful:
        # Where a terminal took it for wider or narrower, all behind it stands elsewhere.
        changed = [*(at for at in changed if at < doubtful), *range(doubtful, len(after))]
        written += (_to(doubtful, y), _between(look, _PLAIN), "\x1b[K")
        look = _PLAIN
    for first, end in _runs(changed, after):
        written.append(_to(first, y))
        for wanted, cells in groupby(after[first:end], key=itemgetter(1)):
            text = "".join([cell.text for cell in cells])
            if not (text.strip(" ") or wanted.attributes or look.attributes):
                wanted = wanted._replace(color=look.color)  # noqa: PLW2901 - it is not seen
            linked = f"\x1b]8;{wanted.link}\x1b\\{text}\x1b]8;;\x1b\\" if wanted.link else text
            written += (_between(look, wanted), linked)
            look = wanted
    return look


def _to(x: int, y: int) -> str:
    """Return what moves the cursor: CUP of ECMA-48, 8.3.21, which counts from 1."""
    return f"\x1b[{y + 1};{x + 1}H"


def _runs(changed: list[int], after: list[_ScreenCell]) -> Iterator[tuple[int, int]]:
    """Yield where a row is written again: first cell and end."""
    first = end = changed[0]
    for at in changed:
        if at - end > _GAP:
            yield _whole(after, first), end
            first = at
        end = at + 1
    yield _whole(after, first), end


def _whole(cells: list[_ScreenCell], first: int) -> int:
    """Return where the character begins that has a part in a cell."""
    while first and not cells[first].text:
        first -= 1
    return first


def _doubtful(cells: list[_ScreenCell]) -> int:
    """Return where the first character is whose width terminals do not agree on, else the end."""
    text = "".join([cell.text or "\0" for cell in cells])
    if text.isascii():
        return len(cells)
    return next((at for at, cell in enumerate(cells) if not _is_agreed(cell.text)), len(cells))


@lru_cache(4096)
def _is_agreed(text: str) -> bool:
    return len(text) < 2 and all(
        any(low <= ord(each) <= high for low, high in _AGREED) for each in text if each != "\0"
    )


@lru_cache(4096)
def _between(now: _Look, wanted: _Look) -> str:
    """Return the shortest change of SGR parameters from one look to another."""
    if wanted == _PLAIN:
        return "" if now == _PLAIN else "\x1b[0m"
    codes: list[str] = []
    if not now.attributes <= wanted.attributes:
        codes.append("0")
        now = _PLAIN
    codes.extend(sorted(wanted.attributes - now.attributes))
    if wanted.color != now.color:
        codes.append(wanted.color or "39")
    if wanted.background != now.background:
        codes.append(wanted.background or "49")
    return f"\x1b[{';'.join(codes)}m" if codes else ""
