"""What a path is, beyond its type, and what a layer did to it: the words a filter knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.analyses.path_filter.conditions import BySubject, ByVersion
from inspector.errors import UsageError
from inspector.language import N_, Lazy
from inspector.tarstream import Kind
from inspector.tree.view import ChangeKind

if TYPE_CHECKING:
    from inspector.analyses.path_filter.conditions import Test
    from inspector.tree import Version

_SETUID, _SETGID, _STICKY, _WORLD = 0o4000, 0o2000, 0o1000, 0o002


def _has_bits(bits: int) -> Test:
    def holds(version: Version) -> bool:
        entry = version.entry
        # Every symlink has all permissions, and they mean nothing.
        return entry is not None and bool(entry.mode & bits) and entry.kind is not Kind.SYMLINK

    return ByVersion(holds)


def _has_kind(*kinds: Kind) -> Test:
    return ByVersion(lambda version: version.entry is not None and version.entry.kind in kinds)


KINDS: dict[str, Test] = {
    "file": ByVersion(lambda version: version.is_file),
    "dir": ByVersion(lambda version: version.is_dir),
    "symlink": ByVersion(lambda version: version.is_symlink),
    "device": _has_kind(Kind.CHAR, Kind.BLOCK),
    "fifo": _has_kind(Kind.FIFO),
    "setuid": _has_bits(_SETUID),
    "setgid": _has_bits(_SETGID),
    "sticky": _has_bits(_STICKY),
    "writable": _has_bits(_WORLD),
    "executable": ByVersion(
        lambda each: each.is_file and bool(each.entry and each.entry.mode & 0o111)
    ),
    "xattr": ByVersion(lambda version: bool(version.entry and version.entry.xattrs)),
    "whiteout": BySubject(lambda subject: subject.change is ChangeKind.REMOVED),
    "implied": ByVersion(lambda version: version.is_implied),
    "empty": ByVersion(lambda version: version.is_file and not version.size),
}
_ALIASES = {
    "suid": "setuid",
    "sgid": "setgid",
    "directory": "dir",
    "directories": "dir",
    "folder": "dir",
    "link": "symlink",
    "exec": "executable",
    "deleted": "removed",
    "changed": "modified",
}
# What is meant as a kind or a change although it could be a name (few files are called so): the
# field that is left out before it.
FIELD_OF_BARE = {
    **dict.fromkeys(("setuid", "suid", "setgid", "sgid", "sticky", "fifo"), "kind"),
    **dict.fromkeys(("symlink", "symlinks", "device", "devices"), "kind"),
    **dict.fromkeys(("whiteout", "whiteouts"), "kind"),
    **dict.fromkeys(("added", "modified", "removed", "deleted"), "change"),
}


def kind_named(value: str) -> tuple[str, Test]:
    """Return a kind by its name, an alias or its beginning. Raises UsageError."""
    name = _known(value, list(KINDS), "kind")
    return name, KINDS[name]


def change_named(value: str) -> tuple[str, Test]:
    """Return a change by its name, an alias or its beginning. Raises UsageError."""
    kind = ChangeKind(_known(value, list(ChangeKind), "change"))
    return kind.value, BySubject(lambda subject: subject.change is kind)


def _known(value: str, names: list[str], field: str) -> str:
    word = value.lower()
    for each in (word, word.removesuffix("s")):
        name = _ALIASES.get(each, each)
        if name in names:
            return name
    begun = [name for name in names if word and name.startswith(word)]
    if len(begun) == 1:
        return begun[0]
    template, told = N_("{field}:{value} is not one of {names}"), ", ".join(names)
    if begun:
        template, told = N_("{field}:{value} is {names}"), _either(begun)
    raise UsageError(Lazy(template, field=field, value=value, names=told))


def _either(names: list[str]) -> str:
    *others, last = names
    return Lazy("{names} or {last}", names=" or ".join(others), last=last)
