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
from inspector.language import N_, _
from inspector.text import printable
from inspector.ui.keys.app import key_of
from inspector.ui.kit.covering import Covering
from inspector.ui.kit.key_line import KeyLine, is_laid_out
from inspector.ui.kit.sentences import listed
from inspector.ui.session import messages
from inspector.ui.widgets.columns import Column
from inspector.ui.widgets.motion_keys import hidden_key, motion_keys
from inspector.ui.widgets.row_source import Row
from inspector.ui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.events import Click
    from textual.visual import VisualType

    from inspector.formats import ImageSource

CLOSING: list[BindingType] = [
    Binding("escape", "close", N_("Close"), id="dialog.close", tooltip=N_("Close the window")),
    Binding("q", "close", N_("Close"), id="dialog.quit", tooltip=N_("Close the window")),
]
# Cells of a border that hold no text.
_CORNERS = 6
# A dialog lies over the keys of the application: its own opens the help.
HELP_KEY = Binding(
    "question_mark",
    "app.help",
    N_("Help"),
    id="dialog.help",
    tooltip=N_("Show the help of the window"),
)


def border_text(screen_width: int, *parts: str) -> Content:
    """Return what a border says, without its first parts where a narrow box has no room for them.

    The parts are printable, and joined with commas.
    """
    room = screen_width * 9 // 10 - _CORNERS
    shown = list(parts)
    while len(shown) > 1 and cell_len(listed(shown)) > room:
        del shown[0]
    return Content(listed(shown))


class Dialog(Covering, ModalScreen[ScreenResultType]):
    """What lies over the screen; a click beside it closes it."""

    DEFAULT_CSS = """
    Dialog {
        align: center middle;
        & > Vertical, & > VerticalScroll {
            width: 90%;
            max-width: 110;
            border: round $border;
            border-title-color: $text;
            border-subtitle-color: $text-muted;
            background: $surface;
            padding: 0 1;
        }
    }
    """

    @property
    def may_close(self) -> bool:
        """Whether a click beside it closes it."""
        return True

    def on_mount(self) -> None:
        """Begin; what is closed before it was laid out has no parts, and does not."""
        if is_laid_out(self):
            self.begin()

    def begin(self) -> None:
        """Do what is to be done first, now that the parts are there."""

    def action_close(self) -> None:
        """Close the dialog without a result."""
        self.dismiss(None)

    def on_click(self, event: Click) -> None:
        """Close the dialog by a click beside it."""
        widget, _ = self.get_widget_at(int(event.screen_x), int(event.screen_y))
        if widget is self and self.may_close:
            self.action_close()


class ScrolledDialog(Dialog[ScreenResultType]):
    """A dialog of one box, which keys scroll."""

    _box = getters.query_one(VerticalScroll)

    def action_scroll(self, lines: int) -> None:
        """Scroll the text."""
        self._box.scroll_relative(y=lines, animate=False)

    def action_page(self, pages: int) -> None:
        """Scroll by pages, one line staying in view."""
        self.action_scroll(pages * max(1, self._box.scrollable_content_region.height - 1))


class TextDialog(ScrolledDialog[messages.Request | None]):
    """A title and texts one below the other; all of it is printable already."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *CLOSING,
        HELP_KEY,
        Binding("enter", "close", N_("Close"), id="dialog.enter", show=False,
                tooltip=N_("Close the text")),
        *motion_keys(
            "dialog",
            down=("scroll(1)", N_("One line down")),
            up=("scroll(-1)", N_("One line up")),
            page_down=("page(1)", N_("One page down")),
            page_up=("page(-1)", N_("One page up")),
            first=("end(-1)", N_("The first line")),
            last=("end(1)", N_("The last line")),
        ),
        hidden_key("dialog.page_down", "space", "page(1)", N_("One page down")),
    ]  # fmt: skip
    HELP = N_("""\
## Text windows

A text shown over the screen, such as the details of a layer.
""")
    DEFAULT_CSS = """
    /* Room for a scrollbar, so that a text does not need one because it has one. */
    TextDialog > VerticalScroll {
        height: auto;
        max-height: 90%;
        color: $foreground;
        scrollbar-gutter: stable;
    }
    """

    def __init__(self, title: str, *texts: VisualType) -> None:
        super().__init__()
        self._title = title
        self._texts = texts

    def compose(self) -> ComposeResult:
        """Lay out the text."""
        # The keys are the dialog's own: Textual's scroll with an animation.
        with VerticalScroll(can_focus=False) as box:
            box.border_title = self._title
            told = _("{key} closes").format(key=key_of(self, "dialog.close"))
            box.border_subtitle = Content(told)
            yield from (Static(text, markup=False) for text in self._texts)
        yield KeyLine()

    def action_end(self, end: int) -> None:
        """Scroll to the last line (+1), or the first."""
        self._box.scroll_to(y=self._box.max_scroll_y if end > 0 else 0, animate=False)


class Notice(Dialog[None]):
    """Says why nothing else is opened. Few keys close it: others may be meant for what was asked.

    The texts are printable already.
    """

    HELP = N_("""\
## Messages

A short text over the screen. Other keys do nothing until it is closed.
""")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "escape,enter", "close", N_("Close"), id="notice.close", tooltip=N_("Close the message")
        ),
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


class _ArchiveImages:
    """The images of an archive; a point marks the one that is open."""

    columns: ClassVar[Sequence[Column]] = (
        Column("", width=1),
        Column(N_("name"), least=20),
        Column(N_("platform"), width=16, gap=2),
        Column(N_("id"), width=19, gap=2),
    )
    empty = N_("There are no images in this archive.")

    def __init__(self, images: Sequence[ImageSource], opened: int | None) -> None:
        self.images = images
        self._opened = opened

    def __len__(self) -> int:
        return len(self.images)

    def row(self, index: int) -> Row:
        """Return an image's cells."""
        image = self.images[index]
        mark = "•" if index == self._opened else ""
        name = ", ".join(labels(image.names)) or _("(no name)")
        return Row((mark, name, str(image.platform), image.id[:19]))


def _identity(image: ImageSource | None) -> tuple[object, ...]:
    return (image.id, image.manifest_digest, image.names) if image is not None else ()


class ImagePicker(Dialog["ImageSource | None"]):
    """Asks which image of an archive to open; None where the user closes it."""

    HELP = N_("""\
## Images

Chooses an image from an archive that contains several. The one that is open is marked.
""")
    BINDINGS: ClassVar[list[BindingType]] = [*CLOSING, HELP_KEY]
    DEFAULT_CSS = """
    ImagePicker > Vertical {
        height: 70%;
        & > Static { height: auto; margin-bottom: 1; }
    }
    """

    _rows = getters.query_one(Rows)

    def __init__(
        self, images: Sequence[ImageSource], reason: str, opened: ImageSource | None = None
    ) -> None:
        """Say why there is a choice; ``opened`` is the image that is on the screen."""
        super().__init__()
        self._images = images
        self._reason = reason
        # Of one that is open, texts that are secrets were masked: the rest tells which it is.
        known = _identity(opened)
        self._opened = next(
            (at for at, each in enumerate(images) if _identity(each) == known), None
        )

    def compose(self) -> ComposeResult:
        """Lay out the reason and the list."""
        with Vertical() as box:
            box.border_title = _("Which image?")
            enter, escape = key_of(self, "rows.choose"), key_of(self, "dialog.close")
            told = (_("{key} opens").format(key=enter), _("{key} closes").format(key=escape))
            box.border_subtitle = border_text(self.app.size.width, *told)
            yield Static(Content(printable(self._reason)), markup=False)
            yield Rows(id="image-rows")
        yield KeyLine()

    def begin(self) -> None:
        """Begin at the image that is open."""
        rows = _ArchiveImages(self._images, self._opened)
        self._rows.set_source(rows, cursor=self._opened or 0)

    @on(Rows.Chosen)
    def _chosen(self, event: Rows.Chosen) -> None:
        event.stop()
        self.dismiss(self._images[event.row])
