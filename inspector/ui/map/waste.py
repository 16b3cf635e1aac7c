"""The map of waste: what each layer stored that no one can see in the end, and where that lay."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from inspector.analyses.usage import Cause
from inspector.analyses.waste_groups import by_branch
from inspector.exports.listing import CHANGE_LETTERS
from inspector.language import N_, _
from inspector.text import counted, human_size
from inspector.tree.view import ChangeKind
from inspector.ui.kit.placeholders import NOTHING_WASTED, WAITING_FOR_ALL
from inspector.ui.map.picture import MOST, MOST_INNER, Answer, Picture
from inspector.ui.session import messages
from inspector.ui.widgets.box_layout import BoxLevel, Item, OthersKey
from inspector.ui.widgets.treemap import Remainder

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

    from textual.message import Message

    from inspector.analyses.usage import Usage, Waste
    from inspector.analyses.waste_groups import WasteGroup
    from inspector.tree import Node
    from inspector.ui.map.picture import File
    from inspector.ui.session.history_steps import Step
    from inspector.ui.session.selection import Mode
    from inspector.ui.session.session import Session

# Why bytes are wasted, as what the hiding layer did to the path.
_KINDS = {
    Cause.OVERWRITTEN: ChangeKind.MODIFIED,
    Cause.REMOVED: ChangeKind.REMOVED,
    Cause.METADATA: ChangeKind.METADATA,
}
_INSTRUCTION = 200  # characters: no box is wider


class WastePlace(NamedTuple):
    """Where one is: among the layers (None), or in a folder of a layer's waste.

    A folder ends with a slash; a path that does not is a file's.
    """

    layer: int | None
    path: str = "/"


LAYERS = WastePlace(None)


class WasteByLayer:
    """An image's waste by the layers that stored it."""

    def __init__(self, usage: Usage) -> None:
        self.usage = usage

    @cached_property
    def by_layer(self) -> dict[int, list[Waste]]:
        """The rows of each layer, largest first."""
        found: defaultdict[int, list[Waste]] = defaultdict(list)
        for row in self.usage.waste:
            found[row.written_by].append(row)
        return dict(found)


class WasteQuestion(msgspec.Struct, frozen=True):
    """What is wasted in a place; ``folders`` are those around it that will do as well."""

    session: Session
    ledger: WasteByLayer
    layer: int | None
    folders: tuple[str, ...]

    def __repr__(self) -> str:
        return "<WasteQuestion>"  # workers are named by the repr of what they are given

    def weighs_more_than(self, limit: int) -> bool:
        return len(self.ledger.usage.waste) > limit

    def answer(self) -> Answer:
        """Return the layers, or what lies in the deepest of the folders that has waste."""
        if self.layer is None:
            return self._of_layers()
        every = self.ledger.by_layer.get(self.layer, [])
        if not every:
            placeholder = _("Nothing that layer {layer} stored is wasted.").format(layer=self.layer)
            return Answer(WastePlace(self.layer), BoxLevel(), placeholder=placeholder)
        folder, rows = "/", every
        for wanted in self.folders:
            found = [row for row in rows if row.path.startswith(wanted)]
            folder, rows = (wanted, found) if found else (folder, rows)
        level = _level(self.layer, folder, rows, MOST, is_outer=True)
        files = counted(len({row.path for row in rows}), "file")
        words = _("{size} of layer {layer} wasted, in {files}").format(
            size=human_size(level.size), layer=self.layer, files=files
        )
        return Answer(WastePlace(self.layer, folder), level, folder[:-1] or "/", words)

    def _of_layers(self) -> Answer:
        usage = self.ledger.usage
        wasteful = sorted(usage.layers, key=lambda layer: -layer.wasted_bytes)
        items = tuple(
            Item(
                key=WastePlace(layer.index),
                name=f"{layer.index} {self.session.instruction_of(layer.index)[:_INSTRUCTION]}",
                size=layer.wasted_bytes,
                is_folder=True,
                within=_level(layer.index, "/", self.ledger.by_layer[layer.index], MOST_INNER),
            )
            for layer in wasteful
            if layer.wasted_bytes
        )
        words = _("{wasted} of {stored} wasted, by the layer that stored it").format(
            wasted=human_size(usage.wasted_bytes), stored=human_size(usage.stored_bytes)
        )
        placeholder = "" if items else _(NOTHING_WASTED)
        return Answer(LAYERS, BoxLevel(items), words=words, placeholder=placeholder)


def _level(
    layer: int, folder: str, rows: Sequence[Waste], most: int, *, is_outer: bool = False
) -> BoxLevel:
    groups = by_branch(rows, folder)
    items = tuple(_item(layer, folder, group, is_outer=is_outer) for group in groups[:most])
    rest = groups[most:]
    return BoxLevel(items, Remainder(len(rest), sum(group.bytes for group in rest)))


def _item(layer: int, folder: str, group: WasteGroup, *, is_outer: bool) -> Item:
    path = str(group.key)
    name, is_folder = path[len(folder) :], path.endswith("/")
    causes = group.causes
    kind = _KINDS[causes[0]] if len(causes) == 1 else None
    has_boxes = is_folder and is_outer
    return Item(
        key=WastePlace(layer, path),
        name=name,
        size=group.bytes,
        mark=CHANGE_LETTERS[kind] if kind is not None else "",
        tone=f"boxes--{kind.value}" if kind is not None else "",
        is_folder=is_folder,
        keeps_end="/" in name[:-1],
        within=_level(layer, path, group.rows, MOST_INNER) if has_boxes else None,
    )


class WastePicture(Picture):
    """Layers by what they waste, and in each the folders where it lies."""

    tab = N_("Waste")

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        self._root: Node | None = None
        self._ledger: WasteByLayer | None = None
        self._layer: int | None = None  # that of the step
        self._told: list[int] = []  # layers that the step has not come to yet
        self._trail: list[WastePlace] = []  # what was gone into; the last is wanted
        self._place = LAYERS
        self._at: WastePlace | OthersKey | None = None

    def ask(self, session: Session, step: Step, mode: Mode) -> WasteQuestion | str:  # noqa: ARG002 - waste is the same in both
        """Return the question for the layers, or for a folder of the step's own."""
        if step.layer is not None and step.layer != self._layer:
            self._layer = step.layer
            if step.layer in self._told:
                # The list of layers follows; the cursor may be further on by now.
                del self._told[: self._told.index(step.layer) + 1]
            else:
                self._turn_to(step.layer)
        self._root, usage = session.tree.root, session.usage
        if usage is None:
            return _(WAITING_FOR_ALL)
        if self._ledger is None:
            self._ledger = WasteByLayer(usage)
        layer = self._trail[0].layer if self._trail else None
        return WasteQuestion(session, self._ledger, layer, tuple(each.path for each in self._trail))

    def _turn_to(self, layer: int) -> None:
        """Be at the same place of another layer's waste; among the layers, on its box."""
        self._told.clear()
        if not self._trail:
            self._at = WastePlace(layer)
        elif isinstance(self._at, WastePlace):
            self._at = WastePlace(layer, self._at.path)
        self._trail = [WastePlace(layer, each.path) for each in self._trail]

    def arrive(self, answer: Answer) -> None:
        """Note where one is: for want of the wanted folder, in one around it."""
        self._place = answer.place if isinstance(answer.place, WastePlace) else LAYERS

    def cursor(self, level: BoxLevel) -> Hashable | None:
        at = self._at
        if not isinstance(at, WastePlace):
            return at
        keys = [item.key for item in level.items if isinstance(item.key, WastePlace)]
        return next((key for key in keys if _holds(key, at)), None)

    def move(self, key: Hashable, *, is_placed: bool) -> None:
        """Note what is under the cursor; put there for want of another one, that one stays."""
        if isinstance(key, WastePlace | OthersKey) and (not is_placed or self._at is None):
            self._at = key
            if not is_placed:
                self._forget_wanted()

    def messages_of(self, item: Item | None, *, is_placed: bool) -> Iterator[Message]:
        place = item.key if item is not None and isinstance(item.key, WastePlace) else LAYERS
        node = _node(self._root, place) if self._trail and item is not None else None
        yield messages.PathPicked(node, node, leads=True)
        if place.layer is not None and (self._trail or not is_placed):
            if place.layer != self._layer:
                self._told.append(place.layer)
            yield messages.LayerStepAsked(place.layer)

    @property
    def is_top(self) -> bool:
        return not self._trail

    def leave(self) -> None:
        self._forget_wanted()
        if self._trail:
            self._at = self._trail.pop()

    def enter(self, item: Item) -> File | None:
        """Show what is in a layer's waste or in a folder, or open a file as its layer stored it."""
        place = item.key
        if not isinstance(place, WastePlace):
            return None
        if not item.is_folder:
            node = _node(self._root, place)
            return (node, place.layer) if node is not None else None
        self._forget_wanted()
        self._trail.append(place)
        self._at = None
        return None

    def _forget_wanted(self) -> None:
        """Be content with the folder that is shown, where a deeper one was wanted."""
        while self._trail and self._trail[-1] != self._place:
            self._trail.pop()


def _holds(outer: WastePlace, inner: WastePlace) -> bool:
    """Whether a path is at a place, or in its folder."""
    is_below = outer.path.endswith("/") and inner.path.startswith(outer.path)
    return outer.layer == inner.layer and (is_below or outer.path == inner.path)


def _node(root: Node | None, place: WastePlace) -> Node | None:
    """Return the path of a place, whether or not anyone sees it."""
    node = root
    for name in place.path.split("/"):
        node = node.child(name) if node is not None and name else node
    return node
