"""What ``cp`` and ``mv`` were asked for."""

from __future__ import annotations

from dataclasses import dataclass


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
