"""A recipe as a Dockerfile: one that a parser reads, with what is not told in comments."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspector.analyses.dockerfile import UNKNOWN_BASE, Note
from inspector.analyses.dockerfile.words import escaped, pair
from inspector.exports.continuation import continued
from inspector.exports.sentences.base_image import base_named, signs_named
from inspector.language import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from inspector.analyses.base_image import BaseImage
    from inspector.analyses.dockerfile import Recipe, RecipeStep

# Not to be taken for a parser's directive (`# syntax=…`), which ends the search for such.
_TITLE = N_("Dockerfile, as far as it can be reconstructed; comments mark what is missing")
_QUOTE = 200  # characters of a row in a comment
_LONGEST = 15_000  # characters of a comment, of which each takes up to four bytes
_NOTES = {
    Note.BASE_UNKNOWN: N_("the base image is not named: {base} stands for it"),
    Note.SOURCE_LOST: N_("source lost: {source} stands for it"),
    Note.SOURCE_ELSEWHERE: N_("copied from another stage or image, which is not recorded"),
    Note.ORIGIN_LOST: N_("origin not recorded: {source} stands for the files of layer {layer}"),
    Note.UNREAD: N_("not analysed: longer than any builder writes"),
    Note.NO_ROW: N_("not in the history: {source} stands for the files of layer {layer}"),
    Note.WORDS_GUESSED: N_("guess: where one word or value ends and the next begins"),
    Note.TEXT_CHANGED: N_("changed: a Dockerfile cannot contain all characters of this"),
    Note.HEREDOC_LOST: N_("lost: the here-document after its first line"),
    Note.SPENT: N_("a trigger of a base image, which this image no longer has"),
    Note.FROM_CONFIGURATION: N_("not in the history, only in the configuration"),
}
_SOURCE = re.compile(r"lost-source-[0-9a-f]+")
# What FROM takes: a name, a tag, a digest; it must be one word and no flag.
_IMAGE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:/@+-]{0,500}")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the Dockerfile, and the index of the step that it belongs to, if to one.

    The text is as the image has it, without control characters but the tab; it is not yet
    printable on a terminal.
    """

    text: str
    step: int | None


def render_dockerfile(
    recipe: Recipe, names: Iterable[str] = (), base: BaseImage | None = None
) -> str:
    """Return the Dockerfile; ``names`` of the image go into its head."""
    return "".join(f"{line.text}\n" for line in dockerfile_lines(recipe, names, base))


def dockerfile_lines(
    recipe: Recipe, names: Iterable[str] = (), base: BaseImage | None = None
) -> Iterator[Line]:
    """Yield the Dockerfile line by line.

    FROM is what was built on: a base image that is given or stated, whose own steps are comments
    then. Where it is a guess, its steps stay instructions, and a comment tells where it may end.
    """
    yield Line(f"# {_(_TITLE)}", None)
    for name in names:
        yield Line(f"# {_cut(name)}", None)
    steps = list(enumerate(recipe.steps))
    if base is not None and not base.is_guess:
        below = [each for each in steps[1:] if base.has(each[1].row, each[1].layer)]
        yield from _base_lines(base, below)
        steps = [each for each in steps[1:] if not base.has(each[1].row, each[1].layer)]
    before: tuple[Note, ...] = ()
    for index, step in steps:
        if base is not None and base.is_guess and step.row == base.rows:
            yield Line("", None)
            guess = _("guess: the base image ends here ({signs})").format(signs=signs_named(base))
            yield Line(f"# {guess}", None)
            yield Line("", None)
        yield from (Line(text, index) for text in _step_lines(step, before))
        before = step.notes


def _base_lines(base: BaseImage, steps: Iterable[tuple[int, RecipeStep]]) -> Iterator[Line]:
    """Yield the steps of the base image as comments, and FROM."""
    yield Line("", None)
    title = _("the base image: {base}").format(base=_cut(base_named(base)))
    yield Line(f"# {title}", None)
    for index, step in steps:
        for text in _step_lines(step, ()):
            yield Line(text if text.startswith("#") else f"# {text}", index)
    yield Line("", None)
    is_named = base.name is not None and _IMAGE.fullmatch(base.name) is not None
    if not is_named:
        told = _(_NOTES[Note.BASE_UNKNOWN]).format(base=UNKNOWN_BASE)
        yield Line(f"# {told}", 0)
    yield Line(f"FROM {base.name if is_named else UNKNOWN_BASE}", 0)


def _step_lines(step: RecipeStep, before: tuple[Note, ...]) -> Iterator[str]:
    """Yield a step's lines; a note on all of several steps stands above the first."""
    found = _SOURCE.search(step.body)
    source = found[0] if found else ""
    for note in step.notes:
        if note in _NOTES and not (note is Note.FROM_CONFIGURATION and note in before):
            told = _(_NOTES[note])
            yield "# " + told.format(source=source, layer=step.layer, base=UNKNOWN_BASE)
    if Note.ORIGIN_LOST in step.notes or Note.NO_INSTRUCTION in step.notes:
        if step.told.strip():
            yield "# " + _("the history says: {text}").format(text=_cut(step.told.strip()))
        elif Note.NO_INSTRUCTION in step.notes:
            yield "# " + _("an empty row of the history")
    if step.arguments:
        pairs = " ".join(pair(name, value) for name, value in step.arguments)
        told = _("built with the arguments {arguments}").format(arguments=pairs)
        yield from (f"# {text}" for text in _wrapped(told))
    if Note.NO_INSTRUCTION in step.notes:
        return
    if Note.SPENT in step.notes:
        yield from (f"# {text}" for text in _wrapped(f"{step.word} {step.body}"))
    else:
        yield from _instruction(step)


def _cut(text: str) -> str:
    shown = escaped(text[: _QUOTE + 1])
    return shown if len(text) <= _QUOTE else shown[:_QUOTE] + "…"


def _wrapped(text: str) -> Iterator[str]:
    shown = escaped(text)
    for at in range(0, len(shown), _LONGEST):
        yield shown[at : at + _LONGEST]


def _instruction(step: RecipeStep) -> Iterator[str]:
    text = f"{step.word} {step.body}"
    if "\n" in text:
        yield from text.split("\n")
        return
    is_command = step.word == "RUN" and not step.body.startswith("[")
    lines = continued(text, is_command=is_command)
    if lines is None:
        told = _("lost: longer than a parser accepts: {text}").format(text=_cut(text))
        lines = [f"# {told}"]
    yield from lines
