"""Texts of instructions."""

from __future__ import annotations

import pytest

from inspector.analyses.explain import Form, StepKind
from inspector.analyses.explain.values import form_of, values_of
from tests.cases import tried_with


@tried_with(
    ("words", "shell", "expected"),
    [
        ([], (), Form.NONE),
        (["a"], (), Form.EXEC),
        (["/bin/sh", "-c", "a b"], (), Form.SHELL),
        (["/bin/sh", "-c", "a", "b"], (), Form.EXEC),  # the shell is told of arguments
        (["/bin/bash", "-o", "pipefail", "-c", "a"], (), Form.SHELL),
        (["mine", "-x", "a"], (), Form.EXEC),
        (["mine", "-x", "a"], ("mine", "-x"), Form.SHELL),
        (["cmd", "/S", "/C", "a"], (), Form.SHELL),
        (["/bin/sh"], (), Form.EXEC),
    ],
)
def test_the_form_of_a_command(words: list[str], shell: tuple[str, ...], expected: Form) -> None:
    assert form_of(words, shell) is expected


@pytest.mark.parametrize(
    ("kind", "body", "expected"),
    [
        (StepKind.CMD, "a b", ("a b", Form.SHELL)),
        (StepKind.CMD, '["/bin/sh", "-c", "a b"]', ("a b", Form.SHELL)),
        (StepKind.CMD, '["a", "b"]', ('["a", "b"]', Form.EXEC)),
        (StepKind.CMD, "[]", ("[]", Form.NONE)),
        (StepKind.HEALTHCHECK, "--interval=5s CMD curl x", ("curl x", Form.SHELL)),
        (StepKind.HEALTHCHECK, 'CMD ["curl", "x"]', ('["curl", "x"]', Form.EXEC)),
        (StepKind.HEALTHCHECK, "NONE", (None, Form.NONE)),
    ],
)
def test_commands(kind: StepKind, body: str, expected: tuple[str | None, Form]) -> None:
    found = values_of(kind, body)
    assert (found.pairs[0][1], found.form) == expected


def test_values_that_variables_decide_are_not_told() -> None:
    assert values_of(StepKind.ENV, "A=$B C=d").pairs == (("A", None), ("C", "d"))
    assert values_of(StepKind.USER, "$WHO").pairs == (("", None),)
    assert values_of(StepKind.ARG, "A B=$C D=1").pairs == (("A", None), ("B", None), ("D", "1"))


def test_volumes_and_ports() -> None:
    assert values_of(StepKind.VOLUME, r'["/a b", "/\\$x"]').pairs == (
        ("/a b", "/a b"),
        ("/$x", "/$x"),
    )
    assert [name for name, _ in values_of(StepKind.EXPOSE, "80/tcp 53/udp").pairs] == [
        "80/tcp",
        "53/udp",
    ]
