"""Asks where to write an image and what to call it, and writes it: what such dialogs share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Generic, NamedTuple, TypeVar

from textual import getters, on
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from inspector.errors import LayerscopeError
from inspector.formats.source import is_source
from inspector.language import N_, _
from inspector.text import human_size, printable
from inspector.ui.keys.app import key_of
from inspector.ui.kit.dialog import CLOSING, HELP_KEY, ScrolledDialog, border_text
from inspector.ui.kit.jobs import JobProgress, Jobs
from inspector.ui.kit.key_line import KeyLine
from inspector.ui.widgets.field import TextField
from inspector.ui.widgets.motion_keys import hidden_key
from inspector.ui.widgets.wide_text import wide_text

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from inspector.io.progress import Progress
    from inspector.ui.kit.jobs import Job
    from inspector.ui.session.session import Session

T = TypeVar("T")


class _Failed(NamedTuple):
    """Nothing was written."""

    reason: str


class SaveField(TextField):
    """A file, or a name."""

    HELP = N_("""\
## File and tag

The file to write, and the name that the image has in it, such as `example:1`; it may be empty.
""")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", N_("Write"), id="save.write", tooltip=N_("Write the image")),
        Binding("tab,down", "screen.other_field", N_("File/tag"), id="save.other",
                tooltip=N_("The other line: file, or tag")),
        Binding("shift+tab,up", "screen.other_field", N_("File/tag"), id="save.other_back",
                show=False, tooltip=N_("The other line")),
    ]  # fmt: skip


class SaveDialog(ScrolledDialog[None], Generic[T]):
    """What is to be written, a file and a tag to type, then what was written."""

    TITLE: ClassVar[str]
    FILE: ClassVar[str]  # what is proposed
    HELP = N_("""\
## Write an image

The file is an archive that docker load and podman load read. A file that exists is replaced only if
you confirm; the file of the image itself is never overwritten. Closing the window stops the
writing, and leaves no file.
""")
    BINDINGS: ClassVar[list[BindingType]] = [
        *CLOSING,
        HELP_KEY,
        hidden_key("save.page_up", "pageup", "page(-1)", N_("One page up")),
        hidden_key("save.page_down", "pagedown", "page(1)", N_("One page down")),
        Binding("r", "replace", N_("Replace"), id="save.replace", tooltip=N_("Replace the file")),
        Binding("enter", "close", N_("Close"), id="save.enter", show=False,
                tooltip=N_("Close the report")),
    ]  # fmt: skip
    VERTICAL_BREAKPOINTS = [(0, "-low"), (16, "-high")]  # noqa: RUF012 - Textual types it so
    DEFAULT_CSS = """
    SaveDialog {
        & > VerticalScroll {
            height: auto;
            max-height: 90%;
            & > Static { height: auto; }
            & > .label { margin-top: 1; color: $text-muted; }
        }
        &.-low > VerticalScroll > .label { margin: 0; }
    }
    """

    _said = getters.query_one("#save-said", Static)
    _file = getters.query_one("#save-file", SaveField)
    _tag = getters.query_one("#save-tag", SaveField)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self._jobs = Jobs(self)
        self._is_there = False

    @property
    def plan(self) -> str:
        """What is to be written, in lines."""
        raise NotImplementedError

    def save(self, path: Path, tag: str | None, progress: Progress) -> T:
        """Write the image, in a thread. Raises LayerscopeError, OSError, ValueError."""
        raise NotImplementedError

    def saved(self, found: T, path: Path) -> str:
        """Return what was written, in lines."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        with VerticalScroll(can_focus=False) as box:
            box.border_title = _(self.TITLE)
            yield Static(wide_text(self.plan), markup=False)
            yield Static(_("File"), classes="label save-ask", markup=False)
            yield SaveField(self.FILE, id="save-file", compact=True, classes="save-ask")
            yield Static(_("Name and tag"), classes="label save-ask", markup=False)
            yield SaveField(id="save-tag", compact=True, classes="save-ask",
                            placeholder=_("none; for example shop:patched"))  # fmt: skip
            yield Static(id="save-said", markup=False)
        yield KeyLine()

    def begin(self) -> None:
        self._ask()

    def _ask(self) -> None:
        self._is_there = False
        self._box.border_subtitle = Content(
            _("Enter writes, {escape} closes").format(escape=self._escape)
        )
        for each in self.query(".save-ask"):
            each.disabled = False
        self._file.focus()

    @property
    def _escape(self) -> str:
        return key_of(self, "dialog.close")

    @property
    def _path(self) -> Path:
        return Path(self._file.value.strip()).expanduser()

    def action_other_field(self) -> None:
        """Go to the other line."""
        (self._tag if self._file.has_focus else self._file).focus()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        try:
            is_there = self._path.exists()
        except (OSError, RuntimeError, ValueError) as error:
            self._say(str(error))
            return
        if not self._file.value.strip():
            self._say(_("Type the name of a file."))
        elif is_source(self.session.reference, self._path):
            told = _("{path} is the image itself: write another file")
            self._say(told.format(path=self._path))
        elif is_there:
            self._ask_whether_to_replace()
        else:
            self._write()

    def _ask_whether_to_replace(self) -> None:
        self._is_there = True
        replace = key_of(self, "save.replace")
        told = (
            _("{key} replaces it").format(key=replace),
            _("{key} goes back").format(key=self._escape),
        )
        self._box.border_subtitle = border_text(self.app.size.width, *told)
        self._say(_("{path} exists.").format(path=self._path))
        for each in self.query(".save-ask"):
            each.disabled = True
        self.set_focus(None)
        self.refresh_bindings()

    def _write(self) -> None:
        self._is_there = False
        self._box.border_subtitle = Content(_("{key} stops").format(key=self._escape))
        for each in self.query(".save-ask"):
            each.disabled = True
        self._say(_("writing…"))
        path, tag = self._path, self._tag.value.strip() or None

        def work(job: Job) -> T | _Failed:
            try:
                return self.save(path, tag, JobProgress(job, self._written))
            except OSError as error:
                return _Failed(f"{path}: {error.strerror or error}")
            except (LayerscopeError, ValueError) as error:
                return _Failed(str(error))

        self._jobs.run(work, self._ended)

    def _written(self, size: int) -> None:
        self._say(_("writing… {size}").format(size=human_size(size)))

    def _ended(self, end: T | _Failed) -> None:
        if isinstance(end, _Failed):
            self._say(end.reason)
            self._ask()
            return
        self._box.border_subtitle = Content(
            _("Enter or {escape} closes").format(escape=self._escape)
        )
        path = self._path.absolute()
        loads = _("docker load -i {file} loads it.").format(file=path.name)
        self._say(f"{self.saved(end, path)}\n{loads}")
        self.query(".save-ask").set(display=False)
        self.refresh_bindings()

    def _say(self, text: str) -> None:
        self._said.update(wide_text("\n".join(map(printable, text.split("\n")))))

    def check_action(self, action: str, _: tuple[object, ...]) -> bool | None:
        """Offer to replace only where there is something to replace."""
        return action != "replace" or self._is_there

    @property
    def may_close(self) -> bool:
        """Whether a click beside it closes it: no writing is stopped by mistake."""
        return not self._jobs.is_busy()

    def action_replace(self) -> None:
        """Write over the file that is there."""
        if self._is_there:
            self._write()

    def action_close(self) -> None:
        """Stop the writing, go back to the file's name, or close the dialog."""
        if self._jobs.is_busy():
            self._jobs.cancel()
            self._say(_("Stopped: nothing was written."))
            self._ask()
        elif self._is_there:
            self._say("")
            self._ask()
        else:
            self.dismiss(None)
