"""The palette: finds commands by their words, and files of the image by a part of their path."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar, TypeAlias, cast

from textual import getters, on
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.events import Key
from textual.message import Message
from textual.widgets import Input

from inspector.language import N_, _
from inspector.ui.keys.app import key_of
from inspector.ui.kit.dialog import Dialog
from inspector.ui.kit.jobs import Jobs
from inspector.ui.kit.key_line import KeyLine
from inspector.ui.session import messages
from inspector.ui.session.path_index import LONGEST_TEXT, FoundPath, PathIndex
from inspector.ui.shell.palette.rows import PaletteRows
from inspector.ui.shell.path_screen import PathScreen
from inspector.ui.widgets.field import TextField
from inspector.ui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.events import Paste
    from textual.screen import Screen
    from textual.timer import Timer

    from inspector.ui.keys.app import KeyedApp
    from inspector.ui.shell.palette.command import PaletteCommand

# What is done once the palette is closed.
Deed: TypeAlias = Callable[[], object]

# Seconds in which what is typed gathers: a text that is pasted is looked for once.
_TYPING = 0.02


class PaletteField(TextField):
    """The text. Keys that move, move in the list below."""

    HELP = N_("""\
## Palette field

Searches all commands and the paths of all files in any layer.
""")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", N_("Choose"), id="palette.choose",
                tooltip=N_("Run the command, or go to the file")),
        Binding("up", "move('step', -1)", N_("Move"), id="palette.up", key_display="↑↓",
                tooltip=N_("The line above")),
        Binding("down", "move('step', 1)", N_("Down"), id="palette.down", show=False,
                tooltip=N_("The line below")),
        Binding("pageup", "move('page', -1)", N_("Page up"), id="palette.page_up", show=False,
                tooltip=N_("One page up")),
        Binding("pagedown", "move('page', 1)", N_("Page down"), id="palette.page_down", show=False,
                tooltip=N_("One page down")),
    ]  # fmt: skip

    @dataclass
    class Moved(Message):
        """The cursor of the list is to be moved: ``step`` or ``page``, by so many."""

        unit: str
        by: int

    async def action_submit(self) -> None:
        """Choose; what is typed on is meant for where that leads."""
        await cast("KeyedApp", self.app).hold_keys()
        await super().action_submit()

    def action_move(self, unit: str, by: int) -> None:
        """Move in the list."""
        self.post_message(PaletteField.Moved(unit, by))


class Palette(Dialog[Deed]):
    """A field and a list; closes with what is to be done."""

    HELP = N_("""\
## Palette

Every command by name, with its keys: actions, layers, themes. Files of the image are listed after
the commands; a removed file shows the layer that removed it. `{palette.choose}` goes to a file at
the layer shown, or at the last layer that has it.
""")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "escape", "close", N_("Close"), id="palette.close", tooltip=N_("Close the palette")
        ),
    ]
    DEFAULT_CSS = """
    Palette {
        align: center top;
        & > Vertical {
            width: 100%;
            max-width: 110;
            height: 100%;
            max-height: 40;
            margin: 1 1;
            border: round $border;
            border-title-color: $text;
            border-subtitle-color: $text-muted;
            background: $surface;
            padding: 0 1;
            & > Rows > .rows--cursor {
                color: $block-cursor-foreground;
                background: $block-cursor-background;
                text-style: $block-cursor-text-style;
            }
            & > Rows:ansi > .rows--cursor {
                color: $foreground;
                background: $background;
                text-style: reverse;
            }
            & > Rows:nocolor > .rows--cursor { text-style: bold underline; }
            & > TextField, & > TextField:focus { height: 1; border: none; padding: 0;
                margin-bottom: 1; background: $surface; }
        }
    }
    """

    _field = getters.query_one(PaletteField)
    _rows = getters.query_one(Rows)

    def __init__(self, commands: Sequence[PaletteCommand], below: Screen[object]) -> None:
        """Offer commands, and the files of the image that the screen below shows."""
        super().__init__()
        self._commands = commands
        self._below = below
        self._index: PathIndex | None = None
        self._typed = ""
        self._paths: Sequence[FoundPath] | None = ()
        self._jobs = Jobs(self)
        self._is_collected = False  # whether the index is ready
        self._has_moved = False  # whether the cursor was moved since something was typed
        self._is_submitted = False  # whether the first line is to be done once it is known
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """Lay out the field, the list, and the keys."""
        with Vertical() as box:
            box.border_title = _("Commands")
            box.border_subtitle = Content(
                _("{key} closes").format(key=key_of(self, "palette.close"))
            )
            yield PaletteField(
                compact=True,
                select_on_focus=False,
                max_length=LONGEST_TEXT,
                placeholder=_("Type a command or part of a file's path"),
            )
            yield Rows(id="palette-rows")
        yield KeyLine()

    def begin(self) -> None:
        """Show all commands, and begin in the field."""
        session = self._below.session if isinstance(self._below, PathScreen) else None
        if session is not None:
            self._index = session.path_index
        # The list is moved in from the field.
        self._rows.can_focus = False
        self._show()
        self._field.focus()
        # What is typed next finds all paths collected.
        if (index := self._index) is not None:
            self._jobs.run(lambda job: index.collect(lambda: job.is_cancelled), self._collected)

    # -- what is typed

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        if self._timer is None:
            self._timer = self.set_timer(_TYPING, self._search)

    def _search(self) -> None:
        """Look for what is typed by now."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        typed = self._field.value.strip()
        if typed == self._typed:
            return
        self._typed, self._has_moved = typed, False
        self._paths = None if typed and self._index is not None else ()
        self._show()
        self._look_for_paths()

    def _collected(self, _none: None) -> None:
        self._is_collected = True
        self._look_for_paths()

    def _look_for_paths(self) -> None:
        """Look for files; what is typed while paths are collected is looked for after that."""
        index, typed = self._index, self._typed
        if index is None or not self._is_collected:
            return
        if self._paths is None:
            self._jobs.run(
                lambda job: index.find(typed, lambda: job.is_cancelled), self._paths_found
            )
        else:
            self._jobs.cancel()

    def _paths_found(self, paths: Sequence[FoundPath]) -> None:
        self._paths = paths
        self._show()
        if self._is_submitted:
            self._choose()

    def _show(self) -> None:
        """Show the lines; the cursor stays where it was moved to, else it is on the first."""
        rows, old, cursor = PaletteRows(self._commands, self._typed, self._paths), self._rows, 0
        if self._has_moved and isinstance(old.source, PaletteRows) and len(old.source):
            cursor = rows.find(old.source.chosen(old.cursor))
        self._rows.set_source(rows, cursor=cursor, dividers=rows.dividers)

    # -- what is chosen

    @on(PaletteField.Moved)
    def _moved(self, event: PaletteField.Moved) -> None:
        event.stop()
        self._has_moved = True
        if event.unit == "page":
            self._rows.action_page(event.by)
        else:
            self._rows.action_step(event.by)

    @on(Input.Submitted)
    async def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._search()
        rows = self._rows.source
        # Unless a command is called so, files may be meant.
        is_sure = isinstance(rows, PaletteRows) and rows.is_sure
        if self._paths is None and not is_sure and not self._has_moved:
            self._is_submitted = True
            await cast("KeyedApp", self.app).hold_keys(self._is_closing)
        else:
            self._choose()

    def _is_closing(self, key: Key | Paste) -> bool:
        """Whether a key closes the palette: nobody has to wait."""
        bound = self.active_bindings.get(key.key) if isinstance(key, Key) else None
        return self.is_current and bound is not None and bound.binding.id == "palette.close"

    @on(Rows.Chosen)
    def _clicked(self, event: Rows.Chosen) -> None:
        event.stop()
        self._choose()

    def _choose(self) -> None:
        rows, chosen = self._rows.source, None
        if isinstance(rows, PaletteRows) and len(rows):
            chosen = rows.chosen(self._rows.cursor)
        if isinstance(chosen, FoundPath):
            self.dismiss(partial(self._below.post_message, messages.FileAsked(chosen.node)))
        elif chosen is not None:
            self.dismiss(chosen.run)
        else:  # what was typed on is meant for the field
            self._is_submitted = False
            cast("KeyedApp", self.app).release_keys()
