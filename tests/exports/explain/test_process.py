"""What starts, in words, and the table."""

from __future__ import annotations

import pytest

from inspector.analyses.explain import Form, process
from inspector.exports.explain.process import command_line, process_sentences, table
from inspector.spec import ContainerConfig, ImageConfig
from tests.analyses.explain.test_process import image

FORMS = {"none": None, "exec": Form.EXEC, "shell": Form.SHELL}


@pytest.mark.parametrize(
    ("cell", "args", "expected"),
    [
        ("none none", "", "There is nothing to start: docker run refuses unless a command follows"),
        ("none none", "x", "The arguments are started as they are: no shell reads them."),
        ("none exec", "", "CMD is started as it is: no shell reads it."),
        ("none exec", "x", "The arguments are started as they are in place of CMD"),
        ("none shell", "", "CMD is in shell form: a shell is started"),
        ("exec none", "", "ENTRYPOINT is started as it is; arguments of docker run would follow"),
        ("exec none", "x", "ENTRYPOINT is started, followed by the arguments."),
        ("exec exec", "", "followed by CMD; arguments of docker run would replace CMD."),
        ("exec exec", "x", "followed by the arguments in place of CMD."),
        ("exec shell", "", "the shell, -c and the text as arguments, which is hardly"),
        ("shell none", "", "It would ignore CMD and arguments of docker run."),
        ("shell none", "x", "It ignores the arguments, which it knows only as $0: write"),
        ("shell exec", "", "It ignores CMD, which it knows only as $0, $1: write"),
        ("shell shell", "", "It ignores CMD, which it knows only as $0, $1, $2: write"),
        ("shell exec", "1 2 3 4", "which it knows only as $0, $1, $2 …: write"),
    ],
)  # fmt: skip
def test_each_cell_in_words(cell: str, args: str, expected: str) -> None:
    entrypoint, cmd = (FORMS[each] for each in cell.split())
    assert expected in process_sentences(process(image(entrypoint, cmd), args.split()))


def test_the_shells_of_windows_take_what_follows_for_more_of_the_text() -> None:
    config = ContainerConfig(entrypoint=["cmd", "/S", "/C", "e f"], cmd=["a"])
    windows = ImageConfig(config=config, os="windows")
    said = process_sentences(process(windows))
    assert said.endswith("runs its text. On Windows CMD follows as a part of that text.")
    said = process_sentences(process(windows, ["x", "y"]))
    assert said.endswith("On Windows the arguments follow as a part of that text.")


def test_another_entrypoint() -> None:
    said = process_sentences(process(image(Form.EXEC, Form.EXEC), entrypoint="x"))
    assert said.startswith("--entrypoint replaces the ENTRYPOINT of the image and drops its CMD.")


@pytest.mark.parametrize("entrypoint", FORMS.values())
@pytest.mark.parametrize("cmd", FORMS.values())
def test_the_table_has_the_images_cell(entrypoint: Form | None, cmd: Form | None) -> None:
    rows = table(process(image(entrypoint, cmd)))
    at = (list(FORMS.values()).index(entrypoint) + 1, list(FORMS.values()).index(cmd) + 1)
    own = [(y, x) for y, row in enumerate(rows) for x, cell in enumerate(row) if cell.is_own]
    assert own == [at]
    texts = [[cell.text for cell in row[1:]] for row in rows[1:]]
    assert texts == [
        ["nothing", "a b", 'sh -c "a b"'],
        ["e f", "e f a b", 'e f sh -c "a b"'],
        ['sh -c "e f"', 'sh -c "e f" a b', 'sh -c "e f" sh -c "a b"'],
    ]


def test_arguments_have_the_place_of_cmd() -> None:
    rows = table(process(image(Form.SHELL, Form.SHELL), ["x"]))
    assert rows[0][2].text == "ARGS x y"
    assert (rows[3][2].text, rows[3][2].is_own) == ('sh -c "e f" x y', True)


def test_a_command_line() -> None:
    assert command_line(["a b", "$c", ""]) == "'a b' '$c' ''"
    assert command_line(["\x1b"]) == r"'\x1b'"
    assert len(command_line(["x" * 5000])) == 200
