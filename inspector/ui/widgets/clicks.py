"""Clicks that move the cursor, and choose what it is on."""

from __future__ import annotations


class Clicks:
    """A double click chooses, and a click on what is under the cursor.

    A click that only enters the widget chooses nothing.
    """

    def __init__(self) -> None:
        self._enters = False
        self._chose = False

    def press(self, *, has_focus: bool) -> None:
        """Note whether the click that begins finds the focus there."""
        self._enters = not has_focus

    def chooses(self, chain: int, *, is_under_cursor: bool) -> bool:
        """Whether a click chooses what it hits; ``chain``: the how many-th in quick succession."""
        if chain == 1:
            self._chose = is_under_cursor and not self._enters
            return self._chose
        # A double click on what is under the cursor has chosen it already.
        return chain == 2 and not self._chose
