"""ARG rows: docker prints their values without quotes, and a later RUN tells where each one ends.

``ARG X=a b=c`` is one argument or two. What a RUN was given settles it: of docker's builders each
argument that has a value stands in front of the command.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspector.analyses.dockerfile.model import Note
from inspector.analyses.dockerfile.pairs import written_pairs
from inspector.analyses.dockerfile.state import Body, changed
from inspector.analyses.dockerfile.words import is_line, pair
from inspector.analyses.history.build_arguments import candidates
from inspector.analyses.history.text import RowForm

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from inspector.analyses.dockerfile.state import Scene
    from inspector.analyses.history.build_arguments import BuildArguments, Candidate
    from inspector.analyses.history.text import ParsedRow

    Pairs = list[tuple[str, str | None]]

_NAMES = re.compile(r"[A-Za-z_]\w*(?: +[A-Za-z_]\w*)*", re.ASCII)


def argument(row: ParsedRow, scene: Scene) -> Body | None:
    """Return the body of an ARG as it is read before any RUN; None where it names nothing."""
    text, told = row.text, scene.told
    if _NAMES.fullmatch(text):
        names: dict[str, str | None] = dict.fromkeys(text.split())
        # Buildah repeats all names at each ARG.
        told.arguments |= names if row.is_printed else {**names, **told.arguments}
        told.declared.declare(text, candidates(text))
        return Body(text)
    found = candidates(text)
    if not found:
        return None
    may_be_written = row.form is not RowForm.BUILDKIT and not row.is_printed
    if may_be_written and text.partition("=")[2][:1] in {"'", '"'} and is_line(text):
        told.arguments.update(written_pairs(text) or [(found[0].name, None)])
        return Body(text)
    told.declared.declare(text, found)
    pairs = _first_pairs(text, found)
    told.arguments.update(pairs)
    return argument_body(pairs, text, is_guess=not all(each.is_sure for each in found))


def argument_body(pairs: Pairs, text: str, *, is_guess: bool) -> Body:
    """Return the body of an ARG that a row's text is read as."""
    words = (name if value is None else pair(name, value) for name, value in pairs)
    notes = (Note.WORDS_GUESSED,) if is_guess else ()
    return Body(" ".join(words), (*notes, *changed(text)))


@dataclass(frozen=True, slots=True)
class Unsettled:
    """An ARG row that may be read in several ways. ``step`` is the index of its step."""

    step: int
    text: str
    candidates: tuple[Candidate, ...]
    pairs: Pairs  # as it is read until a RUN settles it

    @classmethod
    def of(cls, step: int, text: str) -> Unsettled:
        """Return the row with the places where it may declare a name."""
        found = tuple(candidates(text))
        return cls(step, text, found, _first_pairs(text, found))

    @property
    def name(self) -> str:
        """The name that it declares for sure."""
        return self.candidates[0].name if self.candidates else ""

    @property
    def names(self) -> set[str]:
        """The names that it may declare."""
        return {each.name for each in self.candidates}

    def settled(
        self, given: Mapping[str, str], declared: BuildArguments, *, is_buildkit: bool
    ) -> Pairs | None:
        """Return the pairs of the row as the arguments of a RUN have them, None where they do not.

        ``given``: the names and values of the RUN; ``declared``: the names of all rows.
        """
        found = self.candidates
        if not found or found[0].name not in given:
            return None
        if found[0].begin is not None and self.text[found[0].begin :] == given[found[0].name]:
            found = found[:1]
        # A name that was given is this row's where no other row may declare it.
        own = [each for each in found[1:] if each.name in given]
        lone = [each for each in found[1:] if each.begin is None and each.name not in given]
        if (lone and not is_buildkit) or not all(declared.is_once(each.name) for each in own):
            return None
        return _parted(self.text, [found[0], *own])


def _first_pairs(text: str, found: Sequence[Candidate]) -> Pairs:
    """Return the pairs where every word that may be one is a name with its value."""
    return _parted(text, [each for each in found if each.begin is not None or each.is_sure])


def _parted(text: str, found: Sequence[Candidate]) -> Pairs:
    """Return the pairs that begin at these places, each up to the next."""
    ends = [each.at - 1 for each in found[1:]] + [len(text)]
    return [
        (each.name, None if each.begin is None else text[each.begin : end])
        for each, end in zip(found, ends, strict=True)
    ]
