"""One tree with memory: every path keeps what each layer made of it."""

from inspector.tree.hardlinks import Link
from inspector.tree.merge import Dropped, Tree
from inspector.tree.node import Node, Version

__all__ = ["Dropped", "Link", "Node", "Tree", "Version"]
