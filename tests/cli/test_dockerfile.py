"""``dockerfile``: the answer alone on stdout, and nothing of a layer read for it."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.build_image import (
    FORMATS,
    ImageSpec,
    blob_path,
    build,
    empty,
    file,
    format_named,
    oci_layout,
    truncate,
)
from tests.dockerfile_parser import parse
from tests.formats.opened import tar

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.cli.conftest import Run

SHA = "0123456789ab" * 5 + "cdef"
HISTORY = (
    f"/bin/sh -c #(nop) ADD file:{SHA} in / ",
    empty('/bin/sh -c #(nop)  CMD ["bash"]'),
    "RUN /bin/sh -c echo $'\x1b[31m' '[/]' \u202e # buildkit",
    empty("LABEL note=\tx\x1b]0;owned\x07 # buildkit"),
)


def written(path: Path, form: str = "docker-legacy", **values: object) -> Path:
    """Write an image of two layers."""
    layers = [[file("a", b"a" * 2000)], [file("b", b"b")]]
    spec = ImageSpec(layers=layers, history=HISTORY, config={"config": {"Cmd": ["bash"]}})
    return format_named(form).write(path, spec)


def test_every_form_of_archive_tells_the_same(tmp_path: Path, run: Run) -> None:
    answers = set()
    for form in FORMATS:
        said = run("dockerfile", written(tmp_path / form.name, form.name))
        assert (said.code, said.err) == (0, "")
        answers.add("\n".join(line for line in said.text.split("\n") if line[:1] != "#"))
    [answer] = answers
    commands = parse(answer)
    assert [each.word for each in commands] == ["FROM", "ADD", "CMD", "RUN", "LABEL"]
    assert commands[1].values == ("lost-source-0123456789ab", "/")
    assert commands[3].values[2] == "echo $'\x1b[31m' '[/]' \u202e"


def test_a_cut_archive_is_4(tmp_path: Path, run: Run) -> None:
    image = build(ImageSpec(layers=[[file("a", b"a" * 2000)]], history=["COPY a / # buildkit"]))
    last = blob_path(image.digests[0])
    path = tar(tmp_path, sorted(oci_layout(image), key=lambda member: str(member.name) == last))
    whole = run("dockerfile", path).text
    said = run("dockerfile", truncate(path, -1530))
    assert (said.code, said.text) == (4, whole)
    assert "the archive is damaged" in said.err


def test_a_pipe_gets_no_control_characters(tmp_path: Path, run: Run) -> None:
    text = run("dockerfile", written(tmp_path / "i.tar")).text
    assert "\x1b" not in text
    assert "\x07" not in text
    assert 'LABEL note="\tx\\\\x1b]0;owned\\\\x07"' in text


def test_no_layer_is_read(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> None:
        raise AssertionError(args)

    monkeypatch.setattr("inspector.reading.archive_layer.scan_within", refuse)
    assert run("dockerfile", written(tmp_path / "i.tar")).code == 0


def test_an_image_that_is_not_there(tmp_path: Path, run: Run) -> None:
    said = run("dockerfile", tmp_path / "none.tar")
    assert (said.code, said.out) == (3, b"")
    assert said.err
    assert run("dockerfile", "--image", "other", written(tmp_path / "i.tar")).code == 2


def test_a_terminal_gets_printable_text_and_tabs(tmp_path: Path) -> None:
    image = written(tmp_path / "i.tar")
    ours, theirs = pty.openpty()
    with os.fdopen(ours, "rb", buffering=0) as screen:
        argv = [sys.executable, "-m", "inspector", "dockerfile", str(image)]
        done = subprocess.run(argv, check=True, stdout=theirs, stderr=subprocess.PIPE)
        os.close(theirs)
        text = screen.read(65536).decode()
    assert not done.stderr
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert 'note="\tx' in text
