"""The panes of the main screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from inspector.ui.kit.pane import FilteredPane, Pane, PanePlace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

P = TypeVar("P", bound=Pane)


class Panes(tuple[Pane, ...]):
    """The panes in the order of their features."""

    __slots__ = ()

    def of(self, kind: type[P]) -> P:
        """Return the one pane of a class."""
        return next(pane for pane in self if isinstance(pane, kind))

    def named(self, name: object) -> Pane:
        """Return the pane with an ID."""
        return next(pane for pane in self if pane.id == name)

    @property
    def present(self) -> Iterator[Pane]:
        """Those that are told what is known and chosen."""
        return (pane for pane in self if pane.is_present)

    @property
    def tabs(self) -> Sequence[Pane]:
        """Those that lie in tabs, from left to right."""
        return [pane for pane in self if pane.PLACE is PanePlace.TAB]

    def filterable(self, active: Pane | None) -> Sequence[FilteredPane]:
        """Return those whose filter a key may mean: of the tab that is shown, and the files.

        ``active`` is the pane in that tab.
        """
        panes: tuple[object, ...] = (active, self.named("files"))
        return [each for each in panes if isinstance(each, FilteredPane)]


def made(kinds: Iterable[type[Pane]]) -> Panes:
    """Return a pane of each class; what lies in a tab but the first is to come when it is shown."""
    panes = Panes(kind() for kind in kinds)
    for pane in panes.tabs[1:]:
        pane.is_present = False
    return panes
