"""The viewer: what is inside a file, at the layer that was chosen."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from inspector.analyses.content import ContentKind
from inspector.language import N_, _
from inspector.text import human_size, printable
from inspector.ui.keys.app import key_of
from inspector.ui.kit.path_details import shortened
from inspector.ui.kit.sentences import listed
from inspector.ui.viewer.byte_search import ByteSearch
from inspector.ui.viewer.hex_lines import BLOCK, WIDTH, HexLines
from inspector.ui.viewer.highlight import highlighted
from inspector.ui.viewer.lines_screen import LinesScreen, joined_lines
from inspector.ui.viewer.load import View, count_lines, load_view, text_lines
from inspector.ui.widgets.line_layout import lay_out
from inspector.ui.widgets.line_source import Lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from inspector.analyses.content import FileStart
    from inspector.ui.kit.jobs import Job
    from inspector.ui.session.target import Target
    from inspector.ui.widgets.line_layout import Layout
    from inspector.ui.widgets.line_source import TextSpan

    _Colours = tuple[str, dict[int, Sequence[TextSpan]]]


class Viewer(LinesScreen):
    """Text, hex dump or listing of one file."""

    LESSON_NAME: ClassVar[str] = "viewer"
    HELP = N_("""\
## Viewer

The file as it is at the chosen layer; if the layer removed it, as it was before. Symlinks are
followed within the image, as a process in a container would. Binary files are shown as a hex dump,
tar and zip archives as a listing, compressed text decompressed.
""")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "turn", N_("Text/hex"), id="viewer.hex",
                tooltip=N_("Switch between text and hex dump")),
        Binding("d", "difference", N_("Diff"), id="viewer.difference",
                tooltip=N_("What changed in the file compared with the version below")),
    ]  # fmt: skip

    def __init__(self, target: Target) -> None:
        super().__init__(target)
        self._view = View(target.node.name)
        self._text: tuple[Lines, Layout] | None = None
        self._language = ""
        self._more = ""
        self._byte_search = ByteSearch(self.jobs, self.lines, self.show_status)

    def begin(self) -> None:
        self._show_title()
        self.speak(_("reading…"))
        self.call_after_refresh(self._load)

    def _load(self) -> None:
        target, width = self.target, self.wrap_width()
        self.jobs.run(lambda _: load_view(target, width), self._loaded, group="load")

    # -- what is done in the background

    def _loaded(self, view: View) -> None:
        self._view = view
        self._show_title()
        if view.content is None or view.sentence:
            self.speak(printable(view.sentence))
        elif view.lines is None or view.layout is None:
            self._show_hex()
        else:
            self._show_text(view.lines, view.layout)

    def _show_text(self, lines: Lines, layout: Layout) -> None:
        self._text = (lines, layout)
        self.show_lines(lines, layout)
        view = self._view
        if view.content is None or view.content.form is not ContentKind.TEXT or lines.styles:
            return
        packed, stored, name = view.content.packed, view.stored, _inner_name(view)
        if view.content.is_cut and stored is not None:
            self._more = _("more follows")
            self.jobs.run(lambda _: count_lines(stored, packed), self._counted, group="count")

        def colour(job: Job) -> _Colours:
            return highlighted(name, lines.lines, lambda: job.is_cancelled)

        self.jobs.run(colour, partial(self._coloured, lines), group="colour")

    def _coloured(self, lines: Lines, colours: _Colours) -> None:
        self._language, lines.styles = colours
        self.lines.redraw()
        self.show_status()

    def _counted(self, counted: tuple[int, bool]) -> None:
        count, is_all = counted
        if self._text is not None:
            more = count - len(self._text[0])
            self._more = _not_shown(more, key_of(self, "lines.extract"), is_all=is_all)
            self.show_status()

    def _show_hex(self) -> None:
        stored = self._view.stored
        if stored is not None:
            source = HexLines(stored.entry.size, self._want)
            self._byte_search.show(source, stored)
            self.show_lines(source, None, self._byte_search)

    def _want(self, block: int) -> None:
        source, stored = self.lines.source, self._view.stored
        if not isinstance(source, HexLines) or stored is None:
            return

        def read(_: object) -> bytes:
            return stored.read(block * BLOCK, BLOCK)

        def fill(data: bytes) -> None:
            source.fill(block, data)
            if source is self.lines.source:
                self.lines.redraw()

        # Each in a group of its own: a second block must not cancel the first.
        self.jobs.run(read, fill, group=f"block {block}")

    # -- words

    def _show_title(self) -> None:
        self.title_line.show(self.target.path, listed(_title_parts(self._view, self.target)))

    def place(self) -> str:
        if not isinstance(self.lines.source, HexLines):
            return super().place()
        return _bytes_of(self.lines.lines_seen, self._file_size)

    @property
    def _file_size(self) -> int:
        return self._view.content.size if self._view.content is not None else 0

    def facts(self) -> list[str]:
        content = self._view.content
        if content is None:
            return []
        is_text = isinstance(self.lines.source, Lines)
        return [
            self._more if is_text else "",
            printable(self._view.note),
            human_size(content.size),
            *(_form_words(content) if is_text else ()),
            self._language if is_text else "",
            _("wrapped") if is_text and self.settings.is_wrapped else "",
        ]

    def text_to_copy(self) -> bytes | None:
        content, source = self._view.content, self.lines.source
        if content is None or not isinstance(source, Lines):
            return None
        return content.head if content.form is ContentKind.TEXT else joined_lines(source)

    def why_not_copied(self) -> str:
        return _why_not_copied(self, self._view) or super().why_not_copied()

    # -- keys

    def action_turn(self) -> None:
        content = self._view.content
        if content is None or self._view.sentence:
            return
        if isinstance(self.lines.source, Lines):
            self._show_hex()
        elif self._text is not None:
            lines = self._text[0]
            self._lay_out_text(lambda: lines)
        else:
            self._lay_out_text(partial(text_lines, content.head))

    def _lay_out_text(self, text: Callable[[], Lines]) -> None:
        """Show bytes as lines, whatever they are."""
        width = self.wrap_width()

        def lay(_: object) -> tuple[Lines, Layout]:
            lines = text()
            return lines, lay_out(len(lines), lines.text, width)

        self.jobs.run(lay, lambda found: self._show_text(*found), group="load")

    def action_difference(self) -> None:
        # Only when it is asked for: the file does not wait for it.
        from inspector.ui.viewer.difference_screen import DifferenceScreen

        self.app.switch_screen(DifferenceScreen(self.target, Viewer))


def _title_parts(view: View, target: Target) -> Iterator[str]:
    """Yield where a link leads, who wrote what is shown, and who removed it."""
    if view.leads:
        yield f"→ {shortened(view.leads, 200)}"
    if target.seen is None:
        return
    layer, version = target.seen
    yield _("written by layer {layer}").format(layer=version.layer)
    if target.hidden_by is not None:
        yield _("hidden by layer {layer}").format(layer=target.hidden_by)
    elif layer < target.layer:
        yield _("removed by layer {layer}").format(layer=layer + 1)


def _why_not_copied(viewer: Viewer, view: View) -> str:
    """Return why the hex dump of a text is not copied; "" where it is that of something else."""
    if view.content is None or view.content.form is not ContentKind.TEXT:
        return ""
    said = _("This is a hex dump: {turn} shows the text, {extract} extracts it.")
    turn, extract = key_of(viewer, "viewer.hex"), key_of(viewer, "lines.extract")
    return said.format(turn=turn, extract=extract)


def _inner_name(view: View) -> str:
    """Return the name that tells the language: of ``x.sh.gz`` the inner one."""
    content = view.content
    return view.name.rpartition(".")[0] if content is not None and content.packed else view.name


def _not_shown(count: int, key: str, *, is_all: bool) -> str:
    told = _("{count} more lines are not shown: {key} extracts the file")
    if not is_all:
        told = _("at least {count} more lines are not shown: {key} extracts the file")
    return told.format(count=f"{count:,}", key=key)


def _bytes_of(lines: range, size: int) -> str:
    told = _("bytes {first}-{last} of {size}")
    first, last = lines.start * WIDTH, min(lines.stop * WIDTH, size)
    return told.format(first=f"{first:#x}", last=f"{last:#x}", size=f"{size:#x}")


def _form_words(content: FileStart) -> list[str]:
    """Return how a text was packed, and what is listed; "" for what is as it is."""
    packed = _("{compression}, shown decompressed").format(compression=content.packed)
    listings = {ContentKind.TAR: _("tar listing"), ContentKind.ZIP: _("zip listing")}
    return [packed if content.packed else "", listings.get(content.form, "")]
