"""What a container starts, as the pane says it."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from inspector.errors import UsageError
from inspector.spec import ImageConfig
from inspector.ui.image.process import Typed, process_text, typed
from tests.analyses.dockerfile.histories import configured
from tests.cases import tried_with

CMD = configured(Cmd=["a", "b"])
BOTH = configured(Entrypoint=["/bin/sh", "-c", "e f"], Cmd=["a"])


def lines(config: ImageConfig, text: str = "", width: int = 76) -> list[str]:
    return [line.plain.rstrip() for line in process_text(config, "app:1", text, width).split("\n")]


@tried_with(
    ("text", "entrypoint", "args"),
    [
        ("", None, ()),
        ("x 'y z'", None, ("x", "y z")),
        ("--help", None, ("--help",)),
        ("--entrypoint sh -c ls", "sh", ("-c", "ls")),
        ("--entrypoint= ls", "", ("ls",)),
        ("--entrypoint=sh", "sh", ()),
        ("-- --entrypoint x", None, ("--entrypoint", "x")),
        ("x --entrypoint y", None, ("x", "--entrypoint", "y")),
    ],
)
def test_a_line_is_read_as_docker_run_reads_it(
    text: str, entrypoint: str | None, args: tuple[str, ...]
) -> None:
    assert typed(text) == Typed(entrypoint, args)


@pytest.mark.parametrize("text", ["x 'y", "--entrypoint", "x \\"])
def test_what_is_not_complete_says_so(text: str) -> None:
    with pytest.raises(UsageError):
        typed(text)
    assert len(lines(CMD, text)) == 1


def test_it_says_what_starts_and_marks_the_images_case() -> None:
    found = lines(CMD)
    assert found[0] == "starts  a b"
    assert [line for line in found if ">" in line][1:] == [
        'no ENTRYPOINT         nothing     >a b              sh -c "a b"'
    ]


def test_arguments_replace_cmd_and_an_entrypoint_drops_it() -> None:
    assert lines(CMD, "x")[:2] == ["docker run app:1 x", "starts  x"]
    found = lines(BOTH, "--entrypoint sh -c 'e; f'")
    assert found[:2] == ["docker run --entrypoint sh app:1 -c 'e; f'", "starts  sh -c 'e; f'"]
    assert lines(ImageConfig())[0] == "starts  nothing"


def test_the_table_fits_or_becomes_a_list() -> None:
    for width in (75, 76, 120):
        assert max(map(cell_len, lines(BOTH, width=width)[-4:])) <= width
    narrow = lines(BOTH, width=74)
    assert [line for line in narrow if line.startswith(" >")] == [' >CMD ["a","b"] sh -c "e f" a b']
    assert max(map(cell_len, narrow[-12:])) <= 40


def test_hostile_words_are_text() -> None:
    found = process_text(configured(Cmd=["\x1b[31m", "[bold]x"]), "\x1b]0;", "", 76).plain
    assert "\x1b" not in found
    assert "[bold]x" in found
