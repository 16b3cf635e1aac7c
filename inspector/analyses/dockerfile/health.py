r"""HEALTHCHECK, which builders print as Go's struct.

``&{["CMD-SHELL" "curl -f x"] "5s" "30s" "0s" '\x03'}``: the test, interval, timeout, start period,
from docker 25 on the start interval, and the retries as the character of that number.
Source: moby api/types/container HealthConfig, printed with ``%q``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from inspector.analyses.dockerfile.golang import quoted_slice, unquote
from inspector.analyses.dockerfile.model import Note
from inspector.analyses.dockerfile.state import Body
from inspector.analyses.dockerfile.words import (
    after_flags,
    begins_json,
    is_line,
    json_array,
    parse_json_array,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspector.analyses.dockerfile.state import Known, Scene
    from inspector.spec import Healthcheck

_DURATION = re.compile(r"(?:[0-9]+(?:\.[0-9]+)?(?:h|m|s|ms|us|µs|ns))+")
_ZERO = re.compile(r"(?:0+[a-zµ]+)+")
_UNTOLD = 0xFFFD  # what Go prints for a number that is no character
_NAMES = ("--interval", "--timeout", "--start-period", "--start-interval")
_UNITS = ((3_600_000_000_000, "h"), (60_000_000_000, "m"), (1_000_000_000, "s"), (1_000_000, "ms"))


def printed_health(text: str, scene: Scene) -> Body | None:
    """Return the body for Go's struct; None where the text is none."""
    test = quoted_slice(text, 2) if text.startswith("&{") else None
    if test is None:
        return None
    words, at = test
    times: list[str] = []
    while text.startswith(' "', at):
        found = unquote(text, at + 1)
        if found is None:
            return None
        times.append(found[0])
        at = found[1]
    retries = unquote(text, at + 1) if text.startswith(" '", at) else None
    if retries is None or text[retries[1] :] != "}" or len(retries[0]) != 1:
        return None
    if len(times) == len(_NAMES) - 1:
        times.append("")
    count = _retries(ord(retries[0]), words, scene.known)
    return _body(words, _flags(times, count), scene)


def _retries(count: int, words: list[str], known: Known) -> int:
    health = known.health
    if count == _UNTOLD and health is not None and health.test == words:
        return health.retries or 0
    return count


def configured_health(health: Healthcheck, scene: Scene) -> Body | None:
    """Return the body for a configuration's health check; None where no instruction sets it."""
    values = (health.interval, health.timeout, health.start_period, health.start_interval)
    times = [_duration(each or 0) for each in values]
    return _body(health.test or [], _flags(times, health.retries or 0), scene)


def written_health(text: str, scene: Scene) -> Body | None:
    """Return the body for a text in the Dockerfile's own syntax; None where it is none."""
    if not is_health(text):
        return None
    kind, _, command = after_flags(text).partition(" ")
    words = parse_json_array(command.strip())
    if kind.upper() == "NONE":
        scene.told.health = ("NONE",)
    else:
        scene.told.health = ("CMD", *words) if words else ("CMD-SHELL", command.strip())
    return Body(text)


def is_health(text: str) -> bool:
    """Whether a parser takes the text behind HEALTHCHECK."""
    kind, _, command = after_flags(text).partition(" ")
    command = command.strip()
    if not is_line(text) or kind.upper() not in {"NONE", "CMD"}:
        return False
    if kind.upper() == "NONE":
        return not command
    return bool(command) and (not begins_json(command) or bool(parse_json_array(command)))


def _body(test: list[str], flags: str, scene: Scene) -> Body | None:
    kind, words = (test[0], test[1:]) if test else ("", [])
    scene.told.health = tuple(test)
    if kind == "NONE":
        return Body("NONE")
    if kind == "CMD" and words:
        return Body(f"{flags}CMD {json_array(words)}")
    if kind != "CMD-SHELL" or len(words) != 1:
        return None
    if is_line(words[0]) and not begins_json(words[0]):
        return Body(f"{flags}CMD {words[0]}")
    command = json_array([*scene.told.shell, words[0]])
    return Body(f"{flags}CMD {command}", (Note.TEXT_CHANGED,))


def _flags(times: Sequence[str], retries: int) -> str:
    flags = [
        f"{name}={time} "
        for name, time in zip(_NAMES, times, strict=False)
        if _DURATION.fullmatch(time) and not _ZERO.fullmatch(time)
    ]
    if retries > 0:
        flags.append(f"--retries={retries} ")
    return "".join(flags)


def _duration(nanoseconds: int) -> str:
    """Return ``1m30s`` as Go reads it."""
    text = ""
    for size, unit in _UNITS:
        if nanoseconds >= size:
            text += f"{nanoseconds // size}{unit}"
            nanoseconds %= size
    return text + (f"{nanoseconds}ns" if nanoseconds > 0 else "")
