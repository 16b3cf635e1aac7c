"""The help: every key and every pane, made from what the panes themselves say."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Markdown

from inspector.ui.screens.dialog import CLOSING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual.app import App, ComposeResult
    from textual.widget import Widget


class HelpScreen(ModalScreen[None]):
    """A text to scroll through."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *CLOSING,
        Binding("question_mark", "close", "Close", id="help.close", show=False),
        Binding("j", "scroll(1)", "Down", id="help.down", show=False),
        Binding("k", "scroll(-1)", "Up", id="help.up", show=False),
    ]
    DEFAULT_CSS = """
    HelpScreen {
        align: center middle;
        & > VerticalScroll {
            width: 90%;
            max-width: 100;
            height: 90%;
            border: round $border;
            border-title-color: $text;
            border-subtitle-color: $text-muted;
            background: $surface;
        }
    }
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def compose(self) -> ComposeResult:
        """Lay out the text."""
        with VerticalScroll() as box:
            box.border_title = "Help"
            box.border_subtitle = "Escape closes"
            yield Markdown(self._text)

    def action_close(self) -> None:
        """Close the help."""
        self.dismiss(None)

    def action_scroll(self, lines: int) -> None:
        """Scroll the text."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)


def help_text(app: App[int], parts: Sequence[type[Widget]]) -> str:
    """Return the help of some parts of the screen, in Markdown."""
    return "\n\n".join(
        f"{part.HELP or ''}\n\n{_key_list(app, bindings_of(part))}" for part in parts
    )


def bindings_of(part: type[Widget]) -> list[Binding]:
    """Return the keys that a part of the screen names itself."""
    own: list[BindingType] = part.__dict__.get("BINDINGS", [])
    return list(Binding.make_bindings(own))


def _key_list(app: App[int], bindings: Iterable[Binding]) -> str:
    keys: dict[str, list[str]] = {}
    for binding in bindings:
        if not binding.system:
            words = binding.tooltip or binding.description
            keys.setdefault(words, []).append(app.get_key_display(binding))
    if not keys:
        return ""
    return "\n".join(f"- `{'` `'.join(names)}` {words}" for words, names in keys.items())
