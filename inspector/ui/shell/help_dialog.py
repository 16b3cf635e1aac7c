"""The help over the screen: lines to scroll through and to search, as every text is."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.console import Console
from textual import getters, on
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input

from inspector.language import N_, _
from inspector.ui.keys.app import key_of
from inspector.ui.kit.dialog import CLOSING, Dialog
from inspector.ui.kit.jobs import Jobs
from inspector.ui.kit.key_line import KeyLine
from inspector.ui.kit.search_field import SearchField
from inspector.ui.kit.sentences import listed
from inspector.ui.kit.text_search import TextSearch
from inspector.ui.widgets.line_source import TextSpan
from inspector.ui.widgets.text_lines import TextLines

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import RenderableType
    from rich.segment import Segment
    from rich.style import Style
    from textual.app import ComposeResult


class HelpLines:
    """A text as it is laid out for a width."""

    wraps = False
    numbers = 0

    def __init__(self, text: RenderableType, width: int) -> None:
        console = Console(width=width, legacy_windows=False)
        rows = console.render_lines(text, pad=False)
        self._texts = ["".join(each.text for each in row).rstrip() for row in rows]
        self._spans = [tuple(_spans(row)) for row in rows]

    def __len__(self) -> int:
        return len(self._texts)

    def number(self, line: int) -> str:
        """Return nothing: no one counts these lines."""
        del line
        return ""

    def text(self, line: int) -> str:
        return self._texts[line]

    def spans(self, line: int) -> Sequence[TextSpan]:
        return self._spans[line]

    def tone(self, line: int) -> str:
        del line
        return ""


def _spans(row: Iterable[Segment]) -> Iterable[TextSpan]:
    at = 0
    for segment in row:
        end = at + len(segment.text)
        tone = _tone(segment.style) if segment.style is not None else ""
        if tone:
            yield TextSpan(at, end, tone)
        at = end


def _tone(style: Style) -> str:
    if style.underline:
        return "lines--heading"
    if style.bold:
        return "lines--key"
    return "lines--dim" if style.dim else ""


class HelpDialog(Dialog[None]):
    """Everything that keys do here."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *CLOSING,
        Binding("slash", "search", N_("Search"), key_display="/", id="help.search",
                tooltip=N_("Search the help")),
        Binding("n", "match(1)", N_("Next match"), id="help.next", show=False,
                tooltip=N_("The next match")),
        Binding("N", "match(-1)", N_("Previous match"), id="help.previous", show=False,
                tooltip=N_("The previous match")),
        Binding("enter,question_mark", "close", N_("Close"), id="help.close", show=False,
                tooltip=N_("Close the help")),
    ]  # fmt: skip
    HELP = N_("""\
## Help

The keys that work here, with your own settings, then a description of each part of the screen.
""")
    DEFAULT_CSS = """
    HelpDialog > Vertical {
        height: 90%;
        padding: 0;
        & > SearchField { display: none; }
    }
    """

    _box = getters.query_one(Vertical)
    _field = getters.query_one(SearchField)

    def __init__(self, text: RenderableType) -> None:
        super().__init__()
        self._text = text
        self._lines = TextLines(id="help-lines")
        self._search = TextSearch(Jobs(self), self._lines, self._show_result)

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = _("Help")
            box.border_subtitle = Content(self._escape_closes)
            yield self._lines
            yield SearchField()
        yield KeyLine()

    def begin(self) -> None:
        self._lines.focus()

    @on(TextLines.Resized)
    def _resized(self) -> None:
        self._lines.set_source(HelpLines(self._text, self._lines.room))
        self._search.repeat()

    def action_close(self) -> None:
        """Close the search, then the help."""
        if not self._field.close(self._lines):
            super().action_close()

    def action_search(self) -> None:
        self._field.open()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._field.close(self._lines)
        self._search.start(event.value)

    def action_match(self, by: int) -> None:
        self._search.go(by)

    def _show_result(self) -> None:
        told = filter(None, (self._search.result, self._escape_closes))
        self._box.border_subtitle = Content(listed(told))

    @property
    def _escape_closes(self) -> str:
        return _("{key} closes").format(key=key_of(self, "dialog.close"))
