"""The line at the bottom: the keys of what has the focus, as many as there is whole room for."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, cast

from rich.cells import cell_len
from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget

from inspector.language import _

if TYPE_CHECKING:
    from textual.dom import DOMNode
    from textual.events import Click
    from textual.screen import Screen

    from inspector.ui.kit.pane import KeyedPane

# What must be seen wherever one is, and therefore stands last and never gives way.
_LASTING = ("close", "help", "quit")
# A line of more is not read.
_MOST = 8
# What takes back what hides something comes first: whoever does not see it may miss what is hidden.
_LEADING = ("clear_filter",)


class KeyLine(Widget):
    """Keys with a word each; a click on one does as the key would."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"key-line--key"}
    DEFAULT_CSS = """
    KeyLine {
        height: 1;
        dock: bottom;
        padding: 0 1;
        background: $panel;
        color: $foreground;
        text-wrap: nowrap;
        & > .key-line--key { color: $text-primary; text-style: bold; }
        &:ansi > .key-line--key { color: $border; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._keys: list[Binding] = []

    def on_mount(self) -> None:
        """Watch for other keys."""
        self.screen.bindings_updated_signal.subscribe(self, self._find_keys)
        self._find_keys(self.screen)

    def _find_keys(self, screen: Screen[object]) -> None:
        found = shown_bindings(screen)
        if found != self._keys:
            self._keys = found
            self.refresh()

    def render(self) -> Content:
        """Return the keys that fit, each with what it does."""
        style = self.get_visual_style("key-line--key")
        shown, gap = self._fitting()
        parts = [
            Content.styled(self._key(each), style) + Content(f" {_(each.description)}")
            for each in shown
        ]
        return Content(" " * gap).join(parts)

    def on_click(self, event: Click) -> None:
        """Press the key that was clicked."""
        at = event.x - self.styles.padding.left
        shown, gap = self._fitting()
        for binding in shown:
            width = self._width(binding)
            if 0 <= at < width:
                event.stop()
                self.app.simulate_key(binding.key)
            at -= width + gap

    def _key(self, binding: Binding) -> str:
        return self.app.get_key_display(binding)

    def _width(self, binding: Binding) -> int:
        return cell_len(f"{self._key(binding)} {_(binding.description)}")

    def _fitting(self) -> tuple[list[Binding], int]:
        """Return the keys that there is room for, none cut in its middle, and their distance."""
        for gap in (2, 1):
            if self._needed(self._keys, gap) <= self.content_size.width:
                return self._keys, gap
        lasting = [each for each in self._keys if _lasts(each)]
        shown = [each for each in self._keys if each not in lasting]
        while shown and self._needed([*shown, *lasting], 1) > self.content_size.width:
            shown.pop()
        return [*shown, *lasting], 1

    def _needed(self, bindings: list[Binding], gap: int) -> int:
        return sum(self._width(each) + gap for each in bindings) - gap


def is_laid_out(screen: Screen[Any]) -> bool:
    """Return whether a screen is open and has its parts; one that closed before has none."""
    return screen in screen.app.screen_stack and bool(screen.query(KeyLine))


def shown_bindings(screen: Screen[object]) -> list[Binding]:
    """Return one key for each action that is to be seen: of what has the focus first."""
    pane = _focused_pane(screen)
    first, unoffered = (pane.FIRST_KEYS, pane.UNOFFERED_KEYS) if pane is not None else ((), ())
    found: dict[str, Binding] = {}
    places: dict[str, tuple[int, int]] = {}
    nodes: list[DOMNode] = []
    for node, binding, is_enabled, _tooltip in screen.active_bindings.values():
        is_first = binding.id in first
        if not (binding.show or is_first) or not is_enabled or binding.action in found:
            continue
        if binding.id in unoffered:
            continue
        if node not in nodes:
            nodes.append(node)
        found[binding.action] = binding
        in_pane = (-1, first.index(binding.id or "")) if is_first else None
        places[binding.action] = in_pane or (nodes.index(node), _rank(node, binding))
    lasting = sorted(filter(_lasts, found.values()), key=_lasts)
    others = [each for each in found.values() if not _lasts(each)]
    others.sort(key=lambda each: (not _leads(each), places[each.action]))
    return [*others[: _MOST - len(lasting)], *lasting]


def _focused_pane(screen: Screen[object]) -> KeyedPane | None:
    """Return the pane with the focus, which wants some keys to be seen, and others not."""
    focused = screen.focused
    around = focused.ancestors_with_self if focused is not None else (screen,)
    # Each move of the cursor asks: isinstance() would look for all names of the protocol.
    keyed = (node for node in around if hasattr(type(node), "FIRST_KEYS"))
    return cast("KeyedPane | None", next(keyed, None))


def _lasts(binding: Binding) -> int:
    """Return the place of what stands last, 0 for all that comes before."""
    name = (binding.id or "").rpartition(".")[2]
    return 1 + _LASTING.index(name) if name in _LASTING else 0


def _leads(binding: Binding) -> bool:
    return (binding.id or "").rpartition(".")[2] in _LEADING


def _rank(node: DOMNode, binding: Binding) -> int:
    """Return a binding's place among those of a node: a key that was changed keeps its place."""
    return _order(type(node)).index(binding.id)


@cache  # a class's own bindings never change, and each move of the cursor asks for them
def _order(kind: type[DOMNode]) -> list[str | None]:
    """Return the IDs of a class's bindings, those of its bases first."""
    return [
        each.id
        for part in reversed(kind.__mro__)
        for each in Binding.make_bindings(part.__dict__.get("BINDINGS", []))
    ]
