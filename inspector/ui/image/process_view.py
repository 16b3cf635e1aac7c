"""The part of the image's pane that shows what a container starts, and a line for arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Input, Static

from inspector.language import N_, _
from inspector.ui.keys.app import key_of
from inspector.ui.widgets.field import TextField

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from inspector.ui.session.session import Session


class RunField(TextField):
    """The arguments of ``docker run``."""

    HELP = N_("""\
## Arguments of docker run

What would follow the image in `docker run IMAGE ARGS…`: what starts then is shown while you type.
`--entrypoint PROGRAM` in front replaces the image's ENTRYPOINT; put `--` before an argument of that
name. `{run.keep}` keeps the arguments, `{run.clear}` clears them. Nothing is run.
""")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter", "leave(True)", N_("Keep"), id="run.keep", tooltip=N_("Keep the arguments")
        ),
        Binding(
            "escape", "leave(False)", N_("Clear"), id="run.clear", tooltip=N_("Clear the arguments")
        ),
    ]
    DEFAULT_CSS = """
    RunField { height: 1; border: none; padding: 0; width: 1fr; }
    """

    def __init__(self) -> None:
        super().__init__(id="run-arguments", compact=True)

        self.can_focus = False  # the key that goes to the next pane passes it

    def on_mount(self) -> None:
        """Say how to get here."""
        self.placeholder = _("{key}: type arguments").format(key=key_of(self, "image.run"))

    def open(self) -> None:
        """Have arguments typed."""
        self.can_focus = True
        self.focus()

    def on_click(self) -> None:
        """Have arguments typed."""
        self.open()

    def on_blur(self) -> None:
        """Be passed again."""
        self.can_focus = False

    def action_leave(self, is_kept: bool) -> None:  # noqa: FBT001 - an action's own parameter
        """Go back to the pane; without the arguments, if they are not to be kept."""
        if not is_kept:
            self.clear()
        self.post_message(self.Left())

    class Left(Message):
        """The arguments have been typed."""


class ProcessView(Vertical):
    """What starts."""

    DEFAULT_CSS = """
    ProcessView {
        height: auto;
        margin-bottom: 1;
        & > Horizontal { height: 1; }
        & > Horizontal > Static { width: auto; }
        & > #process { height: auto; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._session: Session | None = None
        self._text = Static(id="process", markup=False)
        self.field = RunField()

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Static("docker run IMAGE ", markup=False)
            yield self.field
        yield self._text

    def show(self, session: Session | None) -> None:
        """Show what a container of an image starts; None: there is no image."""
        self._session = session
        self.display = session is not None
        if session is not None:
            self.field.value = session.arguments
        self._refresh()

    def on_resize(self) -> None:
        """Break the table where there is no room for it."""
        self._refresh()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._refresh()

    def _refresh(self) -> None:
        session, width = self._session, self.size.width
        if session is not None and width:
            # Not for the first frame, which shows another tab.
            from inspector.ui.image.process import process_text, started

            name, config, text = session.name, session.image.config, self.field.value
            session.arguments, session.argv = text, started(config, text)
            self._text.update(process_text(config, name, text, width))
