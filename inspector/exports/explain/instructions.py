"""What each instruction does, and what it sets here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.analyses.dockerfile import UNKNOWN_BASE, Note
from inspector.analyses.explain import Form, StepKind, StepOrigin
from inspector.exports.explain.names import listed, quoted
from inspector.exports.layout.words import clauses, joined, sentences
from inspector.exports.sentences.base_image import signs_named
from inspector.language import N_, _
from inspector.text import counted, human_size

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from inspector.analyses.explain import BuildStep, Explanation, Setting

_MOST_PAIRS = 4
_FROM_BRINGS = N_(
    "It brings a root file system and a configuration to start from; the kernel is the host's."
)


def base_sentences(explanation: Explanation, step: BuildStep) -> Iterator[str]:
    """Yield what the image is built on, as far as it is known."""
    base, named = explanation.base, step.instruction.removeprefix("FROM ")
    if base is not None and not base.is_guess:
        name = _("an image that is not named") if named == UNKNOWN_BASE else quoted(named)
        layers, size = counted(base.layers, "layer"), explanation.base_size
        if size is not None:
            layers = _("{layers} ({size})").format(layers=layers, size=human_size(size))
        yield _("FROM builds on {name}: {layers} below all that follow.").format(
            name=name, layers=layers
        )
        yield _(_FROM_BRINGS)
        return
    if named == UNKNOWN_BASE:
        yield _("FROM names the image to build on; the history does not tell which one it was.")
        yield _(_FROM_BRINGS)
    else:
        yield _(
            "FROM scratch begins with no files and no layers: what follows is all there is; the"
            " kernel is the host's."
        )
    guessed = [step.number or 0 for step in explanation.steps if step.origin is not StepOrigin.OWN]
    if base is not None and guessed:
        template = _("Rows 1 to {last} look like those of a base image (a guess: {signs}).")
        if guessed == [1]:
            template = _("Row 1 looks like that of a base image (a guess: {signs}).")
        yield template.format(last=guessed[-1], signs=signs_named(base))


def meaning(step: BuildStep) -> str:
    """Return what an instruction other than FROM does, and what this one sets."""
    return _MEANINGS[step.kind](step)


def _run(step: BuildStep) -> str:
    if step.form is Form.SHELL:
        does = _(
            "RUN starts a container on the layers below, runs the command in a shell and keeps what"
            " it changed as a layer"
        )
    else:
        does = _(
            "RUN starts a container on the layers below, runs the command without a shell and keeps"
            " what it changed as a layer"
        )
    return _ended(step, does)


def _copy(step: BuildStep) -> str:
    put = _("COPY puts files at {target} as a layer")
    if Note.SOURCE_LOST in step.notes:
        put = _("COPY puts files, whose names are not recorded, at {target} as a layer")
    source, flags = _("they come from the build context"), dict(step.flags)
    if "from" in flags:
        source = _(
            "they come from the stage or image {name}, whose own layers stay out of this one"
        ).format(name=quoted(flags["from"]))
    return _ended(step, clauses((put.format(target=quoted(step.target)), source)))


def _add(step: BuildStep) -> str:
    does = _(
        "ADD puts files at {target} as a layer, as COPY does, but also unpacks tar archives and"
        " downloads URLs"
    )
    if Note.SOURCE_LOST in step.notes:
        does = _(
            "ADD puts files, whose names are not recorded, at {target} as a layer, as COPY does,"
            " but also unpacks tar archives and downloads URLs"
        )
    return _ended(step, does.format(target=quoted(step.target)))


def _ended(step: BuildStep, does: str) -> str:
    """Return what an instruction does as a sentence, and whether it made no layer."""
    template = _("{does}; here it made none.") if step.layer is None else _("{does}.")
    return template.format(does=does)


def _env(step: BuildStep) -> str:
    return _config(
        step,
        _("ENV sets variables for all later steps and for the container."),
        N_("It makes no layer; here it sets {variables}."),
        N_("Here it sets {variables}."),
    )


def _arg(step: BuildStep) -> str:
    return _config(
        step,
        _(
            "ARG declares a variable for the build: later RUN steps see it, containers do not, but"
            " its value stays in the history."
        ),
        N_("It makes no layer; here it declares {variables}."),
        N_("Here it declares {variables}."),
    )


def _label(step: BuildStep) -> str:
    return _config(
        step,
        _("LABEL notes facts for people and tools, which a container does not see."),
        N_("It makes no layer; here it notes {variables}."),
        N_("Here it notes {variables}."),
    )


def _pairs(step: BuildStep) -> str:
    told = joined(map(_pair, step.settings[:_MOST_PAIRS]))
    more = len(step.settings) - _MOST_PAIRS
    if more <= 0:
        return told
    return _("{names}, and {count} more").format(names=told, count=f"{more:,}")


def _pair(setting: Setting) -> str:
    pair = quoted(setting.name if setting.value is None else f"{setting.name}={setting.value}")
    is_new = not setting.was_set or setting.before == setting.value
    if is_new or setting.before is None:
        return pair
    return _("{pair} (before: {value})").format(pair=pair, value=quoted(setting.before))


def _expose(step: BuildStep) -> str:
    does = _(
        "EXPOSE notes that the container listens on {ports}; only docker run -p or -P makes a port"
        " reachable."
    )
    return _config(step, does.format(ports=_names(step)))


def _volume(step: BuildStep) -> str:
    does = _(
        "VOLUME makes each container store what is written to {paths} in a volume, outside of its"
        " writable layer."
    )
    return _config(step, does.format(paths=_names(step)))


def _names(step: BuildStep) -> str:
    return listed([each.name for each in step.settings])


def _workdir(step: BuildStep) -> str:
    does = _(
        "WORKDIR makes {path} the directory of later steps and of the container, and creates it if"
        " it is missing."
    )
    return _config(step, does.format(path=_value(step)))


def _user(step: BuildStep) -> str:
    does = _("USER makes later RUN steps and the container run as {user}.")
    return _config(step, does.format(user=_value(step)))


def _maintainer(step: BuildStep) -> str:
    return _config(step, _("MAINTAINER names the author; LABEL has taken its place."))


def _shell(step: BuildStep) -> str:
    does = _("SHELL makes {shell} run the commands that are in shell form from here on.")
    return _config(step, does.format(shell=_value(step)))


def _stop_signal(step: BuildStep) -> str:
    does = _("STOPSIGNAL makes docker stop send {signal} in place of SIGTERM.")
    return _config(step, does.format(signal=_value(step)))


def _health(step: BuildStep) -> str:
    if step.form is Form.NONE:
        does = _("HEALTHCHECK NONE turns off the check that the base image may have.")
        return _config(step, does)
    does = _(
        "HEALTHCHECK makes docker run {command} in the container every {interval} to see whether it"
        " works."
    )
    every = quoted(dict(step.flags).get("interval", "30s"))
    return _config(step, does.format(command=_value(step), interval=every))


def _onbuild(step: BuildStep) -> str:
    does = _("ONBUILD keeps {instruction} for images built on this one: nothing runs here.")
    if Note.SPENT in step.notes:
        does = _(
            "ONBUILD kept {instruction} for images built on the base image: it ran in this build."
        )
    return _config(step, does.format(instruction=_value(step)))


def _cmd(step: BuildStep) -> str:
    if step.form is Form.NONE:
        return _config(step, _("CMD [] takes the command of the base image away."))
    does = _(
        "CMD sets what a container starts unless docker run gives another command; with an"
        " ENTRYPOINT, it sets the arguments of that program."
    )
    if step.form is Form.SHELL:
        does = _(
            "CMD sets what a container starts, in a shell, unless docker run gives another command;"
            " with an ENTRYPOINT, it sets the arguments of that program."
        )
    return _config(step, does)


def _entrypoint(step: BuildStep) -> str:
    if step.form is Form.NONE:
        return _config(step, _("ENTRYPOINT [] takes the program of the base image away."))
    does = _(
        "ENTRYPOINT sets the program that every container starts; CMD, or the arguments of docker"
        " run, follow it."
    )
    if step.form is Form.SHELL:
        does = _(
            "ENTRYPOINT sets what every container starts, in a shell, which ignores CMD and the"
            " arguments of docker run."
        )
    return _config(step, does)


def _none(step: BuildStep) -> str:
    if Note.NO_ROW in step.notes:
        return _("No row of the history says what made this layer.")
    if Note.UNREAD in step.notes:
        return _(
            "This row was not read: it, or the history up to it, is longer than builders write."
        )
    if step.layer is not None:
        return _("The history does not say with which instruction this layer was made.")
    return _("This row is a note of the builder: it makes no layer and sets nothing.")


def _value(step: BuildStep) -> str:
    value = step.settings[0].value if step.settings else None
    return _("what variables decide") if value is None else quoted(value)


def _config(step: BuildStep, does: str, without_layer: str = "", with_layer: str = "") -> str:
    """Return what an instruction does to the configuration, and what this one sets.

    The last two, to be translated, say what it sets, and the first that it makes no layer.
    """
    if step.layer is None:
        told = _("It makes no layer.")
        if without_layer and step.settings:
            told = _(without_layer).format(variables=_pairs(step))
        return sentences((does, told))
    if with_layer and step.settings:
        return sentences((does, _(with_layer).format(variables=_pairs(step))))
    return does


_MEANINGS: Mapping[StepKind, Callable[[BuildStep], str]] = {
    StepKind.ADD: _add,
    StepKind.ARG: _arg,
    StepKind.CMD: _cmd,
    StepKind.COPY: _copy,
    StepKind.ENTRYPOINT: _entrypoint,
    StepKind.ENV: _env,
    StepKind.EXPOSE: _expose,
    StepKind.HEALTHCHECK: _health,
    StepKind.LABEL: _label,
    StepKind.MAINTAINER: _maintainer,
    StepKind.NONE: _none,
    StepKind.ONBUILD: _onbuild,
    StepKind.RUN: _run,
    StepKind.SHELL: _shell,
    StepKind.STOPSIGNAL: _stop_signal,
    StepKind.USER: _user,
    StepKind.VOLUME: _volume,
    StepKind.WORKDIR: _workdir,
}
