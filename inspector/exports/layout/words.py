"""How words stand one behind the other in the language of the process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.language import N_, _, pgettext

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


# A layer that was not read whole, by its state.
_TROUBLES = {
    "partial": N_("partial"),
    "missing": N_("missing"),
    "unsupported": N_("unsupported"),
}


def trouble_named(state: str) -> str:
    """Return why a layer was not read whole, in a word."""
    return _(_TROUBLES.get(state, state))


def joined(words: Iterable[str]) -> str:
    """Return ``a, b, c``."""
    return pgettext("between the words of a list", ", ").join(words)


def joined_last(words: Sequence[str]) -> str:
    """Return ``a, b and c``."""
    if len(words) < 2:
        return "".join(words)
    return _("{names} and {last}").format(names=joined(words[:-1]), last=words[-1])


def and_more(words: Sequence[str], most: int) -> str:
    """Return the first ``most`` words and how many more there are: ``a, b and 3 more``."""
    names, more = joined(words[:most]), len(words) - most
    return (
        _("{names} and {count} more").format(names=names, count=f"{more:,}") if more > 0 else names
    )


def first_of(most: int, count: int) -> str:
    """Return how many are shown: ``10 of 1,234``, or ``7``."""
    return (
        _("{shown} of {count}").format(shown=most, count=f"{count:,}")
        if count > most
        else f"{count:,}"
    )


def clauses(words: Iterable[str]) -> str:
    """Return sentences in one: ``a; b``."""
    return pgettext("between the clauses of a sentence", "; ").join(words)


def sentences(parts: Iterable[str]) -> str:
    """Return sentences one behind the other, of the parts that there are."""
    told = ""
    for each in filter(None, parts):
        together = pgettext("two sentences", "{first} {second}")
        told = together.format(first=told, second=each) if told else each
    return told


def bracketed(text: str) -> str:
    """Return ``(text)``."""
    return _("({text})").format(text=text)


def explained(*parts: str) -> str:
    """Return what is said and why, ``a: b``, of the parts that there are."""
    return pgettext("between what is said and why", ": ").join(filter(None, parts))
