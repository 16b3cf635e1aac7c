"""What ``cp`` and ``mv`` were asked for, and what they do not do."""

from __future__ import annotations

from dataclasses import dataclass

from inspector.container.stat import Stat
from inspector.tarstream import Kind

# Each container has it; the image may not.
NULL = "/dev/null"
EMPTY = Stat(Kind.FILE, 0o666, 0, 0, 0, None, 1, -1)


@dataclass(frozen=True)
class CopyRules:
    """How paths are copied. ``follows``: which symlinks of the source, all, named or none.

    ``makes_links``: "hard" or "symbolic" ones instead of copies. ``moves``: of ``mv``.
    """

    moves: bool = False
    is_recursive: bool = False
    follows: str = "all"
    keeps_mode: bool = False
    keeps_owner: bool = False
    keeps_times: bool = False
    keeps_links: bool = False
    keeps_xattrs: bool = False
    forces: bool = False
    clobbers: bool = True
    only_newer: bool = False
    removes_first: bool = False
    makes_links: str = ""
    is_verbose: bool = False

    @property
    def command(self) -> str:
        """The command that is named in messages."""
        return "mv" if self.moves else "cp"


MOVE = CopyRules(
    moves=True,
    is_recursive=True,
    follows="none",
    keeps_mode=True,
    keeps_owner=True,
    keeps_times=True,
    keeps_links=True,
    keeps_xattrs=True,
)


class CopyError(Exception):
    """A path that is not copied: the message, without the command; "" where none is due."""


@dataclass
class CopyTask:
    """One path to copy. ``is_new``: nothing is at the target. ``there``: what is."""

    source: str
    target: str
    is_named: bool = True
    is_new: bool = False
    there: Stat | None = None
    top: tuple[str, str] = ("", "")
    above: tuple[int, ...] = ()
