"""What loads an image, for a thread: what is known is said at once, layer after layer.

Merging and adding up ask no one whether to go on: leaving while they work abandons the thread of
the job, and ``q`` never waits.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Protocol

from inspector import garbage
from inspector.analyses.secrets import concealed
from inspector.analyses.sizes import directory_sizes
from inspector.analyses.usage import usage
from inspector.errors import ImageChoiceError, LayerscopeError
from inspector.formats.access import USUAL, Access
from inspector.formats.choice import choose
from inspector.formats.source import open_archive
from inspector.reading.contents import Contents
from inspector.reading.image import Image, Processes, data_of
from inspector.tarstream.sizes import layer_size
from inspector.ui.kit.jobs import JobProgress
from inspector.ui.session.changes import layer_changes
from inspector.ui.session.history_steps import Span
from inspector.ui.shell.features import import_all

if TYPE_CHECKING:
    from inspector.analyses.base_image import BaseImage
    from inspector.analyses.sizes import DirectorySizes
    from inspector.analyses.usage import Usage
    from inspector.findings import Finding
    from inspector.formats import Archive, ImageSource
    from inspector.io.progress import Progress
    from inspector.reading.cache import LayerCache
    from inspector.reading.image import Layer
    from inspector.ui.kit.jobs import Job
    from inspector.ui.session.changes import LayerChanges
    from inspector.ui.session.other_image import OtherImage
    from inspector.ui.session.session import Session

# Ten times a second is smooth, and every message costs the screen a little.
_INTERVAL = 0.1
# Entries of a layer whose merge takes longer than it takes to read that it does.
_WORTH_SAYING = 50_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the user asked for."""

    reference: str
    name: str | None = None
    platform: str | None = None
    cache: LayerCache | None = None
    verifies: bool = False  # whether digests are checked when the screen is idle
    processes: Processes = Processes.NONE
    base: str | None = None  # what the user gives as the base image
    access: Access = USUAL  # how images are had
    is_container: bool = False  # whether the container is shown first
    other: OtherImage | None = None  # what it is compared with first


class Progressing(Protocol):
    """What is told how far the reading of layers is, on the screen."""

    def progressed(self, layer: int, share: float, *, is_merging: bool) -> None:
        """Show how far the reading is; ``share`` is of all layers' bytes."""


class Listener(Progressing, Protocol):
    """What is told how far it is, on the screen."""

    def received(self, size: int) -> None:
        """Note that so many bytes have come of an archive that must be copied first."""

    def opened(self, archive: Archive) -> None:
        """Note that the indexes of the archive were read."""

    def choice_needed(self, error: ImageChoiceError) -> None:
        """Ask for an image: there are several, or not the one that was asked for."""

    def failed(self, error: LayerscopeError) -> None:
        """Note that nothing can be shown."""

    def image_opened(self, image: Image) -> None:
        """Show manifest, configuration and history; no layer was read."""

    def base_found(self, session: Session, base: BaseImage | None) -> None:
        """Show which the base image is, as far as anything tells of one."""

    def layer_merged(self, session: Session, layer: int, size: int) -> None:
        """Show a layer that was read and merged, with its SIZE."""

    def measured(self, session: Session, sizes: DirectorySizes) -> None:
        """Show the sizes of folders."""

    def accounted(self, session: Session, usage: Usage, findings: tuple[Finding, ...]) -> None:
        """Show what all layers cost, and what is doubtful in them."""

    def changes_found(self, session: Session, changes: LayerChanges) -> None:
        """Show what a layer changed."""


def find_image(listener: Listener, wanted: Wanted, job: Job) -> None:
    """Open an archive and pick the image that was asked for. Raises CancelledError."""
    try:
        progress = JobProgress(job, listener.received)
        archive = open_archive(
            wanted.reference,
            wanted.access.limits,
            progress,
            platform=wanted.platform,
            access=wanted.access,
        )
        job.tell(listener.opened, archive)
        source = choose(archive, image=wanted.name, platform=wanted.platform)
    except ImageChoiceError as error:
        job.tell(listener.choice_needed, error)
    except LayerscopeError as error:
        job.tell(listener.failed, error)
    else:
        job.tell(listener.image_opened, image_of(archive, source, wanted))


def image_of(archive: Archive, source: ImageSource, wanted: Wanted) -> Image:
    """Return what is known of an image before any of its layers is read."""
    # Two images are compared file by file, which is dear where each is fetched.
    layers_of = partial(data_of, by_table=wanted.other is None)
    return concealed(Image(archive, source, wanted.access.limits, layers_of))


def read_layers(listener: Listener, session: Session, wanted: Wanted, job: Job) -> None:
    """Read, merge and account for all layers. Raises CancelledError."""
    image = session.image
    progress = LayerProgress(listener, image, job)
    with garbage.growing_tree() as freeze:
        try:
            base = _find_base(session, wanted, JobProgress(job, listener.received))
        except LayerscopeError as error:  # what was given is no base image of this one
            job.tell(listener.failed, error)
            return
        job.tell(listener.base_found, session, base)
        _ = session.recipe
        for layer in image.read_layers(progress.of, wanted.cache, processes=wanted.processes):
            progress.merging(layer)
            size = merge_layer(session, layer)
            freeze()
            progress.done(layer)
            job.tell(listener.layer_merged, session, layer.index, size)
        _account(listener, session, job)
        _prepare(listener, session, job)


def _find_base(session: Session, wanted: Wanted, progress: Progress) -> BaseImage | None:
    """Return the base image: as given, as the user has set it before, as the image tells."""
    # Not for the first frame, which shows none.
    from inspector.analyses.base_image import base_image, given_base, remembered_base

    image = session.image
    if wanted.base is None:
        return base_image(image, remembered_base(session.memory.bases, image))
    open_it = partial(
        open_archive,
        limits=wanted.access.limits,
        progress=progress,
        platform=image.source.told_platform,
        access=wanted.access,
    )
    return base_image(image, given_base(wanted.base, image, open_it))


def merge_layer(session: Session, layer: Layer) -> int:
    """Merge a layer; return its SIZE."""
    with session.lock:
        session.tree.apply(layer.entries, session.image.limits)
    return layer_size(layer.entries)


def _account(listener: Listener, session: Session, job: Job) -> None:
    from inspector.analyses.audit import DEFAULT_OPTIONS, all_findings

    image, tree = session.image, session.tree
    contents = Contents(image)
    job.tell(listener.measured, session, directory_sizes(tree))
    job.check()
    found = usage(tree, contents)
    job.check()
    findings = all_findings(image, tree, contents, DEFAULT_OPTIONS, found=found, base=session.base)
    job.tell(listener.accounted, session, found, tuple(findings))


def _prepare(listener: Listener, session: Session, job: Job) -> None:
    """Get ready what a key may ask for next: what each layer changed, and what views need."""
    for layer in reversed(session.image.layers):
        span = Span(layer.index, layer.index)
        if span not in session.changes:
            found = find_changes(session, span, job)
            job.tell(listener.changes_found, session, found)
    import inspector.analyses.dockerfile  # noqa: F401

    import_all()


def find_changes(session: Session, span: Span, job: Job) -> LayerChanges:
    """Work out what layers changed. Raises CancelledError."""
    with session.lock:
        # Whoever pages through the layers wants the last of them, not all that are passed.
        job.check()
        return layer_changes(session.tree, span, session.new_contents())


class LayerProgress:
    """Says how far the reading of all layers is: several may be read side by side."""

    def __init__(self, listener: Progressing, image: Image, job: Job) -> None:
        self._listener = listener
        self._job = job
        self._sizes = [layer.compressed_size for layer in image.layers]
        self._read = [0] * len(self._sizes)
        self._waiting_for = 0
        self._is_merging = False
        self._next = 0.0

    def of(self, layer: Layer) -> _LayerAdvance:
        """Return what is told of the bytes of a layer as they are read."""
        return _LayerAdvance(self, layer.index)

    def done(self, layer: Layer) -> None:
        """Note that a layer was read, or was known without reading it."""
        self._read[layer.index] = self._sizes[layer.index]
        self._waiting_for = layer.index + 1
        self._is_merging = False

    def merging(self, layer: Layer) -> None:
        """Note that a layer is being merged, and say so where that takes a while."""
        self._is_merging = len(layer.entries) > _WORTH_SAYING
        if self._is_merging:
            self._say()

    def advance(self, layer: int, size: int) -> None:
        """Report progress of a layer. Raises CancelledError when the screen is left."""
        self._job.check()
        self._read[layer] = min(self._read[layer] + size, self._sizes[layer])
        now = monotonic()
        if now >= self._next and self._waiting_for < len(self._sizes):
            self._next = now + _INTERVAL
            self._say()

    def _say(self) -> None:
        share = sum(self._read) / (sum(self._sizes) or 1)
        told, layer = self._listener.progressed, self._waiting_for
        self._job.tell(told, layer, share, is_merging=self._is_merging)


class _LayerAdvance:
    """Adds the bytes that are read of one layer to the progress of all."""

    def __init__(self, progress: LayerProgress, layer: int) -> None:
        self._progress = progress
        self._layer = layer

    def advance(self, size: int) -> None:
        """Report progress."""
        self._progress.advance(self._layer, size)
