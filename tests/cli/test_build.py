"""``layerscope build``: engines, played by small programs, build; what they made is opened."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import layerscope
from tests.formats.test_engines import Play
from tests.ui.pseudoterminal import SHOWN, START, Terminal, program

if TYPE_CHECKING:
    from tests.cli.conftest import Run

IMAGE = "sha256:" + "ab" * 32
# What an engine that builds does with its first argument.
BODY = f"""
import shutil
verb = sys.argv[1]
if verb == "version":
    refuse("no server") if os.environ.get("DEAD") == os.path.basename(sys.argv[0]) else sys.exit()
if verb == "image":
    if name not in os.environ.get("HAS", "{IMAGE} app:1").split():
        refuse("no such image")
    print("{IMAGE}")
    sys.exit()
if verb == "build":
    print("step 1", flush=True)
    print("a warning", file=sys.stderr, flush=True)
    noted = [word for word in sys.argv if word.startswith("--iidfile=")]
    noted = [word[10:] for word in noted] or [
        after for word, after in zip(sys.argv, sys.argv[1:]) if word == "--iidfile"
    ]
    if "--context-is-stdin" in sys.argv:
        print(sys.stdin.read())
    if "--fail" in sys.argv:
        refuse("no such step", 7)
    if "--die" in sys.argv:
        os.kill(os.getpid(), 9)
    if "--stay" in sys.argv:
        print("staying", os.getpid(), flush=True)
        time.sleep(300)
    if noted and "--keep-quiet" not in sys.argv:
        open(noted[0], "w").write("{IMAGE}")
    sys.exit()
"""


@pytest.fixture(name="play")
def _play(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Play:
    found = Play(tmp_path)
    monkeypatch.setenv("PATH", str(found.bin))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    return found


def give(play: Play, *engines: str) -> None:
    for engine in engines:
        play.program(engine, BODY + play.give)


def builds(play: Play) -> list[str]:
    """Return how builds were asked for, without the name of the file for the ID."""
    asked = [line for line in play.asked() if line.split()[1] == "build"]
    words = [line.split() for line in asked]
    return [
        " ".join("--iidfile=…" if each.startswith("--iidfile=/") else each for each in line)
        for line in words
    ]


def test_what_an_engine_built_is_opened(run: Run, play: Play) -> None:
    give(play, "docker")
    said = run("build", "--build-arg", "A=b c", "--no-cache", "-v", ".")
    assert said.code == 0
    assert builds(play) == ["docker build --iidfile=… --build-arg A=b c --no-cache -v ."]
    assert said.text.startswith("step 1\n")
    assert said.text.endswith(run("audit", f"docker://{IMAGE}").text)
    assert said.err == "a warning\n"
    assert not list(play.bin.parent.glob("layerscope-*"))


@pytest.mark.parametrize("form", ["-t app:1", "-tapp:1", "--tag app:1", "--tag=app:1"])
def test_it_has_the_name_that_was_given(run: Run, play: Play, form: str) -> None:
    give(play, "docker")
    assert run("build", *form.split(), ".").code == 0
    assert play.asked()[-1] == "docker save -- app:1"


def test_a_name_that_means_another_image_is_not_used(run: Run, play: Play) -> None:
    give(play, "docker")
    assert run("build", "-t", "other:1", ".").code == 0
    assert play.asked()[-1] == f"docker save -- {IMAGE}"


@pytest.mark.parametrize(
    ("there", "dead", "options", "asked"),
    [
        (["docker", "podman"], "", [], "docker"),
        (["docker", "podman"], "docker", [], "podman"),
        (["docker", "podman"], "", ["--engine", "podman"], "podman"),
        (["docker", "podman"], "", ["--engine=podman"], "podman"),
        (["docker", "podman"], "docker", ["--engine=docker"], "docker"),
        (["podman"], "", [], "podman"),
        (["docker"], "docker", [], "docker"),
    ],
)
def test_the_engine_that_is_there_builds(
    run: Run,
    play: Play,
    monkeypatch: pytest.MonkeyPatch,
    there: list[str],
    dead: str,
    options: list[str],
    asked: str,
) -> None:
    give(play, *there)
    monkeypatch.setenv("DEAD", dead)
    assert run("build", *options, ".").code == 0
    assert builds(play) == [f"{asked} build --iidfile=… ."]
    assert play.asked()[-1].startswith(f"{asked} save ")


def test_without_an_engine_nothing_is_built(run: Run, play: Play) -> None:
    said = run("build", ".")
    assert (said.code, said.out) == (3, b"")
    assert said.err.splitlines() == [
        "layerscope: no engine to build with:",
        "  docker: not installed",
        "  podman: not installed",
    ]
    assert run("build", "--engine", "podman", ".").err == "layerscope: podman: not installed\n"
    assert run("build", "--engine", "kaniko", ".").code == 2


@pytest.mark.parametrize(("argument", "code"), [("--fail", 7), ("--die", 137)])
def test_the_engines_exit_code_counts(run: Run, play: Play, argument: str, code: int) -> None:
    give(play, "docker")
    said = run("build", argument, ".")
    assert said.code == code
    assert said.out == b"step 1\n"
    assert said.err.endswith(f"layerscope: docker build ended with status {code}\n")


@pytest.mark.parametrize("form", [["--iidfile", "mine"], ["--iidfile=mine"]])
def test_the_users_own_file_for_the_id_is_used(
    run: Run, play: Play, form: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    give(play, "docker")
    monkeypatch.chdir(tmp_path)
    said = run("build", *form, ".")
    assert said.code == 0
    assert builds(play) == [" ".join(["docker build", *form, "."])]
    assert Path("mine").read_text() == IMAGE
    # What an earlier build had left there is not taken for the result of this one.
    said = run("build", *form, "--keep-quiet", ".")
    assert said.code == 0
    assert said.err.endswith("layerscope: docker build produced no image to open\n")


@pytest.mark.parametrize("form", ["-o out", "-oout", "--output out", "--output=type=local,dest=x"])
def test_a_build_that_leaves_no_image_is_none_to_open(run: Run, play: Play, form: str) -> None:
    """And docker, asked for the ID of an image that it does not make, would fail."""
    give(play, "docker", "podman")
    said = run("build", *form.split(), ".")
    assert builds(play) == [f"docker build {form} ."]
    assert (said.code, said.out) == (0, b"step 1\n")
    assert said.err.endswith("layerscope: docker build produced no image to open\n")
    # podman makes one all the same.
    assert run("build", "--engine=podman", *form.split(), ".").code == 0
    assert play.asked()[-1] == f"podman save --quiet -- {IMAGE}"


def test_outputs_that_are_images_are_opened(run: Run, play: Play) -> None:
    give(play, "docker")
    assert run("build", "--output", "type=docker", ".").code == 0
    assert play.asked()[-1] == f"docker save -- {IMAGE}"


def test_an_image_that_the_builder_kept_is_told(
    run: Run, play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(play, "docker")
    monkeypatch.setenv("HAS", "")
    said = run("build", ".")
    assert (said.code, said.out) == (0, b"step 1\n")
    assert "docker does not have the image it built: --load may be missing" in said.err


def test_only_a_first_argument_is_ours(run: Run, play: Play) -> None:
    give(play, "docker")
    for option in ("--help", "-h"):
        assert "Usage: layerscope build [--engine ENGINE] ARGS…" in run("build", option).text
    assert builds(play) == []
    theirs = [". --help", "--version .", "-t a --engine podman .", "-- .", ""]
    for words in theirs:
        run("build", *words.split())
    run("--platform", "linux/arm64", "build", ".")
    expected = [f"docker build --iidfile=… {words}".rstrip() for words in theirs]
    assert builds(play) == [*expected, "docker build --iidfile=… --platform linux/arm64 ."]


def test_the_engine_reads_our_standard_input(play: Play) -> None:
    give(play, "docker")
    done = subprocess.run(
        layerscope("build", "--context-is-stdin", "-"),
        input=b"FROM scratch",
        capture_output=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.startswith(b"step 1\nFROM scratch\n")


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_build(play: Play, sent: signal.Signals) -> None:
    give(play, "docker")
    process = subprocess.Popen(
        layerscope("build", "--stay", "."), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"step 1\n"
    engine = int(process.stdout.readline().split()[1])
    process.send_signal(sent)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 128 + sent
    assert b"Traceback" not in err
    with pytest.raises(ProcessLookupError):
        os.kill(engine, 0)
    assert not list(play.bin.parent.glob("layerscope-*"))


def test_on_a_terminal_the_screen_opens(play: Play, tmp_path: Path) -> None:
    give(play, "docker")
    words = program(START, "build", "-t", "app:1", ".")
    with Terminal(tmp_path, words, stdin=subprocess.DEVNULL, is_controlling=True) as terminal:
        terminal.read(until=b"step 1")
        terminal.read(until=SHOWN)
        terminal.check_leaves()
