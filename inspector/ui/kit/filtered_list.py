"""A list whose rows can be filtered by words that are typed above it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal, TypeAlias

from textual import on

from inspector.language import _, ngettext
from inspector.text import printable
from inspector.ui.kit.filter_line import FilterLine
from inspector.ui.kit.pane import reveal
from inspector.ui.kit.path_details import shortened
from inspector.ui.kit.titled_list import TitledList
from inspector.ui.session import messages

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from inspector.ui.session.selection import SelectionChanges
    from inspector.ui.widgets.row_source import RowSource

Words: TypeAlias = Literal["finding_words", "package_words", "setting_words", "history_words"]
_BRIEF = 30  # characters of the words that are said in a title


class FilteredList(TitledList):
    """The words are chosen as everything is.

    Attributes:
        ROWS: A number of rows, one and several.
        HINT: What may be typed.
        WORDS: Which field of the selection has the words.

    """

    ROWS: ClassVar[tuple[str, str]]
    HINT: ClassVar[str]
    WORDS: ClassVar[Words]

    def __init__(self, name: str, rows: str) -> None:
        super().__init__(name, rows)
        self._line = FilterLine(self._rows, _(self.HINT), self._take)

    def compose(self) -> ComposeResult:
        title, *others = super().compose()
        yield title
        yield self._line
        yield from others

    @property
    def words(self) -> str:
        """What was typed."""
        return str(getattr(self.selection, self.WORDS))

    @property
    def unfiltered(self) -> SelectionChanges:
        return self._chosen_words("") if self.words else {}

    def _chosen_words(self, text: str) -> SelectionChanges:
        chosen: SelectionChanges = {}
        chosen[self.WORDS] = text
        return chosen

    def _take(self, text: str, *, goes_to_match: bool = False) -> None:
        del goes_to_match  # what does not match is not listed
        self.post_message(messages.SelectionAsked(self._chosen_words(text)))

    def action_begin_filter(self) -> None:
        """Open the line for a new filter; all rows are shown until something is typed."""
        reveal(self)
        self._line.remember(self.words)
        self._title.display = False
        self._line.open()
        self._take("")

    def show_filtered(self, rows: RowSource, shown: int, count: int, title: str, at: int) -> None:
        """Show a list of which a filter may leave a part, and say how much."""
        things = ngettext(*self.ROWS, count).format(count=f"{count:,}")
        found = _("{shown:,} of {things}").format(shown=shown, things=things)
        if words := self.words.strip():
            said = _("{found} with “{words}”; {title}")
            title = said.format(found=found, words=shortened(words, _BRIEF), title=title)
        self.show_rows(rows, title, at)
        self._line.show_found(found)

    def show_rows(self, rows: RowSource, title: str = "", cursor: int = 0) -> None:
        super().show_rows(rows, title, cursor)
        self._title.display = self._title.display and not self._line.display

    @on(FilterLine.Closed)
    def _line_closed(self, event: FilterLine.Closed) -> None:
        event.stop()
        self._title.display = bool(str(self._title.content))


def nothing_with(noun: str, words: str) -> str:
    """Return what is said where a filter leaves nothing."""
    said = _("No {noun} with “{words}”.")
    return printable(said.format(noun=_(noun), words=shortened(words.strip(), _BRIEF)))
