"""What a step sets, what that was before, and which later step sets it anew."""

from __future__ import annotations

import posixpath
from bisect import bisect
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from inspector.analyses.explain.model import Setting, StepKind, StepOrigin

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspector.analyses.dockerfile import RecipeStep
    from inspector.analyses.explain.values import Pairs, Values

# Each of these says one more thing, whatever was said before.
_ALL_COUNT = frozenset({StepKind.ONBUILD, StepKind.EXPOSE, StepKind.VOLUME})


@dataclass(frozen=True, slots=True)
class Draft:
    """A step of the recipe, its kind, what it says and whose it is."""

    step: RecipeStep
    kind: StepKind
    values: Values
    origin: StepOrigin


def settings_of(drafts: Sequence[Draft], cmd: Sequence[str]) -> list[tuple[Setting, ...]]:
    """Return the settings of each step; ``cmd``: what the configuration has in the end."""
    found: list[list[Setting]] = []
    latest: dict[tuple[StepKind, str], tuple[int, int]] = {}  # where a value was set last
    directory: str | None = "/"
    for index, draft in enumerate(drafts):
        pairs = draft.values.pairs
        if draft.kind is StepKind.WORKDIR:
            directory = _below(directory, pairs)
            pairs = (("", directory),)
        found.append([])
        for name, value in pairs:
            key = (draft.kind, name)
            setting = Setting(name, value)
            if key in latest and draft.kind is not StepKind.ONBUILD:
                step, at = latest[key]
                before = found[step][at]
                setting = Setting(name, value, was_set=True, before=before.value)
                if draft.kind not in _ALL_COUNT:
                    found[step][at] = replace(before, replaced_by=index)
            latest[key] = (index, len(found[-1]))
            found[-1].append(setting)
    for index, by in _resets(drafts, has_cmd=bool(cmd)):
        found[index] = [replace(each, replaced_by=by) for each in found[index]]
    return [tuple(each) for each in found]


def _below(directory: str | None, pairs: Pairs) -> str | None:
    """Return the directory that a WORKDIR leads to, None where variables decide."""
    path = pairs[0][1] if pairs else None
    if path is None or (directory is None and not path.startswith("/")):
        return None
    if "\\" in path or ":" in path:  # of Windows
        return path
    return posixpath.normpath(posixpath.join(directory or "/", path))


def _resets(drafts: Sequence[Draft], *, has_cmd: bool) -> list[tuple[int, int]]:
    """Return which CMD is reset by which ENTRYPOINT.

    An ENTRYPOINT resets the CMD of the base image, not one of its own Dockerfile. Where the base
    image is not known for sure, a last CMD that the configuration has no more is one of it.
    """
    found = []
    commands = [at for at, each in enumerate(drafts) if each.kind is StepKind.CMD]
    entrypoints = [at for at, each in enumerate(drafts) if each.kind is StepKind.ENTRYPOINT]
    own = [at for at in entrypoints if drafts[at].origin is StepOrigin.OWN]
    for at, end in zip(commands, [*commands[1:], len(drafts)], strict=False):
        is_gone = end == len(drafts) and not has_cmd
        if not is_gone and not (drafts[at].origin is StepOrigin.BASE and end < len(drafts)):
            continue
        following = entrypoints if is_gone else own
        first = bisect(following, at)
        if first < len(following) and following[first] < end and drafts[at].values.pairs:
            found.append((at, following[first]))
    return found
