"""What each step means, in one to three sentences."""

from __future__ import annotations

import re

import pytest

from inspector.analyses.base_image import Source
from inspector.analyses.explain import StepKind
from inspector.analyses.usage import LayerUsage, Usage
from inspector.exports.explain.sentences import step_sentences
from inspector.spec import HistoryEntry
from tests.analyses.dockerfile.histories import SHA, Row, configured
from tests.analyses.explain.histories import NOP, based_on, explanation, usage_of
from tests.cases import tried_with

NONE = "It makes no layer"
SAID = [
    ("ENV A=1 B=2", f"for the container. {NONE}; here it sets A=1, B=2."),
    ("ARG V=1", f"but its value stays in the history. {NONE}; here it declares V=1."),
    ("EXPOSE 80 443", "EXPOSE notes that the container listens on 80 and 443; only docker"),
    ("EXPOSE 80", f"makes a port reachable. {NONE}."),
    ("VOLUME /a /b", "store what is written to /a and /b in a volume, outside of its"),
    ("USER app", f"USER makes later RUN steps and the container run as app. {NONE}."),
    ("USER $WHO", "run as what variables decide."),
    ("LABEL a=b", f"{NONE}; here it notes a=b."),
    ("MAINTAINER a", f"MAINTAINER names the author; LABEL has taken its place. {NONE}."),
    ('CMD ["a"]', "CMD sets what a container starts unless docker run gives another"),
    ("CMD a", "CMD sets what a container starts, in a shell, unless"),
    ("CMD []", "CMD [] takes the command of the base image away."),
    ('ENTRYPOINT ["a"]', "CMD, or the arguments of docker run, follow it."),
    ("ENTRYPOINT a", "in a shell, which ignores CMD and the arguments of docker run."),
    ("HEALTHCHECK CMD a b", "makes docker run a b in the container every 30s to see"),
    ("HEALTHCHECK --interval=5s CMD a", "every 5s"),
    ("HEALTHCHECK NONE", "HEALTHCHECK NONE turns off the check that the base image may have."),
    ('SHELL ["/bin/bash", "-c"]', 'SHELL makes ["/bin/bash", "-c"] run the commands'),
    ("STOPSIGNAL SIGINT", "STOPSIGNAL makes docker stop send SIGINT in place of SIGTERM."),
    ("RUN make", "in a shell and keeps what it changed as a layer. Layer 0 adds 1 path (700 B)."),
    ('RUN ["make"]', "runs the command without a shell"),
    ("COPY a /b", "COPY puts files at /b as a layer; they come from the build context. Layer 0"),
    ("COPY --from=x /a /b", "from the stage or image x, whose own layers stay out of this one."),
    (
        f"{NOP}COPY dir:{SHA} in /b ",
        "COPY puts files, whose names are not recorded, at /b as a layer; they",
    ),
    ("ADD a /b", "ADD puts files at /b as a layer, as COPY does, but also unpacks tar archives"),
    (HistoryEntry(created_by="WORKDIR /a"), "creates it if it is missing. Layer 0 adds"),
    ("WORKDIR /a", f"creates it if it is missing. {NONE}."),
    (HistoryEntry(created_by="RUN a", empty_layer=True), "as a layer; here it made none."),
    (HistoryEntry(created_by="bazel build"), "does not say with which instruction this"),
    (HistoryEntry(comment="note", empty_layer=True), "This row is a note of the builder: it"),
]


def sentences(text: str) -> int:
    return len(re.findall(r"\.(?= [A-Z]|$)", text))


@tried_with(("row", "expected"), SAID)
def test_a_step_alone(row: Row, expected: str) -> None:
    found = explanation(row, usage=usage_of(700))
    said = step_sentences(found, found.steps[1])
    assert expected in said
    assert 1 <= sentences(said) <= 3


def test_each_kind_has_words() -> None:
    assert {str(row).split()[0] for row, _ in SAID if isinstance(row, str)} >= (
        set(StepKind) - {StepKind.FROM, StepKind.NONE, StepKind.ONBUILD}
    )


def test_triggers() -> None:
    kept = explanation("ONBUILD RUN a", config=configured(OnBuild=["RUN a"]))
    assert "keeps RUN a for images built on this one: nothing runs here. It makes" in (
        step_sentences(kept, kept.steps[1])
    )
    spent = explanation("ONBUILD RUN a")
    assert "for images built on the base image: it ran in this build." in (
        step_sentences(spent, spent.steps[1])
    )


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["CMD a", "CMD b"], "no effect: only the last CMD counts, which is the one in row 2."),
        (["USER a", "USER b"], "It holds until the USER in row 2 replaces it."),
        (["ENV A=1 B=1", "ENV B=2 C=1"], "A later step sets B anew."),
        (["CMD a", "ENTRYPOINT b"],
         "no effect: the ENTRYPOINT in row 2 resets it, as it came from the base image."),
    ],
)  # fmt: skip
def test_what_a_later_one_replaces(rows: list[str], expected: str) -> None:
    found = explanation(*rows)
    said = step_sentences(found, found.steps[1])
    assert said.endswith(expected)
    assert sentences(said) == 3


def test_a_value_that_replaces_another() -> None:
    found = explanation("ENV A=1", "ENV A=2")
    assert "here it sets A=2 (before: 1)." in step_sentences(found, found.steps[2])


def test_a_layer_that_hides() -> None:
    layer = LayerUsage(0, 5, 5, 3, 2, 1, 4, 1000)
    found = explanation("RUN a", usage=Usage(5, 3, (layer,), (), 0))
    said = step_sentences(found, found.steps[1])
    assert said.endswith(
        "Layer 0 adds 2 paths, removes 4, changes 1 and changes the metadata of 1,000 (5 B)."
        " Of its own, 3 B are not visible in the final image."
    )
    assert sentences(said) == 3


def test_a_layer_that_was_not_read() -> None:
    found = explanation("RUN a")
    assert step_sentences(found, found.steps[1]).endswith("It made layer 0.")


@pytest.mark.parametrize(
    ("rows", "source", "expected"),
    [
        (
            ["ADD a /"],
            None,
            "FROM scratch begins with no files and no layers: what follows is all there is;",
        ),
        (["RUN a"], None, "the history does not tell which one it was. It brings a root file"),
        (["ADD a /", "RUN b"], Source.GIVEN, "FROM builds on debian:12: 1 layer (700 B) below all"),
        (["ADD a /", "RUN b"], Source.GUESS, "Row 1 looks like that of a base image (a guess:"),
    ],
)  # fmt: skip
def test_from(rows: list[str], source: Source | None, expected: str) -> None:
    base = None if source is None else based_on(1, 1, source)
    found = explanation(*rows, usage=usage_of(700, 5), base=base)
    said = step_sentences(found, found.steps[found.start])
    assert expected in said
    assert "the kernel is the host's" in said
    assert sentences(said) <= 3


def test_long_and_hostile_values_are_cut() -> None:
    found = explanation(f"USER {'x' * 5000}", "ENV A=\x1b[31m", f"LABEL {'b' * 900}=c")
    for step in found.steps:
        said = step_sentences(found, step)
        assert "\x1b" not in said
        assert len(said) < 300
