"""The rows of the stack: its layers, and the names in the folder around the path."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from inspector.analyses.stack import Outcome
from inspector.language import N_, _
from inspector.tarstream import Kind
from inspector.text import human_size
from inspector.ui.stack.words import brief
from inspector.ui.widgets.columns import Column
from inspector.ui.widgets.row_source import Row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspector.analyses.folder_members import FolderMembers, FolderName
    from inspector.analyses.stack import Stack
    from inspector.tarstream import Entry
    from inspector.ui.session.session import Session

# A mark for each, so that nobody needs the colours.
_MARKS = {
    Outcome.PASSED: ("↓", ""),
    Outcome.MERGED: ("+", "rows--added"),
    Outcome.FOUND: ("■", "rows--added"),
    Outcome.HIDDEN: ("✗", "rows--removed"),
    Outcome.UNKNOWN: ("?", "rows--finding"),
    Outcome.SKIPPED: ("", "rows--dim"),
}
_CONTAINER = N_("a container's writable layer")


class StackRows:
    """One row a layer, the topmost first."""

    columns: ClassVar[Sequence[Column]] = (
        Column("", width=1),
        Column(N_("layer"), width=5, right=True),
        Column(N_("stores"), width=8, right=True, drop=3),
        Column(N_("this path"), least=18, share=2, gap=2),
        Column(N_("size"), width=8, right=True, drop=2),
        Column(N_("instruction"), least=14, share=2, drop=1, gap=2),
    )
    empty = N_("This image has no layers.")

    def __init__(self, session: Session, stack: Stack) -> None:
        self.stack = stack
        self._session = session

    def __len__(self) -> int:
        return len(self.stack.layers)

    def row(self, index: int) -> Row:
        found = self.stack.layers[index]
        mark, tone = _MARKS[found.outcome]
        said, layer = brief(self._session, found), found.layer
        if layer is None:
            return Row((mark, _("top"), ".", said, "0 B", _(_CONTAINER)), tone)
        stored = human_size(found.stored_bytes) if found.stored_bytes else "."
        instruction = self._session.instruction_of(layer)
        return Row((mark, str(layer), stored, said, self._size(layer), instruction), tone)

    def _size(self, layer: int) -> str:
        size = self._session.size_of(layer)
        return "?" if size is None or self._session.is_unknown(layer) else human_size(size)

    @property
    def answer(self) -> int:
        """The row to look at first: where the search ends, or first finds something."""
        ends = (Outcome.FOUND, Outcome.HIDDEN), (Outcome.MERGED,)
        for outcomes in ends:
            for index, each in enumerate(self.stack.layers):
                if each.outcome in outcomes:
                    return index
        return 0

    def place_of(self, layer: int | None) -> int:
        """Return the row of a layer."""
        numbers = [each.layer for each in self.stack.layers]
        return numbers.index(layer)


class TarRows:
    """One row a name: what a layer's tar holds for it, and what is seen of it in the image."""

    def __init__(self, members: FolderMembers, layer: int | None, name: str) -> None:
        """Show what ``layer`` holds, None for an empty one; ``name`` is the path's own."""
        self.members = members
        self.layer = layer
        self._own = name
        is_read = layer is not None and layer < len(members.members)
        self._held = members.members[layer] if layer is not None and is_read else {}
        title = _("tar of layer {layer}") if is_read else _("tar of layer {layer}: not read")
        if layer is None:
            title = _("writable layer")
        self.columns = (
            Column("", width=1),
            Column(title.format(layer=layer), least=14),
            Column(_("stores"), width=8, right=True, drop=2),
            Column(_("seen"), least=12, gap=2),
            Column(_("layer"), width=5, right=True, drop=1),
        )
        self.empty = N_("No layer has anything in this folder.")

    def __len__(self) -> int:
        return len(self.members.names)

    def row(self, index: int) -> Row:
        each = self.members.names[index]
        held = self._held.get(each.name, ())
        stored = sum(entry.stored for entry in held)
        seen = each.seen
        cells = (
            ">" if each.name == self._own else "",
            " + ".join(map(_member, held)) or self._unnamed(each) or ".",
            human_size(stored) if stored else ".",
            _seen(each),
            str(seen.layer) if seen is not None else "",
        )
        if any(entry.name != each.name for entry in held):
            return Row(cells, "rows--removed")
        if seen is not None and seen.layer == self.layer:
            return Row(cells, "rows--added")
        return Row(cells, "" if seen is not None else "rows--dim")

    def _unnamed(self, each: FolderName) -> str:
        """Return what a layer puts there without an entry of that name; "" for nothing."""
        if each.node is None or self.layer is None:
            return ""
        version = each.node.version_in(self.layer)
        if version is None or version.is_whiteout:
            return ""
        if version.entry is None:
            return _("{name}/ (no entry)").format(name=each.name)
        return _("{path} (through a symlink)").format(path=version.entry.path)

    def place_of(self, name: str) -> int:
        """Return the row of a name, the first where there is none."""
        names = [each.name for each in self.members.names]
        return names.index(name) if name in names else 0


def _seen(each: FolderName) -> str:
    if not each.name:
        return _("(the folder itself)")
    if each.seen is None:
        said = _("{name} (hidden)") if each.node is not None else _("{name} (no such path)")
        return said.format(name=each.name)
    return _named(each.name, is_dir=each.seen.is_dir)


def _member(entry: Entry) -> str:
    return _named(entry.name, is_dir=entry.kind is Kind.DIR)


def _named(name: str, *, is_dir: bool) -> str:
    return f"{name}/" if is_dir else name
