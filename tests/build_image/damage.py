"""Ways to break an archive: its members before it is written, its bytes afterwards."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from tests.build_image.members import Member, name_text

if TYPE_CHECKING:
    from pathlib import Path

Change = Callable[[list[Member]], list[Member]]


def without(members: Iterable[Member], *names: str) -> list[Member]:
    """Leave members out."""
    return [member for member in members if _name(member) not in names]


def replaced(members: Iterable[Member], contents: Mapping[str, bytes]) -> list[Member]:
    """Give members other contents, whatever their digests were."""
    return [
        replace(member, content=contents[_name(member)]) if _name(member) in contents else member
        for member in members
    ]


def corrupted(members: Iterable[Member], name: str, offset: int = 0) -> list[Member]:
    """Invert one byte of a member: same length, wrong digest."""
    return [
        replace(member, content=_inverted(member.content, offset))
        if _name(member) == name
        else member
        for member in members
    ]


def prefixed(members: Iterable[Member], prefix: str = "./") -> list[Member]:
    """Put ``./`` or another prefix before every name."""
    return [replace(member, name=prefix + _name(member)) for member in members]


def shuffled(members: Iterable[Member], seed: int = 0) -> list[Member]:
    """Write the members in another order."""
    order = list(members)
    random.Random(seed).shuffle(order)  # noqa: S311  a repeatable order, no secret
    return order


def truncate(path: Path, size: int) -> Path:
    """Cut a file to ``size`` bytes; a negative size takes so many from its end."""
    data = path.read_bytes()
    path.write_bytes(data[:size])
    return path


def flip(path: Path, offset: int) -> Path:
    """Invert the byte at ``offset``."""
    path.write_bytes(_inverted(path.read_bytes(), offset))
    return path


def _inverted(data: bytes, offset: int) -> bytes:
    changed = bytearray(data)
    changed[offset] ^= 0xFF
    return bytes(changed)


def _name(member: Member) -> str:
    return name_text(member.name)
