"""The line on top: which image, how large, how much of it is wasted, how far the reading is."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.style import Style

from inspector.language import N_, _
from inspector.text import human_size, printable
from inspector.ui.header.parts import HeaderPart, HeaderTotal, gap_in, parts_of
from inspector.ui.kit.pane import Pane, PanePlace
from inspector.ui.session import messages
from inspector.ui.session.reading import Reading
from inspector.ui.session.selection import Grouping

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.events import Click
    from textual.widget import Widget

# Seen in every theme, and without colours.
_CURSOR = Style(reverse=True, bold=True)
# How the waste is grouped where a total asks for it.
_WASTE_OF = {HeaderTotal.WASTED: Grouping.FILES, HeaderTotal.EFFICIENCY: Grouping.LAYERS}


class HeaderPane(Pane):
    """One line; parts that matter less leave first where there is no room.

    Its totals can be chosen: with the mouse, or with keys once the line has the focus.
    """

    TITLE = N_("Totals")
    PLACE = PanePlace.TOP
    HELP = N_("""\
## Totals

The top line shows totals: `{main.totals}` goes there, `{header.left}` and `{header.right}` move
between them, and `{header.choose}` or a click shows what a total is made of: the layers, the waste
in each of them, all wasted files, the findings, or the layer that could not be read.
""")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "move(-1)", N_("Before"), id="header.left", show=False,
                tooltip=N_("The previous total")),
        Binding("right,l", "move(1)", N_("Next"), id="header.right", tooltip=N_("The next total")),
        Binding("enter", "choose", N_("Show"), id="header.choose",
                tooltip=N_("Show what it is made of")),
        Binding("escape", "leave", N_("Back"), id="header.leave", tooltip=N_("Go back")),
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

    def __init__(self) -> None:
        super().__init__(id="header")
        self._reading = Reading("")
        self._chosen = HeaderTotal.WASTED
        self._came_from: Widget | None = None

    def refresh_session(self) -> None:
        self.refresh()

    def show_reading(self, reading: Reading) -> None:
        self._reading = reading
        self.refresh()

    def render(self) -> Content:
        if self.session is None:
            came = self._reading.received
            told = _("receiving: {size}").format(size=human_size(came)) if came else ""
            shown = (printable(self._reading.reference), told)
            return Content("   ".join(filter(None, shown)))
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
        if self.session is None:
            return []
        return parts_of(self.session, self._reading, self.size.width)

    @property
    def _totals(self) -> list[HeaderTotal]:
        return [part.total for part in self._parts if part.total is not None]

    # -- the mouse

    def on_click(self, event: Click) -> None:
        """Show what the total sums that was clicked."""
        at = event.x - self.styles.padding.left
        for total, start, end in self._places():
            if start <= at < end:
                event.stop()
                self._show_rows(total)

    def _places(self) -> Iterator[tuple[HeaderTotal, int, int]]:
        at = 0
        for part in self._parts:
            end = at + cell_len(part.text)
            if part.total is not None:
                yield part.total, at, end
            at = end + gap_in(self.size.width)

    # -- keys

    def action_enter(self) -> None:
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
            self._show_rows(self._chosen)

    def _show_rows(self, total: HeaderTotal) -> None:
        """Show what a total sums."""
        if total in _WASTE_OF:
            self.post_message(messages.WasteAsked(_WASTE_OF[total]))
            return
        if total is HeaderTotal.FINDINGS:
            self.post_message(messages.FindingsAsked())
            return
        troubles = self.session.troubles if self.session is not None else {}
        is_of_trouble = total is HeaderTotal.TROUBLES and troubles
        self.post_message(messages.LayersAsked(min(troubles) if is_of_trouble else None))

    def action_leave(self) -> None:
        """Go back to where one was."""
        if self._came_from is not None and self._came_from.is_attached:
            self._came_from.focus()
