"""What lies over the screen for a moment: a text to read, a list of images to choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual import getters, on
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen, ScreenResultType
from textual.widgets import Static

from inspector.formats.choice import labels
from inspector.text import printable
from inspector.ui.keys.app import key_of
from inspector.ui.kit.key_line import KeyLine
from inspector.ui.widgets.columns import Column
from inspector.ui.widgets.row_source import Row
from inspector.ui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType
    from textual.app import ComposeResult
    from textual.events import Click

    from inspector.formats import ImageSource

CLOSING: list[BindingType] = [
    Binding("escape", "close", "Close", id="dialog.close", tooltip="Close the window"),
    Binding("q", "close", "Close", id="dialog.quit", tooltip="Close the window"),
]
# Cells of a border that hold no text.
_CORNERS = 6
# A dialog lies over the keys of the application: its own opens the help.
HELP_KEY = Binding(
    "question_mark", "app.help", "Help", id="dialog.help", tooltip="Show the help of the window"
)


def border_text(screen_width: int, *parts: str) -> Content:
    """Return what a border says, without its first parts where a narrow box has no room for them.

    The parts are printable, and joined with commas.
    """
    room = screen_width * 9 // 10 - _CORNERS
    shown = list(parts)
    while len(shown) > 1 and cell_len(", ".join(shown)) > room:
        del shown[0]
    return Content(", ".join(shown))


class Dialog(ModalScreen[ScreenResultType]):
    """What lies over the screen; a click beside it closes it."""

    @property
    def may_close(self) -> bool:
        """Whether a click beside it closes it."""
        return True

    def refresh_ages(self) -> None:
        """Show anew how long ago things were."""

    def action_close(self) -> None:
        """Close the dialog without a result."""
        self.dismiss(None)

    def on_click(self, event: Click) -> None:
        """Close the dialog by a click beside it."""
        widget, _ = self.get_widget_at(int(event.screen_x), int(event.screen_y))
        if widget is self and self.may_close:
            self.action_close()


class TextDialog(Dialog[None]):
    """A title and texts one below the other; all of it is printable already."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *CLOSING,
        HELP_KEY,
        Binding("enter", "close", "Close", id="dialog.enter", show=False,
                tooltip="Close the text"),
        Binding("down,j", "scroll(1)", "Down", id="dialog.down", show=False,
                tooltip="One line down"),
        Binding("up,k", "scroll(-1)", "Up", id="dialog.up", show=False, tooltip="One line up"),
        Binding("pagedown,space", "page(1)", "Page down", id="dialog.page_down", show=False,
                tooltip="One page down"),
        Binding("pageup", "page(-1)", "Page up", id="dialog.page_up", show=False,
                tooltip="One page up"),
        Binding("home,g", "end(-1)", "First", id="dialog.first", show=False,
                tooltip="The first line"),
        Binding("end,G", "end(1)", "Last", id="dialog.last", show=False, tooltip="The last line"),
    ]  # fmt: skip
    HELP = """\
## Text windows

A text shown over the screen, such as the details of a layer.
"""
    DEFAULT_CSS = """
    TextDialog {
        align: center middle;
        & > VerticalScroll {
            width: 90%;
            max-width: 110;
            height: auto;
            max-height: 90%;
            border: round $border;
            border-title-color: $text;
            border-subtitle-color: $text-muted;
            background: $surface;
            color: $foreground;
            padding: 0 1;
        }
    }
    """

    _box = getters.query_one(VerticalScroll)

    def __init__(self, title: str, *texts: RenderableType | Content) -> None:
        super().__init__()
        self._title = title
        self._texts = texts

    def compose(self) -> ComposeResult:
        """Lay out the text."""
        # The keys are the dialog's own: Textual's scroll with an animation.
        with VerticalScroll(can_focus=False) as box:
            box.border_title = self._title
            box.border_subtitle = Content(f"{key_of(self, 'dialog.close')} closes")
            yield from (Static(text, markup=False) for text in self._texts)
        yield KeyLine()

    def action_scroll(self, lines: int) -> None:
        """Scroll the text."""
        self._box.scroll_relative(y=lines, animate=False)

    def action_page(self, pages: int) -> None:
        """Scroll by pages, one line staying in view."""
        self.action_scroll(pages * max(1, self._box.scrollable_content_region.height - 1))

    def action_end(self, end: int) -> None:
        """Scroll to the last line (+1), or the first."""
        self._box.scroll_to(y=self._box.max_scroll_y if end > 0 else 0, animate=False)


class Notice(Dialog[None]):
    """Says why nothing else is opened. Few keys close it: others may be meant for what was asked.

    The texts are printable already.
    """

    HELP = """\
## Messages

A short text over the screen. Other keys do nothing until it is closed.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter", "close", "Close", id="notice.close", tooltip="Close the message"),
    ]
    DEFAULT_CSS = """
    Notice {
        align: center middle;
        & > Static {
            width: auto;
            max-width: 90%;
            height: auto;
            border: round $border;
            border-title-color: $text;
            background: $surface;
            color: $foreground;
            padding: 0 1;
        }
    }
    """

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self._title = title
        self._text = text

    def compose(self) -> ComposeResult:
        """Lay out the text."""
        text = Static(Content(self._text), markup=False)
        text.border_title = self._title
        yield text
        yield KeyLine()


class _ImageRows:
    """The images of an archive."""

    columns: ClassVar[Sequence[Column]] = (
        Column("name", least=20),
        Column("platform", width=16, gap=2),
        Column("id", width=19, gap=2),
    )
    empty = "There are no images in this archive."

    def __init__(self, images: Sequence[ImageSource]) -> None:
        self.images = images

    def __len__(self) -> int:
        return len(self.images)

    def row(self, index: int) -> Row:
        """Return an image's cells."""
        image = self.images[index]
        return Row(
            (", ".join(labels(image.names)) or "(no name)", str(image.platform), image.id[:19])
        )


class ImagePicker(Dialog["ImageSource | None"]):
    """Asks which image of an archive to open; None where the user closes it."""

    HELP = """\
## Images

Chooses an image from an archive that contains several.
"""
    BINDINGS: ClassVar[list[BindingType]] = [*CLOSING, HELP_KEY]
    DEFAULT_CSS = """
    ImagePicker {
        align: center middle;
        & > Vertical {
            width: 90%;
            max-width: 110;
            height: 70%;
            border: round $border;
            border-title-color: $text;
            border-subtitle-color: $text-muted;
            background: $surface;
            padding: 0 1;
            & > Static { height: auto; margin-bottom: 1; }
        }
    }
    """

    def __init__(self, images: Sequence[ImageSource], reason: str) -> None:
        super().__init__()
        self._images = images
        self._reason = reason

    def compose(self) -> ComposeResult:
        """Lay out the reason and the list."""
        with Vertical() as box:
            box.border_title = "Which image?"
            enter, escape = key_of(self, "rows.choose"), key_of(self, "dialog.close")
            told = (f"{enter} opens", f"{escape} closes")
            box.border_subtitle = border_text(self.app.size.width, *told)
            yield Static(Content(printable(self._reason)), markup=False)
            yield Rows(_ImageRows(self._images), id="image-rows")
        yield KeyLine()

    @on(Rows.Chosen)
    def _chosen(self, event: Rows.Chosen) -> None:
        event.stop()
        self.dismiss(self._images[event.row])
