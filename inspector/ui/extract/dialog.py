"""Asks where to write a file or folder of the image, writes it, and says where it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import getters, on
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from inspector.extraction.rows import Why
from inspector.text import human_size, printable
from inspector.ui.extract.job import TakeFailed, Taken, default_folder, place_of, take
from inspector.ui.keys.app import key_of
from inspector.ui.kit.dialog import CLOSING, Dialog
from inspector.ui.kit.jobs import Jobs
from inspector.ui.kit.key_line import KeyLine
from inspector.ui.kit.path_details import shortened
from inspector.ui.widgets.field import TextField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

    from inspector.extraction.rows import Report
    from inspector.tree.listing import ListedPath
    from inspector.ui.kit.jobs import Job
    from inspector.ui.session.target import Target

# Lines of what was left out that are shown.
_MOST_LINES = 50
_LONGEST_LINE = 300


class FolderField(TextField):
    """Where to write."""

    HELP = """\
## Folder

The folder to write to; it is created if needed. The last folder is suggested.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "Write", id="extract.write", tooltip="Write to this folder"),
    ]


class ExtractDialog(Dialog[None]):
    """A place to type, then how far it is, then what was written and what was left out."""

    HELP = """\
## Extract

Writes the file, or the folder and everything in it, to a folder on your disk, under its full path.
Existing files are replaced only if you confirm. Permissions and times are kept; owners, setuid
bits, devices and links that lead out of the folder are not.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        *CLOSING,
        Binding("enter", "close", "Close", id="extract.enter", show=False,
                tooltip="Close the report"),
        Binding("r", "replace", "Replace", id="extract.replace",
                tooltip="Replace existing files"),
    ]  # fmt: skip
    DEFAULT_CSS = """
    ExtractDialog > Vertical {
        height: auto;
        max-height: 90%;
        & > Static { height: auto; }
        & > Input { margin: 1 0; }
        & > VerticalScroll { height: auto; max-height: 14; }
    }
    """

    _box = getters.query_one(Vertical)
    _input = getters.query_one(FolderField)
    _said = getters.query_one("#said", Static)
    _left_out = getters.query_one(VerticalScroll)
    _left_out_text = getters.query_one("#left-out", Static)

    def __init__(self, target: Target) -> None:
        super().__init__()
        self._target = target
        self._jobs = Jobs(self)
        self._there: Sequence[ListedPath] = ()

    def compose(self) -> ComposeResult:
        seen = self._target.seen
        layer = f" as it is at layer {seen[0]}" if seen is not None else ""
        with Vertical() as box:
            box.border_title = "Extract"
            box.border_subtitle = self._writing_keys
            question = f"Extract {shortened(self._target.path, 500)}{layer} to which folder?"
            yield Static(Content(question), markup=False)
            session = self._target.session
            yield FolderField(session.folder or default_folder(session.name), compact=False)
            yield Static(id="said", markup=False)
            with VerticalScroll():
                yield Static(id="left-out", markup=False)
        yield KeyLine()

    def begin(self) -> None:
        self._left_out.display = False
        self._input.focus()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if event.value.strip():
            self._input.disabled = True
            self._target.session.folder = event.value.strip()
            self._start(None)

    def _start(self, replaced: Sequence[ListedPath] | None) -> None:
        self._there = ()
        self._left_out.display = False
        self._box.border_subtitle = Content(f"{self._escape} stops")
        self._said.update("writing…")
        folder = self._input.value.strip()

        def write(job: Job) -> Taken | TakeFailed:
            return take(self._target, folder, replaced, job, self._taking)

        self._jobs.run(write, self._ended)

    def _taking(self, written: int, total: int) -> None:
        self._said.update(Content(f"writing… {human_size(written)} of {human_size(total)}"))

    def _ended(self, end: Taken | TakeFailed) -> None:
        if isinstance(end, Taken):
            self._taken(end)
            return
        self._box.border_subtitle = self._writing_keys
        self._said.update(Content(shortened(end.reason, 1000)))
        self._input.disabled = False
        self._input.focus()

    def _taken(self, taken: Taken) -> None:
        self._there = taken.there
        report = taken.report
        folder = Path(self._input.value.strip()).expanduser().absolute()
        lines = [_written(report, printable(str(folder)))]
        if report.written:
            lines.append(printable(place_of(self._target, self._input.value)))
        if report.left_out:
            lines.append(report.summary)
        self._said.update(Content("\n".join(lines)))
        replacing = f"{key_of(self, 'extract.replace')} replaces existing files, "
        closing = f"Enter or {self._escape} closes"
        self._box.border_subtitle = Content(f"{replacing if taken.there else ''}{closing}")
        self._show_left_out(report)
        self.refresh_bindings()

    def _show_left_out(self, report: Report) -> None:
        # What already exists is expected, and may be most of it.
        listed = sorted(report.left_out, key=lambda each: each.why is Why.EXISTS)
        shown = [shortened(each.message, _LONGEST_LINE) for each in listed[:_MOST_LINES]]
        more = len(report.left_out) - len(shown)
        if more:
            shown.append(f"+{more:,} more")
        self._left_out.display = bool(shown)
        self._left_out_text.update(Content("\n".join(shown)))

    def check_action(self, action: str, _: tuple[object, ...]) -> bool | None:
        """Offer to replace only where there is something to replace."""
        return action != "replace" or bool(self._there)

    @property
    def _escape(self) -> str:
        return key_of(self, "dialog.close")

    @property
    def _writing_keys(self) -> Content:
        return Content(f"Enter writes, {self._escape} closes")

    @property
    def may_close(self) -> bool:
        """Whether a click beside it closes it: no writing is stopped by mistake."""
        return not self._jobs.is_busy()

    def action_replace(self) -> None:
        """Write again what was left as something was there."""
        if self._there and not self._jobs.is_busy():
            self._start(self._there)

    def action_close(self) -> None:
        """Stop the writing, or close the dialog."""
        if not self._jobs.is_busy():
            self.dismiss(None)
            return
        self._jobs.cancel()
        self._box.border_subtitle = Content(f"Enter or {self._escape} closes")
        self._said.update("Stopped: the files already written are complete and stay.")


def _written(report: Report, folder: str) -> str:
    if not report.written:
        return f"Nothing was written to {folder}."
    noun = "path" if report.written == 1 else "paths"
    size = human_size(report.written_bytes)
    return f"Wrote {report.written:,} {noun}, {size}, to {folder}."
