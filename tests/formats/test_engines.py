"""Engines, played by small programs: what is asked, what is answered, how it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.errors import EngineError, UnreadableError
from inspector.formats import engines
from inspector.formats.choice import choose
from inspector.formats.engines import is_name, receive
from inspector.formats.source import open_archive
from inspector.io.progress import CancelledError, NoProgress
from inspector.limits import DEFAULT_LIMITS
from tests.build_image import ImageSpec, build, file, format_named
from tests.cases import tried_with
from tests.formats.test_stream import Counting, whole

if TYPE_CHECKING:
    from inspector.io.progress import Progress

SPEC = ImageSpec(layers=[[file("a", b"one" * 100_000)]])
# What every engine begins with: it writes down how it was asked.
PRELUDE = """#!{python} -S
import os, sys, time
log = open({log!r}, "a")
print(os.path.basename(sys.argv[0]), *sys.argv[1:], file=log, flush=True)
def give(path):
    sys.stdout.buffer.write(open(path, "rb").read())
def refuse(text, code=1):
    sys.stderr.write(text)
    sys.exit(code)
name = sys.argv[-1]
"""


class Play:
    """A folder that alone is searched for programs, and the engines that are played in it."""

    def __init__(self, folder: Path) -> None:
        self.bin = folder / "bin"
        self.bin.mkdir()
        self.image = format_named("docker-legacy").write(folder / "image.tar", SPEC)
        self.give = f"give({str(self.image)!r}); sys.stdout.flush()"
        self._log = folder / "log"

    def program(self, command: str, body: str) -> None:
        path = self.bin / command
        path.write_text(PRELUDE.format(python=sys.executable, log=str(self._log)) + body)
        path.chmod(0o755)

    def asked(self) -> list[str]:
        return self._log.read_text().splitlines() if self._log.exists() else []


@pytest.fixture
def play(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Play:
    found = Play(tmp_path)
    monkeypatch.setenv("PATH", str(found.bin))
    return found


def ask(scheme: str, name: str, watch: Progress | None = None) -> bytes:
    return whole(receive(scheme, name, DEFAULT_LIMITS, watch or NoProgress()).window)


def processes() -> set[str]:
    """Return the children of this process that have not ended."""
    found = set()
    for task in Path("/proc/self/task").iterdir():
        children = (task / "children").read_text().split()
        found |= set(children)
    return found


@pytest.mark.parametrize(
    ("scheme", "name", "question"),
    [
        ("docker", "example.com/app:1", "docker save -- example.com/app:1"),
        ("docker", "app", "docker save -- app:latest"),
        ("docker", "cafe01", "docker save -- cafe01"),
        ("docker", "app@sha256:" + "0" * 64, "docker save -- app@sha256:" + "0" * 64),
        ("podman", "app", "podman save --quiet -- app"),
        ("containerd", "app", "nerdctl save -- app"),
        ("containerd", "app", "ctr images export - docker.io/library/app:latest"),
        ("", "app:1", "docker save -- app:1"),
        ("", "app:1", "podman save --quiet -- app:1"),
        ("", "app:1", "nerdctl save -- app:1"),
    ],
)
def test_an_engine_is_asked_to_save(scheme: str, name: str, question: str, play: Play) -> None:
    play.program(question.split(maxsplit=1)[0], play.give)
    assert ask(scheme, name) == play.image.read_bytes()
    assert play.asked() == [question]


def test_engines_are_asked_in_their_order(play: Play) -> None:
    play.program("docker", "refuse('Cannot connect\\nto the daemon\\n')")
    play.program("podman", "refuse('Error: app: image not known\\n', 125)")
    play.program("nerdctl", play.give)
    assert ask("", "app:1") == play.image.read_bytes()
    assert [line.split()[0] for line in play.asked()] == ["docker", "podman", "nerdctl"]


def test_an_engine_that_was_named_is_asked_alone(play: Play) -> None:
    play.program("docker", "refuse('no')")
    play.program("podman", play.give)
    with pytest.raises(EngineError):
        ask("docker", "app:1")
    assert play.asked() == ["docker save -- app:1"]


def test_docker_may_have_another_tag_alone(play: Play) -> None:
    play.program("docker", f"if ':' in name: refuse('no')\n{play.give}")
    assert ask("docker", "app") == play.image.read_bytes()
    assert play.asked() == ["docker save -- app:latest", "docker save -- app"]


def test_one_message_tells_what_each_answered(play: Play) -> None:
    play.program("docker", "refuse('Error: No such image: app:latest\\n')")
    play.program("podman", "refuse('')")
    with pytest.raises(EngineError) as error:
        ask("", "app")
    assert str(error.value).splitlines() == [
        "no engine has an image of this name:",
        "  docker: Error: No such image: app:latest",
        "  podman: ended with status 1",
        "  nerdctl: not installed",
    ]


def test_answers_are_printable_and_short(play: Play) -> None:
    play.program("docker", "refuse('\\x1b[31mred\\x9b\\n\\n  two\\u202e' + 'x' * 100_000)")
    with pytest.raises(EngineError) as error:
        ask("docker", "app:1")
    _, answer = str(error.value).splitlines()
    assert len(answer) < 400
    assert answer.isprintable()
    play.program("docker", "refuse('\\x1b[31mred\\n\\n  two\\u202e')")
    with pytest.raises(EngineError, match=r"docker: \\x1b\[31mred; two\\u202e"):
        ask("docker", "app:1")


def test_an_engine_that_sends_nothing_has_nothing(play: Play) -> None:
    play.program("docker", "")
    with pytest.raises(EngineError, match="docker: sent nothing"):
        ask("docker", "app:1")


def test_an_engine_that_breaks_off_failed(play: Play) -> None:
    play.program("docker", f"{play.give}; refuse('lost connection')")
    play.program("podman", play.give)
    for scheme in ("docker", ""):
        with pytest.raises(EngineError, match=r"^docker broke off .*: lost connection$"):
            ask(scheme, "app:1")


def test_an_engine_that_was_killed_says_so(play: Play) -> None:
    play.program("docker", f"{play.give}; os.kill(os.getpid(), 9)")
    with pytest.raises(EngineError, match=r"^docker broke off .*: ended by signal 9$"):
        ask("docker", "app:1")


def test_a_program_that_cannot_run_is_no_engine(play: Play) -> None:
    (play.bin / "docker").write_bytes(b"\x7fnot a program")
    (play.bin / "docker").chmod(0o755)
    with pytest.raises(EngineError, match="docker: cannot be run"):
        ask("docker", "app:1")


def test_many_words_do_not_block_the_archive(play: Play) -> None:
    words = "sys.stderr.write('progress ' * 200_000); sys.stderr.flush();"
    play.program("docker", f"{words} {play.give}; {words}")
    assert ask("docker", "app:1") == play.image.read_bytes()


@pytest.mark.parametrize(
    "body",
    [
        "time.sleep(100)",
        "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(100)",
        "while True: sys.stdout.write('x' * 1000)",
    ],
)
def test_cancelling_ends_the_engine(body: str, play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "_MERCY", 0.5)
    play.program("docker", body)
    before = processes()
    with pytest.raises(CancelledError):
        ask("docker", "app:1", Counting(patience=20))
    assert processes() == before


def test_an_engine_that_closes_its_output_and_stays_is_ended(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "_LAST_WORDS", 0.2)
    play.program("docker", f"{play.give}; os.close(1); time.sleep(100)")
    before = processes()
    assert ask("docker", "app:1") == play.image.read_bytes()
    assert processes() == before


def test_a_child_of_the_engine_may_keep_the_pipe(
    play: Play, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "_LINGERING", 0.2)
    stop = tmp_path / "stop"
    play.program(
        "docker",
        f"{play.give}\n"
        "if os.fork() == 0:\n"
        f"    while not os.path.exists({str(stop)!r}): time.sleep(0.05)\n"
        "    os._exit(0)\n",
    )
    try:
        assert ask("docker", "app:1") == play.image.read_bytes()
    finally:
        stop.touch()


def test_an_engine_gets_no_keyboard(play: Play) -> None:
    play.program("docker", f"if sys.stdin.read(): refuse('typed')\n{play.give}")
    assert ask("docker", "app:1") == play.image.read_bytes()


@pytest.mark.parametrize(
    "name",
    ["", "-x", "--help", "a b", "a;b", "$(id)", "`id`", "a|b", "a\nb", "A", "a:", ":a", "a@", "/a",
     "a//b", "a/", "é", "a:" + "x" * 129, "a" * 600, "../a", "~/a", "a\x1b", "\udce9", "a:-x"],
)  # fmt: skip
def test_odd_names_reach_no_engine(name: str, play: Play) -> None:
    for command in ("docker", "podman", "nerdctl", "ctr"):
        play.program(command, "")
    for scheme in ("docker", "podman", "containerd", ""):
        with pytest.raises(EngineError, match="no engine was asked"):
            ask(scheme, name)
    assert not play.asked()


@tried_with(
    "name",
    ["a", "app:1", "a/b/c", "a_b__c-d---e.f", "localhost/app", "host.example:5000/a/b:T_a.g-1",
     "sha256:" + "ab" * 32, "ab12", "a@sha256:" + "ab" * 32, "a:1@sha256:" + "ab" * 32, "1"],
)  # fmt: skip
def test_names_that_registries_know(name: str) -> None:
    assert is_name(name)


@given(st.text(alphabet="aA0.-_/:@ ;$é\n", max_size=30))
def test_no_name_is_an_option_or_a_path(name: str) -> None:
    if is_name(name):
        assert not name.startswith(("-", "/", "."))
        assert not set(name) & set(" ;$é\n")


def test_a_bare_name_goes_to_the_engines(play: Play) -> None:
    play.program("docker", play.give)
    archive = open_archive("example.com/app:1", DEFAULT_LIMITS)
    assert choose(archive, image=None, platform=None).id == build(SPEC).image_id
    assert play.asked() == ["docker save -- example.com/app:1"]


def test_a_bare_name_that_no_one_knows(play: Play) -> None:
    with pytest.raises(EngineError) as error:
        open_archive("image.tar", DEFAULT_LIMITS)
    assert str(error.value).splitlines() == [
        "image.tar: no such file, and no engine has an image of this name:",
        "  docker: not installed",
        "  podman: not installed",
        "  nerdctl: not installed",
    ]


def test_what_an_engine_sends_may_be_no_image(play: Play) -> None:
    play.program("docker", "print('hello' * 1000)")
    with pytest.raises(UnreadableError, match="docker://app:1: this is not a tar archive"):
        open_archive("docker://app:1", DEFAULT_LIMITS)


def test_the_users_own_environment_is_the_engines(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCKER_HOST", "ssh://far.example")
    play.program("docker", f"if 'DOCKER_HOST' not in os.environ: refuse('no')\n{play.give}")
    assert ask("docker", "app:1") == play.image.read_bytes()


# The interpreter ends while a thread has just started the engine.
_ABANDONED = """
import subprocess, threading, time
from inspector.formats.engines import Saving
from inspector.io.progress import NoProgress

class Slow(subprocess.Popen):
    def __init__(self, *words, **options):
        super().__init__(*words, **options)
        print(self.pid, flush=True)
        started.set()
        time.sleep(0.5)

started, subprocess.Popen = threading.Event(), Slow
threading.Thread(target=Saving, args=(["sleep", "300"], NoProgress()), daemon=True).start()
started.wait()
"""


def test_an_engine_that_is_just_started_ends_with_the_program() -> None:
    words = [sys.executable, "-c", _ABANDONED]
    ended = subprocess.run(words, stdout=subprocess.PIPE, timeout=20, check=True)
    with pytest.raises(ProcessLookupError):
        os.kill(int(ended.stdout), signal.SIGKILL)
