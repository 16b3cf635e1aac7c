"""What lies over the main screen, and is told of news as that one's panes are."""

from __future__ import annotations


class Covering:
    """A screen over the main one, which calls its methods when there is news."""

    def refresh_image(self) -> None:
        """Show what has become known of the main screen's image."""

    def refresh_ages(self) -> None:
        """Show anew how long ago things were."""
