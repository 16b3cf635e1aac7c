"""A history explained, as text for people; all of it is printable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.analyses.explain import Cache, Form, StepKind
from inspector.exports.explain.names import listed
from inspector.exports.explain.process import command_line, process_sentences, table
from inspector.exports.explain.sentences import step_sentences
from inspector.exports.layout.cells import display_width, ellipsis, padded
from inspector.exports.layout.paragraphs import wrapped
from inspector.exports.layout.words import sentences
from inspector.exports.log_commands import without_commands
from inspector.exports.sentences.base_image import base_named
from inspector.language import N_, _, ngettext, pgettext
from inspector.text import counted, human_size, printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.analyses.explain import BuildStep, Explanation, Rebuild, StartedProcess

_INDENT = 6
_NAMES = 11
_CACHE = N_(
    "A builder keeps the layer of each instruction and uses it again until it meets one that has"
    " changed; from there on it runs all of them."
)
_FORMS = {Form.EXEC: N_("{words}  (exec form)"), Form.SHELL: N_("{words}  (shell form)")}


def render_explanation(
    heading: str,
    explanation: Explanation,
    process: StartedProcess,
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
    yield _("Steps, oldest first; the numbers are the rows of the Dockerfile")
    base = explanation.base
    is_known = base is not None and not base.is_guess
    if base is not None and is_known and explanation.start:
        yield ""
        yield _("The base image: {base}").format(base=printable(base_named(base)))
    for step in explanation.steps:
        if is_known and step.kind is StepKind.FROM:
            yield ""
            yield _("Built on it")
        yield ""
        yield from _step(explanation, step, rebuilt, width)


def _step(
    explanation: Explanation, step: BuildStep, rebuilt: Rebuild | None, width: int
) -> Iterator[str]:
    number = "" if step.number is None else str(step.number)
    cache = "" if rebuilt is None else padded(_cached(rebuilt.states[step.index]), 6)
    head = f"{number:>4}  {cache}"
    yield head + ellipsis(
        printable(step.instruction[: 4 * width]), max(width - display_width(head), 20)
    )
    yield from _indented(step_sentences(explanation, step), width, _INDENT)


def _cached(state: Cache) -> str:
    if state is Cache.USED:
        return pgettext("a step in the build cache", "used")
    return pgettext("a step in the build cache", "run")


def _builds(rebuilt: Rebuild | None, uncached: Rebuild, width: int) -> Iterator[str]:
    yield _("What a build runs again")
    if rebuilt is not None:
        yield from _indented(changed_sentences(rebuilt), width, 2)
    yield from _indented(sentences((_(_CACHE), uncached_sentence(uncached))), width, 2)


def uncached_sentence(uncached: Rebuild) -> str:
    """Return what a build without the cache makes."""
    return _(
        "docker build --no-cache runs all but FROM again: {layers}, beside the old ones until these"
        " are pruned."
    ).format(layers=_cost(uncached))


def changed_sentences(rebuilt: Rebuild) -> str:
    """Return what a builder takes from its cache and what it runs again after a change."""
    used = sum(state is Cache.USED for state in rebuilt.states)
    again = len(rebuilt.states) - used
    cached = ngettext(
        "{steps} before it comes from the cache", "{steps} before it come from the cache", used
    )
    run = ngettext("{steps} runs again", "{steps} run again", again)
    text = _("If row {row} changes, {cached} and {run}: {layers}.").format(
        row=rebuilt.changed,
        cached=cached.format(steps=counted(used, "step")),
        run=run.format(steps=counted(again, "step")),
        layers=_cost(rebuilt),
    )
    if not rebuilt.is_configuration:
        return text
    later = _(
        "BuildKit runs none of the later RUN, COPY and ADD again, as this instruction changes the"
        " configuration alone; the classic builder does."
    )
    return sentences((text, later))


def _cost(rebuilt: Rebuild) -> str:
    layers = counted(rebuilt.layers, "new layer")
    if rebuilt.bytes is None:
        return layers
    return _("{layers} ({size})").format(layers=layers, size=human_size(rebuilt.bytes))


def _process(process: StartedProcess, width: int) -> Iterator[str]:
    yield _("What a container starts")
    rows = [
        ("ENTRYPOINT", _words(process.entrypoint, process.entrypoint_form)),
        ("CMD", _words(process.cmd, process.image_cmd_form)),
        (_("arguments"), command_line(process.args)),
        (_("starts"), command_line(process.argv) or _("nothing")),
        (_("user"), printable(process.user) or _("not set: root on Linux")),
        (_("directory"), printable(process.workdir) or _("not set: /")),
        (_("variables"), listed(process.env)),
        (_("ports"), listed(process.ports)),
        (_("volumes"), listed(process.volumes)),
        (_("stop signal"), printable(process.stop_signal) or _("not set: SIGTERM")),
    ]
    for name, value in rows:
        if value:
            yield from wrapped(value, max(width, 40), f"  {padded(name, _NAMES)}  ")
    yield ""
    yield from _indented(process_sentences(process), width, 2)
    yield ""
    yield from _table(process)


def _words(words: tuple[str, ...] | None, form: Form) -> str:
    return _("none") if words is None else _(_FORMS[form]).format(words=command_line(words))


def _table(process: StartedProcess) -> Iterator[str]:
    title = _("ENTRYPOINT and CMD together; this image's case in brackets (sh is /bin/sh)")
    yield f"  {title}"
    yield ""
    rows = [
        [row[0].text, *(f"[{each.text}]" if each.is_own else f" {each.text} " for each in row[1:])]
        for row in table(process)
    ]
    widths = [max(map(display_width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield f"  {' '.join(map(padded, row, widths))}"


def _indented(text: str, width: int, indent: int) -> list[str]:
    return wrapped(text, max(width, 40), " " * indent)
