"""Modes as chmod reads them: octal numbers, ``u+rw,g=u`` (POSIX chmod; gnulib modechange.c)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from inspector.container.shell.process import UMASK

_ALL = 0o7777
_SET_IDS = 0o6000
_OCTAL = re.compile(r"[0-7]+")
_CLAUSE = re.compile(r"([ugoa]*)((?:[-+=](?:[ugo]|[rwxXst]*))+)")
_ACTION = re.compile(r"([-+=])([ugo]|[rwxXst]*)")
_WHO = {"u": 0o4700, "g": 0o2070, "o": 0o1007, "a": _ALL}
_BITS = {"r": 0o444, "w": 0o222, "x": 0o111, "X": 0, "s": _SET_IDS, "t": 0o1000}
_COPIED = {"u": 6, "g": 3, "o": 0}


@dataclass(frozen=True)
class _ModeEdit:
    who: int  # the bits that may change; 0: all that the umask lets
    sign: str
    bits: int
    mentioned: int  # a directory keeps the set-ID bits that are not
    copied: int | None = None  # the bits are those that are there, from this one on
    is_conditional: bool = False  # execution where it is there already, or a directory's

    def of(self, mode: int, umask: int, *, is_dir: bool) -> tuple[int, int]:
        """Return the mode that this makes of another, and the bits that it sets or clears."""
        bits = self.bits
        if self.copied is not None:
            bits = (mode >> self.copied & 7) * 0o111
        elif self.is_conditional and (is_dir or mode & 0o111):
            bits |= 0o111
        kept = _SET_IDS & ~self.mentioned if is_dir else 0
        bits &= (self.who or ~umask) & ~kept
        if self.sign == "+":
            return mode | bits, bits
        if self.sign == "-":
            return mode & ~bits, bits
        kept |= ~self.who if self.who else 0
        return mode & kept | bits, _ALL & ~kept


@dataclass(frozen=True)
class ModeChange:
    """What a mode asks for."""

    _changes: tuple[_ModeEdit, ...]

    def of(self, mode: int, *, is_dir: bool, umask: int = UMASK) -> int:
        """Return the mode that this makes of another."""
        for change in self._changes:
            mode, _ = change.of(mode, umask, is_dir=is_dir)
        return mode

    def of_new_directory(self) -> tuple[int, int]:
        """Return the mode of a directory that ``mkdir -m`` makes, and the bits that it sets."""
        mode, touched = 0o777, 0
        for change in self._changes:
            mode, bits = change.of(mode, UMASK, is_dir=True)
            touched |= bits
        return mode, touched


def read_mode(text: str) -> ModeChange | None:
    """Return the change that a mode asks for, None where it is none."""
    if _OCTAL.fullmatch(text):
        number = int(text, 8)
        mentioned = _ALL if len(text) > 4 else number | 0o777
        return ModeChange((_ModeEdit(_ALL, "=", number, mentioned),)) if number <= _ALL else None
    changes: list[_ModeEdit] = []
    for part in text.split(","):
        clause = _CLAUSE.fullmatch(part)
        if clause is None:
            return None
        who = 0
        for each in clause[1]:
            who |= _WHO[each]
        changes += [_change(who, each[1], each[2]) for each in _ACTION.finditer(clause[2])]
    return ModeChange(tuple(changes))


def _change(who: int, sign: str, permissions: str) -> _ModeEdit:
    if permissions in _COPIED:
        return _ModeEdit(who, sign, 0, 0o777, _COPIED[permissions])
    bits = 0
    for each in permissions:
        bits |= _BITS[each]
    return _ModeEdit(who, sign, bits, bits & who if who else bits, None, "X" in permissions)
