"""A screen of lines to read: a title, the lines, a search, and a line that says where one is."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import getters, on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, Static

from inspector.language import N_, _
from inspector.text import encode
from inspector.ui.keys.app import key_of
from inspector.ui.kit.dialog import CLOSING
from inspector.ui.kit.jobs import Jobs
from inspector.ui.kit.key_line import KeyLine, is_laid_out
from inspector.ui.kit.search_field import SearchField
from inspector.ui.kit.text_search import TextSearch
from inspector.ui.kit.title_line import TitleLine
from inspector.ui.session import messages
from inspector.ui.widgets.line_layout import lay_out
from inspector.ui.widgets.text_lines import TextLines
from inspector.ui.widgets.wide_text import wide_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

    from inspector.ui.kit.jobs import Job
    from inspector.ui.kit.text_search import ViewSearch
    from inspector.ui.session.settings import Settings
    from inspector.ui.session.target import Target
    from inspector.ui.widgets.line_layout import Layout
    from inspector.ui.widgets.line_source import LineSource

# Terminals refuse or cut longer texts, and some stop answering.
_CLIPBOARD_BYTES = 1 << 20


class LinesScreen(Screen[None]):
    """What the viewer and the difference have in common."""

    HELP = N_("""\
## Views

Keys for every view of a text. Searching starts at the lines shown.
""")
    BINDINGS: ClassVar[list[BindingType]] = [
        *CLOSING,
        Binding("slash", "search", N_("Search"), key_display="/", id="lines.search",
                tooltip=N_("Search the text; lower-case letters also match capitals")),
        Binding("n", "match(1)", N_("Next match"), id="lines.next", show=False,
                tooltip=N_("The next match")),
        Binding("N", "match(-1)", N_("Previous match"), id="lines.previous", show=False,
                tooltip=N_("The previous match")),
        Binding("w", "wrap", N_("Wrap"), id="lines.wrap", tooltip=N_("Wrap or cut long lines")),
        Binding("c", "copy", N_("Copy"), id="lines.copy", show=False,
                tooltip=N_("Copy the text to the clipboard")),
        Binding("p", "life", N_("History"), id="lines.life",
                tooltip=N_("Every layer that wrote, changed or hid the path")),
        Binding("x", "extract", N_("Extract"), id="lines.extract",
                tooltip=N_("Extract to a folder")),
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

    FIRST_KEYS: ClassVar[Sequence[str]] = ()

    @property
    def UNOFFERED_KEYS(self) -> Sequence[str]:  # noqa: N802 - constant in panes
        """Those that do nothing with the lines shown."""
        return () if self.lines.source.wraps else ("lines.wrap",)

    _field = getters.query_one(SearchField)
    _status = getters.query_one("#status", Static)
    _sentence = getters.query_one("#sentence", Static)

    def __init__(self, target: Target) -> None:
        super().__init__()
        self.target = target
        self.jobs = Jobs(self)
        self.title_line = TitleLine()
        self.lines = TextLines(id="lines")
        self._search: ViewSearch | None = None

    def on_mount(self) -> None:
        """Begin; what is closed before it was laid out has no parts, and does not."""
        if is_laid_out(self):
            self.begin()

    def begin(self) -> None:
        """Do what is to be done first, now that the parts are there."""

    def compose(self) -> ComposeResult:
        yield self.title_line
        yield Static(id="sentence", markup=False)
        yield self.lines
        yield SearchField()
        yield Static(id="status", markup=False)
        yield KeyLine()

    # -- for those who say what is shown

    def text_to_copy(self) -> bytes | None:
        """Return what ``c`` copies, None where that is no text."""
        return None

    def why_not_copied(self) -> str:
        """Return what ``c`` says where there is no text."""
        return _("This is not text: {key} extracts it.").format(key=key_of(self, "lines.extract"))

    def facts(self) -> list[str]:
        """Return what the status line says beside the place; printable."""
        return []

    def show_lines(
        self, source: LineSource, layout: Layout | None, search: ViewSearch | None = None
    ) -> None:
        """Show lines; without a ``search`` of their own, their text is what is searched."""
        self.remove_class("-speaks")
        self._search = search or TextSearch(self.jobs, self.lines, self.show_status)
        self.lines.set_source(source, layout)
        self.refresh_bindings()
        if self.focused is None:
            self.lines.focus()
        self.show_status()

    def speak(self, sentence: str) -> None:
        """Show a sentence in place of lines; it is printable."""
        self.add_class("-speaks")
        self._sentence.update(wide_text(sentence))
        self.show_status()

    @property
    def settings(self) -> Settings:
        return self.target.session.memory.settings

    def remember(self, **fields: bool) -> None:
        self.target.session.memory.change(**fields)

    def wrap_width(self) -> int | None:
        """Return the cells to wrap at, None where lines are cut."""
        return self.lines.room if self.settings.is_wrapped else None

    @on(TextLines.Scrolled)
    def show_status(self) -> None:
        parts = self.facts()
        if not self.has_class("-speaks"):
            parts[:0] = (self.place(), self._search.result if self._search is not None else "")
        self._status.update(Content("   ".join(part for part in parts if part)))

    def place(self) -> str:
        seen = self.lines.lines_seen
        return _lines_of(seen, len(self.lines.source)) if seen else ""

    # -- keys

    def action_close(self) -> None:
        """Close the search, then the screen."""
        if not self._field.close(self.lines):
            self.dismiss(None)

    def action_search(self) -> None:
        if not self.has_class("-speaks"):
            self._field.open()

    @on(Input.Submitted, "#search")
    def _search_submitted(self, event: Input.Submitted) -> None:
        self._field.close(self.lines)
        if self._search is not None:
            self._search.start(event.value)

    def action_match(self, by: int) -> None:
        if self._search is not None:
            self._search.go(by)

    def action_wrap(self) -> None:
        if not self.lines.source.wraps:
            self.notify(_("These lines cannot be wrapped."), markup=False)
            return
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
        data = self.text_to_copy()
        if data is not None:
            self.app.copy_to_clipboard(data[:_CLIPBOARD_BYTES].decode("utf-8", "replace"))
        said = self.why_not_copied() if data is None else _copied(len(data))
        self.notify(said, markup=False)

    def action_life(self) -> None:
        self.app.post_message(messages.LifeOpened(self.target))
        self.dismiss(None)

    def action_extract(self) -> None:
        self.post_message(messages.ExtractOpened(self.target))


def _copied(size: int) -> str:
    told = _("Copied {count} bytes.")
    if size > _CLIPBOARD_BYTES:
        told = _("Copied {count} of {size} bytes.")
    return told.format(count=f"{min(size, _CLIPBOARD_BYTES):,}", size=f"{size:,}")


def _lines_of(seen: range, count: int) -> str:
    if count == 1:
        return _("1 line")
    told = _("line {last} of {count}") if len(seen) == 1 else _("lines {first}-{last} of {count}")
    return told.format(first=f"{seen.start + 1:,}", last=f"{seen.stop:,}", count=f"{count:,}")


def joined_lines(source: LineSource) -> bytes:
    """Return lines as a text."""
    return b"".join(encode(source.text(line)) + b"\n" for line in range(len(source)))
