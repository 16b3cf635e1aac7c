"""One line to type a filter into, with what it finds beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import getters, on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from inspector.text import printable
from inspector.ui.widgets.field import Field

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.widget import Widget

# What a terminal would act on is never typed, but it may be pasted.
_VISIBLE = (
    "[^\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff]*"
)


class FilterField(Field):
    """The text. Keys that move, move in the tree below."""

    HELP = """\
## Filter

`{main.filter}` filters the files while you type, from anywhere; `Enter` goes to the first match,
`{main.next_match}` and `{main.previous_match}` to the next and the one before, `{filter.clear}`
clears the filter. It stays over layers and modes, and marks
the layers that have something to do with it. Terms are combined, all must hold:

`passwd` a part of the name; `etc/passwd` of the path. Where no name in the image has it: its
letters in order. Small letters match capitals. `"a b"` text with spaces.

`*.so` a pattern, `/lib.*so/` a regular expression (`^`, `$`, `.*` are taken for one, too).

`>10MB`, `<1k`, `>=4KiB` by size. `ext:py,pyc` by the end of the name.

`setuid`, `setgid`, `sticky`, `symlink`, `device`, `fifo`, `whiteout` by kind; the others need
`kind:` before them: `kind:dir`, `file`, `empty`, `executable`, `writable`, `xattr`.
A file of such a name: `name:setuid`.

`added`, `modified`, `removed`, `change:metadata` by what the layer did.

`layer:3`, `layer:2..5` last written there. `owner:0`, `owner:0:4`, `group:4` by number.

`!term` or `-term` leaves out what the term finds.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "To the matches", id="filter.keep", priority=True,
                tooltip="Keep the filter and go to the first match"),
        Binding("up", "move('step', -1)", "Move", id="filter.up", key_display="↑↓",
                tooltip="Move in the tree below"),
        Binding("down", "move('step', 1)", "Down", id="filter.down", show=False,
                tooltip="Move in the tree below"),
        Binding("pageup", "move('page', -1)", "Page up", id="filter.page_up",
                show=False, tooltip="Turn the page below"),
        Binding("pagedown", "move('page', 1)", "Page down", id="filter.page_down",
                show=False, tooltip="Turn the page below"),
        Binding("escape", "leave", "Clear", id="filter.clear", tooltip="Clear the filter"),
    ]  # fmt: skip

    async def action_submit(self) -> None:
        """Go down at once, as what is typed next is meant for the tree; letters may be waiting."""
        line = self.parent
        if isinstance(line, FilterLine):
            line.leave()
            self.call_next(lambda: self.post_message(FilterLine.Kept(self.value)))

    def action_leave(self) -> None:
        """Give up the filter."""
        self.post_message(FilterLine.Left())

    def action_move(self, unit: str, by: int) -> None:
        """Move in the tree."""
        self.post_message(FilterLine.Moved(unit, by))


class FilterLine(Horizontal):
    """A field, and to its right what is found or what is wrong. Hidden until it is opened."""

    DEFAULT_CSS = """
    FilterLine {
        height: 1;
        padding: 0 1;
        display: none;
        background: $panel;
        & > #filter-prompt { width: 2; color: $text-primary; text-style: bold; }
        &:ansi > #filter-prompt { color: $border; }
        & > Input, & > Input:focus { width: 1fr; background: $panel; }
        & > #filter-state { width: auto; max-width: 60%; height: 1; padding: 0 0 0 1;
            color: $text-muted; text-wrap: nowrap; text-overflow: ellipsis; }
        &.-wrong > #filter-state { color: $text-warning; }
    }
    """

    @dataclass
    class Typed(Message):
        """The text has changed."""

        text: str

    @dataclass
    class Kept(Message):
        """The text is right: on to the tree."""

        text: str

    class Left(Message):
        """No filter is wanted."""

    @dataclass
    class Moved(Message):
        """The cursor of the tree is to be moved: ``step`` or ``page``, by so many."""

        unit: str
        by: int

    is_left = False  # whether the tree was gone into, and that was not heard yet

    field = getters.query_one(FilterField)
    _state = getters.query_one("#filter-state", Static)

    def __init__(self, below: Widget) -> None:
        """Stand above a tree."""
        super().__init__()
        self._below = below

    def compose(self) -> ComposeResult:
        """Lay out the line."""
        yield Static("/", id="filter-prompt", markup=False)
        yield FilterField(
            id="filter-field",
            compact=True,
            select_on_focus=False,
            restrict=_VISIBLE,
            disabled=True,
            placeholder="name  *.so  >10MB  setuid  added  layer:3  owner:0  ext:py  !not",
        )
        yield Static(id="filter-state", markup=False)

    def open(self, text: str) -> None:
        """Show the line with a text, and go into it."""
        self.display = True
        # Disabled while hidden: whoever looks for a place to go into must not find it.
        self.field.disabled = False
        with self.prevent(Input.Changed):
            self.field.value = text
        self.field.cursor_position = len(text)
        self.enter()

    def enter(self) -> None:
        """Go into the line, at once: the next key may have been pressed already."""
        self.screen.set_focus(self.field)

    def leave(self) -> None:
        """Go into the tree, at once."""
        self.is_left = True
        self.screen.set_focus(self._below)

    def close(self) -> None:
        """Hide the line."""
        self.display = False
        self.field.disabled = True

    def say(self, text: str, *, is_wrong: bool = False) -> None:
        """Say what is found, or what is wrong."""
        self.set_class(is_wrong, "-wrong")
        self._state.update(Content(printable(text)))

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(FilterLine.Typed(event.value))
