"""Chooses the theme: each is tried on while the cursor is on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import getters, on
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen

from inspector.language import N_, _
from inspector.ui.keys.app import key_of
from inspector.ui.kit.debounce import Debounce
from inspector.ui.kit.dialog import CLOSING
from inspector.ui.kit.key_line import KeyLine, is_laid_out
from inspector.ui.widgets.columns import Column
from inspector.ui.widgets.row_source import Row
from inspector.ui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

_DEBOUNCE = 0.15  # seconds: setting a theme takes some frames


class ThemeRows:
    """The themes by their names; a point marks the current one."""

    columns: ClassVar[Sequence[Column]] = (Column("", width=1), Column("", least=20))
    empty = N_("There are no themes.")

    def __init__(self, names: Sequence[str], current: str) -> None:
        self.names = names
        self._current = current

    def __len__(self) -> int:
        return len(self.names)

    def row(self, index: int) -> Row:
        """Return a theme's cells."""
        name = self.names[index]
        return Row(("•" if name == self._current else "", name))


class ThemeDialog(ModalScreen["str | None"]):
    """A list of themes; closes with the one that was chosen, else with None."""

    HELP = N_("""\
## Themes

The colours of the screen. Moving the cursor previews a theme; `{rows.choose}` keeps it,
`{dialog.close}` restores the previous theme, which is marked.
""")
    BINDINGS: ClassVar[list[BindingType]] = [
        *CLOSING,
        Binding("T", "close", N_("Close"), id="themes.close", show=False,
                tooltip=N_("Close the themes")),
    ]  # fmt: skip
    DEFAULT_CSS = """
    ThemeDialog {
        align: right middle;
        background: transparent;
        & > Vertical {
            width: 38;
            height: 80%;
            border: round $border;
            border-title-color: $text;
            border-subtitle-color: $text-muted;
            background: $surface;
            padding: 0 1;
        }
    }
    """

    _rows = getters.query_one(Rows)

    def __init__(self, names: Sequence[str], current: str) -> None:
        super().__init__()
        self._names = names
        self._current = current
        self._debounce = Debounce(self, self._preview, _DEBOUNCE)

    def compose(self) -> ComposeResult:
        """Lay out the list."""
        with Vertical() as box:
            box.border_title = _("Theme")
            enter, escape = key_of(self, "rows.choose"), key_of(self, "dialog.close")
            told = _("{enter} keeps, {escape} goes back").format(enter=enter, escape=escape)
            box.border_subtitle = Content(told)
            yield Rows(id="theme-rows")
        yield KeyLine()

    def on_mount(self) -> None:
        """Begin at the current theme, unless it was closed before it was laid out."""
        if not is_laid_out(self):
            return
        at = self._names.index(self._current) if self._current in self._names else 0
        self._rows.set_source(ThemeRows(self._names, self._current), cursor=at)
        self._rows.focus()

    @on(Rows.Moved)
    def _moved(self, event: Rows.Moved) -> None:
        event.stop()
        self._debounce.begin()

    def _preview(self) -> None:
        self.app.theme = self._names[self._rows.cursor]

    @on(Rows.Chosen)
    def _chosen(self, event: Rows.Chosen) -> None:
        event.stop()
        self._leave(self._names[event.row])

    def action_close(self) -> None:
        """Go back to the theme that was set before."""
        self._leave(None)

    def _leave(self, chosen: str | None) -> None:
        self._debounce.stop()
        self.dismiss(chosen)
