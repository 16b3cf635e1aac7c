"""What to do about a leftover: one sentence that fits the step which left it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.language import N_, Lazy

if TYPE_CHECKING:
    from inspector.analyses.checks.places import LeftoverPlace, Remedy
    from inspector.analyses.checks.shell import ShellCommand
    from inspector.analyses.checks.steps import LayerStep, Steps

_COPIES = frozenset({"ADD", "COPY"})
OF_BASE = Lazy("Choose a base image without it: a later step cannot make the image smaller.")
_HOMES = ("~", "$HOME", "${HOME}")


def advice_on(
    place: LeftoverPlace, path: str, layer: int, hidden_by: int | None, steps: Steps
) -> str:
    """Return the sentence, "" where the kind's own says all that is known."""
    if steps.is_of_known_base(layer):
        return OF_BASE
    step = steps.of(layer)
    if step.word in _COPIES:
        if step.word == "ADD":
            return Lazy("List it in .dockerignore, or do not ADD it.")
        return Lazy("List it in .dockerignore, or do not COPY it.")
    if step.word != "RUN" or place.id == "build-tools":
        return ""
    return _on_run(place, path, step) or _on_deletion(place, hidden_by)


def _on_run(place: LeftoverPlace, path: str, step: LayerStep) -> str:
    remedy = place.remedy
    is_mounted = any(path == each or path.startswith(f"{each}/") for each in step.mounts)
    if remedy.is_cache and step.has_mounts and not is_mounted:
        return Lazy("Mount a cache there: RUN --mount=type=cache,target={path} …", path=path)
    if step.commands is None:
        return ""
    clean = remedy.clean or f"rm -rf {path}"
    if any(_cleans(each, remedy, path) for each in step.commands):
        told = N_("Delete it at the end of the RUN: something writes there after “{command}”.")
        return Lazy(told, command=clean)
    program = _without_option(step.commands, remedy)
    if program:
        return Lazy("Run {program} with {option}.", program=program, option=remedy.option)
    return Lazy("End the RUN with “{command}”.", command=clean)


def _on_deletion(place: LeftoverPlace, hidden_by: int | None) -> str:
    if hidden_by is None:
        return ""
    if not place.remedy.clean:
        return Lazy("Delete it in the step that writes it: a later deletion frees nothing.")
    return Lazy(
        "Delete it in the step that writes it with “{command}”: a later deletion frees nothing.",
        command=place.remedy.clean,
    )


def _without_option(commands: tuple[ShellCommand, ...], remedy: Remedy) -> str:
    """Return the program that was not told to leave its cache alone, "" where none is known."""
    if not remedy.option:
        return ""
    for command in commands:
        for words in remedy.programs:
            if command.begins(words) and remedy.option not in command.arguments:
                return " ".join(words)
    return ""


def _cleans(command: ShellCommand, remedy: Remedy, path: str) -> bool:
    """Whether a command deletes what lies at a path."""
    cleaners = (tuple(remedy.clean.split()), *remedy.cleaners) if remedy.clean else ()
    if any(each[0] != "rm" and command.begins(_called(each)) for each in cleaners):
        return True
    if command.words[0].rpartition("/")[2] not in {"rm", "find"}:
        return False
    return any(_is_at(each, path) for each in command.arguments if each[:1] != "-")


def _called(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(each for each in words if each[:1] != "-")


def _is_at(word: str, path: str) -> bool:
    """Whether a word names a path, something around it, or something in it."""
    named = word.rstrip("*").rstrip("/")
    for home in _HOMES:
        if named == home or named.startswith(f"{home}/"):
            rest = named[len(home) :]
            return f"{path}/".endswith(f"{rest}/") or f"{rest}/" in f"{path}/"
    return bool(named) and (
        path == named or path.startswith(f"{named}/") or named.startswith(f"{path}/")
    )
