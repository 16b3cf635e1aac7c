"""Texts of instructions."""

from __future__ import annotations

import pytest

from inspector.analyses.explain import Form, Kind
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
        (Kind.CMD, "a b", ("a b", Form.SHELL)),
        (Kind.CMD, '["/bin/sh", "-c", "a b"]', ("a b", Form.SHELL)),
        (Kind.CMD, '["a", "b"]', ('["a", "b"]', Form.EXEC)),
        (Kind.CMD, "[]", ("[]", Form.NONE)),
        (Kind.HEALTHCHECK, "--interval=5s CMD curl x", ("curl x", Form.SHELL)),
        (Kind.HEALTHCHECK, 'CMD ["curl", "x"]', ('["curl", "x"]', Form.EXEC)),
        (Kind.HEALTHCHECK, "NONE", (None, Form.NONE)),
    ],
)
def test_commands(kind: Kind, body: str, expected: tuple[str | None, Form]) -> None:
    found = values_of(kind, body)
    assert (found.pairs[0][1], found.form) == expected


def test_values_that_variables_decide_are_not_told() -> None:
    assert values_of(Kind.ENV, "A=$B C=d").pairs == (("A", None), ("C", "d"))
    assert values_of(Kind.USER, "$WHO").pairs == (("", None),)
    assert values_of(Kind.ARG, "A B=$C D=1").pairs == (("A", None), ("B", None), ("D", "1"))


def test_volumes_and_ports() -> None:
    assert values_of(Kind.VOLUME, r'["/a b", "/\\$x"]').pairs == (("/a b", "/a b"), ("/$x", "/$x"))
    assert [name for name, _ in values_of(Kind.EXPOSE, "80/tcp 53/udp").pairs] == [
        "80/tcp",
        "53/udp",
    ]
