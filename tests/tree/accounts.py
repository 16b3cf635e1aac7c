"""What the oracle's states add up to: changes, bytes stored and wasted, sizes of layers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.build_image.members import HARDLINK, SYMLINK, Member, name_bytes
from tests.tree.oracle import Inode, Item, Merged, Path, State, text

if TYPE_CHECKING:
    from collections.abc import Iterator

_IMPLIED = Member("", mode=0o755)
# the strongest reason that any of a payload's last names has
_CAUSES = ("removed", "overwritten", "metadata")

Change = tuple[str, list[str]]
Waste = tuple[str, int, int, int, str]


def row(path: Path, item: Item) -> dict[str, object]:
    """Return what ``ls --json`` says of a path, but for its hard links."""
    inode = item.inode
    member = inode.member if inode else _IMPLIED
    said: dict[str, object] = {
        "path": text(path),
        "type": item.type,
        "mode": f"{member.mode & 0o7777:04o}",
        "uid": member.uid,
        "gid": member.gid,
        "size": len(member.content) if item.type == "file" else 0,
        "mtime": member.mtime if inode else None,
        "layer": item.layer,
    }
    if inode and member.kind in {SYMLINK, HARDLINK}:
        said["link"] = inode.link
    if item.type in {"char", "block"}:
        said["dev"] = list(member.dev)
    if member.xattrs:
        said["xattrs"] = {name: value.hex() for name, value in member.xattrs.items()}
    return said


def listing(state: State) -> list[dict[str, object]]:
    return [row(path, state[path]) for path in sorted(state, key=lambda p: name_bytes(text(p)))]


def groups(state: State) -> set[frozenset[str]]:
    """Return the visible names of every inode that has two or more."""
    names: dict[Inode, set[str]] = {}
    for path, item in state.items():
        if item.inode is not None:
            names.setdefault(item.inode, set()).add(text(path))
    return {frozenset(each) for each in names.values() if len(each) > 1}


def compare(before: Item, after: Item) -> Change:
    """Return the kind of change from one described path to another, and the fields."""
    old = before.inode.member if before.inode else _IMPLIED
    new = after.inode.member if after.inode else _IMPLIED
    fields = [name for name in ("mode", "uid", "gid") if getattr(old, name) != getattr(new, name)]
    times = [each.inode.member.mtime if each.inode else None for each in (before, after)]
    fields += ["mtime"] * (times[0] != times[1])
    fields += ["xattrs"] * (dict(old.xattrs) != dict(new.xattrs))
    matter = ""
    if before.type != after.type:
        matter = "type"
    elif before.type == "file" and old.content != new.content:
        matter = "content"
    elif before.target != after.target:
        matter = "link"
    elif before.type in {"char", "block"} and old.dev != new.dev:
        matter = "dev"
    return ("modified", [matter, *fields]) if matter else ("metadata", fields)


def changes(merged: Merged, layer: int) -> dict[str, Change]:
    return range_changes(merged, layer, layer)


def range_changes(merged: Merged, first: int, last: int) -> dict[str, Change]:
    before = merged.states[first - 1] if first else {}
    after = merged.states[last]
    found: dict[str, Change] = {}
    for path in before.keys() | after.keys():
        old, new = before.get(path), after.get(path)
        if new is None:
            if old is not None and old.inode is not None:
                found[text(path)] = ("removed", [])
        elif new.inode is not None and new is not old:
            found[text(path)] = ("added", []) if old is None else compare(old, new)
    return found


@dataclass(frozen=True)
class Accounts:
    """Bytes: by layer what it stored and how large docker finds it, and what is wasted."""

    stored: list[int]
    sizes: list[int]
    waste: list[Waste]


def accounts(merged: Merged) -> Accounts:
    states = merged.states
    inodes = {item.inode for state in states for item in state.values() if item.inode}
    inodes |= {each.item.inode for each in merged.dropped if each.item.inode}
    payloads = [each for each in inodes if each.type == "file"]
    stored = [0] * len(states)
    for each in payloads:
        stored[each.layer] += len(each.member.content)
    return Accounts(
        stored=stored,
        sizes=[_size(state, layer) for layer, state in enumerate(states)],
        waste=sorted(waste for each in payloads if (waste := _waste(merged, each))),
    )


def _size(state: State, layer: int) -> int:
    own = {item.inode for item in state.values() if item.inode and item.inode.layer == layer}
    return sum(
        len(each.member.content) if each.type == "file" else len(name_bytes(each.link))
        for each in own
        if each.type in {"file", "symlink"}
    )


def _waste(merged: Merged, inode: Inode) -> Waste | None:
    alive = any(item.inode is inode for item in merged.states[-1].values())
    if alive or not inode.member.content:
        return None
    lost = list(_losses(merged, inode))
    hidden_by = max(layer for layer, _ in lost)
    cause = max((cause for layer, cause in lost if layer == hidden_by), key=_CAUSES.index)
    size = len(inode.member.content)
    return text(inode.first), size, inode.layer, hidden_by, cause


def _losses(merged: Merged, inode: Inode) -> Iterator[tuple[int, str]]:
    """Yield (layer, cause) for every name that an inode lost."""
    for each in merged.dropped:
        if each.item.inode is inode:
            yield each.item.layer, _cause(each.item, each.replacement)
    for layer, after in enumerate(merged.states[1:], 1):
        for path, item in merged.states[layer - 1].items():
            now = after.get(path)
            if item.inode is inode and now is not item and (not now or now.inode is not inode):
                yield layer, _cause(item, now)


def _cause(item: Item, now: Item | None) -> str:
    if now is None:
        return "removed"
    return "metadata" if compare(item, now)[0] == "metadata" else "overwritten"
