"""The container: a prompt, and what its commands do to the writable layer above the image."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar, cast

from textual import getters, on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import DescendantFocus, Key
from textual.screen import Screen
from textual.widgets import Static

from inspector.container.shell import COMMANDS, CommandError, Shell
from inspector.language import N_, _
from inspector.ui.container import doing
from inspector.ui.container.commit_dialog import CommitDialog
from inspector.ui.container.completion import as_word, complete
from inspector.ui.container.output import Output
from inspector.ui.container.prompt import Prompt
from inspector.ui.container.remove_dialog import RemoveDialog
from inspector.ui.container.starting import start
from inspector.ui.container.three_views import ThreeViews, path_at
from inspector.ui.container.views import views_of
from inspector.ui.container.words import OWN_WORDS, help_lines, not_ready, totals
from inspector.ui.keys.app import KeyedApp, key_of
from inspector.ui.kit.covering import Covering
from inspector.ui.kit.jobs import Jobs
from inspector.ui.kit.key_line import KeyLine, is_laid_out
from inspector.ui.kit.title_line import TitleLine
from inspector.ui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.events import Paste
    from textual.widget import Widget

    from inspector.ui.container.doing import Said
    from inspector.ui.container.views import Views
    from inspector.ui.kit.jobs import Job
    from inspector.ui.session.container import Container
    from inspector.ui.session.session import Session

_WIDE = 110  # cells from which on the three views lie side by side
_LEAST_ROWS = 16  # of fewer, views and output take turns
_PATIENCE = 0.3  # seconds after which it is said that a line runs
_MOST_CHOICES = 200
_NAMES = [command.name for command in COMMANDS if command.name.isalnum()]
_DIM = "lines--dim"


class ContainerScreen(Covering, Screen[None]):
    """One image, and a container on it that is only imagined."""

    LESSON_NAME: ClassVar[str] = "container"
    HELP = N_("""\
## Container

What commands would write in a container of this image. Nothing is run: the commands are imitated
on the image's files. On top of the image lies one writable layer. Changing a file copies it up,
all of its bytes; deleting hides it behind a whiteout and frees nothing; the image stays as it is.

The writable layer lists what the container's upper directory holds: `A` is new, `M` has different
content, `m` was copied up only to change its attributes, `D` is a whiteout. `parent` marks
directories of the image that are there only for what lies in them. The merged view is what the
container sees in its current directory, with what it hides; beside it lies the same directory of
the image. On a narrow screen, `{container.turn}` shows the next of the three.

`{container.undo}` takes back the last change, `{container.reset}` empties the writable layer,
`{container.commit}` makes an image of it, `{container.remove}` stops and removes the container.
Closing the screen keeps it.
""")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("v,ctrl+t", "turn", N_("View"), id="container.turn", key_display="^t",
                tooltip=N_("Show the next view: writable layer, merged view, image")),
        Binding("tab", "go(1)", N_("Next"), id="container.next", show=False,
                tooltip=N_("The next view, the output, the prompt")),
        Binding("shift+tab", "go(-1)", N_("Previous"), id="container.previous", show=False,
                tooltip=N_("The view, output or prompt before")),
        Binding("p", "prompt", N_("Prompt"), id="container.prompt", tooltip=N_("Go to the prompt")),
        Binding("U", "undo", N_("Undo"), id="container.undo",
                tooltip=N_("Take back the last line that changed something")),
        Binding("R", "reset", N_("Reset"), id="container.reset",
                tooltip=N_("Empty the writable layer; undo brings it back")),
        Binding("c", "commit", N_("Commit"), id="container.commit",
                tooltip=N_("Make an image of the container: one more layer")),
        Binding("X", "remove", N_("Remove"), id="container.remove",
                tooltip=N_("Stop and remove the container, with all it wrote")),
        Binding("escape", "close", N_("Close"), id="container.close",
                tooltip=N_("Stop the line that runs, or close the screen; the container is kept")),
        Binding("q", "close", N_("Close"), id="container.quit", show=False,
                tooltip=N_("Close the screen; the container is kept")),
    ]  # fmt: skip
    DEFAULT_CSS = """
    ContainerScreen {
        background: $surface;
        & #container-said { height: 1; padding: 0 1; background: $panel; text-wrap: nowrap;
            text-overflow: ellipsis; }
        &.-wide #view-layer, &.-wide #view-merged { margin-right: 1; }
        &.-narrow .view { display: none; }
        &.-narrow .view.-turned { display: block; }
        &.-low #views { display: none; }
        &.-low.-in-views #views { display: block; }
        &.-low.-in-views #output { display: none; }
    }
    """
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (_WIDE, "-wide")]  # noqa: RUF012 - Textual types it so
    VERTICAL_BREAKPOINTS = [(0, "-low"), (_LEAST_ROWS, "-high")]  # noqa: RUF012 - the same

    _title = getters.query_one(TitleLine)
    _said = getters.query_one("#container-said", Static)
    _output = getters.query_one(Output)
    _three = getters.query_one(ThreeViews)
    _prompt = getters.query_one(Prompt)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._jobs = Jobs(self)
        self._views: Views | None = None
        self._image_bytes = 0

    def compose(self) -> ComposeResult:
        yield TitleLine()
        yield ThreeViews()
        yield Static(id="container-said", markup=False)
        yield Output()
        yield Prompt()
        yield KeyLine()

    async def on_mount(self) -> None:
        """Begin; what is closed before it was laid out has no parts, and does not."""
        if not is_laid_out(self):
            return
        self._title.show(self._session.name, _("container, imagined: no program runs"))
        self._prompt.show_directory("/")
        self._prompt.field.focus()
        await self._begin()

    def on_unmount(self) -> None:
        """Have no key wait for what was closed before it had started."""
        if self._views is None:
            self._keyed_app.release_keys()

    # -- the container

    def refresh_image(self) -> None:
        """Start the container, once all layers are read."""
        self.call_later(self._begin)

    async def _begin(self) -> None:
        """Start the container, unless it has; keys wait for it. Say so where that is too early."""
        session = self._session
        if self._views is not None or self._jobs.is_busy("work"):
            return
        if not session.is_read or session.sizes is None:
            self._say(self._waiting)
            return
        await self._keyed_app.hold_keys(_is_escape)
        self._jobs.run(lambda _job: start(self._session), self._started, group="work")

    def _started(self, started: tuple[Container, Views, int]) -> None:
        self._session.container, views, self._image_bytes = started
        self._show(views)
        self._keyed_app.release_keys()

    @property
    def _waiting(self) -> str:
        """Why there is no container yet."""
        return not_ready(self._session.merged, len(self._session.image.layers))

    @property
    def _container(self) -> Container | None:
        """The container, once it has started."""
        return self._session.container if self._views is not None else None

    async def _perform(self, work: Callable[[Container], Said]) -> None:
        """Have a thread do something to the container, and show it; keys wait until then."""
        container, before = self._container, self._views
        if container is None:
            self.notify(self._waiting, markup=False)
            return
        if self._jobs.is_busy("work"):  # a click came while keys wait
            return
        await self._keyed_app.hold_keys(_is_escape)
        waiting = self.set_timer(_PATIENCE, self._say_running)

        def done(_: Job) -> tuple[Said, Views]:
            return work(container), views_of(container, before)

        def show(found: tuple[Said, Views]) -> None:
            waiting.stop()
            said, views = found
            for text, tone in said:
                container.transcript.add(text, tone)
            self._show(views)
            self._keyed_app.release_keys()

        self._jobs.run(done, show, group="work")

    @property
    def _keyed_app(self) -> KeyedApp:
        return cast("KeyedApp", self.app)

    def _say_running(self) -> None:
        self._say(_("running… {key} stops it").format(key=key_of(self, "container.close")))

    # -- what is shown

    def _show(self, views: Views) -> None:
        self._views = views
        self._prompt.show_directory(views.directory)
        self._three.show(views)
        self._show_place()
        self._show_output()
        self.refresh_bindings()

    def _show_output(self) -> None:
        if (container := self._container) is not None:
            self._output.show(container.transcript)

    def _say(self, text: str) -> None:
        self._said.update(Content(text))

    @on(Rows.Moved)
    def _show_place(self) -> None:
        """Say what is under the cursor of a view; in the prompt, what all comes to."""
        if self._views is not None:
            self._say(self._three.said or totals(self._image_bytes, self._views))

    @on(DescendantFocus)
    def _focus_moved(self) -> None:
        self.set_class(self._three.note_focus(), "-in-views")
        self._show_place()

    # -- keys of the prompt

    async def action_run_line(self) -> None:
        """Run what is typed; what cannot run yet stays."""
        field, container = self._prompt.field, self._container
        line = field.value.strip()
        if container is None:
            self.notify(self._waiting, markup=False)
            return
        field.set_line("")
        container.history.add(line)
        is_own = line in OWN_WORDS
        try:
            if not is_own:
                Shell.check(line)
        except CommandError as error:
            container.refuse(line)
            asked = f"{container.shell.directory} # {line}"
            self._tell((asked, doing.COMMAND), (str(error), doing.WRONG))
            return
        if is_own:
            await self.run_action(line)
        elif line:
            await self._perform(partial(doing.run_line, line=line))

    def action_complete(self) -> None:
        """Complete the word before the cursor; where nothing is typed, go on to the next view."""
        field, container = self._prompt.field, self._container
        if not field.value.strip() or container is None:
            self.action_go(1)
            return
        names = [*_NAMES, *OWN_WORDS]
        shell = container.shell
        found = complete(field.before, shell.filesystem, shell.directory, names)
        if found.text != field.before:
            field.set_before(found.text)
        elif found.choices:
            shown = "  ".join(found.choices[:_MOST_CHOICES])
            more = len(found.choices) - _MOST_CHOICES
            others = _("+{count} more").format(count=f"{more:,}")
            self._tell((f"{shown}  {others}" if more > 0 else shown, _DIM))

    def action_recall(self, by: int) -> None:
        """Bring back the line before, or after."""
        if (container := self._container) is not None:
            self._prompt.field.recall(container.history, by)

    def action_scroll_output(self, pages: int) -> None:
        self._output.lines.action_page(pages)

    def _tell(self, *lines: tuple[str, str]) -> None:
        container = self._container
        if container is not None:
            for text, tone in lines:
                container.transcript.add(text, tone)
            self._show_output()

    # -- words, and keys of the views

    def action_help(self) -> None:
        self._tell(*((line, doing.NOTE) for line in help_lines(_NAMES)))

    def action_clear(self) -> None:
        if (container := self._container) is not None:
            container.transcript.clear()
            self._show_output()

    def action_exit(self) -> None:
        self.dismiss(None)

    async def action_undo(self) -> None:
        await self._perform(doing.undo)

    async def action_reset(self) -> None:
        await self._perform(doing.reset)

    def action_commit(self) -> None:
        """Ask where to write an image with the writable layer on top."""
        container, views = self._container, self._views
        if container is not None and views is not None:
            self.app.push_screen(CommitDialog(self._session, container, views, self._image_bytes))

    def action_remove(self) -> None:
        """Remove the container, once the user agrees."""
        views = self._views
        if views is None:
            return

        async def removed(is_wanted: bool | None) -> None:  # noqa: FBT001 - Textual's
            if is_wanted:
                await self._perform(doing.remove)

        self.app.push_screen(RemoveDialog(views), removed)

    def action_close(self) -> None:
        """Stop the line that runs, or close the screen."""
        container = self._container
        if container is not None and self._jobs.is_busy("work"):
            container.stop()
        elif self.focused is self._prompt.field and self._prompt.field.value:
            self._prompt.field.set_line("")
        else:
            self.dismiss(None)

    def action_turn(self) -> None:
        """Show the next view; where a view has the focus, go into it."""
        three = self._three
        was_in = self.focused in three.lists
        three.turn_to(three.turned + 1)
        if was_in:
            self.set_focus(three.lists[three.turned])

    def check_action(self, action: str, _: tuple[object, ...]) -> bool | None:
        """Offer to turn the views where one is seen at a time."""
        return action != "turn" or self.has_class("-narrow") or None

    def action_prompt(self) -> None:
        self.set_focus(self._prompt.field)  # at once: the next key is meant for it

    def action_go(self, by: int) -> None:
        """Go to the next part of the screen."""
        parts: list[Widget] = [self._prompt.field, *self._three.lists, self._output.lines]
        at = next((n for n, part in enumerate(parts) if part is self.focused), 0)
        part = parts[(at + by) % len(parts)]
        if not at and by > 0:  # to the view that is seen, or was gone into last
            part = self._three.lists[self._three.turned]
        is_view = part in self._three.lists
        if is_view:  # else it is not displayed, and what is not cannot have the focus
            self._three.turn_to(self._three.lists.index(cast("Rows", part)))
        self.set_class(is_view, "-in-views")
        self.set_focus(part)

    @on(Rows.Chosen)
    def _path_chosen(self, event: Rows.Chosen) -> None:
        """Put a path into the prompt."""
        event.stop()
        path = path_at(event.source, event.row)
        if path is not None:
            self._prompt.field.add_word(as_word(path))
            self.set_focus(self._prompt.field)


def _is_escape(key: Key | Paste) -> bool:
    return isinstance(key, Key) and key.key == "escape"
