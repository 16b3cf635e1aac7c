"""What a step of a history means and did, in one to three English sentences.

Texts of the image are cut and made printable here: a sentence can be shown as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.analyses.dockerfile import UNKNOWN_BASE, Note
from inspector.analyses.explain import Form, Kind, Origin
from inspector.exports.base_image import signs_named
from inspector.exports.cells import ellipsis
from inspector.text import counted, human_size, printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from inspector.analyses.explain import Explanation, LayerEffect, Setting, Step

_LONGEST = 60  # cells of an image's text within a sentence
_MOST = 4  # names in a list
_KERNEL = "the kernel is the host's"


def step_sentences(explanation: Explanation, step: Step) -> str:
    """Return what the step does, whether it makes a layer, and what it did here."""
    return " ".join(filter(None, _sentences(explanation, step)))


def quoted(text: str) -> str:
    """Return an image's text for a sentence: on one line, not too long, printable."""
    return ellipsis(printable(text[:1000]), _LONGEST)


def listed(names: Sequence[str]) -> str:
    """Return ``A, B and C``, ``A, B, C, D and 5 more``; made printable."""
    shown = [quoted(each) for each in names[: _MOST + 1]]
    if len(names) > _MOST + 1:
        shown[_MOST] = f"{len(names) - _MOST:,} more"
    return _joined(shown)


def _joined(words: Sequence[str]) -> str:
    """Return ``a, b and c``."""
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def _sentences(explanation: Explanation, step: Step) -> Iterator[str]:
    if step.kind is Kind.FROM:
        yield from _from(explanation, step)
        return
    yield _MEANINGS[step.kind](step)
    if step.layer is not None:
        yield from _layer(step)
    yield _replaced(explanation, step)


# What each instruction does.


def _from(explanation: Explanation, step: Step) -> Iterator[str]:
    base, named = explanation.base, step.instruction.removeprefix("FROM ")
    if base is not None and not base.is_guess:
        name = "an image that is not named" if named == UNKNOWN_BASE else quoted(named)
        size = explanation.base_size
        of = f" ({human_size(size)})" if size is not None else ""
        yield f"FROM builds on {name}: {counted(base.layers, 'layer')}{of} below all that follow."
        yield f"It brings a root file system and a configuration to start from; {_KERNEL}."
        return
    if named == UNKNOWN_BASE:
        yield "FROM names the image to build on; the history does not tell which one it was."
        yield f"It brings a root file system and a configuration to start from; {_KERNEL}."
    else:
        yield f"FROM scratch begins with no file and no layer: what follows is all; {_KERNEL}."
    guessed = [step.number or 0 for step in explanation.steps if step.origin is not Origin.OWN]
    if base is not None and guessed:
        many = f"Rows 1 to {guessed[-1]} look like those"
        rows = "Row 1 looks like that" if guessed == [1] else many
        yield f"{rows} of a base image (a guess: {signs_named(base)})."


def _run(step: Step) -> str:
    how = "in a shell" if step.form is Form.SHELL else "without a shell"
    return (
        f"RUN starts a container on the layers below, runs the command {how} and keeps what it"
        f" changed as a layer{_no_layer(step)}."
    )


def _copy(step: Step) -> str:
    target, flags = quoted(step.target), dict(step.flags)
    source = "the build context"
    if "from" in flags:
        source = (
            f"the stage or image {quoted(flags['from'])}, whose own layers stay out of this one"
        )
    put = f"COPY puts {_files(step)} at {target} as a layer"
    return f"{put}; they come from {source}{_no_layer(step)}."


def _add(step: Step) -> str:
    return (
        f"ADD puts {_files(step)} at {quoted(step.target)} as a layer, as COPY does, but also"
        f" unpacks tar archives and downloads URLs{_no_layer(step)}."
    )


def _files(step: Step) -> str:
    is_lost = Note.SOURCE_LOST in step.notes
    return "files, whose names are not recorded," if is_lost else "files"


def _no_layer(step: Step) -> str:
    return "; here it made none" if step.layer is None else ""


def _env(step: Step) -> str:
    does = "ENV sets variables for all later steps and for the container"
    return _config(step, does, f"it sets {_pairs(step)}")


def _arg(step: Step) -> str:
    does = (
        "ARG declares a variable for the build: later RUN steps see it, containers do not, but its"
        " value stays in the history"
    )
    return _config(step, does, f"it declares {_pairs(step)}")


def _label(step: Step) -> str:
    does = "LABEL notes facts for people and tools, which a container does not see"
    return _config(step, does, f"it notes {_pairs(step)}")


def _pairs(step: Step) -> str:
    told = [_pair(each) for each in step.settings[:_MOST]]
    more = len(step.settings) - len(told)
    return ", ".join([*told, f"and {more:,} more"] if more > 0 else told)


def _pair(setting: Setting) -> str:
    value = "" if setting.value is None else f"={setting.value}"
    is_new = not setting.was_set or setting.before == setting.value
    before = "" if is_new or setting.before is None else f" (before: {quoted(setting.before)})"
    return quoted(setting.name + value) + before


def _expose(step: Step) -> str:
    does = (
        f"EXPOSE notes that the container listens on {_names(step)}; only docker run -p or -P"
        " makes a port reachable"
    )
    return _config(step, does)


def _volume(step: Step) -> str:
    does = (
        f"VOLUME makes each container store what is written to {_names(step)} in a volume,"
        " outside of its writable layer"
    )
    return _config(step, does)


def _names(step: Step) -> str:
    return listed([each.name for each in step.settings])


def _workdir(step: Step) -> str:
    does = (
        f"WORKDIR makes {_value(step)} the directory of later steps and of the container, and"
        " creates it if it is missing"
    )
    return _config(step, does)


def _user(step: Step) -> str:
    return _config(step, f"USER makes later RUN steps and the container run as {_value(step)}")


def _maintainer(step: Step) -> str:
    return _config(step, "MAINTAINER names the author; LABEL has taken its place")


def _shell(step: Step) -> str:
    does = f"SHELL makes {_value(step)} run the commands that are in shell form from here on"
    return _config(step, does)


def _stop_signal(step: Step) -> str:
    does = f"STOPSIGNAL makes docker stop send {_value(step)} in place of SIGTERM"
    return _config(step, does)


def _health(step: Step) -> str:
    if step.form is Form.NONE:
        return _config(step, "HEALTHCHECK NONE turns off the check that the base image may have")
    every = quoted(dict(step.flags).get("interval", "30s"))
    does = (
        f"HEALTHCHECK makes docker run {_value(step)} in the container every {every} to see"
        " whether it works"
    )
    return _config(step, does)


def _onbuild(step: Step) -> str:
    if Note.SPENT in step.notes:
        does = (
            f"ONBUILD kept {_value(step)} for images built on the base image: it ran in this build"
        )
    else:
        does = f"ONBUILD keeps {_value(step)} for images built on this one: nothing runs here"
    return _config(step, does)


def _cmd(step: Step) -> str:
    if step.form is Form.NONE:
        return _config(step, "CMD [] takes the command of the base image away")
    how = ", in a shell," if step.form is Form.SHELL else ""
    does = (
        f"CMD sets what a container starts{how} unless docker run gives another command; with an"
        " ENTRYPOINT, it is the arguments of that"
    )
    return _config(step, does)


def _entrypoint(step: Step) -> str:
    if step.form is Form.NONE:
        return _config(step, "ENTRYPOINT [] takes the program of the base image away")
    if step.form is Form.SHELL:
        does = (
            "ENTRYPOINT sets what every container starts, in a shell, which ignores CMD and the"
            " arguments of docker run"
        )
    else:
        does = (
            "ENTRYPOINT sets the program that every container starts; CMD, or the arguments of"
            " docker run, follow it"
        )
    return _config(step, does)


def _none(step: Step) -> str:
    if Note.NO_ROW in step.notes:
        return "No row of the history says what made this layer."
    if Note.UNREAD in step.notes:
        return "This row was not read: it, or the history up to it, is longer than builders write."
    if step.layer is not None:
        return "The history does not say with which instruction this layer was made."
    return "This row is a note of the builder: it makes no layer and sets nothing."


def _value(step: Step) -> str:
    value = step.settings[0].value if step.settings else None
    return "what variables decide" if value is None else quoted(value)


def _config(step: Step, does: str, here: str = "") -> str:
    """Return what an instruction does to the configuration, and what this one sets."""
    told = [] if step.layer is not None else ["it makes no layer"]
    told += [f"here {here}"] if here and step.settings else []
    second = "; ".join(told)
    return f"{does}. {second[0].upper()}{second[1:]}." if second else f"{does}."


_MEANINGS: Mapping[Kind, Callable[[Step], str]] = {
    Kind.ADD: _add,
    Kind.ARG: _arg,
    Kind.CMD: _cmd,
    Kind.COPY: _copy,
    Kind.ENTRYPOINT: _entrypoint,
    Kind.ENV: _env,
    Kind.EXPOSE: _expose,
    Kind.HEALTHCHECK: _health,
    Kind.LABEL: _label,
    Kind.MAINTAINER: _maintainer,
    Kind.NONE: _none,
    Kind.ONBUILD: _onbuild,
    Kind.RUN: _run,
    Kind.SHELL: _shell,
    Kind.STOPSIGNAL: _stop_signal,
    Kind.USER: _user,
    Kind.VOLUME: _volume,
    Kind.WORKDIR: _workdir,
}


# What this one did.


def _layer(step: Step) -> Iterator[str]:
    effect = step.effect
    if effect is None:
        yield f"It made layer {step.layer}."
        return
    yield f"Layer {step.layer} {_changes(effect)} ({human_size(effect.size)})."
    yield _hidden(effect)


def _changes(effect: LayerEffect) -> str:
    counts = [
        ("adds", effect.added),
        ("removes", effect.removed),
        ("changes", effect.modified),
        ("changes the metadata of", effect.metadata),
    ]
    told = [(verb, number) for verb, number in counts if number]
    if not told:
        return "changes nothing"
    (verb, number), *rest = told
    return _joined([f"{verb} {counted(number, 'path')}", *(f"{verb} {n:,}" for verb, n in rest)])


def _hidden(effect: LayerEffect) -> str:
    hidden, own = human_size(effect.hidden_bytes), human_size(effect.wasted_bytes)
    files = counted(effect.hidden_files, "file")
    told = f"It hides {files} of lower layers, whose {hidden} stay in the image"
    if not effect.wasted_bytes:
        return f"{told}." if effect.hidden_bytes else ""
    of = f"{told}; of" if effect.hidden_bytes else "Of"
    return f"{of} its own, {own} are not visible in the final image."


def _replaced(explanation: Explanation, step: Step) -> str:
    by = step.replaced_by
    if by is None:
        return _partly_replaced(step)
    later = explanation.steps[by]
    where = row_named(later)
    if step.kind is Kind.CMD and later.kind is Kind.ENTRYPOINT:
        return (
            f"It has no effect: the ENTRYPOINT {where} resets it, as it came from the base image."
        )
    if step.kind in {Kind.CMD, Kind.ENTRYPOINT, Kind.HEALTHCHECK}:
        return f"It has no effect: only the last {step.kind} counts, which is the one {where}."
    return f"It holds until the {later.kind} {where} replaces it."


def _partly_replaced(step: Step) -> str:
    names = [each.name for each in step.settings if each.replaced_by is not None]
    return f"A later step sets {listed(names)} anew." if names else ""


def row_named(step: Step) -> str:
    """Return ``in row 5``: where a step stands, for a sentence."""
    return "of the base image" if step.number is None else f"in row {step.number}"
