"""A picture of boxes with a cursor: areas tell sizes, keys go to the box beyond a side.

How a pane uses it::

    boxes = Boxes("reading…", id="boxes")         # in compose(); a sentence in place of boxes
    boxes.show(level, at=key)                     # a level's boxes, the cursor on one of them
    boxes.show_placeholder("Nothing is wasted.")
    def on_boxes_moved(self, event): ...          # event.item, None: on what is too small
    def on_boxes_chosen(self, event): ...
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import is_not
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from inspector.language import N_, _
from inspector.ui.widgets.box_drawing import LINE, ON_LINE, ON_OUTER_LINE, Drawing
from inspector.ui.widgets.box_layout import OTHERS, BoxLevel, BoxPosition, at, middle, moved, plan
from inspector.ui.widgets.clicks import Clicks
from inspector.ui.widgets.fitting import fit
from inspector.ui.widgets.motion_keys import motion_keys
from inspector.ui.widgets.wrapping import wrapped

if TYPE_CHECKING:
    from collections.abc import Hashable

    from textual.events import Click

    from inspector.ui.widgets.box_layout import Item, Tile


class Boxes(Widget, can_focus=True, inherit_bindings=False):
    """Boxes whose areas are in proportion, one of them under the cursor."""

    ALLOW_SELECT = False

    HELP = N_("""\
## Boxes

`{boxes.left}`, `{boxes.down}`, `{boxes.up}` and `{boxes.right}` go to the next box in that
direction, `{boxes.first}` and `{boxes.last}` to the largest and the last. `{boxes.choose}` opens
the box under the cursor, and so does a double click.
""")
    BINDINGS: ClassVar[list[BindingType]] = [
        *motion_keys(
            "boxes",
            up=("move(0, -1)", N_("The box above")),
            down=("move(0, 1)", N_("The box below")),
            left=("move(-1, 0)", N_("The box on the left")),
            right=("move(1, 0)", N_("The box on the right")),
            first=("go(0)", N_("The largest box")),
            last=("go(-1)", N_("The last box")),
        ),
        Binding("enter,space", "choose", N_("Open"), id="boxes.choose", tooltip=N_("Open the box")),
    ]

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "boxes--box",
        "boxes--added",
        "boxes--modified",
        "boxes--metadata",
        "boxes--removed",
        "boxes--line",
        "boxes--inner-line",
        "boxes--chosen-line",
        "boxes--cursor",
        "boxes--empty",
    }
    """
    | Class | Styles |
    | :- | :- |
    | `boxes--box` | a box without a tone of its own |
    | `boxes--added`, `boxes--modified`, `boxes--metadata`, `boxes--removed` | kinds of change |
    | `boxes--line` | the lines around boxes |
    | `boxes--inner-line` | the lines between what lies in a box |
    | `boxes--chosen-line` | the lines around the box under the cursor |
    | `boxes--cursor` | its label |
    | `boxes--empty` | the text shown where there are no boxes |
    """

    DEFAULT_CSS = """
    Boxes {
        height: 1fr;
        background: $surface;
        color: $foreground;
        & > .boxes--box { background: $panel; color: $foreground; }
        & > .boxes--added { background: $success-muted 60%; color: $text-success; }
        & > .boxes--modified { background: $warning-muted 60%; color: $text-warning; }
        & > .boxes--metadata { background: $primary-muted 60%; color: $text-primary; }
        & > .boxes--removed { background: $error-muted 60%; color: $text-error; }
        & > .boxes--line { color: $foreground 40%; }
        & > .boxes--inner-line { color: $foreground 25%; }
        & > .boxes--chosen-line { color: $foreground 70%; }
        &:focus > .boxes--chosen-line { color: $border; }
        & > .boxes--empty { color: $text-muted; }
        & > .boxes--cursor {
            color: $block-cursor-blurred-foreground;
            background: $block-cursor-blurred-background;
            text-style: $block-cursor-blurred-text-style;
        }
        &:focus > .boxes--cursor {
            color: $block-cursor-foreground;
            background: $block-cursor-background;
            text-style: $block-cursor-text-style;
        }
        &:ansi > .boxes--added { background: $surface; color: $text-success; }
        &:ansi > .boxes--modified { background: $surface; color: $text-warning; }
        &:ansi > .boxes--metadata { background: $surface; color: $text-primary; }
        &:ansi > .boxes--removed { background: $surface; color: $text-error; }
        &:ansi > .boxes--cursor, &:nocolor > .boxes--cursor { text-style: bold underline; }
        &:ansi:focus > .boxes--cursor, &:nocolor:focus > .boxes--cursor {
            color: $foreground;
            background: $background;
            text-style: reverse;
        }
    }
    """

    @dataclass(eq=False)
    class Moved(Message):
        """The cursor is on another box, or on a box of another level.

        Attributes:
            boxes: The picture.
            level: The level that ``item`` is of, even if the picture has another one by now.
            item: What is under the cursor; None: all that is too small for a box, or nothing.
            is_placed: Whether the cursor was put there with the level, and not moved.

        """

        boxes: Boxes
        level: BoxLevel
        item: Item | None
        is_placed: bool

        def can_replace(self, message: Message) -> bool:
            return (
                isinstance(message, Boxes.Moved)
                and message.boxes is self.boxes
                and message.is_placed == self.is_placed
            )

    @dataclass(eq=False)
    class Chosen(Message):
        """Enter, a double click, or a click on the box under the cursor.

        Attributes:
            boxes: The picture.
            level: The level that is shown.
            item: What is under the cursor; None: all that is too small for a box.
            first: The item, or the largest of those that are too small.

        """

        boxes: Boxes
        level: BoxLevel
        item: Item | None
        first: Item | None

    def __init__(self, placeholder: str = "", *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._placeholder = placeholder
        self._level = BoxLevel()
        self._tiles: tuple[Tile, ...] = ()
        self._drawing: Drawing | None = None
        self._place = BoxPosition(0, 0, 0)
        self._wanted: Hashable | None = None
        self._told: tuple[BoxLevel, Item | None] | None = None
        self._drawn_size = Size()
        self._strips: dict[int, Strip] = {}
        self._styles: dict[str, Style] = {}
        self._clicks = Clicks()

    @property
    def level(self) -> BoxLevel:
        """What is shown; of a sentence, nothing."""
        return self._level

    @property
    def item(self) -> Item | None:
        """What is under the cursor; None: all that is too small for a box, or nothing."""
        return self._tiles[self._place.number].item if self._tiles else None

    def show(self, level: BoxLevel, at: Hashable | None = None) -> None:
        """Show a level, the cursor on what has the key ``at``, else on the largest box."""
        self._level, self._placeholder, self._wanted = level, "", at
        self._lay_out()

    def point(self, at: Hashable | None) -> None:
        """Put the cursor on what has the key ``at``, None leaves it where it is."""
        if at is not None and self._tiles:
            self._wanted = at
            self._go(middle(self._tiles, self._number_of(at)), is_placed=True)

    def show_placeholder(self, placeholder: str) -> None:
        """Show a sentence in place of boxes."""
        self._level, self._placeholder, self._wanted = BoxLevel(), placeholder, None
        self._lay_out()

    # -- what Textual calls

    def on_resize(self) -> None:
        self._lay_out()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._strips.clear()
        self._styles.clear()

    def focus_on_click(self) -> bool:
        self._clicks.press(has_focus=self.has_focus)
        return super().focus_on_click()

    def on_click(self, event: Click) -> None:
        """Move to the box that was clicked, or choose it if the cursor was there."""
        offset = event.get_content_offset(self)
        number = at(self._tiles, *offset) if offset is not None else None
        if number is None:
            return
        event.stop()
        chosen = self._clicks.chooses(event.chain, is_under_cursor=number == self._place.number)
        self._go(middle(self._tiles, number))
        if chosen:
            self.action_choose()

    def render_line(self, y: int) -> Strip:
        # Lines may be asked for before the picture knows of another size.
        if self.size != self._drawn_size:
            self._draw()
        strip = self._strips.get(y)
        if strip is None:
            width = self.size.width
            strip = self._strips[y] = Strip(self._segments(y, width), width)
        return strip

    # -- keys

    def action_move(self, right: int, down: int) -> None:
        if self._tiles:
            self._go(moved(self._tiles, self._place, right, down))

    def action_go(self, number: int) -> None:
        """Go to the box with a number; a negative one counts from the last."""
        if self._tiles:
            self._go(middle(self._tiles, number % len(self._tiles)))

    def action_choose(self) -> None:
        if self._tiles:
            # The boxes are of the largest items, in their order.
            items, number = self._level.items, self._place.number
            first = items[number] if number < len(items) else None
            self.post_message(Boxes.Chosen(self, self._level, self.item, first))

    # -- within

    def _draw(self) -> None:
        """Draw the boxes for the size there is."""
        self._drawn_size = self.size
        self._tiles = plan(self._level, *self.size)
        self._drawing = Drawing(self._tiles, *self.size) if self._tiles else None
        number = self._number_of(self._wanted)
        self._place = middle(self._tiles, number) if self._tiles else BoxPosition(0, 0, 0)
        self._strips.clear()

    def _lay_out(self) -> None:
        self._draw()
        self.refresh()
        # A picture that is not seen has no room: which boxes there are is not known yet.
        if self.size:
            self._tell(is_placed=True)

    def _number_of(self, key: Hashable | None) -> int:
        """Return the box of a key, or the one that stands for what is too small for its own."""
        for number, tile in enumerate(self._tiles):
            if key is not None and (OTHERS if tile.item is None else tile.item.key) == key:
                return number
        is_small = key is not None and self._tiles and self._tiles[-1].item is None
        return len(self._tiles) - 1 if is_small else 0

    def _go(self, place: BoxPosition, *, is_placed: bool = False) -> None:
        before, self._place = self._place.number, place
        if place.number == before:
            return
        if not is_placed:
            self._wanted = self.item.key if self.item is not None else OTHERS
        for tile in (self._tiles[before], self._tiles[place.number]):
            for y in range(tile.top, tile.bottom + 1):
                self._strips.pop(y, None)
            size = (tile.right - tile.left + 1, tile.bottom - tile.top + 1)
            self.refresh(Region(tile.left, tile.top, *size))
        self._tell(is_placed=is_placed)

    def _tell(self, *, is_placed: bool) -> None:
        told = (self._level, self.item)
        if not is_placed or self._told is None or any(map(is_not, told, self._told)):
            self._told = told
            self.post_message(Boxes.Moved(self, *told, is_placed))

    def _segments(self, y: int, width: int) -> list[Segment]:
        if self._drawing is None:
            style = self.get_component_rich_style("boxes--empty")
            lines = wrapped(_(self._placeholder), width) if self._placeholder else []
            return fit([(lines[y] if y < len(lines) else "", style)], width, style)
        chosen = self._tiles[self._place.number]
        return [Segment(text, self._style(tone)) for text, tone in self._drawing.row(y, chosen)]

    def _style(self, tone: str) -> Style:
        style = self._styles.get(tone)
        if style is None:
            name = tone.removesuffix(ON_LINE).removesuffix(ON_OUTER_LINE)
            style = self.get_component_rich_style(name)
            if name != tone:
                behind = self.get_component_rich_style(LINE).bgcolor
                is_outer = tone.endswith(ON_OUTER_LINE)
                style = Style(color=style.color, bgcolor=behind, bold=is_outer)
            self._styles[tone] = style
        return style
