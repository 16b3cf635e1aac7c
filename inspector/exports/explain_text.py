"""A history explained, as text for people; all of it is printable."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

from inspector.analyses.explain import Cache, Kind
from inspector.exports.base_image import base_named
from inspector.exports.cells import ellipsis
from inspector.exports.explain_sentences import listed, step_sentences
from inspector.exports.log_commands import without_commands
from inspector.exports.process_text import command_line, process_sentences, table
from inspector.text import counted, human_size, printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.analyses.explain import Explanation, Form, Process, Rebuild, Step

_INDENT = 6
_NAMES = 11
_SIZE = re.compile(r"(?<=\d) (?=[kMGTPEZY]?B\b)")
_CACHE = (
    "A builder keeps the layer of each instruction and uses it again until it meets one that has"
    " changed; from there on it runs all."
)
_GLUE = "\x1f"  # never in printable text


def render_explanation(
    heading: str,
    explanation: Explanation,
    process: Process,
    rebuilt: Rebuild | None,
    uncached: Rebuild,
    *,
    width: int = 80,
) -> str:
    """Return the steps, what a build makes again, and what a container starts.

    ``heading`` is the line that names the image, printable.
    ``rebuilt``: after the change that was asked for, if any; ``uncached``: with no cache.
    """
    lines = [
        heading,
        "",
        *_steps(explanation, rebuilt, width),
        "",
        *_builds(rebuilt, uncached, width),
        "",
        *_process(process, width),
    ]
    return without_commands("".join(f"{line.rstrip()}\n" for line in lines))


def _steps(explanation: Explanation, rebuilt: Rebuild | None, width: int) -> Iterator[str]:
    yield "Steps, oldest first; the numbers are the rows of the Dockerfile"
    base = explanation.base
    is_known = base is not None and not base.is_guess
    if base is not None and is_known and explanation.start:
        yield ""
        yield f"The base image: {printable(base_named(base))}"
    for step in explanation.steps:
        if is_known and step.kind is Kind.FROM:
            yield ""
            yield "Built on it"
        yield ""
        yield from _step(explanation, step, rebuilt, width)


def _step(
    explanation: Explanation, step: Step, rebuilt: Rebuild | None, width: int
) -> Iterator[str]:
    number = "" if step.number is None else str(step.number)
    cache = "" if rebuilt is None else f"{rebuilt.states[step.index]:<6}"
    head = f"{number:>4}  {cache}"
    yield head + ellipsis(printable(step.instruction[: 4 * width]), max(width - len(head), 20))
    yield from _wrapped(step_sentences(explanation, step), width, _INDENT)


def _builds(rebuilt: Rebuild | None, uncached: Rebuild, width: int) -> Iterator[str]:
    yield "What a build runs again"
    if rebuilt is not None:
        yield from _wrapped(changed_sentences(rebuilt), width, 2)
    yield from _wrapped(f"{_CACHE} {uncached_sentence(uncached)}", width, 2)


def uncached_sentence(uncached: Rebuild) -> str:
    """Return what a build without the cache makes."""
    return (
        f"docker build --no-cache runs all but FROM again: {_cost(uncached)}, beside the old ones"
        " until these are pruned."
    )


def changed_sentences(rebuilt: Rebuild) -> str:
    """Return what a builder takes from its cache and what it runs again after a change."""
    used = sum(state is Cache.USED for state in rebuilt.states)
    again = len(rebuilt.states) - used
    text = (
        f"If row {rebuilt.changed} changes, {counted(used, 'step')} before it"
        f" {'comes' if used == 1 else 'come'} from the cache and {counted(again, 'step')}"
        f" {'runs' if again == 1 else 'run'} again: {_cost(rebuilt)}."
    )
    if rebuilt.is_configuration:
        text += (
            " BuildKit runs none of the later RUN, COPY and ADD again, as this instruction changes"
            " the configuration alone; the classic builder does."
        )
    return text


def _cost(rebuilt: Rebuild) -> str:
    size = "" if rebuilt.bytes is None else f" ({human_size(rebuilt.bytes)})"
    return f"{counted(rebuilt.layers, 'new layer')}{size}"


def _process(process: Process, width: int) -> Iterator[str]:
    yield "What a container starts"
    rows = [
        ("ENTRYPOINT", _words(process.entrypoint, process.entrypoint_form)),
        ("CMD", _words(process.cmd, process.image_cmd_form)),
        ("arguments", command_line(process.args)),
        ("starts", command_line(process.argv) or "nothing"),
        ("user", printable(process.user) or "not set: root on Linux"),
        ("directory", printable(process.workdir) or "not set: /"),
        ("variables", listed(process.env)),
        ("ports", listed(process.ports)),
        ("volumes", listed(process.volumes)),
        ("stop signal", printable(process.stop_signal) or "not set: SIGTERM"),
    ]
    for name, value in rows:
        if value:
            first, *rest = _wrapped(value, width, _NAMES + 4)
            yield f"  {name:<{_NAMES}}  {first.lstrip()}"
            yield from rest
    yield ""
    yield from _wrapped(process_sentences(process), width, 2)
    yield ""
    yield from _table(process)


def _words(words: tuple[str, ...] | None, form: Form) -> str:
    return "none" if words is None else f"{command_line(words)}  ({form} form)"


def _table(process: Process) -> Iterator[str]:
    yield "  ENTRYPOINT and CMD together; this image's case in brackets (sh is /bin/sh)"
    yield ""
    rows = [
        [row[0].text, *(f"[{each.text}]" if each.is_own else f" {each.text} " for each in row[1:])]
        for row in table(process)
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True))
        yield f"  {' '.join(cells)}"


def _wrapped(text: str, width: int, indent: int) -> Iterator[str]:
    blanks = " " * indent
    lines = textwrap.wrap(
        _SIZE.sub(_GLUE, text),  # a number and its unit stay together
        max(width, 40),
        initial_indent=blanks,
        subsequent_indent=blanks,
        break_on_hyphens=False,
    )
    return (line.replace(_GLUE, " ") for line in lines)
