"""What can be asked of the path under the cursor: its content, changes, life, and a copy of it.

What answers is imported when it is asked for: the first frame does not wait for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.screen import Screen

from inspector.ui.session import messages
from inspector.ui.session.selection import Selection
from inspector.ui.session.target import Target

if TYPE_CHECKING:
    from inspector.tree import Node
    from inspector.ui.session.history_steps import Step
    from inspector.ui.session.session import Session


class PathScreen(Screen[None]):
    """A screen with a step and a path that are chosen."""

    HELP = """\
## The path under the cursor

`{rows.choose}` on a file shows its contents: text, a hex dump, or the listing of an archive. The
line at the bottom shows the path that the other keys apply to, in every pane: the path chosen in
the files, or in the waste while it is shown.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d", "difference", "Diff", id="path.difference",
                tooltip="What changed in the path compared with the version below"),
        Binding("p", "life", "Path history", id="path.life",
                tooltip="Every layer that wrote, changed or hid the path"),
        Binding("x", "extract", "Extract", id="path.extract",
                tooltip="Extract to a folder"),
    ]  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self.session: Session | None = None
        self.selection = Selection()

    @property
    def _step(self) -> Step | None:
        return self.selection.step

    @property
    def _target(self) -> Target | None:
        """The path that keys act on, None where the cursor is on none."""
        return self._target_of(self.selection.node)

    def _target_of(self, node: Node | None) -> Target | None:
        """Return a path as it is at the chosen step."""
        if node is None or self.session is None or self._step is None:
            return None
        return Target(self.session, node, self._step.top, self._step.first)

    def _asked_target(self, title: str) -> Target | None:
        """Return the path that keys act on; where there is none, say so.

        In a window: what is typed for the one that was asked for must not be taken for keys.
        """
        target = self._target
        if target is None:
            from inspector.ui.kit.dialog import Notice

            self.app.push_screen(Notice(title, "There is no path under the cursor."))
        return target

    def view_path(self, node: Node, layer: int | None = None) -> None:
        """Show what is inside a file, as it is at a layer; without one, at the chosen step."""
        from inspector.ui.viewer.screen import Viewer

        target = self._target_of(node)
        if target is not None and layer is not None:
            target = Target(target.session, node, layer)
        if target is not None:
            self.app.push_screen(Viewer(target))

    def action_difference(self) -> None:
        """Show what changed in the path."""
        target = self._asked_target("Diff")
        if target is not None:
            self.post_message(messages.DifferenceAsked(target))

    def action_extract(self) -> None:
        """Ask where to write the path."""
        target = self._asked_target("Extract")
        if target is not None:
            self.post_message(messages.ExtractAsked(target))

    def action_life(self) -> None:
        """Show the life of the path, and go to the layer that is chosen there."""
        from inspector.ui.life.dialog import LifeDialog

        target = self._asked_target("Path history")
        if target is None:
            return

        def go(layer: int | None) -> None:
            if layer is not None:
                self.post_message(messages.PathAsked(target.path, layer, keeps_view=True))

        self.app.push_screen(LifeDialog(target), go)
