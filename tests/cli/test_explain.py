"""``explain``: the contract of its JSON, its text, and whose the words behind IMAGE are."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.build_image import (
    FORMATS,
    ImageSpec,
    empty,
    file,
    format_named,
    layer_tar,
    whiteout,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.cli.conftest import Run

HISTORY = (
    "ADD root.tar / # buildkit",
    empty('CMD ["bash"]'),
    empty("ENV A=b C=d # buildkit"),
    "RUN /bin/sh -c rm /a # buildkit",
    empty("USER 1000 # buildkit"),
    empty('ENTRYPOINT ["e" "f"]'),
    empty('CMD ["a" "b"]'),
)
CONFIG = {
    "Entrypoint": ["e", "f"],
    "Cmd": ["a", "b"],
    "Env": ["A=b", "C=d"],
    "User": "1000",
    "ExposedPorts": {"80/tcp": {}},
    "Volumes": {"/data": {}},
    "WorkingDir": "/srv",
    "StopSignal": "SIGINT",
}


def written(path: Path, form: str = "docker-legacy") -> Path:
    """Write an image of two layers, the upper of which hides 2,000 bytes of the lower."""
    layers = [[file("a", b"a" * 2000), file("c", b"c")], [whiteout("a")]]
    spec = ImageSpec(layers=layers, history=HISTORY, config={"config": CONFIG})
    return format_named(form).write(path, spec)


def explained(run: Run, *words: str | Path) -> dict[str, Any]:
    said = run("explain", *words, "--json")
    assert (said.code, said.err) == (0, "")
    assert said.out.isascii()
    found: dict[str, Any] = json.loads(said.text)
    return found


def test_the_contract(tmp_path: Path, run: Run) -> None:
    found = explained(run, written(tmp_path / "i.tar"))
    assert list(found) == ["schema", "image", "steps", "process"]
    assert found["schema"] == 1
    assert list(found["image"]) == ["reference", "id", "platform", "created"]
    for step in found["steps"]:
        assert list(step) == ["instruction", "kind", "layer", "bytes", "explanation"]
    assert [(each["kind"], each["layer"], each["bytes"]) for each in found["steps"]] == [
        ("FROM", None, 0),
        ("ADD", 0, 2001),
        ("CMD", None, 0),
        ("ENV", None, 0),
        ("RUN", 1, 0),
        ("USER", None, 0),
        ("ENTRYPOINT", None, 0),
        ("CMD", None, 0),
    ]
    process = found["process"]
    assert process.pop("explanation")
    assert process == {
        "entrypoint": ["e", "f"],
        "cmd": ["a", "b"],
        "args": [],
        "argv": ["e", "f", "a", "b"],
        "form": "exec",
        "user": "1000",
        "workdir": "/srv",
        "env": ["A", "C"],
        "ports": ["80/tcp"],
        "volumes": ["/data"],
        "stop_signal": "SIGINT",
    }


def test_every_form_of_archive_tells_the_same(tmp_path: Path, run: Run) -> None:
    answers = []
    for form in FORMATS:
        found = explained(run, written(tmp_path / form.name, form.name))
        answers.append((found["steps"], found["process"]))
    assert all(each == answers[0] for each in answers)


def test_what_is_not_set_is_null(tmp_path: Path, run: Run) -> None:
    spec = ImageSpec(layers=[[file("a", b"a")]], without=frozenset({"config"}))
    path = format_named("oci-dir").write(tmp_path / "i", spec)
    process = explained(run, path)["process"]
    names = ("entrypoint", "cmd", "user", "workdir", "stop_signal")
    assert [process[name] for name in names] == [None] * len(names)
    assert (process["argv"], process["form"], process["env"]) == ([], "none", [])


@pytest.mark.parametrize(
    ("words", "argv"),
    [
        (["x", "y"], ["e", "f", "x", "y"]),
        (["--", "--help"], ["e", "f", "--help"]),
        (["--", "--json", "--version", "-x", "--"], ["e", "f", "--json", "--version", "-x", "--"]),
        (["x", "--", "-y"], ["e", "f", "x", "-y"]),
        (["-"], ["e", "f", "-"]),
        (["--entrypoint", "z"], ["z"]),
        (["--entrypoint", "z", "y"], ["z", "y"]),
        (["--entrypoint=", "y"], ["y"]),
    ],
)
def test_whose_the_words_are(tmp_path: Path, run: Run, words: list[str], argv: list[str]) -> None:
    image = written(tmp_path / "i.tar")
    found = json.loads(run("explain", "--json", image, *words).text)["process"]
    assert found["argv"] == argv


def test_what_is_built_again(tmp_path: Path, run: Run) -> None:
    image = written(tmp_path / "i.tar")
    found = explained(run, image, "--changed", "4")
    assert [each["cache"] for each in found["steps"]] == ["used"] * 4 + ["run"] * 4
    assert found["changed"] == {"row": 4, "layers": 1, "bytes": 0}
    assert explained(run, image, "--changed", "1")["changed"]["bytes"] == 2001
    for number in ("-1", "8"):
        said = run("explain", image, "--changed", number)
        assert (said.code, said.out) == (2, b"")
        assert f"--changed {number}: the Dockerfile has rows 0 (FROM) to 7" in said.err


def test_a_base_that_is_given(tmp_path: Path, run: Run) -> None:
    image = written(tmp_path / "i.tar")
    found = explained(run, image, "--base", "1", "--changed", "2")
    assert [(each["kind"], each["cache"]) for each in found["steps"][1:5]] == [
        ("CMD", "used"),
        ("FROM", "used"),
        ("ENV", "used"),
        ("RUN", "run"),
    ]
    text = run("explain", image, "--base", "1").text
    assert "The base image: layer 0 (given)" in text
    assert run("explain", image, "--base", "3").code == 2


def test_the_text(tmp_path: Path, run: Run) -> None:
    text = run("explain", written(tmp_path / "i.tar"), "--changed", "4", "x").text
    names, _, rest = text.partition("\n\n")
    assert names.startswith("example.com/app:1  sha256:")
    assert max(map(len, rest.splitlines())) <= 80
    assert re.search(r"^   4  run   RUN rm /a$", text, re.MULTILINE)
    assert re.search(r"^  arguments +x$", text, re.MULTILINE)
    assert re.search(r"^  starts +e f x$", text, re.MULTILINE)
    flat = " ".join(text.split())
    assert "Layer 1 removes 1 path (0 B). It hides 1 file of lower layers, whose 2.00 kB" in flat
    assert "--no-cache runs all but FROM again: 1 new layer (0 B)" in flat
    assert text.count("[e f x y]") == 1


def test_hostile_texts_do_no_harm(tmp_path: Path, run: Run) -> None:
    evil = "\x1b]0;owned\x07\r\u202e[/]\n::error::x\n##[group]"
    history: list[str | Mapping[str, object]] = [
        f"RUN /bin/sh -c {evil}{'x' * 5000} # buildkit",
        empty(f"ENV A={evil}"),
        empty(f"USER {evil}"),
        empty(f"LABEL {evil}"),
        empty(""),
    ]
    config = {"Env": [f"A={evil}"], "Cmd": [evil, ""], "User": evil, "Volumes": {evil: {}}}
    spec = ImageSpec(layers=[[file("a", b"a")]], history=history, config={"config": config})
    path = format_named("docker-25").write(tmp_path / "i.tar", spec)
    said = run("explain", path, "--", evil)
    assert (said.code, said.err) == (0, "")
    assert re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", said.text) is None
    assert not any(re.match(r"\s*::", line) or "##[" in line for line in said.text.splitlines())
    assert max(map(len, said.text.splitlines())) <= 200
    assert explained(run, path)["process"]["cmd"] == [evil, ""]


def test_a_damaged_layer_is_4_with_what_could_be_read(tmp_path: Path, run: Run) -> None:
    cut = [file("a", b"a"), file("b", b"b" * 9000)]
    spec = ImageSpec(layers=[layer_tar(cut)[:4000]], history=["COPY a / # buildkit"])
    path = format_named("oci-dir").write(tmp_path / "i", spec)
    said = run("explain", path)
    assert said.code == 4
    assert "COPY a /" in said.text
    assert said.err


def test_an_image_that_is_not_there(tmp_path: Path, run: Run) -> None:
    said = run("explain", tmp_path / "none.tar")
    assert (said.code, said.out) == (3, b"")
