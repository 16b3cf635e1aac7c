"""Where a build is, what it took so far, and what a builder would run again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from inspector.analyses.explain import Cache, StepKind, StepOrigin, rebuild, uncached

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspector.analyses.explain import BuildStep, Explanation, Rebuild

# What writes files: each makes a layer, unless it changed none, or layers were squashed.
FILE_KINDS = frozenset({StepKind.ADD, StepKind.COPY, StepKind.RUN})


class Total(NamedTuple):
    """Bytes of layers; ``is_whole``: all of them are known."""

    bytes: int
    is_whole: bool


class StackedLayer(NamedTuple):
    """A layer that there is by now; ``size`` is None where it is not known."""

    layer: int
    size: int | None
    cache: Cache | None
    is_base: bool


@dataclass(frozen=True)
class Playback:
    """The build at one of its steps.

    Attributes:
        explanation: Its steps, oldest first.
        sizes: docker history's SIZE of each layer, None where it is not known.
        at: The index of the step that was just done.
        changed: The index of the step that counts as changed, if any.
        is_uncached: Whether all is built anew, with ``--no-cache``.

    """

    explanation: Explanation
    sizes: Sequence[int | None]
    at: int = 0
    changed: int | None = None
    is_uncached: bool = False

    @property
    def step(self) -> BuildStep:
        """The step that was just done."""
        return self.explanation.steps[self.at]

    def went_to(self, index: int) -> Playback:
        """Return the build at another step, the nearest there is."""
        return replace(self, at=min(max(index, 0), len(self.explanation.steps) - 1))

    def with_change(self) -> Playback:
        """Count this step as changed, or, where it was, none. It must have a number."""
        changed = None if self.changed == self.at else self.at
        return replace(self, changed=changed, is_uncached=False)

    def without_cache(self) -> Playback:
        """Build all anew, or, where that was so, not."""
        return replace(self, changed=None, is_uncached=not self.is_uncached)

    @cached_property
    def rebuilt(self) -> Rebuild | None:
        """What is built again, None where nothing is asked for."""
        if self.is_uncached:
            return uncached(self.explanation)
        number = None if self.changed is None else self.explanation.steps[self.changed].number
        return None if number is None else rebuild(self.explanation, number)

    def cache(self, index: int) -> Cache | None:
        """Return where a builder has a step from; None: it is not asked, or has no part in it."""
        step, found = self.explanation.steps[index], self.rebuilt
        is_base = step.origin is StepOrigin.BASE or (
            self.is_uncached and step.origin is StepOrigin.GUESSED_BASE
        )
        is_start = self.is_uncached and step.kind is StepKind.FROM
        return None if found is None or is_base or is_start else found.states[index]

    def is_run_in_doubt(self, index: int) -> bool:
        """Whether only the classic builder runs a step again: BuildKit keeps its layer."""
        found = self.rebuilt
        is_configuration = found is not None and found.is_configuration
        is_run = self.cache(index) is Cache.RUN and index != self.changed
        return is_configuration and is_run and self.explanation.steps[index].kind in FILE_KINDS

    def size(self, index: int) -> int | None:
        """Return what a step takes, 0 without a layer, None where that is not known."""
        layer = self.explanation.steps[index].layer
        return 0 if layer is None else self.sizes[layer]

    @cached_property
    def totals(self) -> list[Total]:
        """What each step and all before it take together."""
        found, total = [], Total(0, is_whole=True)
        for index in range(len(self.explanation.steps)):
            size = self.size(index)
            total = Total(total.bytes + (size or 0), total.is_whole and size is not None)
            found.append(total)
        return found

    @property
    def stack(self) -> list[StackedLayer]:
        """The layers there are by now, lowest first."""
        return [
            StackedLayer(
                step.layer,
                self.sizes[step.layer],
                self.cache(step.index),
                step.origin is not StepOrigin.OWN,
            )
            for step in self.explanation.steps[: self.at + 1]
            if step.layer is not None
        ]

    @property
    def without_layer(self) -> int:
        """How many RUN, COPY and ADD have no layer of their own."""
        steps = self.explanation.steps
        return sum(each.kind in FILE_KINDS and each.layer is None for each in steps)
