"""Which lines of a Dockerfile made which layers of an image.

Its instructions are matched with the rows of the history, both from the end backwards: the oldest
rows are the base image's. A row has the instruction as the builder ran it: in other words, with
variables replaced, or with a digest in place of what was copied. So the two lists are aligned as
texts are compared: the alignment wins that has most in common.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from inspector.analyses.dockerfile.instructions import LineRange, final_stage, instructions
from inspector.analyses.dockerfile.words import parse_json_array
from inspector.analyses.history.text import RowContext, undress

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspector.analyses.dockerfile.instructions import SourceInstruction
    from inspector.spec import HistoryEntry

# How alike an instruction and a row are: in all, but for variables, in what both tell.
_SAME, _EXPANDED, _ALIKE, _NOT = 8, 7, 2, 0
_MAKE_LAYERS = frozenset({"ADD", "COPY", "RUN"})
# A row of these tells all; of others the builder may print values, so that the word must do.
_TOLD_WHOLE = frozenset({"ADD", "COPY", "RUN"})
# Newest rows and last instructions that are compared: each with each.
_MOST = 1_000
_LONGEST = 20_000
_SKIPPED = str.maketrans({**dict.fromkeys("\"'\\[]", ""), **dict.fromkeys(",=", " ")})
_FLAGS = re.compile(r"(?:--[a-z][a-z-]*(?:=\S*)?\s+)+")
_VARIABLE = re.compile(r"\$(?:\{[^}]*\}|\w+)")
_DIGEST = re.compile(r"[0-9a-f]{64} in (?P<target>.*)")
_SHORT_HEREDOC = re.compile(r"<<\S+ \((?P<first>.*?)(?P<more>\.\.\.)?\)", re.DOTALL)


class LayerLines(msgspec.Struct, frozen=True):
    """The lines of the instruction that made a layer."""

    layer: int
    lines: LineRange


class DockerfileLines(msgspec.Struct, frozen=True):
    """What matches, and what does not.

    Attributes:
        path: The Dockerfile's, as the user has given it.
        layers: In order; layers of the base image are not among them.
        unmatched_layers: Those above the lowest that matches, or all where none does.
        unmatched_lines: The first lines of instructions that make layers.

    """

    path: str
    layers: tuple[LayerLines, ...]
    unmatched_layers: tuple[int, ...] = ()
    unmatched_lines: tuple[int, ...] = ()

    def of(self, layer: int | None) -> LineRange | None:
        """Return the lines that made a layer, None where that is not known."""
        return next((each.lines for each in self.layers if each.layer == layer), None)


def dockerfile_lines(
    path: str, text: str, rows: Sequence[tuple[HistoryEntry, int | None]]
) -> DockerfileLines:
    """Match a Dockerfile with the rows of a history and the layers that they own."""
    found = final_stage(instructions(text))[-_MOST:]
    newest = rows[-_MOST:]
    scope = RowContext(shells=_shells(found))
    pairs = _aligned(
        [_WrittenLine(each) for each in found],
        [_PastRow(entry, scope) for entry, _ in newest],
    )
    layers = []
    for instruction, row in pairs:
        layer = newest[row][1]
        if layer is not None:
            layers.append(LayerLines(layer, found[instruction].lines))
    matched = {each.layer for each in layers}
    owned = [layer for _, layer in newest if layer is not None]
    lowest = min(matched, default=0)
    known = {instruction for instruction, _ in pairs}
    return DockerfileLines(
        path,
        tuple(layers),
        tuple(layer for layer in owned if layer >= lowest and layer not in matched),
        tuple(
            each.lines.first
            for at, each in enumerate(found)
            if at not in known and each.word in _MAKE_LAYERS
        ),
    )


def _shells(found: Sequence[SourceInstruction]) -> tuple[str, ...]:
    """Return what stands in front of commands."""
    words = (parse_json_array(each.text) for each in found if each.word == "SHELL")
    return tuple(" ".join(each) for each in words if each)


class _WrittenLine:
    """An instruction of the Dockerfile, made ready to be compared."""

    def __init__(self, instruction: SourceInstruction) -> None:
        self.word = instruction.word
        text = _without_flags(instruction.text)
        documents = "\n".join(instruction.heredocs)
        first, _, more = documents.partition("\n")
        self.first_line = _plain(first)
        self.has_more = bool(more)
        self.texts = {_plain(text), _plain(f"{text}\n{documents}")}
        if documents:
            self.texts.add(_plain(documents))
        self.pieces = [_plain(each) for each in _VARIABLE.split(text)]
        self.target = _plain(text).rpartition(" ")[2]


class _PastRow:
    """A row of the history, made ready to be compared."""

    def __init__(self, entry: HistoryEntry, scope: RowContext) -> None:
        row = undress((entry.created_by or "")[:_LONGEST], entry.comment or "", scope)
        self.word = row.word
        self.plain = _plain(_without_flags(row.text))
        # What looks like the shell in front may be written: RUN ["/bin/sh", "-c", "…"].
        self.whole = _plain(f"{row.shell} {row.text}")
        self.digest = _DIGEST.search(row.text)
        self.heredoc = _SHORT_HEREDOC.fullmatch(row.text)


def _without_flags(text: str) -> str:
    return _FLAGS.sub("", text, count=1) if text.startswith("--") else text


def _plain(text: str) -> str:
    """Return text without what builders write in another way: quotes, brackets, blanks."""
    return " ".join(text.translate(_SKIPPED).split())


def _likeness(written: _WrittenLine, row: _PastRow) -> int:
    if written.word != row.word:
        return _NOT
    if row.plain in written.texts or row.whole in written.texts:
        return _SAME
    if row.heredoc is not None and _plain(row.heredoc["first"]) == written.first_line:
        return _SAME if bool(row.heredoc["more"]) == written.has_more else _NOT
    if _fits(row.plain, written.pieces):
        return _EXPANDED
    if written.word not in _TOLD_WHOLE:
        return _ALIKE
    if row.digest is not None:
        return _same_target(_plain(row.digest["target"]), written.target)
    return _NOT


def _same_target(told: str, written: str) -> int:
    """Compare destinations: one is absolute, the other may be relative or have variables."""
    if _VARIABLE.search(written):
        return _ALIKE
    told, written = told.rstrip("/"), written.removeprefix("./").strip("/")
    if written in {"", "."}:
        return _ALIKE
    return _ALIKE + 1 if told.strip("/") == written or told.endswith(f"/{written}") else _NOT


def _fits(text: str, pieces: list[str]) -> bool:
    """Whether a text has all pieces in order, with anything where variables stand between them."""
    if len(pieces) < 2 or not text.startswith(pieces[0]):
        return False
    at = len(pieces[0])
    for piece in pieces[1:-1]:
        found = text.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return text.endswith(pieces[-1]) and len(text) - len(pieces[-1]) >= at


def _aligned(written: list[_WrittenLine], rows: list[_PastRow]) -> list[tuple[int, int]]:
    """Return pairs of indexes, ascending: the alignment with the highest sum of likenesses.

    Among equals the one nearest to the end wins.
    """
    best = [[0] * (len(rows) + 1)]
    alike: list[list[int]] = []
    for each in written:
        likenesses = [_likeness(each, row) for row in rows]
        above, line = best[-1], [0]
        for at, likeness in enumerate(likenesses):
            line.append(max(line[at], above[at + 1], above[at] + likeness if likeness else 0))
        alike.append(likenesses)
        best.append(line)
    pairs = []
    one, other = len(written), len(rows)
    while one and other:
        likeness = alike[one - 1][other - 1]
        if likeness and best[one][other] == best[one - 1][other - 1] + likeness:
            one, other = one - 1, other - 1
            pairs.append((one, other))
        elif best[one][other] == best[one][other - 1]:
            other -= 1
        else:
            one -= 1
    return pairs[::-1]
