"""One line to type a filter into, with what it finds beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Protocol

from textual import getters, on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from inspector.errors import UsageError
from inspector.language import N_
from inspector.text import printable
from inspector.ui.kit.path_details import shortened
from inspector.ui.session.text_history import TextHistory
from inspector.ui.widgets.field import TextField
from inspector.ui.widgets.motion_keys import motion_keys

if TYPE_CHECKING:
    from textual.widget import Widget

    from inspector.ui.widgets.rows import Rows

_BRIEF, _LONGEST = 20, 200
_STATE_PERCENT = 50  # of the width, for what is wrong: more would leave too little to the field
# What a terminal would act on is never typed, but it may be pasted.
_VISIBLE = (
    "[^\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff]*"
)


class Take(Protocol):
    """Filters by a text; ``goes_to_match``: and goes to what is left."""

    def __call__(self, text: str, *, goes_to_match: bool = False) -> object:
        """Filter. Raises a ``UsageError`` where the text means nothing."""


class FilterField(TextField):
    """The text. Keys that move, move in the list below."""

    HELP = N_("""\
## Filter

`{main.filter}` starts a new filter from anywhere, and filters while you type: findings and packages
where these are shown, else the files. `{filter.up}` in the empty line brings back earlier filters.
`{filter.clear}` here, or `{main.clear_filter}` in any pane, clears the filter. Terms are combined;
all must match; lower-case letters also match capitals; `!term` excludes what the term matches.

For findings, a term matches a part of the id, the message, the path or the place; for packages, of
the name, the version or the type. `{filter.keep}` keeps the filter and goes into the list.

For files, there are more kinds of terms. `{filter.keep}` goes to the file with exactly that name,
or else to the first match; `{main.next_match}` and `{main.previous_match}` go to the next and the
previous match, also in other layers. The filter stays when you change the layer or the mode, and
layers with matches are marked.

`passwd` matches part of a name, `etc/passwd` part of a path. If no name in the image contains the
text, its letters are matched in order. `"a b"` is text with spaces.

`*.so` is a pattern, `/lib.*so/` a regular expression (so is text with `^`, `$` or `.*`).

`>10MB`, `<1k`, `>=4KiB` match by size, `ext:py,pyc` by the end of the name.

`setuid`, `setgid`, `sticky`, `symlink`, `device`, `fifo`, `whiteout` match by kind; other kinds
need `kind:` in front: `kind:dir`, `file`, `empty`, `executable`, `writable`, `xattr`. To find a
file with such a name: `name:setuid`.

`added`, `modified`, `removed`, `change:metadata` match by what the layer did.

`layer:3`, `layer:2..5` match by the layer that last wrote the file. `owner:0`, `owner:0:4`,
`group:4` match by number.

`-term` excludes as `!term` does.
""")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", N_("To the matches"), id="filter.keep", priority=True,
                tooltip=N_("Keep the filter and go to the best match")),
        Binding("up", "up", N_("Move"), id="filter.up", key_display="↑↓",
                tooltip=N_("If the line is empty, the previous filter; otherwise move in "
                           "the list")),
        Binding("down", "down", N_("Down"), id="filter.down", show=False,
                tooltip=N_("The next filter, after a previous one; otherwise move in the list")),
        *motion_keys(
            "filter",
            page_up=("move('page', -1)", N_("Move the list by a page")),
            page_down=("move('page', 1)", N_("Move the list by a page")),
        ),
        Binding("escape", "leave", N_("Clear"), id="filter.clear", tooltip=N_("Clear the filter")),
    ]  # fmt: skip

    @property
    def _line(self) -> FilterLine:
        return self.query_ancestor(FilterLine)

    async def action_submit(self) -> None:
        """Go to the matches, at once: what is typed next is meant for the tree."""
        self._line.submit(self.value)

    def action_leave(self) -> None:
        self._line.leave(self.value)

    def action_up(self) -> None:
        self._bring(self._line.history.older(self.value), -1)

    def action_down(self) -> None:
        self._bring(self._line.history.newer(self.value), 1)

    def _bring(self, text: str | None, by: int) -> None:
        if text is None:
            self.action_move("step", by)
        else:
            self.value = text
            self.cursor_position = len(text)

    def action_move(self, unit: str, by: int) -> None:
        self._line.move(unit, by)


class FilterLine(Vertical):
    """A field, to its right what is found or what is wrong. Hidden until it is opened.

    What there is no room for beside the field stands below it.
    """

    DEFAULT_CSS = """
    FilterLine {
        height: auto;
        padding: 0 1;
        display: none;
        background: $panel;
        & > Horizontal { height: 1; }
        & #filter-prompt { width: 2; color: $text-primary; text-style: bold; }
        &:ansi #filter-prompt { color: $border; }
        & Input, & Input:focus { width: 1fr; background: $panel; }
        & > #filter-wrong { height: auto; display: none; color: $text-warning; }
        & #filter-state { width: auto; max-width: 60%; height: 1; padding: 0 0 0 1;
            color: $text-muted; text-wrap: nowrap; text-overflow: ellipsis; }
        &.-wrong #filter-state { color: $text-warning; }
    }
    """

    class Closed(Message):
        """The line is hidden again."""

    field = getters.query_one(FilterField)
    _state = getters.query_one("#filter-state", Static)
    _wrong = getters.query_one("#filter-wrong", Static)

    def __init__(self, below: Rows, hint: str, take: Take) -> None:
        """Have ``take`` filter the rows below; ``hint`` says what may be typed."""
        super().__init__(classes="pane-line")
        self._below = below
        self._hint = hint
        self._take = take
        self.history = TextHistory()
        self._came_from: Widget | None = None
        self._said = ""

    def _lay_out(self) -> None:
        """Have the field and what is beside it, at once: the next key may be meant for it."""
        beside = Horizontal()
        self.mount(beside, Static(id="filter-wrong", markup=False))
        field = FilterField(
            id="filter-field",
            compact=True,
            select_on_focus=False,
            restrict=_VISIBLE,
            disabled=True,
        )
        prompt = Static("/", id="filter-prompt", markup=False)
        beside.mount(prompt, field, Static(id="filter-state", markup=False))

    def on_mount(self) -> None:
        """Close where something else is gone into."""
        self.watch(self.screen, "focused", self._focus_moved, init=False)

    def open(self) -> None:
        """Show an empty line and go into it, at once: the next key may have been pressed."""
        if not self.children:
            self._lay_out()
        if not self.display:
            self._came_from = self.screen.focused
        self.display = True
        # Disabled while hidden: whoever looks for a place to go into must not find it.
        self.field.disabled = False
        last = self.history.last
        hint = f"↑ {shortened(last, _BRIEF)}   {self._hint}" if last else self._hint
        self.field.placeholder = hint
        with self.prevent(Input.Changed):
            self.field.value = ""
        self.show_message("")
        self.screen.set_focus(self.field)

    def move(self, unit: str, by: int) -> None:
        """Move the cursor below by so many: a ``step``, or a ``page``."""
        if unit == "page":
            self._below.action_page(by)
        else:
            self._below.action_step(by)

    def remember(self, text: str) -> None:
        self.history.add(text)

    def show_message(self, text: str, *, is_wrong: bool = False) -> None:
        """Say what is found, or what is wrong."""
        self.set_class(is_wrong, "-wrong")
        if text != self._said:  # laying out the line anew takes a frame
            self._said = text
            shown = Content(printable(text))
            is_below = is_wrong and shown.cell_length > self.size.width * _STATE_PERCENT // 100
            self._wrong.display = is_below
            self._wrong.update(shown if is_below else "")
            self._state.update("" if is_below else shown)

    def show_found(self, found: str) -> None:
        """Say what is found, unless something is wrong."""
        if self.display and not self.has_class("-wrong"):
            self.show_message(found)

    def _close(self) -> None:
        if self.display:
            self.display = False
            self.field.disabled = True
            self.post_message(FilterLine.Closed())

    def _focus_moved(self, focused: Widget | None) -> None:
        # Nothing has the focus while another program has the terminal.
        if self.display and focused is not None and focused is not self.field:
            self._close()

    def _has_taken(self, text: str, *, goes_to_match: bool = False) -> bool:
        """Filter by a text; where it means nothing, say why."""
        try:
            self._take(text, goes_to_match=goes_to_match)
        except UsageError as error:
            self.show_message(shortened(str(error), _LONGEST), is_wrong=True)
            return False
        self.remove_class("-wrong")
        return True

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self._has_taken(event.value)

    def submit(self, text: str) -> None:
        """Go to the matches of a text, if it means something."""
        if not self._has_taken(text, goes_to_match=True):
            self.notify(printable(self._said), severity="warning", markup=False)
            return
        self.history.add(text)
        self.screen.set_focus(self._below)

    def leave(self, text: str) -> None:
        """Go back to where one came from, without a filter."""
        self.history.add(text)
        came_from = self._came_from
        is_there = came_from is not None and came_from.is_attached and came_from.focusable
        self.screen.set_focus(came_from if is_there else self._below)
        self._take("")
