"""What each layer changed and which bytes are wasted, told from the kernel's states alone.

A state is the tree after a layer. Comparing two of them says what the layer did; following a
stored file through all of them says when its last name was hidden. No rule about whiteouts is
written down here: the kernel has applied them already.
"""

from __future__ import annotations

import os
import stat
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from tests.engine import kernel

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from tests.engine.rows import Row

CONTENT = ("type", "sha256", "link", "dev")
METADATA = ("mode", "uid", "gid", "mtime", "xattrs")


@dataclass(frozen=True)
class Change:
    """What one layer did to one path; `fields` only where the content stayed the same."""

    row: Row
    change: str
    fields: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Payload:
    """A regular file as one layer stores it, under all its names in that layer."""

    layer: int
    size: int
    names: frozenset[str]


@dataclass(frozen=True)
class Hidden:
    """A payload that the final tree no longer shows; one of `causes` is why."""

    payload: Payload
    hidden_by: int
    causes: frozenset[str]


@dataclass(frozen=True)
class States:
    """An image's layers on disk, base first, and the tree after each of them."""

    layers: tuple[Path, ...]
    after: tuple[dict[str, Row], ...]

    def rows(self, layer: int) -> list[Row]:
        """Return the tree after `layer`, sorted by the bytes of paths."""
        return list(self.after[layer].values())

    def changes(self, layer: int) -> dict[str, Change]:
        """Return what `layer` did, by path; the root is left out."""
        old = self.after[layer - 1] if layer else {}
        new = self.after[layer]
        found = {path: _removed(old[path], layer) for path in old.keys() - new.keys()}
        for path, row in new.items():
            if row.layer == layer and path != "/":
                found[path] = _written(old.get(path), row)
        return found

    @cached_property
    def payloads(self) -> list[Payload]:
        """All regular files that the layers store, the empty ones among them."""
        return [each for number in range(len(self.layers)) for each in self._stored(number)]

    def _stored(self, layer: int) -> Iterator[Payload]:
        names: defaultdict[int, set[str]] = defaultdict(set)
        sizes: dict[int, int] = {}
        root = os.fsencode(self.layers[layer])
        for directory, _, files in os.walk(root):
            for name in files:
                real = os.path.join(directory, name)  # noqa: PTH118 - a path of bytes
                about = os.lstat(real)
                if stat.S_ISREG(about.st_mode):
                    names[about.st_ino].add(kernel.decoded(real[len(root) :]))
                    sizes[about.st_ino] = about.st_size
        for inode, paths in names.items():
            yield Payload(layer, sizes[inode], frozenset(paths))

    def alive(self, payload: Payload, layer: int) -> frozenset[str]:
        """Return the names under which `payload` is visible after `layer`."""
        state = self.after[layer]
        return frozenset(
            name for name in payload.names if name in state and state[name].layer == payload.layer
        )

    @property
    def stored_bytes(self) -> int:
        """Payload bytes of all layers, once per inode per layer."""
        return sum(payload.size for payload in self.payloads)

    @property
    def hidden(self) -> list[Hidden]:
        """The payloads that are not empty and not visible at the end."""
        last = len(self.layers) - 1
        return [
            self._hidden(payload)
            for payload in self.payloads
            if payload.size and not self.alive(payload, last)
        ]

    def _hidden(self, payload: Payload) -> Hidden:
        layer = payload.layer
        names = payload.names
        while alive := self.alive(payload, layer):
            names, layer = alive, layer + 1
        causes = frozenset(self._cause(name, layer) for name in names)
        return Hidden(payload, layer, causes)

    def _cause(self, name: str, layer: int) -> str:
        now = self.after[layer].get(name)
        if now is None:
            return "removed"
        return "metadata" if now.sha256 == self.after[layer - 1][name].sha256 else "overwritten"


def states_of(layers: Sequence[Path]) -> States:
    """Mount and walk every prefix of `layers`."""
    after = (
        {row.path: row for row in kernel.state(layers[: count + 1])} for count in range(len(layers))
    )
    return States(tuple(layers), tuple(after))


def _removed(row: Row, layer: int) -> Change:
    return Change(replace(row, layer=layer, names=frozenset()), "removed")


def _written(old: Row | None, new: Row) -> Change:
    row = replace(new, names=frozenset())
    if old is None:
        return Change(row, "added")
    if any(getattr(old, name) != getattr(new, name) for name in CONTENT):
        return Change(row, "modified")
    fields = (name for name in METADATA if getattr(old, name) != getattr(new, name))
    return Change(row, "metadata", frozenset(fields))
