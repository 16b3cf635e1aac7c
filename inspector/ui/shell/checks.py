"""Checks digests, diff_ids and sizes in the background, while no one waits for anything else."""

from __future__ import annotations

from time import monotonic, sleep
from typing import TYPE_CHECKING

from inspector.analyses.verify import check_within, not_fetched
from inspector.reading.allowance import Allowance

if TYPE_CHECKING:
    from collections.abc import Callable

    from inspector.analyses.verify import BlobCheck
    from inspector.limits import Limits
    from inspector.reading.allowance import Share
    from inspector.reading.image import Layer
    from inspector.ui.kit.jobs import Job
    from inspector.ui.session.session import Session

# Seconds without a key after which checks go on, and between looks at whether that is so.
_IDLE = 1.0
_POLL = 0.05


class _UntilIdle:
    """Has the checks wait while the screen is used."""

    def __init__(self, session: Session, job: Job) -> None:
        self._session = session
        self._job = job

    def advance(self, size: int, /) -> None:
        """Wait while the screen is used. Raises CancelledError when it is left."""
        del size
        while True:
            self._job.check()
            if monotonic() - self._session.used_at >= _IDLE:
                return
            sleep(_POLL)


def check_layers(session: Session, checked: Callable[[BlobCheck], object], job: Job) -> None:
    """Check one layer after the other, base layer first; say each when it is known.

    Raises CancelledError.
    """
    image = session.image
    watch = _UntilIdle(session, job)
    allowance = Allowance(image.limits, len(image.layers))
    for layer in image.layers:
        watch.advance(0)
        job.tell(checked, _check(layer, image.limits, allowance.share(layer.index), watch))


def _check(layer: Layer, limits: Limits, share: Share, watch: _UntilIdle) -> BlobCheck:
    if not layer.data.is_here:
        share.end(0)
        return not_fetched(layer.source, layer.index)
    return check_within(share, layer.source, layer.index, limits, watch)
