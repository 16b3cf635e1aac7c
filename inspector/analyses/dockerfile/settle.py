"""What the configuration has and no row tells, as steps that end the recipe.

Tools set values without a row (``docker commit --change``, ``crane mutate``, ``umoci config``,
BuildKit's ONBUILD), a squashed image has no rows of its base, and an ENTRYPOINT of a later build
takes away the CMD of the base, which it does not within one Dockerfile.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from inspector.analyses.dockerfile.health import configured_health
from inspector.analyses.dockerfile.model import Note, RecipeStep
from inspector.analyses.dockerfile.triggers import is_trigger
from inspector.analyses.dockerfile.words import escaped, json_array, pair, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from inspector.analyses.dockerfile.state import Scene

# What every builder sets by itself where no base image has it.
_DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def settled(scene: Scene) -> tuple[RecipeStep, ...]:
    """Return the steps that make the told configuration the image's own."""
    return tuple(_step(word, body, text) for word, body, text in _missing(scene))


def _step(word: str, body: str, text: str) -> RecipeStep:
    notes: tuple[Note, ...] = (Note.FROM_CONFIGURATION,)
    if escaped(text) != text:
        notes = (*notes, Note.TEXT_CHANGED)
    return RecipeStep(word, body, notes=notes)


def _missing(scene: Scene) -> Iterator[tuple[str, str, str]]:
    """Yield word, body and the text that must be in it."""
    known, told = scene.known, scene.told
    if not known.is_there:
        return
    path = {} if known.is_windows else {"PATH": _DEFAULT_PATH}
    yield from _pairs("ENV", known.env.values, {**path, **told.env})
    yield from _pairs("LABEL", known.labels.values, told.labels)
    if known.shell and known.shell != told.shell:
        yield "SHELL", json_array(known.shell), ""
    ports = [port for port in known.ports if port not in told.ports and port.split() == [port]]
    if ports:
        yield "EXPOSE", " ".join(quoted(port) for port in ports), "".join(ports)
    volumes = [path for path in known.volumes if path and path not in told.volumes]
    if volumes:
        yield "VOLUME", json_array(volumes, expands=True), ""
    for word, wanted, found in (
        ("WORKDIR", known.workdir, told.workdir),
        ("USER", known.user, told.user),
        ("STOPSIGNAL", known.stop_signal, told.stop_signal),
    ):
        if wanted and found not in {wanted, None}:
            yield word, quoted(wanted), wanted
    yield from _health(scene)
    yield from _commands(scene)


def _commands(scene: Scene) -> Iterator[tuple[str, str, str]]:
    known, told = scene.known, scene.told
    for trigger in _untold(known.on_build, told.on_build):
        if is_trigger(trigger):
            yield "ONBUILD", trigger, ""
    if told.entrypoint not in {known.entrypoint, None}:
        yield "ENTRYPOINT", json_array(known.entrypoint), ""
    if told.cmd not in {known.cmd, None}:
        yield "CMD", json_array(known.cmd), ""


def _pairs(
    word: str, known: Mapping[str, str], told: Mapping[str, str | None]
) -> Iterator[tuple[str, str, str]]:
    for key, value in known.items():
        if key in told and told[key] in {None, value}:
            continue
        # A parser ends the key at its first equals sign, and a builder refuses an empty one.
        if key and "=" not in key:
            yield word, pair(key, value), key + value


def _health(scene: Scene) -> Iterator[tuple[str, str, str]]:
    health, told = scene.known.health, scene.told.health
    if health is None or not health.test or told is None or tuple(health.test) == told:
        return
    body = configured_health(health, scene)
    if body is not None:
        yield "HEALTHCHECK", body.text, ""


def _untold(known: Iterable[str], told: Iterable[str]) -> Iterator[str]:
    rest = Counter(told)
    for trigger in known:
        if rest[trigger] > 0:
            rest[trigger] -= 1
        else:
            yield trigger
