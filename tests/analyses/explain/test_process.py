"""What a container starts: ENTRYPOINT, CMD and the arguments of ``docker run``."""

from __future__ import annotations

import pytest

from inspector.analyses.explain import Form, process
from inspector.spec import ImageConfig
from tests.analyses.dockerfile.histories import configured
from tests.cases import tried_with

ENTRYPOINTS = {None: None, Form.EXEC: ["e", "f"], Form.SHELL: ["/bin/sh", "-c", "e f"]}
CMDS = {None: None, Form.EXEC: ["a", "b"], Form.SHELL: ["/bin/sh", "-c", "a b"]}
E, A = ("/bin/sh", "-c", "e f"), ("/bin/sh", "-c", "a b")
# ENTRYPOINT, CMD, what is started, and with the arguments x y
CELLS = [
    (None, None, (), ("x", "y"), Form.NONE),
    (None, Form.EXEC, ("a", "b"), ("x", "y"), Form.EXEC),
    (None, Form.SHELL, A, ("x", "y"), Form.SHELL),
    (Form.EXEC, None, ("e", "f"), ("e", "f", "x", "y"), Form.EXEC),
    (Form.EXEC, Form.EXEC, ("e", "f", "a", "b"), ("e", "f", "x", "y"), Form.EXEC),
    (Form.EXEC, Form.SHELL, ("e", "f", *A), ("e", "f", "x", "y"), Form.EXEC),
    (Form.SHELL, None, E, (*E, "x", "y"), Form.SHELL),
    (Form.SHELL, Form.EXEC, (*E, "a", "b"), (*E, "x", "y"), Form.SHELL),
    (Form.SHELL, Form.SHELL, (*E, *A), (*E, "x", "y"), Form.SHELL),
]


def image(entrypoint: Form | None, cmd: Form | None) -> ImageConfig:
    """Return the configuration of a cell of the table."""
    return configured(Entrypoint=ENTRYPOINTS[entrypoint], Cmd=CMDS[cmd])


@tried_with("cell", CELLS)
def test_each_cell(
    cell: tuple[Form | None, Form | None, tuple[str, ...], tuple[str, ...], Form],
) -> None:
    entrypoint, cmd, argv, with_args, form = cell
    found = process(image(entrypoint, cmd))
    assert (found.argv, found.form) == (argv, form)
    assert (found.entrypoint_form, found.cmd_form) == (
        entrypoint or Form.NONE,
        cmd or Form.NONE,
    )
    assert found.ignored == (found.cmd or () if entrypoint is Form.SHELL else ())
    given = process(image(entrypoint, cmd), ["x", "y"])
    assert given.argv == with_args
    assert given.cmd == found.cmd
    assert given.cmd_form is Form.EXEC
    assert given.form is (Form.EXEC if entrypoint is None else entrypoint)


def test_another_entrypoint_drops_the_cmd() -> None:
    config = image(Form.SHELL, Form.EXEC)
    assert process(config, entrypoint="x").argv == ("x",)
    assert process(config, ["y"], entrypoint="x").argv == ("x", "y")
    assert process(config, entrypoint="").argv == ()
    assert process(config, ["y"], entrypoint="").argv == ("y",)


@pytest.mark.parametrize("empty", [[], [""]])
def test_an_empty_entrypoint_is_none(empty: list[str]) -> None:
    found = process(configured(Entrypoint=empty, Cmd=["a"]))
    assert (found.entrypoint, found.argv) == (None, ("a",))


def test_what_surrounds_it() -> None:
    found = process(
        configured(
            User="1000",
            WorkingDir="/srv",
            Env=["A=secret", "B="],
            ExposedPorts={"80/tcp": {}},
            Volumes={"/data": {}},
            StopSignal="SIGINT",
        )
    )
    assert (found.user, found.workdir, found.stop_signal) == ("1000", "/srv", "SIGINT")
    assert (found.env, found.ports, found.volumes) == (("A", "B"), ("80/tcp",), ("/data",))


def test_an_image_without_a_configuration() -> None:
    assert process(ImageConfig()).argv == ()
