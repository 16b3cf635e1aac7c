"""A line in which a text to search for is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from inspector.language import N_, _
from inspector.ui.widgets.field import TextField

if TYPE_CHECKING:
    from textual.widget import Widget


class SearchField(TextField):
    """The text that is searched for."""

    HELP = N_("""\
## Search

`{search.submit}` goes to the first match at or below the lines shown. Lower-case letters also match
capitals.
""")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter", "submit", N_("Search"), id="search.submit", tooltip=N_("Go to the first match")
        ),
    ]
    DEFAULT_CSS = """
    SearchField { height: 1; border: none; padding: 0 1; }
    """

    def __init__(self) -> None:
        """Be empty."""
        super().__init__(id="search", placeholder=_("search this text"), compact=True)

    def open(self) -> None:
        """Have a text typed."""
        self.display = True
        self.focus()

    def close(self, searched: Widget) -> bool:
        """Go back to what is searched; return whether it was open."""
        was_open, self.display = self.display, False
        if was_open:
            searched.focus()
        return was_open
