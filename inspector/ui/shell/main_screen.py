"""The main screen: its keys, what is chosen on it, and who answers what is asked of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on

from inspector.language import N_
from inspector.ui.session import messages
from inspector.ui.shell.features import answer_to, main_keys
from inspector.ui.shell.files_screen import FilesScreen
from inspector.ui.shell.loading import Loading
from inspector.ui.shell.main_keys import MAIN_KEYS

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from textual.binding import BindingType
    from textual.message import Message

    from inspector.ui.session.history_steps import Step
    from inspector.ui.session.settings import Memory
    from inspector.ui.shell.image_job import Wanted


class MainScreen(FilesScreen):
    """Three places: which layer, what is in it, what is this."""

    TITLE = "Layerscope"
    HELP = N_("""\
## Main screen

The layers of a container image, what each contains and what it costs. Moving in the list of layers
changes the layer in every pane; the cursor stays on the same path.
""")
    BINDINGS: ClassVar[list[BindingType]] = MAIN_KEYS

    def __init__(self, wanted: Wanted, clock: Callable[[], datetime], memory: Memory) -> None:
        super().__init__(memory)
        self.image_loading = Loading(self, wanted, clock)

    def on_mount(self) -> None:
        """Begin to read."""
        self.image_loading.begin()

    def on_key(self) -> None:
        """Note that someone uses the screen: what runs in the background waits."""
        self.image_loading.note_use()

    @on(messages.Request)
    def answer(self, request: Message, /) -> None:
        """Have the feature that answers it do what a message asks for."""
        request.stop()  # the application passes on what no main screen has handled
        answer_to(type(request))(self, request)

    def pick(self, step: Step, /) -> None:
        """Have another step chosen, and what it changed worked out."""
        self.image_loading.want_changes(step)
        self.choose(step=step)
        self.show_pointed()

    @on(messages.BaseSet)
    def _base_set(self, event: messages.BaseSet) -> None:
        if self.session is not None:
            self.session.base = event.base
            self.refresh_base()

    def action_open(self, name: str) -> None:
        """Ask for what a key lays over the screen, by the key's name."""
        if self.session is not None:
            key = next(each for each in main_keys() if each.name == name)
            self.post_message(key.opening(self.session, self.selection.step))

    def action_pick_image(self) -> None:
        """Choose another image of the archive."""
        self.image_loading.ask_for_image()
