"""Each kind of step, as each builder writes it."""

from __future__ import annotations

from inspector.analyses.base_image import Source
from inspector.analyses.dockerfile import Note
from inspector.analyses.explain import Form, StepKind, StepOrigin
from inspector.analyses.usage import Cause, LayerUsage, Usage, Waste
from inspector.spec import HistoryEntry
from tests.analyses.dockerfile.histories import SHA, configured
from tests.analyses.explain.histories import NOP, based_on, explanation, steps, usage_of
from tests.cases import tried_with

FLAT = "# buildkit"
HEALTH = r"""&{["CMD" "x"] "5s" "0s" "0s" '\x00'}"""
# By kind what stands behind the instruction: as docker's classic builder prints it, as BuildKit
# does, and as it stands in a Dockerfile, which buildah and kaniko keep.
BODIES = {
    StepKind.ADD: (f"file:{SHA} in /a ", "a.tar /a", "a.tar /a"),
    StepKind.ARG: ("V=1", "V=1", "V=1"),
    StepKind.CMD: ('["a" "b"]', '["a" "b"]', '["a", "b"]'),
    StepKind.COPY: (f"dir:{SHA} in /a ", "x /a", "x /a"),
    StepKind.ENTRYPOINT: ('["e"]', '["e"]', '["e"]'),
    StepKind.ENV: ("A=b", "A=b", "A=b"),
    StepKind.EXPOSE: ("80", "map[80/tcp:{}]", "80"),
    StepKind.HEALTHCHECK: (HEALTH, HEALTH, '--interval=5s CMD ["x"]'),
    StepKind.LABEL: ("a=b", "a=b", "a=b"),
    StepKind.MAINTAINER: ("a@b", "a@b", "a@b"),
    StepKind.ONBUILD: ("RUN x", "RUN x", "RUN x"),
    StepKind.SHELL: ("[/bin/bash -c]", "[/bin/bash -c]", '["/bin/bash", "-c"]'),
    StepKind.STOPSIGNAL: ("SIGINT", "SIGINT", "SIGINT"),
    StepKind.USER: ("1:1", "1:1", "1:1"),
    StepKind.VOLUME: ("[/data]", "[/data]", "/data"),
    StepKind.WORKDIR: ("/srv", "/srv", "/srv"),
}
SAID = {
    StepKind.ARG: ("V", "1"),
    StepKind.ENTRYPOINT: ("", '["e"]'),
    StepKind.CMD: ("", '["a", "b"]'),
    StepKind.ENV: ("A", "b"),
    StepKind.LABEL: ("a", "b"),
    StepKind.MAINTAINER: ("", "a@b"),
    StepKind.ONBUILD: ("", "RUN x"),
    StepKind.SHELL: ("", '["/bin/bash", "-c"]'),
    StepKind.STOPSIGNAL: ("", "SIGINT"),
    StepKind.USER: ("", "1:1"),
    StepKind.VOLUME: ("/data", "/data"),
    StepKind.WORKDIR: ("", "/srv"),
}
IMAGE = configured(OnBuild=["RUN x"])


def rows(kind: StepKind) -> tuple[str, ...]:
    """Return the row of a kind as the classic builder, BuildKit, buildah and kaniko write it."""
    if kind is StepKind.RUN:
        return "/bin/sh -c x y", f"RUN /bin/sh -c x y {FLAT}", "/bin/sh -c x y", "RUN x y"
    classic, buildkit, written = BODIES[kind]
    blank = "" if kind in {StepKind.ADD, StepKind.COPY, StepKind.WORKDIR} else " "
    return (
        f"{NOP}{blank}{kind} {classic}",
        f"{kind} {buildkit} {FLAT}",
        f"{NOP}{kind} {written}",
        f"{kind} {written}",
    )


@tried_with("kind", [*BODIES, StepKind.RUN])
def test_each_builder_says_the_same(kind: StepKind) -> None:
    found = [steps(each, config=IMAGE)[0] for each in rows(kind)]
    assert {each.kind for each in found} == {kind}
    assert len({each.form for each in found}) == 1
    if kind in SAID:
        said = [[(each.name, each.value) for each in step.settings] for step in found]
        assert said == [[SAID[kind]]] * len(found)
    assert all(each.instruction.startswith(kind) for each in found)


def test_the_steps_of_a_history() -> None:
    found = explanation(
        f"{NOP}ADD file:{SHA} in / ",
        f'{NOP} CMD ["bash"]',
        "/bin/sh -c make",
        usage=usage_of(700, 20),
    ).steps
    assert [(each.kind, each.number, each.row, each.layer) for each in found] == [
        (StepKind.FROM, 0, None, None),
        (StepKind.ADD, 1, 0, 0),
        (StepKind.CMD, 2, 1, None),
        (StepKind.RUN, 3, 2, 1),
    ]
    assert found[0].instruction == "FROM scratch"
    assert [each.effect and each.effect.size for each in found] == [None, 700, None, 20]
    assert found[3].form is Form.SHELL


def test_what_a_copy_took_and_where() -> None:
    (kept,) = steps(f"COPY --from=build --chown=1:1 /out /bin/ {FLAT}")
    assert (kept.sources, kept.target) == (("/out",), "/bin/")
    assert steps("COPY --from=build --chown=1:1 /out /bin/")[0].flags == (
        ("from", "build"),
        ("chown", "1:1"),
    )
    (lost,) = steps(f"{NOP}COPY dir:{SHA} in /srv ")
    assert (lost.sources, lost.target, lost.notes) == ((), "/srv", (Note.SOURCE_LOST,))


def test_what_a_layer_hides() -> None:
    layers = (
        LayerUsage(0, 90, 90, 80, 3, 0, 0, 0),
        LayerUsage(1, 5, 5, 0, 0, 1, 2, 1),
    )
    waste = (
        Waste("/a", 50, 0, 1, Cause.REMOVED),
        Waste("/b", 30, 0, 1, Cause.OVERWRITTEN),
        Waste("/c", 5, 1, 1, Cause.REMOVED),  # hidden by its own layer
    )
    found = explanation("RUN a", "RUN b", usage=Usage(95, 85, layers, waste, 3)).steps
    effect = found[2].effect
    assert effect is not None
    assert (effect.modified, effect.removed, effect.metadata) == (1, 2, 1)
    assert (effect.hidden_files, effect.hidden_bytes) == (2, 80)


def test_what_is_no_instruction() -> None:
    made = HistoryEntry(created_by="# debian.sh --arch 'amd64' out/ 'bookworm'")
    noted = HistoryEntry(comment="by hand", empty_layer=True)
    found = explanation(made, noted, layers=2).steps
    assert [(each.kind, each.row, each.layer) for each in found[1:]] == [
        (StepKind.NONE, 0, 0),
        (StepKind.NONE, 1, None),
        (StepKind.NONE, None, 1),  # a layer that no row owns
    ]
    assert found[1].instruction == made.created_by
    assert found[2].instruction == "by hand"


def test_an_exec_form_of_which_only_the_words_are_told() -> None:
    words = HistoryEntry(created_by="mk /tmp/exec 99")
    found = steps("/bin/sh -c x", words)[1]
    assert (found.kind, found.form) == (StepKind.RUN, Form.EXEC)
    assert found.instruction == 'RUN ["mk", "/tmp/exec", "99"]'


ROWS_ON_A_BASE = (f"{NOP}ADD file:{SHA} in / ", f'{NOP} CMD ["bash"]', "RUN a", "CMD b")


def test_a_known_base_stands_before_from() -> None:
    found = explanation(*ROWS_ON_A_BASE, usage=usage_of(700, 20), base=based_on(1, 2))
    assert [(each.kind, each.number) for each in found.steps] == [
        (StepKind.ADD, None),
        (StepKind.CMD, None),
        (StepKind.FROM, 0),
        (StepKind.RUN, 1),
        (StepKind.CMD, 2),
    ]
    assert found.start == 2
    assert found.steps[2].instruction == "FROM debian:12"
    assert [each.origin for each in found.steps[1:4]] == [
        StepOrigin.BASE,
        StepOrigin.OWN,
        StepOrigin.OWN,
    ]
    assert found.base_size == 700


def test_a_guessed_base_stays_behind_from() -> None:
    found = explanation(*ROWS_ON_A_BASE, base=based_on(1, 2, Source.GUESS))
    assert [(each.kind, each.number) for each in found.steps[:3]] == [
        (StepKind.FROM, 0),
        (StepKind.ADD, 1),
        (StepKind.CMD, 2),
    ]
    assert found.steps[0].instruction == "FROM scratch"
    assert [each.origin for each in found.steps[2:4]] == [StepOrigin.GUESSED_BASE, StepOrigin.OWN]
    assert found.base_size is None


def test_nothing_at_all() -> None:
    found = explanation().steps
    assert [each.kind for each in found] == [StepKind.FROM]


def test_a_layer_that_could_not_be_read_has_no_effect_of_nought() -> None:
    found = explanation("RUN one", "RUN two", usage=usage_of(0, 20), unread=[0])
    assert found.steps[1].effect is None
    assert found.steps[2].effect is not None
