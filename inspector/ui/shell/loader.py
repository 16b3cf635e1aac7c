"""Loads an image in a thread: what is known is said at once, layer after layer.

Merging and adding up ask no one whether to go on, so they run in daemon threads: leaving while they
work abandons them, and ``q`` never waits.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from queue import SimpleQueue
from threading import Thread
from time import monotonic
from typing import TYPE_CHECKING, TypeVar

from textual.worker import get_current_worker

from inspector import garbage
from inspector.analyses.sizes import directory_sizes, layer_size
from inspector.analyses.usage import usage
from inspector.errors import ImageChoiceError, LayerscopeError
from inspector.formats.choice import choose
from inspector.formats.source import open_archive
from inspector.io.progress import CancelledError
from inspector.limits import DEFAULT_LIMITS
from inspector.reading.contents import Contents
from inspector.reading.image import Image, Processes
from inspector.ui.session import messages
from inspector.ui.session.changes import layer_changes
from inspector.ui.session.history_steps import Span

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.message import Message
    from textual.worker import Worker

    from inspector.analyses.base_image import BaseImage
    from inspector.formats import Archive, ImageSource
    from inspector.reading.cache import LayerCache
    from inspector.reading.image import Layer
    from inspector.ui.kit.jobs import Job
    from inspector.ui.session.changes import LayerChanges
    from inspector.ui.session.session import Session

    Post = Callable[[Message], bool]

T = TypeVar("T")

# Ten times a second is smooth, and every message costs the screen a little.
_INTERVAL = 0.1
_POLL = 0.02
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


def find_image(post: Post, wanted: Wanted) -> None:
    """Open an archive and pick the image that was asked for."""
    name, platform = wanted.name, wanted.platform
    watch = _Receiving(post, get_current_worker())
    try:
        archive = abandonable(partial(open_archive, wanted.reference, DEFAULT_LIMITS, watch))
    except CancelledError:
        return
    except LayerscopeError as error:
        post(messages.LoadFailed(error))
        return
    post(messages.ArchiveOpened(archive))
    try:
        source = choose(archive, image=name, platform=platform)
    except ImageChoiceError as error:
        post(messages.ChoiceNeeded(archive, error))
    except LayerscopeError as error:
        post(messages.LoadFailed(error))
    else:
        open_image(post, archive, source)


def open_image(post: Post, archive: Archive, source: ImageSource) -> None:
    """Say what is known of an image before any of its layers is read."""
    post(messages.ImageOpened(Image(archive, source, DEFAULT_LIMITS)))


def read_layers(post: Post, session: Session, wanted: Wanted) -> None:
    """Read, merge and account for all layers."""
    image = session.image
    worker = get_current_worker()
    progress = _Progress(post, image, worker)
    with suppress(CancelledError), garbage.growing_tree() as freeze:
        try:
            base = abandonable(partial(_find_base, session, wanted, _Receiving(post, worker)))
        except LayerscopeError as error:  # what was given is no base image of this one
            post(messages.LoadFailed(error))
            return
        post(messages.BaseFound(image, base))
        abandonable(lambda: session.recipe)
        for layer in image.read_layers(progress.of, wanted.cache, processes=wanted.processes):
            progress.merging(layer)
            size = abandonable(partial(_merge, session, layer))
            freeze()
            progress.done(layer)
            post(messages.LayerMerged(image, layer.index, size))
        _account(post, session)
        _prepare(post, session)


def _find_base(session: Session, wanted: Wanted, progress: _Receiving) -> BaseImage | None:
    """Return the base image: as given, as the user has set it before, as the image tells."""
    # Not for the first frame, which shows none.
    from inspector.analyses.base_image import base_image, given_base, remembered_base

    image = session.image
    if wanted.base is None:
        return base_image(image, remembered_base(session.memory.bases, image))
    open_it = partial(open_archive, limits=DEFAULT_LIMITS, progress=progress)
    return base_image(image, given_base(wanted.base, image, open_it))


def _merge(session: Session, layer: Layer) -> int:
    """Merge a layer; return its SIZE."""
    with session.lock:
        session.tree.apply(layer.entries, session.image.limits)
    return layer_size(layer.entries)


def _account(post: Post, session: Session) -> None:
    from inspector.analyses.audit import all_findings

    image, tree = session.image, session.tree
    sizes = abandonable(lambda: directory_sizes(tree))
    post(messages.Measured(image, sizes))
    found = abandonable(lambda: usage(tree, Contents(image)))
    post(messages.Accounted(image, found, tuple(all_findings(image, tree))))


def _prepare(post: Post, session: Session) -> None:
    """Get ready what a key may ask for next: what each layer changed, and what views need."""
    for layer in reversed(session.image.layers):
        span = Span(layer.index, layer.index)
        if span not in session.changes:
            found = abandonable(partial(_compare, session, span))
            post(messages.ChangesFound(session.image, found))
    abandonable(_import_views)


def _import_views() -> None:
    """Import what the first frame does not need and a key may: here no one waits for it."""
    import inspector.analyses.dockerfile
    import inspector.ui.shell.key_table  # noqa: F401


def _compare(session: Session, span: Span) -> LayerChanges:
    with session.lock:
        return layer_changes(session.tree, span, Contents(session.image))


def find_changes(session: Session, span: Span, job: Job) -> LayerChanges:
    """Work out what layers changed. Raises CancelledError."""
    with session.lock:
        # Whoever pages through the layers wants the last of them, not all that are passed.
        job.check()
        return layer_changes(session.tree, span, Contents(session.image))


def abandonable(job: Callable[[], T]) -> T:
    """Return what ``job`` returns. Raises CancelledError as soon as the worker is cancelled."""
    worker = get_current_worker()
    box: SimpleQueue[T] = SimpleQueue()
    errors: list[BaseException] = []

    def run() -> None:
        try:
            box.put(job())
        except BaseException as error:  # noqa: BLE001 - raised again in the thread that waits
            errors.append(error)

    thread = Thread(target=run, daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(_POLL)
        if worker.is_cancelled:
            raise CancelledError
    if errors:
        raise errors[0]
    return box.get()


class _Receiving:
    """Says how much came of an archive that must be copied first."""

    def __init__(self, post: Post, worker: Worker[object]) -> None:
        self._post = post
        self._worker = worker
        self._read = 0
        self._next = 0.0

    def advance(self, size: int, /) -> None:
        """Hear of more bytes, or of none. Raises CancelledError when the screen is left."""
        if self._worker.is_cancelled:
            raise CancelledError
        self._read += size
        now = monotonic()
        if now >= self._next:
            self._next = now + _INTERVAL
            self._post(messages.Received(self._read))


class _Progress:
    """Says how far the reading of all layers is: several may be read side by side."""

    def __init__(self, post: Post, image: Image, worker: Worker[object]) -> None:
        self._post = post
        self._image = image
        self._worker = worker
        self._sizes = [layer.compressed_size for layer in image.layers]
        self._read = [0] * len(self._sizes)
        self._waiting_for = 0
        self._is_merging = False
        self._next = 0.0

    def of(self, layer: Layer) -> _LayerWatch:
        """Return the watch of a layer."""
        return _LayerWatch(self, layer.index)

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
        """Hear of more bytes of a layer. Raises CancelledError when the screen is left."""
        if self._worker.is_cancelled:
            raise CancelledError
        self._read[layer] = min(self._read[layer] + size, self._sizes[layer])
        now = monotonic()
        if now >= self._next and self._waiting_for < len(self._sizes):
            self._next = now + _INTERVAL
            self._say()

    def _say(self) -> None:
        share = sum(self._read) / (sum(self._sizes) or 1)
        self._post(messages.Progressed(self._image, self._waiting_for, share, self._is_merging))


class _LayerWatch:
    """The watch of one layer."""

    def __init__(self, progress: _Progress, layer: int) -> None:
        self._progress = progress
        self._layer = layer

    def advance(self, size: int) -> None:
        """Hear of more bytes."""
        self._progress.advance(self._layer, size)
