"""When Python's cyclic garbage collector runs: hardly ever.

The tree of an image is full of cycles (a node knows its parent) and lives to the end. Collecting
while it grows takes half the time of merging it, and stops the screen again and again.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def disable() -> None:
    """Collect nothing: a command ends soon."""
    gc.disable()


def enable() -> None:
    """Collect as Python does by itself: a screen may stay open for days.

    What exists by then, modules most of all, is never looked at.
    """
    gc.freeze()
    gc.enable()


@contextmanager
def disabled() -> Iterator[None]:
    """Collect nothing within the block, nor all of what it made as soon as it ends."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.freeze()
            gc.unfreeze()  # into the oldest generation: the youngest is looked at at once
            gc.enable()


@contextmanager
def growing_tree() -> Iterator[Callable[[], None]]:
    """Collect nothing within the block, and never look at what it made.

    Gives a function to call after each layer: what exists by then is never looked at either.
    """
    gc.disable()
    try:
        yield gc.freeze
    finally:
        gc.enable()
        gc.freeze()


def collect() -> None:
    """Free the tree of the image before, which no one refers to any more."""
    gc.collect()
