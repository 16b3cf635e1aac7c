"""A container as IMAGE: its top layer beside the engine's own diff and the upper directory."""

from __future__ import annotations

import base64
import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.engine import recipe, rows
from tests.engine.layerscope import ROOT, command
from tests.engine.states import Change, states_of
from tests.engine.test_changes import told_apart
from tests.engine.tools import attempt, run
from tests.engine.workshop import private

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.engine.docker import Docker
    from tests.engine.workshop import Workshop

pytestmark = pytest.mark.engine

IMAGE = "for-containers:1"
PATIENCE = 60.0
NAMES = ("ended", "alive", "asleep")
LETTERS = {"added": "A", "removed": "D", "modified": "C", "metadata": "C"}
# Every way in which an upper directory tells of a change, with names that docker prints in a line.
CHANGES = """
echo more >> /w/f; chmod 600 /w/g; rm /w/h /w/link; rm -rf /w/gone
rm -rf /w/opaque; mkdir /w/opaque; echo new > /w/opaque/new
rm /w/becomes; mkdir /w/becomes; mkdir -p /w/n/e; echo x > /w/n/e/w; ln /w/f /w/again
ln -s f /w/soft; mknod /w/null c 1 3; mkfifo /w/pipe; touch /w/d/e/x; touch /w/t; rm /w/t
"""
LOWER = (
    "RUN mkdir /w /w/gone /w/opaque /w/d /w/d/e && cd /w && for f in f g h becomes gone/a gone/b"
    " opaque/a opaque/b d/k; do echo $f > $f; done && ln -s f link"
)


@dataclass(frozen=True)
class Running:
    """A container that has done what it was told, and goes on."""

    docker: Docker
    name: str

    @property
    def reference(self) -> str:
        return f"docker-container:{self.name}"

    @property
    def environment(self) -> Mapping[str, str]:
        path = f"{self.docker.client.parent}:{self.docker.environment()['PATH']}"
        return {**self.docker.environment(PYTHONPATH=str(ROOT)), "PATH": path}

    def ask(self, *words: str) -> bytes:
        return run(command(*words), env=self.environment)

    @property
    def state(self) -> dict[str, object]:
        """What tells whether it was disturbed: process, beginning, status."""
        words = ("container", "inspect", "--format={{json .State}}", self.name)
        found: dict[str, object] = json.loads(self.docker(*words))
        return found

    @property
    def images(self) -> list[bytes]:
        """All images that the daemon has; it lists those of one second in any order."""
        return sorted(self.docker("images", "--all", "--quiet", "--no-trunc").split())

    def changes(self, layer: int) -> dict[str, Change]:
        """Return the rows of `ls --changes` at a layer by path, but for the root's."""
        words = ("ls", self.reference, "--changes", f"--layer={layer}", "--json", "--digests")
        return changes_in(self.ask(*words))


def changes_in(lines: bytes) -> dict[str, Change]:
    found = {}
    for each in map(json.loads, lines.splitlines()):
        each.pop("hardlinks", None)
        [row] = rows.from_objects([each])
        fields = frozenset(each["fields"]) if each["change"] == "metadata" else frozenset()
        found[row.path] = Change(row, each["change"], fields)
    found.pop("/", None)
    return found


Start = Callable[[str, str], Running]


@pytest.fixture(name="start")
def _start(docker: Docker) -> Iterator[Start]:
    names: list[str] = []

    def start(tag: str, does: str) -> Running:
        names.append(f"lively-{len(names)}")
        shell = ("/bin/sh", "-c", f"{{ {does}\n}} && echo done; exec sleep 100000")
        docker("run", "--detach", "--network=none", f"--name={names[-1]}", tag, *shell)
        end = time.monotonic() + PATIENCE
        while b"done" not in docker("logs", names[-1]):
            assert time.monotonic() < end
            time.sleep(0.05)
        return Running(docker, names[-1])

    yield start
    for name in names:
        docker("rm", "--force", name)


def built(docker: Docker, home: Path, tag: str, dockerfile: str) -> str:
    context = home / tag.replace(":", "-")
    context.mkdir()
    shutil.copy(recipe.BUSYBOX, context / "busybox")
    (context / "Dockerfile").write_text(dockerfile)
    docker.build(context, tag)
    return tag


@pytest.fixture(scope="module", name="image")
def _image(docker: Docker, home: Path) -> str:
    return built(docker, home, IMAGE, "\n".join([*recipe.HEAD[:3], LOWER, ""]))


@pytest.fixture(name="plain")
def _plain(start: Start, image: str) -> Running:
    return start(image, CHANGES)


@pytest.mark.parametrize("number", range(3))
def test_the_top_layer_is_the_upper_directory(
    docker: Docker, home: Path, start: Start, seed: int, number: int
) -> None:
    dockerfile, does = recipe.image_and_container(seed + number)
    tag = built(docker, home, f"lively:{number}", dockerfile)
    running = start(tag, does)
    before = running.state, running.images
    layers = [*docker.layer_directories(tag), docker.upper_directory(running.name)]
    states = states_of(layers)
    top = len(layers) - 1
    expected = states.changes(top)
    assert not told_apart(expected, running.changes(top))
    found = rows.from_json(running.ask("ls", running.reference, "--json", "--digests"))
    assert not rows.differences(_without_root(states.rows(top)), _without_root(found))
    assert (running.state, running.images) == before


def _without_root(found: list[rows.Row]) -> list[rows.Row]:
    return [row for row in found if row.path != "/"]


def test_the_top_layer_is_what_docker_diff_says(plain: Running) -> None:
    top = len(plain.docker.layer_directories(IMAGE))
    found = {path: LETTERS[each.change] for path, each in plain.changes(top).items()}
    gone = {path for path, letter in found.items() if letter == "D"}
    for path in gone:
        if path.rpartition("/")[0] in gone:  # docker names the topmost alone
            del found[path]
    expected = {
        line[2:]: line[:1] for line in plain.docker("diff", plain.name).decode().split("\n")
    }
    expected.pop("")
    assert found == expected
    assert {"/w/gone": "D", "/w/opaque/a": "D", "/w/opaque/new": "A"}.items() <= found.items()


@pytest.mark.parametrize("verb", ["pause", "stop", None])
@pytest.mark.parametrize("pause", [False, True])
def test_a_container_stays_as_it_was(plain: Running, verb: str | None, *, pause: bool) -> None:
    docker = plain.docker
    if verb is not None:
        docker(verb, *(["--time=0"] if verb == "stop" else []), plain.name)
    before, since = (plain.state, plain.images), f"{time.time():.6f}"
    listed = plain.ask("ls", plain.reference, "--json", *(["--pause"] if pause else []))
    assert listed == plain.ask("ls", plain.reference, "--json")
    assert (plain.state, plain.images) == before
    words = ("events", f"--since={since}", f"--until={time.time():.6f}", "--filter=type=container")
    events = docker(*words, "--format={{.Action}}").decode().split()
    paused = ["pause", "commit", "unpause"] if pause and verb is None else ["commit"]
    assert events == [*paused, "commit"]


def test_names_and_ids_mean_the_same(plain: Running) -> None:
    words = ("container", "inspect", "--format={{.Id}}", plain.name)
    full = plain.docker(*words).decode().strip()
    expected = plain.ask("ls", plain.reference, "--json")
    for name in (full, full[:12], full[:6]):
        assert plain.ask("ls", f"docker-container:{name}", "--json") == expected


def test_the_history_tells_which_container_it_is(plain: Running) -> None:
    told = plain.ask("history", plain.reference, "--no-trunc", "--format={{.CreatedBy}}")
    assert told.startswith(b"container lively-0: /bin/sh -c {")


def test_a_container_that_was_never_started_adds_no_layer(plain: Running) -> None:
    docker = plain.docker
    docker("create", "--network=none", "--name=asleep", IMAGE, "/bin/true")
    try:
        found = plain.ask("audit", "docker-container:asleep", "--json")
        layers = json.loads(found)["layers"]
        assert len(layers) == len(docker.layer_directories(IMAGE))
        told = plain.ask("history", "docker-container:asleep", "--format={{.CreatedBy}}")
        assert told.startswith(b"container asleep: /bin/true\n")
    finally:
        docker("rm", "asleep")


@pytest.mark.parametrize(
    ("name", "told"),
    [("never-made", b"No such container: never-made"), ("", b"is not a container's name or ID")],
)
def test_what_is_no_container_is_one_line(plain: Running, name: str, told: bytes) -> None:
    done = attempt(command("ls", f"docker-container:{name}"), env=plain.environment)
    assert (done.returncode, done.stdout) == (3, b"")
    assert told in done.stderr
    assert done.stderr.count(b"\n") == 1


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_leaves_no_image_behind(plain: Running, sent: signal.Signals) -> None:
    large = ("dd", "if=/dev/urandom", "of=/w/large", "bs=1M", "count=150")
    plain.docker("exec", plain.name, *large)
    before = plain.state, plain.images
    codes = set()
    for delay in (0.3, 0.5, 0.8, 1.2):
        process = subprocess.Popen(
            command("ls", plain.reference),
            env=dict(plain.environment),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(delay)
        process.send_signal(sent)
        codes.add(process.wait(PATIENCE))
        assert (plain.state, plain.images) == before
    assert 128 + sent in codes


# In one namespace, as containers live in it: $0 is the interpreter, $1 what they do.
PODMAN = """
set -e
podman run --quiet --cap-add=MKNOD --name=ended --network=none "$2" /bin/sh -c "$1" >&2
podman run --quiet --cap-add=MKNOD --detach --name=alive --network=none "$2" /bin/sh -c "$1
echo done; exec sleep 1000" >&2
until podman logs alive | grep -q done; do sleep 0.1; done
podman create --quiet --name=asleep --network=none "$2" /bin/true >&2
images=$(podman images --all --quiet)
process=$(podman container inspect --format='{{.State.Pid}} {{.State.Status}}' alive)
for name in ended alive asleep; do
    podman container inspect --format='{{.GraphDriver.Data.UpperDir}}' "$name"
    podman container inspect --format='{{.GraphDriver.Data.LowerDir}}' "$name"
    for pause in --no-cache --pause; do
        "$0" -m inspector ls "podman-container:$name" --changes --json --digests $pause |
            base64 --wrap=0
        echo
    done
    "$0" -m inspector history "podman-container:$name" --format='{{.CreatedBy}}' | head -1
done
[ "$images" = "$(podman images --all --quiet)" ]
[ "$process" = "$(podman container inspect --format='{{.State.Pid}} {{.State.Status}}' alive)" ]
podman stop --time=0 alive >&2
"""


def test_podmans_containers_are_opened(workshop: Workshop, plain: Running, tmp_path: Path) -> None:
    archive = plain.docker.save(IMAGE, tmp_path / "image.tar")
    workshop.podman_load(archive)
    conf = tmp_path / "containers.conf"
    conf.write_text(
        '[containers]\ndefault_ulimits = ["nofile=1000:1000", "nproc=1000:1000"]\n'
        '[engine]\ncgroup_manager = "cgroupfs"\nruntime = "runc"\n'
    )
    variables = (
        f"PYTHONPATH={ROOT}",
        f"CONTAINERS_STORAGE_CONF={workshop.storage_conf}",
        f"CONTAINERS_CONF={conf}",
    )
    words = ("bash", "-c", PODMAN, sys.executable, CHANGES, f"localhost/{IMAGE}")
    lines = iter(private("env", *variables, *words).decode().splitlines())
    for name, upper, lower, *found, told in zip(NAMES, *[lines] * 5, strict=True):
        layers = [Path(each) for each in [*reversed(lower.split(":")), upper]]
        expected = states_of(layers).changes(len(layers) - 1)
        for each in found:
            assert not told_apart(expected, changes_in(base64.b64decode(each))), name
        assert told.startswith(f"container {name}: /bin/{'true' if name == 'asleep' else 'sh -c'}")
