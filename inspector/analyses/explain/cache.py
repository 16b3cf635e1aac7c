"""What a builder takes from its cache where one instruction changed, and what it builds again."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from inspector.analyses.explain.model import StepKind, StepOrigin
from inspector.errors import UsageError

if TYPE_CHECKING:
    from inspector.analyses.explain.model import BuildStep, Explanation

# What only changes the configuration: BuildKit runs no later step again for it.
_CONFIGURATION = frozenset(
    {
        StepKind.CMD,
        StepKind.ENTRYPOINT,
        StepKind.EXPOSE,
        StepKind.HEALTHCHECK,
        StepKind.LABEL,
        StepKind.MAINTAINER,
    }
    | {StepKind.ONBUILD, StepKind.STOPSIGNAL, StepKind.VOLUME}
)


class Cache(StrEnum):
    """Where a builder has a step's result from."""

    USED = "used"  # the cache
    RUN = "run"  # it runs the step again


@dataclass(frozen=True, slots=True)
class Rebuild:
    """A build after a change.

    Attributes:
        changed: Number of the instruction that changed, FROM being 0.
        states: Of each step.
        layers: How many layers are made anew; those of the base image are not built.
        bytes: docker history's SIZE of these; None where they have not been read.
        is_configuration: Whether the changed instruction leaves files and environment of later
            steps alone, so that BuildKit keeps their layers.

    """

    changed: int
    states: tuple[Cache, ...]
    layers: int
    bytes: int | None
    is_configuration: bool


def rebuild(explanation: Explanation, changed: int) -> Rebuild:
    """Return what is built again where instruction ``changed`` is another.

    Steps of a known base image go by FROM. Raises UsageError where there is no such instruction.
    """
    numbers = [step.number for step in explanation.steps if step.number is not None]
    if changed not in numbers:
        raise UsageError(f"--changed {changed}: the Dockerfile has rows 0 (FROM) to {numbers[-1]}")
    return _rebuild(explanation, changed, not_built={StepOrigin.BASE})


def uncached(explanation: Explanation) -> Rebuild:
    """Return what ``docker build --no-cache`` builds again: all but the base image."""
    return _rebuild(explanation, 0, not_built={StepOrigin.BASE, StepOrigin.GUESSED_BASE})


def _rebuild(explanation: Explanation, changed: int, not_built: set[StepOrigin]) -> Rebuild:
    steps = explanation.steps
    anew = [
        each
        for each in steps
        if (each.number or 0) >= changed and each.layer is not None and each.origin not in not_built
    ]
    return Rebuild(
        changed,
        tuple(Cache.RUN if (each.number or 0) >= changed else Cache.USED for each in steps),
        len(anew),
        _size(anew),
        steps[explanation.start + changed].kind in _CONFIGURATION,
    )


def _size(steps: list[BuildStep]) -> int | None:
    effects = [each.effect for each in steps]
    if any(each is None for each in effects):
        return None
    return sum(each.size for each in effects if each is not None)
