"""How many there are of what a check found, in words that are translated where they are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.language import Lazy, LazyPlural

if TYPE_CHECKING:
    from collections.abc import Sequence


def files(number: int) -> str:
    """Return ``3 files``."""
    return LazyPlural("{count} file", "{count} files", number, count=f"{number:,}")


def paths(number: int) -> str:
    """Return ``3 paths``."""
    return LazyPlural("{count} path", "{count} paths", number, count=f"{number:,}")


def listing(words: Sequence[str], most: int) -> str:
    """Return the first ``most`` words, which may be lazy, and how many more there are."""
    fields: dict[str, object] = {f"word{at}": word for at, word in enumerate(words[:most])}
    template = ", ".join(f"{{{name}}}" for name in fields)
    named = Lazy(template, **fields)
    more = len(words) - most
    return Lazy("{names} and {count} more", names=named, count=f"{more:,}") if more > 0 else named
