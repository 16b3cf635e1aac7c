"""What changed in a path compared with the version below."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType

from inspector.analyses.difference import LinesDiffer, difference
from inspector.analyses.life import last_change, last_seen
from inspector.language import N_, _
from inspector.ui.session.target import Target
from inspector.ui.viewer.difference_lines import SideBySideLines, head_lines, unified
from inspector.ui.viewer.lines_screen import LinesScreen, joined_lines
from inspector.ui.widgets.line_layout import lay_out, one_row_each
from inspector.ui.widgets.text_lines import TextLines

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from inspector.analyses.difference import FileDifference
    from inspector.tree import Version
    from inspector.ui.widgets.line_layout import Layout
    from inspector.ui.widgets.line_source import LineSource

_LEAST_WIDTH = 100


@dataclass(frozen=True, slots=True)
class Versions:
    """What is compared: the layer that changed the path, what it made, what was there before.

    ``seen`` is the last layer at which ``before`` could be seen, ``below`` the layer compared with.
    """

    layer: int
    before: Version | None
    after: Version | None
    seen: int
    below: int


def versions_at(target: Target) -> Versions | None:
    """Return the newest change up to the target's layer, and the last version before it.

    A path that was hidden for a while is compared with what was seen of it last. What several
    layers changed, where these are compared as one, is compared with what was below them all. A
    version that is meant itself is compared with what hid it.
    """
    if target.stored is not None and target.hidden_by is not None:
        layer = target.hidden_by
        return Versions(layer, target.stored, target.node.visible_at(layer), layer - 1, layer - 1)
    change = last_change(target.node, target.layer)
    if change is None:
        return None
    below = change.layer - 1
    if target.first is not None and target.first <= change.layer:
        below = target.first - 1
    found = last_seen(target.node, below)
    seen, before = found if found is not None else (-1, None)
    return Versions(change.layer, before, change.after, seen, below)


class DifferenceScreen(LinesScreen):
    """Attributes in words, text by lines, bytes by size and first difference."""

    LESSON_NAME: ClassVar[str] = "difference"
    HELP = N_("""\
## Difference

What the layer changed in the path, compared with the version before it: attributes in words; text
line by line; for other files, the sizes and the first byte that differs. If the layer removed the
path, what was removed.
""")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "turn_sides", N_("Sides"), id="difference.sides",
                tooltip=N_("Show old and new side by side, or one below the other")),
        Binding("enter,v", "view", N_("View"), id="difference.view", key_display="enter",
                tooltip=N_("Show the file itself")),
        Binding("b", "view_old", N_("View old"), id="difference.old", show=False,
                tooltip=N_("Show the file as it was before")),
    ]  # fmt: skip

    @property
    def UNOFFERED_KEYS(self) -> Sequence[str]:  # noqa: N802 - constant in panes
        """Those that have nothing to show: the lines of what is no text, a directory's content."""
        found, versions = self._difference, self._versions
        has_lines = found is not None and isinstance(found.content, LinesDiffer)
        made = (versions.after, versions.before) if versions is not None else ()
        is_dir = any(each is not None and each.is_dir for each in made)
        sides = () if has_lines else ("difference.sides",)
        return (*super().UNOFFERED_KEYS, *sides, *(("difference.view",) if is_dir else ()))

    def __init__(self, target: Target, viewer: Callable[[Target], LinesScreen]) -> None:
        """Compare; ``viewer`` makes the screen of the file itself."""
        super().__init__(target)
        self._viewer = viewer
        self._versions = versions_at(target)
        self._difference: FileDifference | None = None

    def begin(self) -> None:
        self.title_line.show(self.target.path, self._title())
        if self._versions is None:
            self.speak(_("No layer up to this one wrote this path."))
            return
        self.speak(_("comparing…"))
        contents, found = self.target.session.contents, self._versions

        def compare(__: object) -> FileDifference:
            return difference(contents, found.before, found.after)

        self.jobs.run(compare, self._compared, group="compare")

    def _title(self) -> str:
        found = self._versions
        if found is None:
            return ""
        if self.target.session.is_of_two:
            return _of_two(found)
        told = _("layer {layer} against layer {before}")
        if found.after is None:
            told = _("layer {layer} removed what layer {before} wrote")
        elif found.before is None:
            told = _("layer {layer} added it")
        elif found.seen < found.below:
            told = _("layer {layer} against layer {before}, hidden since layer {hider}")
        return told.format(layer=found.layer, before=_writer(found), hider=found.seen + 1)

    def _compared(self, found: FileDifference) -> None:
        self._difference = found
        self.refresh_bindings()
        self._draw()

    def _draw(self) -> None:
        found = self._difference
        if found is None:
            return
        width, room = self.wrap_width(), self.size.width - 2
        beside = self.settings.is_side_by_side and room >= _LEAST_WIDTH
        content = found.content

        def draw(__: object) -> tuple[LineSource, Layout]:
            source: LineSource
            if beside and isinstance(content, LinesDiffer):
                source = SideBySideLines(head_lines(found), content, room)
                return source, one_row_each(len(source))
            source = unified(found, room if width is None else None)
            return source, lay_out(len(source), source.text, width)

        self.jobs.run(draw, self._drawn, group="draw")

    def _drawn(self, drawn: tuple[LineSource, Layout]) -> None:
        """Show lines; where they are the same ones, the first that was seen stays the first."""
        source, layout = drawn
        seen = self.lines.lines_seen if len(self.lines.source) == len(source) else range(0)
        self.show_lines(source, layout)
        if seen:
            self.lines.action_go_to(layout.row_of(seen.start, 0))

    def lay_out(self) -> None:
        """Draw anew: where lines begin depends on whether they are wrapped."""
        self._draw()

    @on(TextLines.Resized)
    def _width_changed(self) -> None:
        if self._difference is not None and not self.settings.is_wrapped:
            self._draw()

    def facts(self) -> list[str]:
        return [_("side by side") if isinstance(self.lines.source, SideBySideLines) else ""]

    def text_to_copy(self) -> bytes | None:
        found = self._difference
        if found is None or isinstance(self.lines.source, SideBySideLines):
            return None if found is None else joined_lines(self.lines.source)
        return joined_lines(unified(found))

    def action_turn_sides(self) -> None:
        found = self._difference
        if found is None or not isinstance(found.content, LinesDiffer):
            self.notify(_("There are no lines to show side by side."), markup=False)
        elif self.size.width - 2 < _LEAST_WIDTH:
            told = _("Side by side needs a terminal of {count} columns.")
            self.notify(told.format(count=_LEAST_WIDTH + 2), markup=False)
        else:
            self.remember(is_side_by_side=not self.settings.is_side_by_side)
            self._draw()

    def action_view(self) -> None:
        self.app.switch_screen(self._viewer(self.target))

    def action_view_old(self) -> None:
        found, target = self._versions, self.target
        if found is None or found.before is None:
            self.notify(_("There was no such file before."), markup=False)
        else:
            self.app.switch_screen(self._viewer(Target(target.session, target.node, found.seen)))


def _of_two(found: Versions) -> str:
    """Return what is compared where the layers stand for two images."""
    if found.after is None:
        return _("only in the old image")
    if found.before is None:
        return _("only in the new image")
    return _("the new image against the old one")


def _writer(found: Versions) -> int:
    return found.before.layer if found.before is not None else -1
