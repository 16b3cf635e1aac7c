"""Containers of engines that small programs play: what is asked, and what stays behind."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from typing import TYPE_CHECKING

import pytest

from inspector.errors import EngineError, UnreadableError
from inspector.formats import containers
from inspector.formats.access import Access
from inspector.formats.source import open_archive
from inspector.io.progress import CancelledError
from inspector.limits import DEFAULT_LIMITS
from tests.build_image import build
from tests.cli.conftest import layerscope
from tests.formats.test_engines import SPEC, Play, processes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from inspector.formats.model import Archive
    from inspector.io.progress import Progress

ID = "0123" * 16
IMAGE = "sha256:" + "ab" * 32
# Keeps its images as files in a folder; HOW says how one of its commands behaves.
BODY = """
import json
images = {images!r}
how = os.environ.get("HOW", "")
verb = sys.argv[1]
if verb == "container":
    if name != "web":
        refuse("Error: No such container: " + name)
    print({answer!r})
if verb == "image":
    refuse("Error: No such image: " + name) if how == "image-is-gone" else refuse("no daemon")
if verb == "commit":
    print("warning: old", file=sys.stderr)
    if how in ("commit-fails", "image-is-gone"):
        refuse("Error: open /var/lib/x: no such file")
    open(os.path.join(images, "begun"), "w").close()
    if how == "commit-is-slow":
        time.sleep(1)
    open(os.path.join(images, name.rpartition(":")[2]), "w").close()
    os.remove(os.path.join(images, "begun"))
    print("nothing to say" if how == "commit-talks" else {image!r})
if verb == "save":
    if how == "save-fails":
        refuse("lost connection")
    if how == "save-is-no-archive":
        sys.exit(print("hello" * 1000))
    if how == "save-is-slow":
        sys.stdout.buffer.write(bytes(200_000))
        sys.stdout.flush()
        open(os.path.join(images, "saving"), "w").close()
        time.sleep(300)
    {give}
if verb == "rmi":
    if how == "rmi-fails":
        refuse("Error: image is in use")
    os.remove(os.path.join(images, name.rpartition(":")[2]))
    if os.path.exists(os.path.join(images, "saving")):
        os.remove(os.path.join(images, "saving"))
"""
ANSWER = f'["{ID}", "/web", "sha256:0f", "/entry.sh", ["nginx", "-g", "daemon off;"]]'


class Stage:
    """An engine that is played, and the images that it has."""

    def __init__(self, play: Play, folder: Path) -> None:
        self.play = play
        self.images = folder / "images"
        self.images.mkdir()

    def engine(self, command: str, answer: str = ANSWER) -> None:
        body = BODY.format(images=str(self.images), answer=answer, image=IMAGE, give=self.play.give)
        self.play.program(command, body)

    @property
    def left(self) -> list[str]:
        return [each.name for each in self.images.iterdir()]

    def asked(self) -> list[str]:
        """Return what the engine was asked for, without the image's random name."""
        return [
            " ".join("NAME" if "layerscope-temporary:" in word else word for word in line.split())
            for line in self.play.asked()
        ]


@pytest.fixture(name="stage")
def _stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    play = Play(tmp_path)
    monkeypatch.setenv("PATH", str(play.bin))
    return Stage(play, tmp_path)


def opened(reference: str, *, pause: bool = False, progress: Progress | None = None) -> Archive:
    return open_archive(reference, DEFAULT_LIMITS, progress, access=Access(pause=pause))


@pytest.mark.parametrize("pause", [False, True])
def test_docker_commits_saves_and_forgets(stage: Stage, *, pause: bool) -> None:
    stage.engine("docker")
    archive = opened("docker-container:web", pause=pause)
    assert [each.id for each in archive.images] == [build(SPEC).image_id]
    inspect, *rest = stage.asked()
    assert inspect.startswith("docker container inspect --format=")
    assert inspect.endswith(" -- web")
    assert rest == [
        f"docker commit --pause={str(pause).lower()} -- {ID} NAME",
        f"docker save -- {IMAGE}",
        "docker rmi --no-prune -- NAME",
    ]
    assert not stage.left


def test_podman_is_quiet_and_keeps_what_docker_keeps(stage: Stage) -> None:
    stage.engine("podman")
    opened("podman-container://web")
    assert stage.asked()[1:] == [
        f"podman commit --pause=false --quiet --format=docker -- {ID} NAME",
        f"podman save --quiet -- {IMAGE}",
        "podman rmi --no-prune -- NAME",
    ]
    assert not stage.left


def test_every_image_has_a_name_of_its_own(stage: Stage) -> None:
    stage.engine("docker")
    for _ in range(2):
        opened("docker-container:web")
    removed = {line for line in stage.play.asked() if " rmi " in line}
    assert len(removed) == 2


def test_the_image_is_called_as_the_user_called_it(stage: Stage) -> None:
    stage.engine("docker")
    for form in ("docker-container:web", "docker-container://web"):
        [image] = opened(form).images
        assert image.names == ("docker-container:web",)


@pytest.mark.parametrize(
    ("engine", "answer", "told"),
    [
        ("docker", ANSWER, "container web: /entry.sh nginx -g daemon off;"),
        ("docker", f'["{ID}", "/web", "sha256:0f", "sh", null]', "container web: sh"),
        ("docker", f'["{ID}", "/web", "sha256:0f", "sh", ["sh"]]', "container web: sh sh"),
        ("docker", f'["{ID}", "/web", "sha256:0f", "", []]', "container web"),
        ("podman", f'["{ID}", "web", "0f", "sh", ["-c", "id"]]', "container web: sh -c id"),
        ("podman", f'["{ID}", "web", "0f", "sh", ["sh"]]', "container web: sh"),
    ],
)
def test_the_top_row_tells_which_container_it_is(
    stage: Stage, engine: str, answer: str, told: str
) -> None:
    stage.engine(engine, answer)
    [image] = opened(f"{engine}-container:web").images
    assert image.config.history is not None
    *_, row = image.config.history
    assert row.created_by == told


@pytest.mark.parametrize(
    ("how", "told", "left"),
    [
        ("commit-fails", "docker: warning: old; Error: open /var/lib/x: no such file", 0),
        ("image-is-gone", "docker: the image of container web is gone", 0),
        ("commit-talks", "docker: unexpected answer to commit", 0),
        ("save-fails", "docker: lost connection", 0),
        ("save-is-no-archive", "this is not a tar archive", 0),
        ("rmi-fails", "docker: a temporary image may be left behind (Error: image is in use)", 1),
    ],
)
def test_what_fails_leaves_nothing_behind_or_says_so(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, how: str, told: str, left: int
) -> None:
    stage.engine("docker")
    monkeypatch.setenv("HOW", how)
    with pytest.raises(UnreadableError) as error:
        opened("docker-container:web")
    message = str(error.value)
    assert message.startswith(f"docker-container:web: {told}")
    assert "\n" not in message
    assert len(stage.left) == left
    for name in stage.left:
        assert message.endswith(
            f": remove it with docker rmi localhost/layerscope-temporary:{name}"
        )


@pytest.mark.parametrize(
    ("reference", "answer", "told"),
    [
        ("docker-container:db", ANSWER, "docker: Error: No such container: db"),
        ("podman-container:web", ANSWER, "podman: not installed"),
        ("docker-container:web", "?", "docker: unexpected answer to inspect ("),
        (
            "docker-container:web",
            '["--all", "a", "0f", "b", []]',
            "docker: unexpected answer to inspect",
        ),
    ],
)
def test_no_container_is_one_line(stage: Stage, reference: str, answer: str, told: str) -> None:
    stage.engine("docker", answer)
    with pytest.raises(EngineError) as error:
        opened(reference)
    assert str(error.value).startswith(f"{reference}: {told}")
    assert "\n" not in str(error.value)
    assert not [line for line in stage.asked() if " commit " in line]


@pytest.mark.parametrize(
    "name", ["", "-x", "--help", "a b", "a;b", "a/b", ".", "é", "a\nb", "a\x1b", "a" * 300, "a:1"]
)
def test_odd_names_reach_no_engine(stage: Stage, name: str) -> None:
    stage.engine("docker")
    with pytest.raises(EngineError, match="is not a container's name or ID: docker was not asked"):
        opened(f"docker-container:{name}")
    assert not stage.asked()


def test_an_engine_that_cannot_be_run(stage: Stage) -> None:
    (stage.play.bin / "docker").write_bytes(b"\x7fnot a program")
    (stage.play.bin / "docker").chmod(0o755)
    with pytest.raises(EngineError, match="docker: cannot be run"):
        opened("docker-container:web")


@pytest.mark.parametrize("how", ["commit-is-slow", "save-is-slow"])
def test_who_does_not_wait_any_more_leaves_nothing_behind(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    stage.engine("docker")
    monkeypatch.setenv("HOW", how)
    before = processes()
    with pytest.raises(CancelledError):
        opened("docker-container:web", progress=_Impatient(stage))
    assert not stage.left
    assert processes() == before


class _Impatient:
    """Does not want the image any more as soon as its making, or its sending, has begun."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def advance(self, size: int, /) -> None:
        del size
        if {"begun", "saving"} & set(self._stage.left):
            raise CancelledError


def test_a_commit_that_does_not_end_is_told(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.engine("docker")
    monkeypatch.setenv("HOW", "commit-is-slow")
    monkeypatch.setattr(containers, "_PATIENCE", 0.1)
    with pytest.raises(EngineError, match=r"commit did not end.*remove it with docker rmi"):
        opened("docker-container:web", progress=_Impatient(stage))
    while stage.left:  # it is removed all the same, as this process goes on
        time.sleep(0.05)


@pytest.mark.parametrize(("how", "times"), [("commit-is-slow", 3), ("save-is-slow", 1)])
@pytest.mark.parametrize(
    ("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_signals_leave_nothing_behind(
    stage: Stage, how: str, times: int, sent: signal.Signals, code: int
) -> None:
    stage.engine("docker")
    process = subprocess.Popen(
        layerscope("ls", "docker-container:web"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "HOW": how},
        text=True,
        process_group=0,
    )
    _wait_until(lambda: {"begun", "saving"} & set(stage.left))
    for _ in range(times):
        os.killpg(process.pid, sent)  # as a terminal does
        time.sleep(0.1)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (code, "")
    assert err in {"layerscope: interrupted\n", "layerscope: terminated\n"}
    assert not stage.left


def _wait_until(holds: Callable[[], object]) -> None:
    end = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)
