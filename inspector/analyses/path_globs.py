"""Globs that name paths of an image, as options and rule files have them.

``*`` stands for any characters of a name, ``?`` for one, ``[ab]``, ``[a-z]`` for one of several,
``[!ab]`` for one of all others; a name that is ``**`` stands for any number of folders. A glob with
a slash before or in it begins at the root (``/var/cache``, ``var/cache``), one without names
something in any folder (``*.pyc``). A folder's glob names all below it, too; letters match as they
are written. Every glob here runs in time proportional to the path, whatever the path is.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from inspector.errors import UsageError
from inspector.language import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_FOLDERS = "**"
_NAME_END = r"(?=/|\Z)"
_TOKEN = re.compile(r"(?P<any>\*+)|(?P<one>\?)|\[(?P<not>!?)(?P<set>\]?[^\]]*)\]|.", re.DOTALL)
# Real ones stay far below; what is pasted by mistake takes long to compile.
_LONGEST = 4096


class PathGlobs:
    """Several globs as one question. Raises UsageError for one that can name nothing."""

    def __init__(self, globs: Iterable[str] = ()) -> None:
        found = "|".join(map(_expression, globs))
        self._match = re.compile(found).match if found else None

    def __bool__(self) -> bool:
        """Whether there is any glob."""
        return self._match is not None

    def matches(self, path: str) -> bool:
        """Whether one of them names a path, or a folder that it lies in; it begins with a slash."""
        return self._match is not None and self._match(path) is not None


def _expression(glob: str) -> str:
    """Return a glob as a regular expression for the beginning of a path. Raises UsageError."""
    if len(glob) > _LONGEST:
        raise UsageError(Lazy("a glob has at most {most:,} characters", most=_LONGEST))
    names = [name for name in glob.split("/") if name not in {"", "."}]
    if not names or ".." in names:
        raise UsageError(Lazy("glob {glob!r} names no path of an image", glob=glob))
    if "/" not in glob.rstrip("/"):
        names.insert(0, _FOLDERS)
    found = "".join(_runs(names))
    try:
        re.compile(found)
    except re.error as error:
        raise UsageError(Lazy("glob {glob!r}: {error}", glob=glob, error=error.msg)) from error
    return found


def _runs(names: list[str]) -> Iterator[str]:
    """Yield each run of names without ``**``; behind one, it is found where it first fits.

    That it lies further down, too, could help nothing behind it: so there is no way back.
    """
    is_deep = False
    for has_folders, run in groupby(names, lambda name: name == _FOLDERS):
        if has_folders:
            is_deep = True
            continue
        fixed = "".join(f"/{_name(name)}" for name in run) + _NAME_END
        yield f"(?>(?:/[^/]++)*?{fixed})" if is_deep else fixed
    if names[-1] == _FOLDERS:
        yield r"/(?!\Z)"  # what lies in the folder, and not the folder itself


def _name(glob: str) -> str:
    """Return one name of a glob as an expression. What stands between two stars, as above."""
    pieces = [""]
    for token in _TOKEN.finditer(glob):
        if token["any"]:
            pieces.append("")
        else:
            pieces[-1] += _character(token)
    first, *others = pieces
    if not others:
        return first
    return first + "".join(f"(?>[^/]*?{each})" for each in others[:-1]) + f"[^/]*{others[-1]}"


def _character(token: re.Match[str]) -> str:
    if token["one"]:
        return "[^/]"
    if token["set"]:
        members = re.sub(r"(?<!^)\\-(?!$|\\-)", "-", re.escape(token["set"]))
        return f"(?!/)[{'^' if token['not'] else ''}{members}]"
    return re.escape(token[0])
