"""What the threads say to the main screen: how far the image is known, and what was worked out."""

from __future__ import annotations

from functools import partial
from time import monotonic
from typing import TYPE_CHECKING

from textual import on

from inspector.tree import Tree
from inspector.ui.keys.app import key_of
from inspector.ui.kit.dialog import Dialog, ImagePicker
from inspector.ui.kit.jobs import Jobs
from inspector.ui.layers import verification
from inspector.ui.session import messages
from inspector.ui.session.selection import Sort
from inspector.ui.session.session import Session
from inspector.ui.shell import loader
from inspector.ui.shell.layout import PaneScreen

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from textual.timer import Timer

    from inspector.analyses.base_image import BaseImage
    from inspector.errors import LayerscopeError
    from inspector.formats import Archive, ImageSource
    from inspector.ui.session.changes import LayerChanges
    from inspector.ui.session.history_steps import Step
    from inspector.ui.session.settings import Memory

# Seconds in which layers gather that were merged or checked: drawing all panes takes a frame, and a
# hundred small layers may arrive within one.
_REFRESH = 0.1
# Seconds after which ages that are shown ("2 minutes ago") are worked out again.
_AGING = 60.0


class LoadingScreen(PaneScreen):
    """A screen that fills while an image is read."""

    def __init__(
        self, wanted: loader.Wanted, clock: Callable[[], datetime], memory: Memory
    ) -> None:
        super().__init__(wanted.reference, memory)
        self._wanted = wanted
        self._clock = clock
        self._archive: Archive | None = None
        self.failure: LayerscopeError | None = None
        self._refresh_timer: Timer | None = None
        self._jobs = Jobs(self)

    def on_mount(self) -> None:
        """Let the ages that are shown grow."""
        self.set_interval(_AGING, self._age)

    def _age(self) -> None:
        if self.session is None:
            return
        self.session.now = self._clock()
        self._history.refresh_session()
        self._image.refresh_ages()
        self._show_details()
        for screen in self.app.screen_stack:
            if isinstance(screen, Dialog):
                screen.refresh_ages()

    @on(messages.Received)
    def _received(self, event: messages.Received) -> None:
        self._header.show_received(event.size)

    @on(messages.ArchiveOpened)
    def _archive_opened(self, event: messages.ArchiveOpened) -> None:
        self._archive = event.archive

    @on(messages.ChoiceNeeded)
    def _choice_needed(self, event: messages.ChoiceNeeded) -> None:
        self.failure = event.error
        self._say_all(f"No image was chosen: {key_of(self, 'main.images')} chooses one.")
        self._ask_for_image(str(event.error).partition(":\n")[0])

    @on(messages.LoadFailed)
    def _load_failed(self, event: messages.LoadFailed) -> None:
        # There is nothing to look at: why is said where the command was given.
        self.failure = event.error
        self.app.exit(int(event.error.exit_code))

    @on(messages.ImageOpened)
    def _image_opened(self, event: messages.ImageOpened) -> None:
        session = Session(self._wanted.reference, event.image, Tree(), self._clock(), self._memory)
        self.session, self.failure = session, None
        remembered = self._memory.settings.sort
        sort = Sort(remembered) if remembered in list(Sort) else self.selection.sort
        self._choose(step=None, node=None, wanted=None, sort=sort)
        for pane in (self._header, *self._panes):
            pane.show_session(session)
        # What is known already is painted first: the thread would only slow that down.
        self.call_after_refresh(self._read_layers, session)

    def _read_layers(self, session: Session) -> None:
        if self._is_current(session.image):
            self._jobs.cancel("verify")
            read = partial(loader.read_layers, self.post_message, session, self._wanted)
            self.run_worker(read, group="load", exclusive=True, thread=True)

    @on(messages.BaseFound)
    def _base_found(self, event: messages.BaseFound) -> None:
        session = self.session
        if session is None or not self._is_current(event.image) or session.has_base_set:
            return
        if event.base is not None:
            self._show_base(event.base)

    @on(messages.Progressed)
    def _progressed(self, event: messages.Progressed) -> None:
        if self._is_current(event.image):
            self._header.show_progress(event.layer, event.share, is_merging=event.is_merging)

    @on(messages.LayerMerged)
    def _layer_merged(self, event: messages.LayerMerged) -> None:
        session = self.session
        if session is None or not self._is_current(event.image):
            return
        session.merge(event.layer, event.size)
        self._refresh_soon()
        if self._step is not None and self._step.top == event.layer:
            self._want_changes(self._step)

    def _refresh_soon(self) -> None:
        """Show what has become known, with what else does within the same moment."""
        if self._refresh_timer is None:
            self._refresh_timer = self.set_timer(_REFRESH, self._refresh_now)

    def _refresh_now(self) -> None:
        self._refresh_timer = None
        self._refresh_all()

    @on(messages.Measured)
    def _measured(self, event: messages.Measured) -> None:
        if self.session is not None and self._is_current(event.image):
            self.session.sizes = event.sizes
            self._refresh_all()

    @on(messages.Accounted)
    def _accounted(self, event: messages.Accounted) -> None:
        if self.session is not None and self._is_current(event.image):
            self.session.account(event.usage, event.findings)
            self._refresh_all()
            if self._wanted.verifies:
                self.session.is_checking = True
                check = partial(verification.check_layers, self.post_message, self.session)
                self._jobs.run(check, lambda _: None, group="verify")

    @on(messages.LayerVerified)
    def _layer_verified(self, event: messages.LayerVerified) -> None:
        layer = event.check.layer
        if self.session is not None and self._is_current(event.image) and layer is not None:
            self.session.checks[layer] = event.check
            self._refresh_soon()

    def on_key(self) -> None:
        """Note that someone uses the screen: what runs in the background waits."""
        if self.session is not None:
            self.session.used_at = monotonic()

    @on(messages.ChangesFound)
    def _changes_found(self, event: messages.ChangesFound) -> None:
        if self.session is not None and self._is_current(event.image):
            self._show_changes_of(self.session, event.changes)

    def _show_changes_of(self, session: Session, changes: LayerChanges) -> None:
        if session is self.session:
            session.keep_changes(changes)
            self._files.changes_found(changes.span)
            self._map.changes_found(changes.span)
            if self._step is not None and self._step.span == changes.span:
                self._show_details()

    # -- within

    def _ask_for_image(self, reason: str) -> None:
        archive = self._archive
        if archive is None:
            return

        def open_it(source: ImageSource | None) -> None:
            if source is not None:
                loader.open_image(self.post_message, archive, source)

        self.app.push_screen(ImagePicker(archive.images, reason), open_it)

    def _is_current(self, image: object) -> bool:
        return self.session is not None and self.session.image is image

    def _show_base(self, base: BaseImage | None) -> None:
        """Show everywhere what is the base image's, now that it is known or was set."""
        if self.session is not None:
            self.session.base = base
            self._layers.divide()
            self._waste.base_changed()
            self._dockerfile.base_changed()
            self._show_details()

    def _want_changes(self, step: Step) -> None:
        session, span = self.session, step.span
        if session is None or span is None or not session.is_merged(span.last):
            return
        if session.changes_of(span) is None:
            find = partial(loader.find_changes, session, span)
            found = partial(self._show_changes_of, session)
            self._jobs.run(find, found, group="changes")
