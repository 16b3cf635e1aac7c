"""One tree with memory: every path keeps what each layer made of it."""

from inspector.tree.merge import Dropped, Link, Tree
from inspector.tree.node import Node, Version

__all__ = ["Dropped", "Link", "Node", "Tree", "Version"]
