"""From an image's configuration and history to its recipe."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, deque
from dataclasses import replace
from typing import TYPE_CHECKING

from msgspec import structs

from inspector.analyses.dockerfile.arguments import body_of
from inspector.analyses.dockerfile.build_args import Unsettled, argument_body
from inspector.analyses.dockerfile.model import Note, Recipe, RecipeStep
from inspector.analyses.dockerfile.settle import settled
from inspector.analyses.dockerfile.sources import DIGITS, LOST
from inspector.analyses.dockerfile.state import Body, Known, Scene, Told
from inspector.analyses.dockerfile.words import json_array
from inspector.analyses.history.text import ParsedRow, RowContext, RowForm, undress

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspector.spec import HistoryEntry, ImageConfig

UNKNOWN_BASE = "unknown-base"
# What is looked into: Linux takes no argument above 128 KiB, so that a longer row was never run;
# histories of real images stay below 100 KiB and 500 rows.
_LONGEST_ROW = 256 * 1024
_MOST_TEXT = 1024 * 1024
_MOST_ROWS = 10_000
_MOST_UNSETTLED = 20  # ARG rows that wait for a RUN to tell how they are read
_HEX = re.compile(rf"[0-9a-f]{{{DIGITS}}}")
_COMMAND = re.compile(r"(?:/|\./)?[a-z0-9_][\w.+/-]*")
# What a container was started with that someone committed: it does not tell what was done in it.
_SHELLS = frozenset({"sh", "bash", "/bin/sh", "/bin/bash", "/usr/bin/bash", "cmd", "powershell"})


def dockerfile(config: ImageConfig, rows: Sequence[tuple[HistoryEntry, int | None]]) -> Recipe:
    """Return the recipe of an image: ``rows`` oldest first, each with the layer that it owns."""
    return _RecipeReader(config, rows).recipe()


class _RecipeReader:
    """Reads row after row: what a row says depends on those before it."""

    def __init__(
        self, config: ImageConfig, rows: Sequence[tuple[HistoryEntry, int | None]]
    ) -> None:
        self._rows = rows
        self._diff_ids = config.diff_ids
        self._known = Known.of(config)
        self._told = Told.at_first(self._known)
        self._steps: list[RecipeStep] = []
        self._unsettled: deque[Unsettled] = deque(maxlen=_MOST_UNSETTLED)
        self._is_classic = False  # a row of the classic builder was seen
        self._text_left = _MOST_TEXT

    def recipe(self) -> Recipe:
        for index, (entry, layer) in enumerate(self._rows):
            self._steps.append(self._step(index, entry, layer))
        steps = self._without_spent([*self._steps, *self._surplus()])
        steps += settled(self._scene(None, ""))
        return Recipe((_base(steps), *steps))

    def _scene(self, layer: int | None, told: str) -> Scene:
        return Scene(self._known, self._told, self._placeholder(layer, told))

    def _placeholder(self, layer: int | None, told: str) -> str:
        if layer is not None and layer < len(self._diff_ids):
            found = _HEX.match(self._diff_ids[layer].partition(":")[2])
            if found is not None:
                return LOST + found[0]
        seed = f"{layer} {told}".encode("utf-8", "replace")
        return LOST + hashlib.sha256(seed).hexdigest()[:DIGITS]

    def _step(self, index: int, entry: HistoryEntry, layer: int | None) -> RecipeStep:
        text, comment = entry.created_by or "", entry.comment or ""
        if len(text) > min(_LONGEST_ROW, self._text_left) or index >= _MOST_ROWS:
            return self._unread(index, entry, layer)
        self._text_left -= len(text)
        told = self._told
        row = undress(text, comment, RowContext(told.spelled, told.declared, told.env))
        scene = self._scene(layer, text)
        body = body_of(row, scene)
        if row.form is RowForm.OTHER and body is None:
            row, body = self._exec(row, comment, has_layer=layer is not None)
        self._is_classic |= row.is_nop or bool(row.shell)
        made_by = comment if comment and not text.strip() else text
        step = RecipeStep(row.word, "", index, layer, told=made_by)
        if body is not None:
            return self._told_step(replace(step, body=body.text, notes=body.notes), row)
        if layer is None:
            return replace(step, word="", notes=(Note.NO_INSTRUCTION,))
        return replace(step, word="ADD", body=f"{scene.placeholder} /", notes=(Note.ORIGIN_LOST,))

    def _told_step(self, step: RecipeStep, row: ParsedRow) -> RecipeStep:
        """Return a step with the build arguments that it was given."""
        if row.word == "ARG":
            self._wait(step, row.text)
        if row.is_guess and Note.WORDS_GUESSED not in step.notes:
            step = replace(step, notes=(Note.WORDS_GUESSED, *step.notes))
        if row.arguments:
            self._settle(row)
        return replace(step, arguments=self._arguments(row))

    def _wait(self, step: RecipeStep, text: str) -> None:
        """Keep an ARG row that may be read in several ways; what RUNs are given is the last's."""
        found = Unsettled.of(len(self._steps), text)
        older = [each for each in self._unsettled if each.name in found.names]
        for each in older:
            self._unsettled.remove(each)
        if Note.WORDS_GUESSED in step.notes:
            self._unsettled.append(found)

    def _settle(self, row: ParsedRow) -> None:
        """Read ARG rows as the arguments of a RUN have them: a guess where these are one."""
        told, given = self._told, dict(row.arguments)
        for each in list(self._unsettled):
            pairs = each.settled(given, told.declared, is_buildkit=row.form is RowForm.BUILDKIT)
            if pairs is None:
                continue
            body = argument_body(pairs, each.text, is_guess=row.is_guess)
            step = self._steps[each.step]
            self._steps[each.step] = replace(step, body=body.text, notes=body.notes)
            if row.is_guess:
                continue
            self._unsettled.remove(each)
            for name, value in each.pairs:
                if told.arguments.get(name) == value:
                    del told.arguments[name]
            told.arguments = {**dict(pairs), **told.arguments}

    def _unread(self, index: int, entry: HistoryEntry, layer: int | None) -> RecipeStep:
        text = entry.created_by or ""
        if layer is None:
            notes = (Note.UNREAD, Note.NO_INSTRUCTION)
            return RecipeStep("", "", index, None, notes, text)
        body = f"{self._placeholder(layer, text)} /"
        return RecipeStep("ADD", body, index, layer, (Note.UNREAD, Note.ORIGIN_LOST), text)

    def _exec(
        self, row: ParsedRow, comment: str, *, has_layer: bool
    ) -> tuple[ParsedRow, Body | None]:
        """Take plain words for the classic builder's RUN in exec form, where they may be it."""
        words = [word for word in row.text.split(" ") if word]
        if (
            not (self._is_classic and has_layer and words)
            or comment
            or row.is_nop
            or row.text in _SHELLS
            or not _COMMAND.fullmatch(words[0])
        ):
            return row, None
        body = Body(json_array(words), (Note.WORDS_GUESSED,))
        return structs.replace(row, form=RowForm.SHELL, word="RUN"), body

    def _arguments(self, row: ParsedRow) -> tuple[tuple[str, str], ...]:
        """Return the build arguments of a RUN that are not what was told before."""
        told = self._told.arguments
        found = tuple(each for each in row.arguments if told.get(each[0]) != each[1])
        told.update(found)
        return found

    def _surplus(self) -> list[RecipeStep]:
        """Return a step for each layer that no row owns."""
        owned = {layer for _, layer in self._rows}
        return [
            RecipeStep("ADD", f"{self._placeholder(layer, '')} /", None, layer, (Note.NO_ROW,))
            for layer in range(len(self._diff_ids))
            if layer not in owned
        ]

    def _without_spent(self, steps: list[RecipeStep]) -> list[RecipeStep]:
        """Mark triggers that the image does not have any more: they ran in a later build."""
        left = Counter(self._known.on_build)
        found: list[RecipeStep] = []
        for step in reversed(steps):
            is_trigger = step.word == "ONBUILD" and not step.is_comment
            if is_trigger and left[step.body] > 0:
                left[step.body] -= 1
            elif is_trigger:
                found.append(replace(step, notes=(*step.notes, Note.SPENT)))
                continue
            found.append(step)
        return found[::-1]


def _base(steps: Sequence[RecipeStep]) -> RecipeStep:
    """Return the FROM: a command cannot run on nothing, so a base is missing below a first RUN."""
    for step in steps:
        if step.layer is not None:
            if step.word == "RUN":
                return RecipeStep("FROM", UNKNOWN_BASE, notes=(Note.BASE_UNKNOWN,))
            break
    return RecipeStep("FROM", "scratch")
