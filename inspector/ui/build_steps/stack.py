"""The layers that there are by now, one upon the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from textual.content import Content
from textual.widget import Widget

from inspector.analyses.explain import Cache
from inspector.language import _
from inspector.text import counted, human_size
from inspector.ui.widgets.bars import bar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspector.ui.build_steps.playback import StackedLayer, Total

_NUMBER, _SIZE = 4, 8
_STYLES = {Cache.RUN: "$text-warning", Cache.USED: "$text-success"}


class LayerStack(Widget):
    """The newest layer on top, the lowest at the bottom; those for which there is no room counted.

    A bar is as long as the layer is large, against the image's largest one.
    """

    DEFAULT_CSS = """
    LayerStack { padding: 0 1; background: $surface; color: $foreground; text-wrap: nowrap; }
    """

    _layers: Sequence[StackedLayer] = ()
    _largest = 0
    _total = ""

    def show(self, layers: Sequence[StackedLayer], largest: int, total: Total) -> None:
        """Show other layers; ``largest`` has the longest bar."""
        self._layers, self._largest = layers, largest
        self._total = total_text(total)
        self.refresh()

    def render(self) -> Content:
        lines = stack_lines(
            self._layers, self._largest, self._total, self.size.width, self.size.height
        )
        return Content("\n").join(lines)


def total_text(total: Total) -> str:
    """Return a total; where parts are missing, that it is more."""
    return human_size(total.bytes) if total.is_whole else f"≥ {human_size(total.bytes)}"


def stack_lines(
    layers: Sequence[StackedLayer], largest: int, total: str, width: int, height: int
) -> list[Content]:
    """Return exactly ``height`` lines, the last of them the total."""
    room = max(height - 1, 0)
    shown = list(reversed(layers))
    hidden = 0
    if len(shown) > room:
        hidden = len(shown) - max(room - 1, 0)
        del shown[max(room - 1, 0) :]
    lines = [_line(each, largest, width, is_top=not at) for at, each in enumerate(shown)]
    if hidden and room:
        below = _("+{layers} below").format(layers=counted(hidden, "layer"))
        lines.append(Content.styled(below, "$text-muted"))
    blank = [Content()] * (room - len(lines))
    foot = _("{layers}, {size}").format(layers=counted(len(layers), "layer"), size=total)
    cut = set_cell_size(foot, min(width, cell_len(foot)))
    return [*blank, *lines, Content.styled(cut, "bold")][-height:] if height else []


def _line(each: StackedLayer, largest: int, width: int, *, is_top: bool) -> Content:
    size = "?" if each.size is None else human_size(each.size)
    room = max(width - _NUMBER - _SIZE - 4, 0)
    drawn = bar(each.size or 0, largest, room)
    style = "$text-muted" if each.is_base else "$text-secondary"
    if each.cache is not None:
        style = _STYLES[each.cache]
    mark = "+" if each.cache is Cache.RUN else ">" if is_top else " "
    return Content.assemble(
        f"{mark}{each.layer:>{_NUMBER}} ", (f"{drawn:<{room}}", style), f" {size:>{_SIZE}}"
    )
