"""Words that are typed to find rows of a list by."""

from __future__ import annotations

from typing import NamedTuple


class TypedWords(NamedTuple):
    """All must be found, but those to be left out. Small letters match capitals, too."""

    wanted: tuple[str, ...]
    unwanted: tuple[str, ...]

    def match(self, text: str) -> bool:
        """Whether a text has what is wanted, and nothing else."""
        lower = text.lower()

        def has(word: str) -> bool:
            return word in (lower if word == word.lower() else text)

        return all(map(has, self.wanted)) and not any(map(has, self.unwanted))


def words_of(text: str) -> TypedWords:
    """Return the words of what is typed; ``!word`` is one to be left out."""
    words = text.split()
    return TypedWords(
        tuple(each for each in words if not each.startswith("!")),
        tuple(each[1:] for each in words if each.startswith("!") and each != "!"),
    )
