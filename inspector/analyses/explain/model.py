"""A history explained: ids and values; the sentences are made where they are shown."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from inspector.analyses.base_image import BaseImage
    from inspector.analyses.dockerfile import Note


class StepKind(StrEnum):
    """What a step is: a Dockerfile's instruction, or none."""

    ADD = "ADD"
    ARG = "ARG"
    CMD = "CMD"
    COPY = "COPY"
    ENTRYPOINT = "ENTRYPOINT"
    ENV = "ENV"
    EXPOSE = "EXPOSE"
    FROM = "FROM"
    HEALTHCHECK = "HEALTHCHECK"
    LABEL = "LABEL"
    MAINTAINER = "MAINTAINER"
    ONBUILD = "ONBUILD"
    RUN = "RUN"
    SHELL = "SHELL"
    STOPSIGNAL = "STOPSIGNAL"
    USER = "USER"
    VOLUME = "VOLUME"
    WORKDIR = "WORKDIR"
    NONE = "none"


class Form(StrEnum):
    """How a command is written."""

    EXEC = "exec"  # a JSON array: the program itself
    SHELL = "shell"  # a text for a shell
    NONE = "none"


class StepOrigin(StrEnum):
    """Whose a step is."""

    OWN = auto()
    BASE = auto()  # the base image's, as the user or the image says
    GUESSED_BASE = auto()  # the base image's, as the history looks


@dataclass(frozen=True, slots=True)
class LayerEffect:
    """What a step's layer did. Bytes are those of contents, but for ``size``.

    Attributes:
        size: docker history's SIZE.
        added, modified, removed, metadata: Numbers of paths, as an audit counts them.
        hidden_files: Files of lower layers of which this layer hid the last name.
        hidden_bytes: What these take; they stay in the image.
        wasted_bytes: What this layer stores and no one sees at the end.

    """

    size: int
    added: int
    modified: int
    removed: int
    metadata: int
    hidden_files: int
    hidden_bytes: int
    wasted_bytes: int


@dataclass(frozen=True, slots=True)
class Setting:
    """One value that a step sets; texts are not printable yet.

    Attributes:
        name: Of the variable, label, port or volume; "" where an instruction has one value.
        value: What it is set to; None where it has no value, or variables decide.
        was_set: Whether an earlier step had set it.
        before: What it was then, None as above.
        replaced_by: Index of the step that sets it anew, or, for CMD, of the ENTRYPOINT that resets
            it; None where it holds to the end.

    """

    name: str
    value: str | None
    was_set: bool = False
    before: str | None = None
    replaced_by: int | None = None


@dataclass(frozen=True, slots=True)
class BuildStep:
    """A row of the history, a layer without a row, or FROM, which has no row.

    Attributes:
        index: Its place among the steps.
        number: Its row of the Dockerfile, FROM being 0; None for a known base image's steps.
        instruction: One logical line as people call it; not printable yet.
        row, layer: Indexes, None where there is none.
        effect: Of its layer, None where it makes none or it has not been read.
        settings: In their order; for CMD, ENTRYPOINT, HEALTHCHECK, ONBUILD … one.
        form: Of a CMD, ENTRYPOINT or RUN.
        flags: ``("from", "build")`` for ``--from=build`` of ADD, COPY and HEALTHCHECK.
        sources, target: Of ADD and COPY, as they are written; sources may be lost (``notes``).
        notes: What is known of the row in doubt.

    """

    index: int
    kind: StepKind
    number: int | None
    instruction: str
    row: int | None
    layer: int | None
    origin: StepOrigin
    form: Form
    effect: LayerEffect | None = None
    settings: tuple[Setting, ...] = ()
    flags: tuple[tuple[str, str], ...] = ()
    sources: tuple[str, ...] = ()
    target: str = ""
    notes: tuple[Note, ...] = ()

    @property
    def replaced_by(self) -> int | None:
        """The step after which nothing is left of what this one set; None where something is."""
        by = [each.replaced_by for each in self.settings]
        known = [each for each in by if each is not None]
        return max(known) if known and len(known) == len(by) else None


@dataclass(frozen=True, slots=True)
class Explanation:
    """The steps, oldest first, and the base image as far as it is known.

    A known base image's steps stand before FROM, all others behind it.
    """

    steps: tuple[BuildStep, ...]
    base: BaseImage | None = None

    @property
    def start(self) -> int:
        """The index of FROM."""
        return next(step.index for step in self.steps if step.kind is StepKind.FROM)

    @property
    def base_size(self) -> int | None:
        """What the base image's layers take by docker history; None: unknown."""
        below = [
            step
            for step in self.steps
            if step.origin is not StepOrigin.OWN and step.layer is not None
        ]
        if self.base is None or any(step.effect is None for step in below):
            return None
        return sum(step.effect.size for step in below if step.effect is not None)
