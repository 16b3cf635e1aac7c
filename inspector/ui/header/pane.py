"""The line on top: which image, how large, how much of it is wasted, how far the reading is."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.style import Style
from textual.widget import Widget

from inspector.text import human_size, printable
from inspector.ui.header.parts import HeaderPart, ReadProgress, gap_in, parts_of
from inspector.ui.session import messages
from inspector.ui.session.totals import Total

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.events import Click

    from inspector.ui.session.session import Session

# Seen in every theme, and without colours.
_CURSOR = Style(reverse=True, bold=True)


class HeaderPane(Widget):
    """One line; parts that matter less leave first where there is no room.

    Its totals can be chosen: with the mouse, or with keys once ``enter`` has gone into the line.
    """

    TITLE = "Totals"
    HELP = """\
## Totals

The top line shows totals: `{main.totals}` goes there, `{header.left}` and `{header.right}` move
between them, and `{header.choose}` or a click shows what a total is made of: the layers, the waste
in each of them, all wasted files, or the layer that could not be read.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "move(-1)", "Before", id="header.left", show=False,
                tooltip="The previous total"),
        Binding("right,l", "move(1)", "Next", id="header.right", tooltip="The next total"),
        Binding("enter", "choose", "Show", id="header.choose", tooltip="Show what it is made of"),
        Binding("escape", "leave", "Back", id="header.leave", tooltip="Go back"),
    ]  # fmt: skip
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "header--figure",
        "header--gauge",
        "header--trouble",
        "header--waste",
    }
    DEFAULT_CSS = """
    HeaderPane {
        height: 1;
        padding: 0 1;
        background: $panel;
        color: $text-muted;
        text-wrap: nowrap;
        text-overflow: ellipsis;
        & > .header--figure { color: $foreground; text-style: bold; }
        & > .header--gauge { color: $text-secondary; }
        & > .header--trouble { color: $text-error; text-style: bold; }
        & > .header--waste { color: $text-warning; text-style: bold; }
    }
    """

    def __init__(self, reference: str) -> None:
        super().__init__(id="header")
        self._reference = reference
        self._session: Session | None = None
        self._reading: ReadProgress | None = None
        self._received = 0
        self._chosen = Total.WASTED
        self._came_from: Widget | None = None

    def show_session(self, session: Session) -> None:
        self._session = session
        self._reading = None
        self.refresh()

    def refresh_session(self) -> None:
        self.refresh()

    def show_received(self, size: int) -> None:
        """Show how many bytes have come of an archive that must be copied first."""
        self._received = size
        self.refresh()

    def show_progress(self, layer: int, share: float, *, is_merging: bool = False) -> None:
        """Show that a layer is being read or merged, and the share of all bytes that were read."""
        self._reading = ReadProgress(layer, share, is_merging)
        self.refresh()

    def render(self) -> Content:
        if self._session is None:
            came = f"   receiving: {human_size(self._received)}" if self._received else ""
            return Content(printable(self._reference) + came)
        return Content(" " * gap_in(self.size.width)).join(map(self._drawn, self._parts))

    def _drawn(self, part: HeaderPart) -> Content:
        if self.has_focus and part.total is not None and part.total is self._chosen:
            return Content.styled(part.text, _CURSOR)
        if not part.figure:
            return Content(part.text)
        before, figure, after = part.text.partition(part.figure)
        return Content.assemble(before, (figure, self.get_visual_style(part.tone)), after)

    @property
    def _parts(self) -> list[HeaderPart]:
        if self._session is None:
            return []
        return parts_of(self._session, self._reading, self._reference, self.size.width)

    @property
    def _totals(self) -> list[Total]:
        return [part.total for part in self._parts if part.total is not None]

    # -- the mouse

    def on_click(self, event: Click) -> None:
        """Show what the total sums that was clicked."""
        at = event.x - self.styles.padding.left
        for total, start, end in self._places():
            if start <= at < end:
                event.stop()
                self.post_message(messages.TotalAsked(total))

    def _places(self) -> Iterator[tuple[Total, int, int]]:
        at = 0
        for part in self._parts:
            end = at + cell_len(part.text)
            if part.total is not None:
                yield part.total, at, end
            at = end + gap_in(self.size.width)

    # -- keys

    def enter(self) -> None:
        """Go into the line, if a total is known yet. It is no stop on the way round the panes."""
        totals = self._totals
        if totals and not self.has_focus:
            self._came_from = self.screen.focused
            self._chosen = self._chosen if self._chosen in totals else totals[0]
            self.can_focus = True
            self.focus()

    def on_blur(self) -> None:
        """Be passed over again."""
        self.can_focus = False

    def check_action(self, action: str, _: tuple[object, ...]) -> bool | None:
        """Offer to choose a total only to those who are in the line."""
        return self.has_focus or action not in {"move", "choose", "leave"}

    def action_move(self, by: int) -> None:
        totals = self._totals
        if totals:
            at = totals.index(self._chosen) if self._chosen in totals else 0
            self._chosen = totals[(at + by) % len(totals)]
            self.refresh()

    def action_choose(self) -> None:
        if self._chosen in self._totals:
            self.post_message(messages.TotalAsked(self._chosen))

    def action_leave(self) -> None:
        """Go back to where one was."""
        if self._came_from is not None and self._came_from.is_attached:
            self._came_from.focus()
