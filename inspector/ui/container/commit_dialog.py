"""Makes an image of the container: says what it would be, asks where to write it, writes it."""

from __future__ import annotations

from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual import getters, on
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from inspector.container.commit import save
from inspector.errors import LayerscopeError
from inspector.language import N_, _
from inspector.text import counted, human_size, printable
from inspector.ui.keys.app import key_of
from inspector.ui.kit.dialog import CLOSING, HELP_KEY, ScrolledDialog, border_text
from inspector.ui.kit.jobs import Jobs
from inspector.ui.kit.key_line import KeyLine
from inspector.ui.kit.path_details import shortened
from inspector.ui.session.session import CommittedImage
from inspector.ui.widgets.field import TextField
from inspector.ui.widgets.motion_keys import hidden_key
from inspector.ui.widgets.wide_text import wide_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult

    from inspector.container.commit import Committed
    from inspector.ui.container.views import Views
    from inspector.ui.kit.jobs import Job
    from inspector.ui.session.container import Container
    from inspector.ui.session.session import Session

_INTERVAL = 0.1  # seconds
_LONGEST = 300
_FILE = "./committed.tar"


class _Failed(NamedTuple):
    """Nothing was written."""

    reason: str


class CommitField(TextField):
    """A file, or a name."""

    HELP = N_("""\
## File and tag

The file to write, and the name that the image has in it, such as `example:1`; it may be empty.
""")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", N_("Write"), id="commit.write", tooltip=N_("Write the image")),
        Binding("tab,down", "screen.other_field", N_("File/tag"), id="commit.other",
                tooltip=N_("The other line: file, or tag")),
        Binding("shift+tab,up", "screen.other_field", N_("File/tag"), id="commit.other_back",
                show=False, tooltip=N_("The other line")),
    ]  # fmt: skip


class CommitDialog(ScrolledDialog[None]):
    """What the image would be, a file and a tag to type, then what was written."""

    HELP = N_("""\
## Commit

Makes an image of the container: the writable layer becomes one more layer, with a row of history.
What is hidden stays stored in the layers below. The file is an archive that docker load and podman
load read. A file that exists is replaced only if you confirm.
""")
    BINDINGS: ClassVar[list[BindingType]] = [
        *CLOSING,
        HELP_KEY,
        hidden_key("commit.page_up", "pageup", "page(-1)", N_("One page up")),
        hidden_key("commit.page_down", "pagedown", "page(1)", N_("One page down")),
        Binding("r", "replace", N_("Replace"), id="commit.replace", tooltip=N_("Replace the file")),
        Binding("enter", "close", N_("Close"), id="commit.enter", show=False,
                tooltip=N_("Close the report")),
    ]  # fmt: skip
    VERTICAL_BREAKPOINTS = [(0, "-low"), (16, "-high")]  # noqa: RUF012 - Textual types it so
    DEFAULT_CSS = """
    CommitDialog {
        & > VerticalScroll {
            height: auto;
            max-height: 90%;
            & > Static { height: auto; }
            & > .label { margin-top: 1; color: $text-muted; }
        }
        &.-low > VerticalScroll > .label { margin: 0; }
    }
    """

    _said = getters.query_one("#commit-said", Static)
    _file = getters.query_one("#commit-file", CommitField)
    _tag = getters.query_one("#commit-tag", CommitField)

    def __init__(
        self, session: Session, container: Container, views: Views, image_bytes: int
    ) -> None:
        super().__init__()
        self._session = session
        self._container = container
        self._views = views
        self._image_bytes = image_bytes
        self._jobs = Jobs(self)
        self._is_there = self._is_written = False

    def compose(self) -> ComposeResult:
        with VerticalScroll(can_focus=False) as box:
            box.border_title = _("Commit the container")
            yield Static(wide_text(self._plan), markup=False)
            yield Static(_("File"), classes="label commit-ask", markup=False)
            yield CommitField(_FILE, id="commit-file", compact=True, classes="commit-ask")
            yield Static(_("Name and tag"), classes="label commit-ask", markup=False)
            yield CommitField(id="commit-tag", compact=True, classes="commit-ask",
                              placeholder=_("none; for example shop:patched"))  # fmt: skip
            yield Static(id="commit-said", markup=False)
        yield KeyLine()

    def begin(self) -> None:
        self._ask()

    @property
    def _command(self) -> str:
        """What the row of history says."""
        return f"/bin/sh -c {'; '.join(self._container.lines)}"

    @property
    def _plan(self) -> str:
        size = self._views.stored_bytes
        layers = len(self._session.image.layers)
        paths, shown = counted(len(self._views.layer), "path"), human_size(size)
        before, after = map(human_size, (self._image_bytes, self._image_bytes + size))
        lines = [
            _("One more layer, number {layer}: {paths}, {size}.").format(
                layer=layers, paths=paths, size=shown
            ),
            _("Its row in the history:  {command}  {size}").format(
                command=shortened(self._command, _LONGEST), size=shown
            ),
            _("The image: {before} now, {after} then.").format(before=before, after=after),
        ]
        hidden = self._views.cost.hidden_bytes
        if hidden:
            told = _("{size} are hidden and stay stored in the layers below.")
            lines.append(told.format(size=human_size(hidden)))
        return "\n".join(lines)

    def _ask(self) -> None:
        self._is_there = False
        self._box.border_subtitle = Content(
            _("Enter writes, {escape} closes").format(escape=self._escape)
        )
        for each in self.query(".commit-ask"):
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
        elif is_there:
            self._ask_whether_to_replace()
        else:
            self._write()

    def _ask_whether_to_replace(self) -> None:
        self._is_there = True
        replace = key_of(self, "commit.replace")
        told = (
            _("{key} replaces it").format(key=replace),
            _("{key} goes back").format(key=self._escape),
        )
        self._box.border_subtitle = border_text(self.app.size.width, *told)
        self._say(_("{path} exists.").format(path=self._path))
        for each in self.query(".commit-ask"):
            each.disabled = True
        self.set_focus(None)
        self.refresh_bindings()

    def _write(self) -> None:
        self._is_there = False
        self._box.border_subtitle = Content(_("{key} stops").format(key=self._escape))
        for each in self.query(".commit-ask"):
            each.disabled = True
        self._say(_("writing…"))
        path, tag = self._path, self._tag.value.strip() or None

        def work(job: Job) -> Committed | _Failed:
            container = self._container
            told = _Progress(job, self._written)
            image = self._session.image
            try:
                return save(image, container.filesystem, path, tag, self._command, progress=told)
            except OSError as error:
                return _Failed(f"{path}: {error.strerror or error}")
            except (LayerscopeError, ValueError) as error:
                return _Failed(str(error))

        self._jobs.run(work, self._ended)

    def _written(self, size: int) -> None:
        self._say(_("writing… {size}").format(size=human_size(size)))

    def _ended(self, end: Committed | _Failed) -> None:
        if isinstance(end, _Failed):
            self._say(end.reason)
            self._ask()
            return
        self._is_written = True
        paths = frozenset(each.row.path for each in self._views.layer)
        layers = len(self._session.image.layers) + 1
        self._session.committed = CommittedImage(layers, end.stored_bytes, paths)
        self._box.border_subtitle = Content(
            _("Enter or {escape} closes").format(escape=self._escape)
        )
        path = self._path.absolute()
        told = _("Written: {path}\nID {id}\ndocker load -i {file} loads it.")
        self._say(told.format(path=path, id=end.id, file=path.name))
        self.query(".commit-ask").set(display=False)
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


class _Progress:
    """Tells how much was written, and ends it when the user does not want to wait."""

    def __init__(self, job: Job, told: Callable[[int], object]) -> None:
        self._job = job
        self._told = told
        self._size = 0
        self._next = 0.0

    def advance(self, size: int, /) -> None:
        """Report so many further bytes. Raises CancelledError."""
        self._job.check()
        self._size += size
        if (now := monotonic()) >= self._next:
            self._next = now + _INTERVAL
            self._job.tell(self._told, self._size)
