"""What the threads that load tell the screen: how far the image is known."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING

from inspector.analyses.troubles import trouble_lines
from inspector.errors import ExitCode
from inspector.language import _, shown
from inspector.tree import Tree
from inspector.ui.keys.app import key_of
from inspector.ui.kit.covering import Covering
from inspector.ui.kit.jobs import Jobs
from inspector.ui.session import messages
from inspector.ui.session.reading import Reading
from inspector.ui.session.selection import Sort
from inspector.ui.session.session import Session
from inspector.ui.shell import image_job
from inspector.ui.shell.checks import check_layers

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from textual.timer import Timer

    from inspector.analyses.base_image import BaseImage
    from inspector.analyses.sizes import DirectorySizes
    from inspector.analyses.usage import Usage
    from inspector.analyses.verify import BlobCheck
    from inspector.errors import ImageChoiceError, LayerscopeError
    from inspector.findings import Finding
    from inspector.formats import Archive, ImageSource
    from inspector.reading.image import Image
    from inspector.ui.kit.jobs import Job
    from inspector.ui.session.changes import LayerChanges
    from inspector.ui.session.history_steps import Step
    from inspector.ui.shell.image_job import Wanted
    from inspector.ui.shell.pane_screen import PaneScreen

# Seconds in which layers gather that were merged or checked: drawing all panes takes a frame, and a
# hundred small layers may arrive within one.
_REFRESH = 0.1
# Seconds after which ages that are shown ("2 minutes ago") are worked out again.
_AGING = 60.0


class Loading:
    """Fills a screen while an image is read.

    ``failure`` is why there is no image to look at.
    """

    def __init__(self, screen: PaneScreen, wanted: Wanted, clock: Callable[[], datetime]) -> None:
        self._screen = screen
        self._wanted = wanted
        self._clock = clock
        self._jobs = Jobs(screen)
        self._loads = 0
        self._archive: Archive | None = None
        self._timer: Timer | None = None
        self.failure: LayerscopeError | None = None

    def begin(self) -> None:
        """Open the archive, and let the ages that are shown grow."""
        self._screen.set_interval(_AGING, self._age)
        self.open(self._wanted)

    def open(self, wanted: Wanted) -> None:
        """Open an archive, in place of the one there was."""
        self._wanted = wanted
        self._show(Reading(wanted.reference))
        self._load(partial(image_job.find_image, self, self._wanted))

    def _load(self, work: Callable[[Job], None]) -> None:
        """Have a thread load, and no other one any more.

        Merging does not notice that it is cancelled: what is loaded next does not wait for its end.
        """
        self._jobs.cancel(f"load {self._loads}")
        self._jobs.cancel("verify")
        self._loads += 1
        self._jobs.run(work, lambda _: None, group=f"load {self._loads}")

    def _age(self) -> None:
        session = self._screen.session
        if session is None:
            return
        session.now = self._clock()
        self._screen.refresh_ages()
        for each in self._covering:
            each.refresh_ages()

    # -- the archive and its images

    def received(self, size: int) -> None:
        """Show that so many bytes have come of an archive that must be copied first."""
        self._show(Reading(self._wanted.reference, size))

    def opened(self, archive: Archive) -> None:
        """Note that the indexes of the archive were read."""
        self._archive = archive

    def choice_needed(self, error: ImageChoiceError) -> None:
        """Ask for an image: there are several, or not the one that was asked for."""
        self.failure = error
        key = key_of(self._screen, "main.images")
        self._screen.show_placeholder(_("No image was chosen: {key} chooses one.").format(key=key))
        self._pick(shown(error.reason))

    def failed(self, error: LayerscopeError) -> None:
        """Leave, as there is nothing to look at: why is said where the command was given."""
        self.failure = error
        self._screen.app.exit(int(error.exit_code))

    def ask_for_image(self) -> None:
        """Have the user choose another image of the archive."""
        if self._archive is None:
            self._screen.notify(_("The archive is still being opened."), markup=False)
        elif len(self._archive.images) > 1:
            self._pick(_("The archive contains several images."))
        else:
            self._screen.notify(_("The archive contains only this image."), markup=False)

    def _pick(self, reason: str) -> None:
        archive = self._archive
        if archive is None:
            return

        from inspector.ui.kit.dialog import ImagePicker

        def open_it(source: ImageSource | None) -> None:
            if source is not None:
                self.image_opened(image_job.image_of(archive, source, self._wanted))

        session = self._screen.session
        opened = session.image.source if session is not None else None
        self._screen.app.push_screen(ImagePicker(archive.images, reason, opened), open_it)

    # -- one image

    def image_opened(self, image: Image) -> None:
        """Show manifest, configuration and history; then read the layers."""
        screen, memory = self._screen, self._screen.memory
        wanted = self._wanted
        session = Session(
            wanted.reference,
            image,
            Tree(),
            self._clock(),
            memory,
            cache=wanted.cache,
            access=wanted.access,
        )
        self.failure = None
        remembered = memory.settings.sort
        sort = Sort(remembered) if remembered in list(Sort) else screen.selection.sort
        screen.choose(step=None, node=None, cursors={}, wanted=None, sort=sort)
        screen.show_session(session)
        if self._wanted.is_container:
            self._wanted = replace(self._wanted, is_container=False)
            screen.post_message(messages.ContainerOpened(session))
        if self._wanted.other is not None:
            screen.post_message(messages.OtherImageOpened(session, self._wanted.other))
            self._wanted = replace(self._wanted, other=None)
        self._show(Reading(self._wanted.reference))
        # What is known already is painted first: the thread would only slow that down.
        screen.call_after_refresh(self._read_layers, session)

    def _read_layers(self, session: Session) -> None:
        if session is self._screen.session:
            self._load(partial(image_job.read_layers, self, session, self._wanted))

    def base_found(self, session: Session, base: BaseImage | None) -> None:
        """Show which the base image is, as far as anything tells of one."""
        if base is not None and not session.has_base_set:
            session.base = base
            self._screen.refresh_base()
            self._tell_covering()

    def progressed(self, layer: int, share: float, *, is_merging: bool) -> None:
        """Show how far the reading is; ``share`` is of all layers' bytes."""
        self._show(Reading(self._wanted.reference, 0, layer, share, is_merging))

    def layer_merged(self, session: Session, layer: int, size: int) -> None:
        """Show a layer that was read and merged, with its SIZE."""
        session.merge(layer, size)
        self._refresh_soon()
        step = self._screen.selection.step
        if step is not None and step.top == layer:
            self.want_changes(step)

    def measured(self, session: Session, sizes: DirectorySizes) -> None:
        """Show the sizes of folders."""
        session.sizes = sizes
        self._show_known()

    def accounted(self, session: Session, usage: Usage, findings: tuple[Finding, ...]) -> None:
        """Show what all layers cost and what is doubtful in them; then check their digests."""
        session.account(usage, findings)
        self._show_known()
        if self._wanted.verifies:
            session.is_checking = True
            check = partial(check_layers, session, partial(self._checked, session))
            self._jobs.run(check, lambda _: None, group="verify")

    def _checked(self, session: Session, check: BlobCheck) -> None:
        if check.layer is not None:
            session.checks[check.layer] = check
            self._refresh_soon()

    # -- what layers changed

    def want_changes(self, step: Step) -> None:
        """Have the changes of a step worked out, where they are not known."""
        session, span = self._screen.session, step.span
        if session is None or span is None or not session.is_merged(span.last):
            return
        if session.changes_of(span) is None:
            find = partial(image_job.find_changes, session, span)
            found = partial(self.changes_found, session)
            self._jobs.run(find, found, group="changes")

    def changes_found(self, session: Session, changes: LayerChanges) -> None:
        """Show what layers changed."""
        if session is self._screen.session:
            session.keep_changes(changes)
            self._screen.refresh_changes(changes.span)

    # -- within

    @property
    def exit_code(self) -> ExitCode:
        """Whether all that was read could be."""
        session = self._screen.session
        if self.failure is not None:
            return self.failure.exit_code
        return ExitCode.PARTIAL if session is not None and complaints_of(session) else ExitCode.OK

    def complaints(self) -> list[str]:
        """Return a line for all that could not be read."""
        session = self._screen.session
        if self.failure is not None:
            return [str(self.failure)]
        return complaints_of(session) if session is not None else []

    def note_use(self) -> None:
        """Note that someone uses the screen: checks of digests wait."""
        if self._screen.session is not None:
            self._screen.session.used_at = monotonic()

    def _show(self, reading: Reading) -> None:
        self._screen.show_reading(reading)

    def _refresh_soon(self) -> None:
        """Show what has become known, with what else does within the same moment."""
        if self._timer is None:
            self._timer = self._screen.set_timer(_REFRESH, self._refresh)

    def _refresh(self) -> None:
        self._timer = None
        self._show_known()

    def _show_known(self) -> None:
        self._screen.refresh_session()
        self._tell_covering()

    @property
    def _covering(self) -> Sequence[Covering]:
        """What lies over the screen; what is still to be laid out shows all that is known then."""
        screens = self._screen.app.screen_stack
        return [each for each in screens if isinstance(each, Covering) and each.is_mounted]

    def _tell_covering(self) -> None:
        for each in self._covering:
            each.refresh_image()


def complaints_of(session: Session) -> list[str]:
    """Return a line for all that could not be read of an image, and of those compared with it."""
    reference, damage = session.reference, session.image.archive.damage
    lines = [f"{reference}: {line}" for line in trouble_lines(session.troubles)]
    if damage is not None and not lines:
        told = _("the archive is damaged: {damage}").format(damage=damage)
        lines.append(f"{reference}: {told}")
    return [*lines, *(line for each in session.compared for line in complaints_of(each))]
