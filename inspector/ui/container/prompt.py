"""The line in which commands for the container are typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from inspector.language import N_, _
from inspector.ui.widgets.elide import keep_end
from inspector.ui.widgets.field import TextField
from inspector.ui.widgets.motion_keys import hidden_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

    from inspector.ui.session.text_history import TextHistory

_LONGEST = 24
_HINT = N_("a command, or help")


class PromptField(TextField):
    """The line. Its keys act on the screen around it."""

    HELP = N_("""\
## Container prompt

Type a command and run it with `{prompt.run}`. `{prompt.complete}` completes commands and paths of
the container, `{prompt.older}` and `{prompt.newer}` go through earlier lines. A line that is not
understood can be brought back, too. `help` lists the commands: those of GNU for files, with quotes,
patterns, lists and redirection. Words of the screen: `undo`, `reset`, `commit`, `remove`, `clear`,
`exit`.
""")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "screen.run_line", N_("Run"), id="prompt.run", priority=True,
                tooltip=N_("Run the line in the container")),
        Binding("tab", "screen.complete", N_("Complete"), id="prompt.complete",
                tooltip=N_("Complete the command or path; in an empty line, go to the next view")),
        Binding("up", "screen.recall(-1)", N_("Earlier"), id="prompt.older", key_display="↑↓",
                tooltip=N_("The line before")),
        hidden_key("prompt.newer", "down", "screen.recall(1)", N_("The line after")),
        hidden_key("prompt.page_up", "pageup", "screen.scroll_output(-1)",
                   N_("Scroll the output up")),
        hidden_key("prompt.page_down", "pagedown", "screen.scroll_output(1)",
                   N_("Scroll the output down")),
    ]  # fmt: skip
    FIRST_KEYS: ClassVar[Sequence[str]] = ()
    UNOFFERED_KEYS: ClassVar[Sequence[str]] = ()

    def __init__(self) -> None:
        hint = _(_HINT)
        super().__init__(id="prompt-field", compact=True, select_on_focus=False, placeholder=hint)

    @property
    def before(self) -> str:
        """What stands before the cursor."""
        return self.value[: self.cursor_position]

    def set_before(self, text: str) -> None:
        """Have something else stand before the cursor."""
        self.value = text + self.value[self.cursor_position :]
        self.cursor_position = len(text)

    def set_line(self, text: str) -> None:
        """Have a line stand there, with the cursor at its end."""
        self.value = text
        self.cursor_position = len(text)

    def add_word(self, word: str) -> None:
        """Put a word before the cursor, apart from what stands there."""
        gap = "" if not self.before or self.before.endswith(" ") else " "
        self.set_before(f"{self.before}{gap}{word} ")

    def recall(self, history: TextHistory, by: int) -> None:
        """Bring back the line before, or after."""
        found = history.older(self.value) if by < 0 else history.newer(self.value)
        if found is None and by < 0:
            found = history.older("")
        if found is not None:
            self.set_line(found)


class Prompt(Horizontal):
    """Where the shell is, and the line."""

    DEFAULT_CSS = """
    Prompt {
        height: 1;
        padding: 0 1;
        background: $panel;
        & > Static { width: auto; color: $text-primary; text-style: bold; text-wrap: nowrap; }
        &:ansi > Static { color: $border; }
        & Input, & Input:focus { width: 1fr; background: $panel; }
        & Input > .input--placeholder { color: $text-muted; }
    }
    """

    def __init__(self) -> None:
        super().__init__(id="prompt")
        self._place = Static(id="prompt-place", markup=False)
        self.field = PromptField()

    def compose(self) -> ComposeResult:
        yield self._place
        yield self.field

    def show_directory(self, directory: str) -> None:
        """Show where the shell is."""
        room = min(_LONGEST, max(1, self.app.size.width // 3))
        self._place.update(Content(f"{keep_end(directory, room)} # "))
