"""The map by folder: what lies in a folder at a layer, or what the layer wrote there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from inspector.exports.listing import CHANGE_LETTERS
from inspector.language import N_, _, ngettext
from inspector.text import counted, human_size
from inspector.tree import Node
from inspector.ui.kit.placeholders import WAITING_FOR_ALL, emptiness, unreadable, waiting
from inspector.ui.map.picture import MOST, MOST_INNER, MOST_WITHIN, Answer, Picture, largest
from inspector.ui.session import messages
from inspector.ui.session.figures import Figures
from inspector.ui.session.selection import Mode
from inspector.ui.widgets.box_layout import OTHERS, BoxLevel, Item, OthersKey

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from textual.message import Message

    from inspector.analyses.sizes import DirectorySizes
    from inspector.tree import Version
    from inspector.ui.map.picture import File
    from inspector.ui.session.changes import LayerChanges
    from inspector.ui.session.history_steps import Step
    from inspector.ui.session.session import Session

# A folder that is alone in another is looked into: all of these hold no more paths than so many.
_LOOKS = 500


class FolderQuestion(msgspec.Struct, frozen=True):
    """What lies in a folder."""

    session: Session
    step: Step
    mode: Mode
    folder: Node
    changes: LayerChanges | None  # of the step's layers, once they are known
    sizes: DirectorySizes | None  # of everything up to the layer, None of changes

    def __repr__(self) -> str:
        return "<FolderQuestion>"  # workers are named by the repr of what they are given

    def weighs_more_than(self, limit: int) -> bool:
        if len(self.folder.children or ()) > limit:
            return True
        children = self.folder.snapshot()
        return len(children) + sum(len(child.children or ()) for child in children) > limit

    def answer(self) -> Answer:
        """Return the largest paths in the folder, and in them."""
        level = _LargestPaths(self).level(self.folder, MOST, within=MOST_WITHIN)
        placeholder = "" if level.items else self._emptiness()
        return Answer(self.folder, level, self.folder.path, self._words(), placeholder)

    def _words(self) -> str:
        size, count = _size(self, self.folder)
        if self.mode is Mode.ALL:
            text = _("{size} in {files}   everything up to layer {layer}").format(
                size=human_size(size), files=counted(count, "file"), layer=self.step.top
            )
        else:
            text = _("{size}   written by {layers}").format(
                size=human_size(size), layers=self.step.span
            )
        if self.step.first is not None and self.folder.parent is None:
            end = _("Escape ends the range")
            text = f"{text}   {end}"
        trouble = unreadable(self.session, self.step)
        return f"{text}   ! {trouble}" if trouble else text

    def _emptiness(self) -> str:
        if trouble := unreadable(self.session, self.step):
            return trouble
        if self.mode is Mode.ALL:
            return _("Nothing takes space up to layer {layer}.").format(layer=self.step.top)
        if self.changes is None or not len(self.changes):
            return emptiness(self.step, self.mode)
        removed = self.changes.total.removed
        told = _("Nothing that {layers} wrote takes space.")
        if removed:
            told = ngettext(
                "Nothing that {layers} wrote takes space; {count} path was removed.",
                "Nothing that {layers} wrote takes space; {count} paths were removed.",
                removed,
            )
        return told.format(layers=self.step.span, count=f"{removed:,}")


class _LargestPaths:
    """Collects the largest paths of a folder, and what lies in them."""

    def __init__(self, question: FolderQuestion) -> None:
        self._top = question.step.top
        self._changes = question.changes  # for the marks
        self._written = question.changes if question.mode is Mode.CHANGES else None
        self._figures = Figures(self._top, self._written, question.sizes)
        self._looks = _LOOKS

    def level(self, folder: Node, most: int, within: int = 0, before: str = "") -> BoxLevel:
        """Return what lies in a folder; of so many folders ``within``, what lies in them.

        ``before`` stands before each name.
        """
        size = self._figures.size
        sized = ((size(node, version), (node, version)) for node, version in self._seen(folder))
        found, others = largest(sized, most)
        items: list[Item] = []
        for size_of, (node, version) in found:
            kind = self._changes.kind(node) if self._changes is not None else None
            is_entered = version.is_dir and len(items) < within
            items.append(
                Item(
                    key=node,
                    name=before + node.name + ("/" if version.is_dir else ""),
                    size=size_of,
                    mark=CHANGE_LETTERS[kind] if kind is not None else "",
                    tone=f"boxes--{kind.value}" if kind is not None else "",
                    is_folder=version.is_dir,
                    keeps_end=bool(before),
                    within=self._inner(node) if is_entered else None,
                )
            )
        return BoxLevel(tuple(items), others)

    def _inner(self, folder: Node) -> BoxLevel:
        """Return what lies in a folder; where that is one folder alone, what lies in that one."""
        level, names = self.level(folder, MOST_INNER), ""
        while len(level.items) == 1 and level.items[0].is_folder:
            node = level.items[0].key
            if not isinstance(node, Node) or len(node.children or ()) > self._looks:
                break
            self._looks -= len(node.children or ())
            names += f"{node.name}/"
            level = self.level(node, MOST_INNER, before=names)
        return level

    def _seen(self, folder: Node) -> Iterator[tuple[Node, Version]]:
        """Yield what is in a folder at the layer; of changes, what the layers left there."""
        written = self._written
        floor = folder.floor_below(self._top, folder.floor_at(self._top))
        for node in folder.snapshot():
            if written is None or written.is_shown(node):
                version = node.version_at(self._top, floor)
                if version is not None:
                    yield node, version


def _size(question: FolderQuestion, folder: Node) -> tuple[int, int]:
    """Return the bytes below a folder, and of all that is there how many files they are in."""
    changes, sizes = question.changes, question.sizes
    if sizes is not None:
        return sizes.at(folder, question.step.top)
    below = changes.below.get(folder) if changes is not None else None
    return (below.written_bytes if below is not None else 0), 0


def _holds(folder: Node, node: Node) -> bool:
    """Whether a path lies in a folder, however deep."""
    around = node.parent
    while around is not None and around is not folder:
        around = around.parent
    return around is not None


class FolderPicture(Picture):
    """Folders in folders; layer and mode may change, folder and path stay."""

    tab = N_("Files")

    def __init__(self) -> None:
        self._folder: Node | None = None  # the one that is wanted; the one shown may be above it
        self._place: Node | None = None
        self._at: Node | OthersKey | None = None

    def begin(self) -> None:
        self._folder = self._place = self._at = None

    def point(self, node: Node) -> None:
        """Go to a path that was chosen elsewhere: in the folder that is shown, or one around it."""
        if node is not self._at and node.parent is not None:
            self._at = node
            while self._folder is not None and not _holds(self._folder, node):
                self._folder = self._folder.parent

    def ask(self, session: Session, step: Step, mode: Mode) -> FolderQuestion | str:
        """Return the question for the wanted folder, or for the nearest around it with bytes."""
        if placeholder := waiting(session, step, mode):
            return placeholder
        if mode is Mode.ALL and session.sizes is None:
            return _(WAITING_FOR_ALL)
        if mode is Mode.CHANGES and step.layer is None:
            return emptiness(step, mode)
        changes = session.changes.get(step.span) if step.span is not None else None
        folder = self._folder or session.tree.root
        sizes = session.sizes if mode is Mode.ALL else None
        question = FolderQuestion(session, step, mode, folder, changes, sizes)
        while folder.parent is not None and not _size(question, folder)[0]:
            folder = folder.parent
        return msgspec.structs.replace(question, folder=folder)

    def arrive(self, answer: Answer) -> None:
        self._place = answer.place if isinstance(answer.place, Node) else None

    def cursor(self, level: BoxLevel) -> Hashable | None:
        """Return what leads to the wanted path."""
        node = self._leading
        if node is None:
            return OTHERS if self._at is OTHERS else None
        is_listed = any(item.key is node for item in level.items)
        return node if is_listed else OTHERS if level.others.count else None

    @property
    def _leading(self) -> Node | None:
        """What lies in the shown folder and is, or holds, the wanted path."""
        node = self._at
        while isinstance(node, Node) and node.parent is not self._place:
            node = node.parent
        return node if isinstance(node, Node) else None

    def move(self, key: Hashable, *, is_placed: bool) -> None:
        """Note the path under the cursor; put there for want of another one, that one stays."""
        if not isinstance(key, Node | OthersKey) or (is_placed and self._at is not None):
            return
        self._at = key
        if not is_placed:
            self._folder = self._place

    def messages_of(self, item: Item | None, *, is_placed: bool) -> Iterator[Message]:  # noqa: ARG002 - it is the same for both
        key = item.key if item is not None else self._leading
        node = key if isinstance(key, Node) else None
        yield messages.PathPicked(
            node, self._at if isinstance(self._at, Node) else None, leads=True
        )

    @property
    def is_top(self) -> bool:
        return self._place is None or self._place.parent is None

    def leave(self) -> None:
        if self._place is not None and self._place.parent is not None:
            self._folder, self._at = self._place.parent, self._place

    def enter(self, item: Item) -> File | None:
        """Show what is in a folder, or open a file."""
        node = item.key
        if isinstance(node, Node):
            if not item.is_folder:
                return node, None
            self._folder, self._at = node, None
        return None
