"""dive's algorithm word for word, and as slow: each whiteout stacks all lower layers again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from inspector.tarstream import Entry, Kind
from inspector.text import encode

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(eq=False)
class Node:
    name: str = ""
    parent: Node | None = None
    size: int = 0
    is_dir: bool = False
    children: dict[str, Node] = field(default_factory=dict)

    @property
    def is_whiteout(self) -> bool:
        return self.name.startswith(".wh.")

    @property
    def path(self) -> list[str]:
        """The names down to this node, its own without the whiteout's prefix."""
        names = [self.name.removeprefix(".wh.")]
        node = self.parent
        while node is not None and node.parent is not None:
            names.insert(0, node.name)
            node = node.parent
        return names

    def walk(self) -> list[Node]:
        """Children in order of their names' bytes before their parent; the root is left out."""
        nodes = []
        for name in sorted(self.children, key=encode):
            nodes += self.children[name].walk()
        return [*nodes, self] if self.parent is not None else nodes

    def find(self, names: Sequence[str]) -> Node | None:
        node: Node | None = self
        for name in names:
            if name and node is not None:
                node = node.children.get(name)
        return node

    def add(self, names: Sequence[str], size: int, *, is_dir: bool) -> None:
        node = self
        for name in names:
            if name not in node.children:
                if name.startswith(".wh..wh.."):
                    return
                node.children[name] = Node(name, node)
            node = node.children[name]
        node.size, node.is_dir = size, is_dir

    def remove(self, names: Sequence[str]) -> None:
        node = self.find(names)
        if node is not None and node.parent is not None:
            del node.parent.children[node.name]

    def copy(self, parent: Node | None = None) -> Node:
        twin = Node(self.name, parent, self.size, self.is_dir)
        twin.children = {name: child.copy(twin) for name, child in self.children.items()}
        return twin


def stacked(trees: Sequence[Node], count: int) -> Node:
    stack = trees[0].copy()
    for tree in trees[:count]:
        for node in tree.walk():
            if node.is_whiteout:
                stack.remove(node.path)
            else:
                stack.add(node.path, node.size, is_dir=node.is_dir)
    return stack


def slow_figures(layers: Sequence[Sequence[Entry]]) -> tuple[float, list[tuple[str, int, int]]]:
    trees = []
    for layer in layers:
        tree = Node()
        for entry in layer:
            if entry.path:
                tree.add(entry.path.split("/"), entry.size, is_dir=entry.kind is Kind.DIR)
        trees.append(tree)
    sizes: dict[str, list[int]] = {}
    repeated: list[str] = []
    for index, tree in enumerate(trees):
        for leaf in tree.walk():
            if leaf.children:
                continue
            path = "/" + "/".join(leaf.path)
            counted = sizes.setdefault(path, [])
            size = leaf.size
            if leaf.is_whiteout:
                hidden = stacked(trees, index).find(leaf.path)
                if hidden is None:
                    break
                size = sum(node.size for node in hidden.walk()) if hidden.is_dir else 0
            counted.append(size)
            if len(counted) == 2:
                repeated.append(path)
    total = sum(map(sum, sizes.values()))
    least = sum(min(counted, default=-1) for counted in sizes.values())
    files = [(path, len(sizes[path]), sum(sizes[path])) for path in repeated]
    return least / total if total else 1.0, sorted(files, key=lambda each: each[2])
