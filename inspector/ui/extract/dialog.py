"""Asks where to write a file or folder of the image, writes it, and says where it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import getters, on
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from inspector.extraction.rows import Why
from inspector.language import N_, _
from inspector.text import human_size, printable
from inspector.ui.extract.job import (
    Extracted,
    ExtractFailed,
    default_folder,
    extract_path,
    place_of,
)
from inspector.ui.keys.app import key_of
from inspector.ui.kit.dialog import CLOSING, HELP_KEY, ScrolledDialog, border_text
from inspector.ui.kit.jobs import Jobs
from inspector.ui.kit.key_line import KeyLine
from inspector.ui.kit.path_details import shortened
from inspector.ui.widgets.field import TextField
from inspector.ui.widgets.wide_text import wide_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

    from inspector.extraction.rows import ExtractionReport
    from inspector.tree.listing import ListedPath
    from inspector.ui.kit.jobs import Job
    from inspector.ui.session.target import Target

# Lines of what was left out that are shown.
_MOST_LINES = 50
_LONGEST_LINE = 300


class FolderField(TextField):
    """Where to write."""

    HELP = N_("""\
## Folder

The folder to write to; it is created if needed. The last folder is suggested.
""")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter", "submit", N_("Write"), id="extract.write", tooltip=N_("Write to this folder")
        ),
    ]


class ExtractDialog(ScrolledDialog[None]):
    """A place to type, then how far it is, then what was written and what was left out."""

    HELP = N_("""\
## Extract

Writes the file, or the folder and everything in it, to a folder on your disk, under its full path.
Existing files are replaced only if you confirm. Permissions and times are kept; owners, setuid
bits, devices and links that lead out of the folder are not.
""")
    BINDINGS: ClassVar[list[BindingType]] = [
        *CLOSING,
        HELP_KEY,
        Binding("enter", "close", N_("Close"), id="extract.enter", show=False,
                tooltip=N_("Close the report")),
        Binding("r", "replace", N_("Replace"), id="extract.replace",
                tooltip=N_("Replace existing files")),
        Binding("up", "scroll(-1)", N_("Scroll"), id="extract.up", key_display="↑↓",
                tooltip=N_("Scroll up")),
        Binding("down", "scroll(1)", N_("Down"), id="extract.down", show=False,
                tooltip=N_("Scroll down")),
        Binding("pageup", "page(-1)", N_("Page up"), id="extract.page_up", show=False,
                tooltip=N_("One page up")),
        Binding("pagedown", "page(1)", N_("Page down"), id="extract.page_down", show=False,
                tooltip=N_("One page down")),
    ]  # fmt: skip
    # Where there are few lines, the field is one of them.
    VERTICAL_BREAKPOINTS = [(0, "-low"), (16, "-high")]  # noqa: RUF012 - Textual types it so
    DEFAULT_CSS = """
    ExtractDialog {
        & > VerticalScroll {
            height: auto;
            max-height: 90%;
            & > Static { height: auto; }
            & > Input { margin: 1 0; }
        }
        &.-low > VerticalScroll > Input, &.-low > VerticalScroll > Input:focus {
            height: 1;
            margin: 0;
            padding: 0;
            border: none;
        }
    }
    """

    _question = getters.query_one("#question", Static)
    _input = getters.query_one(FolderField)
    _said = getters.query_one("#said", Static)
    _left_out = getters.query_one("#left-out", Static)

    def __init__(self, target: Target) -> None:
        super().__init__()
        self._target = target
        self._jobs = Jobs(self)
        self._there: Sequence[ListedPath] = ()

    def compose(self) -> ComposeResult:
        # What has the focus is the field, and the keys that scroll are the dialog's.
        with VerticalScroll(can_focus=False) as box:
            box.border_title = _("Extract")
            box.border_subtitle = self._writing_keys
            yield Static(wide_text(self._asked), id="question", markup=False)
            session = self._target.session
            yield FolderField(session.folder or default_folder(session.name), compact=False)
            yield Static(id="said", markup=False)
            yield Static(id="left-out", markup=False)
        yield KeyLine()

    @property
    def _asked(self) -> str:
        """The question: what is written, and as it is where."""
        target = self._target
        seen = target.seen
        path = shortened(target.path, 500)
        if seen is None:
            return _("Extract {path} to which folder?").format(path=path)
        told = _("Extract {path} as it is at layer {layer} to which folder?")
        if seen[0] < target.layer:
            told = _(
                "Extract {path} as it is at layer {layer} (the last layer that has it) to which"
                " folder?"
            )
        return told.format(path=path, layer=seen[0])

    def begin(self) -> None:
        self._left_out.display = False
        self._input.focus()
        # Keys that scroll are offered as soon as there is something to scroll.
        self.watch(self._box, "show_vertical_scrollbar", self.refresh_bindings, init=False)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if not event.value.strip():
            self._said.update(_("Type the name of a folder."))
        else:
            self._input.disabled = True
            self._start(None)

    def _start(self, replaced: Sequence[ListedPath] | None) -> None:
        self._there = ()
        self._left_out.display = False
        self._box.border_subtitle = Content(_("{key} stops").format(key=self._escape))
        self._said.update(_("writing…"))
        folder = self._input.value.strip()

        def write(job: Job) -> Extracted | ExtractFailed:
            return extract_path(self._target, folder, replaced, job, self._advanced)

        self._jobs.run(write, self._ended)

    def _advanced(self, written: int, total: int) -> None:
        told = _("writing… {size} of {total}")
        self._said.update(Content(told.format(size=human_size(written), total=human_size(total))))

    def _ended(self, end: Extracted | ExtractFailed) -> None:
        if isinstance(end, Extracted):
            self._extracted(end)
            return
        self._box.border_subtitle = self._writing_keys
        self._said.update(wide_text(shortened(end.reason, 1000)))
        self._input.disabled = False
        self._input.focus()
        self.call_after_refresh(self.refresh_bindings)

    def _extracted(self, extracted: Extracted) -> None:
        self._target.session.folder = self._input.value.strip()
        self._there = extracted.there
        report = extracted.report
        folder = Path(self._input.value.strip()).expanduser().absolute()
        lines = [printable(report.told(str(folder)))]
        if report.written:
            lines.append(printable(place_of(self._target, self._input.value)))
        if report.left_out:
            lines.append(report.summary)
        self._said.update(wide_text("\n".join(lines)))
        replacing = _("{key} replaces existing files").format(key=key_of(self, "extract.replace"))
        told = (*([replacing] if extracted.there else []), self._closing_keys)
        self._box.border_subtitle = border_text(self.app.size.width, *told)
        self._show_left_out(report)
        # The answer stands where the question was: there may be no room for both.
        title = _("Extract {path}").format(path=shortened(self._target.path, 500))
        self._box.border_title = Content(title)
        self._question.display = self._input.display = False
        self._box.scroll_home(animate=False)
        self.call_after_refresh(self.refresh_bindings)

    def _show_left_out(self, report: ExtractionReport) -> None:
        # What already exists is expected, and may be most of it.
        listed = sorted(report.left_out, key=lambda each: each.why is Why.EXISTS)
        shown = [shortened(each.message, _LONGEST_LINE) for each in listed[:_MOST_LINES]]
        more = len(report.left_out) - len(shown)
        if more:
            shown.append(_("+{count} more").format(count=f"{more:,}"))
        self._left_out.display = bool(shown)
        self._left_out.update(wide_text("\n".join(shown)))

    def check_action(self, action: str, _: tuple[object, ...]) -> bool | None:
        """Offer to replace only where there is something to replace, and to scroll likewise."""
        if action in {"scroll", "page"}:
            return self._box.max_scroll_y > 0 or None
        return action != "replace" or bool(self._there)

    @property
    def _escape(self) -> str:
        return key_of(self, "dialog.close")

    @property
    def _writing_keys(self) -> Content:
        return Content(_("Enter writes, {escape} closes").format(escape=self._escape))

    @property
    def _closing_keys(self) -> str:
        return _("Enter or {escape} closes").format(escape=self._escape)

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
        self._box.border_subtitle = Content(self._closing_keys)
        self._said.update(_("Stopped: the files already written are complete and stay."))
