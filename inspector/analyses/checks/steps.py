"""What is known of the steps that made an image's layers, for advice on what they left behind."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from inspector.analyses.history.text import RowForm, undress

if TYPE_CHECKING:
    from inspector.analyses.base_image import BaseImage
    from inspector.analyses.checks.shell import ShellCommand, ShellParser
    from inspector.analyses.history.text import ParsedRow
    from inspector.reading.image import Image

_FLAGS = re.compile(r"(?:--(?:mount|network|security|device)=\S+\s+)+")
_UNIX_SHELL = re.compile(r"(?:\S*/)?(?:ba|da|a|z|k)?sh\b|$")


class LayerStep(msgspec.Struct, frozen=True):
    """The step that made a layer.

    Attributes:
        word: Its instruction, "" where none is seen.
        has_mounts: Whether the builder is one that has cache mounts.
        mounts: The targets of its cache mounts, as far as the history tells them.
        commands: Those of a RUN, None where they are not known.

    """

    word: str = ""
    has_mounts: bool = False
    mounts: tuple[str, ...] = ()
    commands: tuple[ShellCommand, ...] | None = None


class Steps:
    """Looks at the step of a layer when someone asks."""

    def __init__(self, image: Image, base: BaseImage | None) -> None:
        self._image = image
        self._base = base
        self._shell: ShellParser | None = None
        self._known: dict[int, LayerStep] = {}

    def is_of_base(self, layer: int) -> bool:
        """Whether a layer is the base image's; the lowest of several is where none is known."""
        known = self._base.layers if self._base is not None else min(1, len(self._image.layers) - 1)
        return layer < known

    def is_of_known_base(self, layer: int) -> bool:
        """Whether a layer is the base image's for certain."""
        base = self._base
        return base is not None and not base.is_guess and layer < base.layers

    def of(self, layer: int) -> LayerStep:
        """Return what made a layer."""
        if layer not in self._known:
            self._known[layer] = self._step(layer)
        return self._known[layer]

    def row(self, layer: int) -> ParsedRow:
        """Return a layer's history row taken apart."""
        history = self._image.layers[layer].history
        if history is None:
            return undress("")
        return undress(history.created_by or "", history.comment or "")

    def _step(self, layer: int) -> LayerStep:
        row = self.row(layer)
        if row.word != "RUN" or not _UNIX_SHELL.match(row.shell):
            return LayerStep(row.word)
        flags = _FLAGS.match(row.text)
        text = row.text[flags.end() :] if flags is not None else row.text
        mounts = _cache_mounts(flags[0].split()) if flags is not None else ()
        has_mounts = row.form is RowForm.BUILDKIT or flags is not None
        return LayerStep("RUN", has_mounts, mounts, self._commands(text))

    def _commands(self, text: str) -> tuple[ShellCommand, ...] | None:
        if self._shell is None:
            # A clean image has nothing to parse.
            from inspector.analyses.checks.shell import ShellParser

            self._shell = ShellParser()
        return self._shell.commands(text)


def _cache_mounts(flags: list[str]) -> tuple[str, ...]:
    found: list[str] = []
    for flag in flags:
        name, _, value = flag.partition("=")
        options = dict(each.partition("=")[::2] for each in value.split(","))
        if name == "--mount" and options.get("type") == "cache":
            target = options.get("target") or options.get("dst") or options.get("destination")
            found += [target.rstrip("/")] if target else []
    return tuple(found)
