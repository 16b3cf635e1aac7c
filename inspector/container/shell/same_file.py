"""Whether ``cp`` and ``mv`` may replace a path by another one (coreutils, copy.c same_file_ok)."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING

from inspector.errors import FileError
from inspector.tarstream import Kind

if TYPE_CHECKING:
    from inspector.container.shell.copy_rules import CopyRules
    from inspector.container.shell.process import Process
    from inspector.container.stat import Stat


class Verdict(Enum):
    """What becomes of a copy: it is made, there is nothing to do, or it would lose data."""

    FINE = auto()
    DONE = auto()
    SAME = auto()


def is_same_name(process: Process, one: str, other: str) -> bool:
    """Whether two paths are one entry of one directory."""
    resolve = process.filesystem.resolve
    try:
        return resolve(process.at(one), follow=False) == resolve(process.at(other), follow=False)
    except FileError:
        return False


def same_file_verdict(
    process: Process, rules: CopyRules, source: tuple[str, Stat], target: tuple[str, Stat]
) -> Verdict:
    """Return whether a source may replace a target; each a path with what it is found to be."""
    (old, about), (new, there) = source, target
    is_same = about.inode == there.inode
    if is_same and rules.makes_links == "hard":
        return Verdict.DONE
    if rules.follows == "none":
        if about.kind is there.kind is Kind.SYMLINK:
            if is_same_name(process, old, new):
                return Verdict.SAME
            if not is_same:
                return Verdict.FINE
            return Verdict.SAME if rules.moves else Verdict.DONE
        link, target_link = about, there
    else:
        if not is_same:
            return Verdict.FINE
        one, two = process.stat(old, follow=False), process.stat(new, follow=False)
        if one is None or two is None:
            return Verdict.FINE
        link, target_link = one, two
        if link.kind is target_link.kind is Kind.SYMLINK and rules.removes_first:
            return Verdict.FINE
    return _of_links(process, rules, (old, link), (new, target_link))


def _of_links(
    process: Process, rules: CopyRules, source: tuple[str, Stat], target: tuple[str, Stat]
) -> Verdict:
    (old, about), (new, there) = source, target
    is_same = about.inode == there.inode
    is_link, leads = about.kind is Kind.SYMLINK, there.kind is Kind.SYMLINK
    if rules.moves or rules.removes_first:
        if leads:
            return Verdict.FINE
        if is_same and there.nlink > 1 and not is_same_name(process, old, new):
            return Verdict.SAME if rules.moves else Verdict.FINE
    if not is_link and not leads and not is_same:
        return Verdict.FINE
    if rules.makes_links == "symbolic" and leads:
        return Verdict.FINE
    if rules.follows != "none":
        return Verdict.SAME
    one, two = process.stat(old), process.stat(new)
    if one is None or two is None or one.inode != two.inode:
        return Verdict.FINE
    if rules.makes_links == "hard":
        return Verdict.FINE if leads else Verdict.DONE
    return Verdict.SAME
