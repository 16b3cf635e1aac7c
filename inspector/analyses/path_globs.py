"""Paths by patterns of a rule: ``*.pem``, ``/root/.ssh/**``, ``node_modules/.cache/*``.

``*`` and ``?`` stop at a slash, ``**`` stands for any number of folders, ``[abc]`` for one of some
characters. A pattern that begins with a slash starts at the root, any other fits at any depth.
Capitals matter, as they do in an image. Time is proportional to the path, whatever both are:
groups are atomic, so that nothing that was matched is tried again.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from inspector.tree.view import changes_of, walk_paths

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from inspector.tree import Node, Tree

_ANY = "**"
_PIECE = re.compile(r"\*+|\?|\[[!^]?\]?[^]/]*\]|.", re.DOTALL)


class PathMatch(msgspec.Struct, frozen=True):
    """A path that a pattern fits; ``hidden_by`` is None where it is visible at the end.

    ``layer``: the one that wrote it last.
    """

    path: str
    pattern: str
    layer: int
    hidden_by: int | None = None


def glob_matcher(patterns: Sequence[str]) -> Callable[[str], str | None]:
    """Return what gives the first pattern that fits a path, None where none does."""
    found = [(pattern, re.compile(_regex(pattern)).fullmatch) for pattern in patterns]

    def first(path: str) -> str | None:
        return next((pattern for pattern, fits in found if fits(path)), None)

    return first


def matches(tree: Tree, patterns: Sequence[str]) -> tuple[PathMatch, ...]:
    """Return every path of the image that a pattern fits, hidden ones too, sorted by path."""
    if not patterns:
        return ()
    first = glob_matcher(patterns)
    found = {}
    for path, node, clears in walk_paths(tree):
        pattern = first(path)
        match = _match(path, pattern, node, clears) if pattern is not None else None
        if match is not None:
            found[path] = match
    for dropped in tree.dropped:
        path = dropped.node.path
        pattern = first(path) if path not in found else None
        if pattern is not None:
            layer = dropped.version.layer
            found[path] = PathMatch(path, pattern, layer, layer)
    return tuple(found[path] for path in sorted(found))


def _match(path: str, pattern: str, node: Node, clears: tuple[int, ...]) -> PathMatch | None:
    layer = hidden_by = None
    for change in changes_of(node, clears):
        if change.after is not None:
            layer, hidden_by = change.layer, None
        else:
            hidden_by = change.layer
    return None if layer is None else PathMatch(path, pattern, layer, hidden_by)


def _regex(pattern: str) -> str:
    """Return a regular expression for whole paths."""
    names = [name for name in pattern.split("/") if name]
    if not pattern.startswith("/"):
        names.insert(0, _ANY)
    return "".join(_steps(names)) + "/?" if names else "/"


def _steps(names: Sequence[str]) -> Iterator[str]:
    """Yield expressions for runs of names between ``**``; all but the last are atomic."""
    runs: list[list[str]] = [[]]
    for name in names:
        if name == _ANY:
            runs.append([])
        else:
            runs[-1].append(name)
    first, *others = ["".join("/" + _name(each) for each in run) for run in runs]
    yield first
    for number, run in enumerate(others, 1):
        if number < len(others):
            yield f"(?>(?:/[^/]+)*?{run}(?=/))"
        elif run:
            yield f"(?:/[^/]+)*{run}"
        else:
            yield "(?:/[^/]+)+"


def _name(glob: str) -> str:
    """Return an expression for one name."""
    parts = [""]
    for piece in _PIECE.findall(glob):
        if piece.startswith("*"):
            parts.append("")
        elif piece == "?":
            parts[-1] += "[^/]"
        elif len(piece) > 1:
            parts[-1] += _one_of(piece[1:-1])
        else:
            parts[-1] += re.escape(piece)
    first, *others = parts
    inner = "".join(f"(?>[^/]*?{part})" for part in others[:-1])
    return first + inner + (f"[^/]*{others[-1]}" if others else "")


def _one_of(characters: str) -> str:
    is_negated = characters[0] in "!^"
    escaped = re.sub(r"([\\\[\]&~|^])", r"\\\1", characters[1:] if is_negated else characters)
    return f"(?!/)[{'^' if is_negated else ''}{escaped}]"
