"""A screen of lines to read: a title, the lines, a search, and a line that says where one is."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import getters, on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, Static

from inspector.text import encode
from inspector.ui.keys.app import key_of
from inspector.ui.kit.dialog import CLOSING
from inspector.ui.kit.jobs import Jobs
from inspector.ui.kit.key_line import KeyLine
from inspector.ui.kit.search_field import SearchField
from inspector.ui.session import messages
from inspector.ui.viewer.text_search import MOST_MATCHES, find_matches
from inspector.ui.widgets.elide import keep_end
from inspector.ui.widgets.line_layout import lay_out
from inspector.ui.widgets.text_lines import TextLines

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from inspector.ui.kit.jobs import Job
    from inspector.ui.session.settings import Settings
    from inspector.ui.session.target import Target
    from inspector.ui.widgets.line_layout import Layout
    from inspector.ui.widgets.line_source import LineSource
    from inspector.ui.widgets.text_lines import Match

# Terminals refuse or cut longer texts, and some stop answering.
_CLIPBOARD_BYTES = 1 << 20


class TitleLine(Widget):
    """A path, and what is to be said of it; a long path loses its beginning."""

    DEFAULT_CSS = """
    TitleLine { height: 1; padding: 0 1; background: $panel; color: $foreground;
        text-wrap: nowrap; text-overflow: ellipsis; text-style: bold; }
    """

    def __init__(self, path: str) -> None:
        super().__init__()
        self._path = path
        self._rest = ""

    def show(self, path: str, rest: str) -> None:
        """Show another path; ``rest`` is printable."""
        self._path, self._rest = path, rest
        self.refresh()

    def render(self) -> Content:
        """Return the line."""
        rest = f"   {self._rest}" if self._rest else ""
        return Content(keep_end(self._path, max(20, self.size.width - len(rest))) + rest)


class LinesScreen(Screen[None]):
    """What the viewer and the difference have in common."""

    HELP = """\
## Views

Keys for every view of a text. Searching starts at the lines shown.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        *CLOSING,
        Binding("slash", "search", "Search", key_display="/", id="lines.search",
                tooltip="Search the text; lower-case letters also match capitals"),
        Binding("n", "match(1)", "Next match", id="lines.next", show=False,
                tooltip="The next match"),
        Binding("N", "match(-1)", "Previous match", id="lines.previous", show=False,
                tooltip="The previous match"),
        Binding("w", "wrap", "Wrap", id="lines.wrap", tooltip="Wrap or cut long lines"),
        Binding("c", "copy", "Copy", id="lines.copy", tooltip="Copy the text to the clipboard"),
        Binding("x", "extract", "Extract", id="lines.extract",
                tooltip="Extract to a folder"),
    ]  # fmt: skip
    DEFAULT_CSS = """
    LinesScreen {
        background: $surface;
        & > #status { height: 1; padding: 0 1; background: $panel; color: $text-muted;
            text-wrap: nowrap; text-overflow: ellipsis; }
        & > #search { display: none; }
        & > #sentence { height: 1fr; padding: 1 2; display: none; }
        &.-speaks > #sentence { display: block; }
        &.-speaks > TextLines { display: none; }
    }
    """

    lines = getters.query_one(TextLines)
    title_line = getters.query_one(TitleLine)
    _search = getters.query_one(SearchField)
    _status = getters.query_one("#status", Static)
    _sentence = getters.query_one("#sentence", Static)

    def __init__(self, target: Target) -> None:
        super().__init__()
        self.target = target
        self.jobs = Jobs(self)
        self._matches: list[Match] = []
        self._at = -1
        self._wanted = ""
        self.is_searching = False

    def compose(self) -> ComposeResult:
        """Lay out title, lines, search and status."""
        yield TitleLine(self.target.path)
        yield Static(id="sentence", markup=False)
        yield TextLines(id="lines")
        yield SearchField()
        yield Static(id="status", markup=False)
        yield KeyLine()

    # -- for those who say what is shown

    def text_to_copy(self) -> bytes | None:
        """Return what ``c`` copies, None where that is no text."""
        return None

    def facts(self) -> list[str]:
        """Return what the status line says beside the place; printable."""
        return []

    def show_lines(self, source: LineSource, layout: Layout | None) -> None:
        """Show lines."""
        self.remove_class("-speaks")
        self._matches, self._at, self._wanted = [], -1, ""
        self.is_searching = False
        self.lines.set_source(source, layout)
        if self.focused is None:
            self.lines.focus()
        self.show_status()

    def speak(self, sentence: str) -> None:
        """Show a sentence in place of lines; it is printable."""
        self.add_class("-speaks")
        self._sentence.update(Content(sentence))
        self.show_status()

    @property
    def settings(self) -> Settings:
        """What the user set in this view or another, now or the last time."""
        return self.target.session.memory.settings

    def remember(self, **fields: bool) -> None:
        """Note what the user set."""
        self.target.session.memory.change(**fields)

    def wrap_width(self) -> int | None:
        """Return the cells to wrap at, None where lines are cut."""
        return self.lines.room if self.settings.is_wrapped else None

    @on(TextLines.Scrolled)
    def show_status(self) -> None:
        """Say where one is."""
        parts = self.facts()
        if not self.has_class("-speaks"):
            parts.insert(0, self.place())
            if self._wanted:
                parts.insert(1, self.search_result())
        self._status.update(Content("   ".join(part for part in parts if part)))

    def place(self) -> str:
        """Return which lines are seen."""
        seen = self.lines.lines_seen
        if not seen:
            return ""
        count = len(self.lines.source)
        if count == 1:
            return "1 line"
        if len(seen) == 1:
            return f"line {seen.stop:,} of {count:,}"
        return f"lines {seen.start + 1:,}-{seen.stop:,} of {count:,}"

    def search_result(self) -> str:
        """Return which match is shown."""
        if self.is_searching:
            return "searching…"
        if not self._matches:
            return "not found"
        more = "+" if len(self._matches) == MOST_MATCHES else ""
        return f"match {self._at + 1:,} of {len(self._matches):,}{more}"

    # -- keys

    def action_close(self) -> None:
        """Close the search, then the screen."""
        if self._search.display:
            self._search.display = False
            self.lines.focus()
        else:
            self.dismiss(None)

    def action_search(self) -> None:
        """Ask what to search for."""
        if not self.has_class("-speaks"):
            self._search.display = True
            self._search.focus()

    @on(Input.Submitted, "#search")
    def _search_submitted(self, event: Input.Submitted) -> None:
        self._search.display = False
        self.lines.focus()
        self.search_for(event.value)

    def search_for(self, wanted: str) -> None:
        """Search from the first line that is seen on."""
        self._wanted, self._matches, self.is_searching = wanted, [], True
        source = self.lines.source

        def search(job: Job) -> list[Match]:
            return find_matches(source, wanted, lambda: job.is_cancelled)

        self.jobs.run(search, partial(self._found, source), group="search")
        self.show_status()

    def _found(self, source: LineSource, matches: list[Match]) -> None:
        if source is not self.lines.source:
            return
        self._matches, self.is_searching = matches, False
        self.lines.show_matches(matches)
        first = self.lines.lines_seen.start
        after = (at for at, each in enumerate(matches) if each.line >= first)
        self._at = next(after, 0)
        self._show_match()

    def action_match(self, by: int) -> None:
        """Go to another match."""
        if self._matches:
            self._at = (self._at + by) % len(self._matches)
            self._show_match()

    def _show_match(self) -> None:
        if self._matches:
            self.lines.go_to_match(self._at)
        self.show_status()

    def action_wrap(self) -> None:
        """Wrap lines, or cut them."""
        self.remember(is_wrapped=not self.settings.is_wrapped)
        self.lay_out()

    @on(TextLines.Resized)
    def _resized(self) -> None:
        if self.settings.is_wrapped:
            self.lay_out()

    def lay_out(self) -> None:
        """Lay the lines out anew, in a thread."""
        source, width = self.lines.source, self.wrap_width()
        if source.wraps and not self.has_class("-speaks"):

            def work(_: Job) -> Layout:
                return lay_out(len(source), source.text, width)

            self.jobs.run(work, partial(self._laid_out, source), group="layout")

    def _laid_out(self, source: LineSource, layout: Layout) -> None:
        if source is self.lines.source:
            self.lines.set_layout(layout)

    def action_copy(self) -> None:
        """Copy the text to the clipboard."""
        data = self.text_to_copy()
        if data is None:
            key = key_of(self, "lines.extract")
            self.notify(f"This is not text: {key} extracts it.", markup=False)
            return
        text = data[:_CLIPBOARD_BYTES].decode("utf-8", "replace")
        self.app.copy_to_clipboard(text)
        cut = f" of {len(data):,}" if len(data) > _CLIPBOARD_BYTES else ""
        self.notify(f"Copied {min(len(data), _CLIPBOARD_BYTES):,}{cut} bytes.", markup=False)

    def action_extract(self) -> None:
        """Ask where to write the file."""
        self.post_message(messages.ExtractAsked(self.target))


def joined(source: LineSource) -> bytes:
    """Return lines as a text."""
    return b"".join(encode(source.text(line)) + b"\n" for line in range(len(source)))
