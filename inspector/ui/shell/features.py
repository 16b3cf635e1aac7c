"""The features of the screen: one line each. What the shell knows of them, it asks here."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from inspector.ui.kit.pane import PanePlace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from textual.message import Message
    from textual.screen import Screen

    from inspector.ui.kit.feature import Feature, Main, MainKey, PathKey
    from inspector.ui.kit.pane import Pane

# Tabs stand in this order. Each folder has a module ``feature`` with one ``FEATURE``.
FEATURES = (
    "inspector.ui.layers",
    "inspector.ui.files",
    "inspector.ui.waste",
    "inspector.ui.findings",
    "inspector.ui.packages",
    "inspector.ui.history",
    "inspector.ui.dockerfile",
    "inspector.ui.image",
    "inspector.ui.map",
    "inspector.ui.header",
    "inspector.ui.viewer",
    "inspector.ui.life",
    "inspector.ui.stack",
    "inspector.ui.container",
    "inspector.ui.extract",
    "inspector.ui.squash",
    "inspector.ui.build_steps",
    "inspector.ui.comparison",
    "inspector.ui.shell.comparison",
    "inspector.ui.lesson",
)


@cache
def features() -> tuple[Feature, ...]:
    """Return what the folders give."""
    return tuple(import_module(f"{name}.feature").FEATURE for name in FEATURES)


def panes() -> Iterator[type[Pane]]:
    """Yield all panes of the main screen."""
    for feature in features():
        yield from feature.panes


def tabs() -> tuple[type[Pane], ...]:
    """Return the panes that lie in tabs, in their order."""
    return tuple(pane for pane in panes() if pane.PLACE is PanePlace.TAB)


def answer_to(request: type[Message]) -> Callable[[Main, Any], None]:
    """Return what is done when a message asks for it."""
    return next(each.answers[request] for each in features() if request in each.answers)


def opener_of(request: type[Message]) -> Callable[[Any], Screen[Any]]:
    """Return what makes the screen that a message asks for."""
    return next(each.opens[request] for each in features() if request in each.opens)


def main_keys() -> tuple[MainKey, ...]:
    """Return the keys of the main screen that lay something over it."""
    return tuple(key for feature in features() for key in feature.main_keys)


def path_keys() -> tuple[PathKey, ...]:
    """Return the keys that lay something over a screen with paths, about the one they act on."""
    return tuple(key for feature in features() for key in feature.path_keys)


def import_all() -> None:
    """Import what the first frame does not need and a key may, where no one waits for it."""
    for feature in features():
        feature.keyed()
