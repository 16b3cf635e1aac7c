"""Fixtures of the engine tests: a docker daemon, the other tools, and images made with them.

``--seed`` makes the random images of an earlier run again.
"""

from __future__ import annotations

import secrets
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

from tests.engine import daemon as daemons
from tests.engine import history_images, recipe, specimens
from tests.engine.containerd import Containerd
from tests.engine.debian import import_debian
from tests.engine.docker import DEBIAN_CLIENT, Docker, version_of
from tests.engine.makers import Tools
from tests.engine.specimens import Origins
from tests.engine.workshop import Workshop

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from tests.engine.daemon import Daemon
    from tests.engine.specimens import Specimen

HERE = Path(__file__).parent
RANDOM_IMAGES = 3
# Images are built by the first test that asks for them.
TEST_SECONDS = 900
SEED = pytest.StashKey[int]()


def pytest_configure(config: pytest.Config) -> None:
    """Choose the seed once a run."""
    given = config.getoption("--seed")
    config.stash[SEED] = secrets.randbelow(10**6) if given is None else int(given)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give tests that may have to build their image first the time to do so."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.timeout(TEST_SECONDS))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Say below each failure how to have the same images again."""
    report = yield
    if report.failed and HERE in item.path.parents:
        report.sections.append(("Seed", f"--seed={item.config.stash[SEED]}"))
    return report


@pytest.fixture(scope="session")
def seed(pytestconfig: pytest.Config) -> int:
    """The first random image's seed; the others' follow it."""
    return pytestconfig.stash[SEED]


@pytest.fixture(scope="session")
def home() -> Iterator[Path]:
    """A directory for all that the tools write; a socket needs its path to be short."""
    path = Path(tempfile.mkdtemp(prefix="ls"))
    yield path
    daemons.unmount_below(path)
    shutil.rmtree(path)


@pytest.fixture(scope="session")
def daemon(home: Path) -> Iterator[Daemon]:
    """A docker daemon of the tests' own."""
    place = home / "d"
    place.mkdir()
    with daemons.running(place) as running:
        yield running


@pytest.fixture(scope="session")
def debian_docker(daemon: Daemon) -> Docker:
    """Debian's client: the one that can ask this daemon for a BuildKit build."""
    return Docker(DEBIAN_CLIENT, daemon, version_of(DEBIAN_CLIENT))


@pytest.fixture(scope="session")
def docker(daemon: Daemon, debian_docker: Docker) -> Docker:
    """The client on the PATH where it is current, else Debian's."""
    client = Path(shutil.which("docker") or DEBIAN_CLIENT)
    found = Docker(client, daemon, version_of(client))
    return found if found.is_current else debian_docker


@pytest.fixture(scope="session")
def debian(docker: Docker, home: Path) -> str:
    """The tag of a plain Debian in the daemon."""
    return import_debian(docker, home)


@pytest.fixture(scope="session")
def workshop(home: Path) -> Workshop:
    """podman, buildah, skopeo and umoci."""
    place = home / "w"
    place.mkdir()
    return Workshop(place)


@pytest.fixture(scope="session")
def containerd(daemon: Daemon) -> Containerd:
    """The daemon's own containerd, in a namespace that is not docker's."""
    return Containerd(daemon)


@pytest.fixture(scope="session")
def tools(docker: Docker, workshop: Workshop, containerd: Containerd) -> Tools:
    """All that a form may be made with."""
    return Tools(docker, workshop, containerd)


@pytest.fixture(scope="session", params=range(RANDOM_IMAGES))
def specimen(request: pytest.FixtureRequest, docker: Docker, home: Path, seed: int) -> Specimen:
    """A random image, built by docker's classic builder."""
    number = cast("int", request.param)
    context = recipe.write_context(home / f"random{number}", seed + number)
    return specimens.built_by_docker(docker, context, f"random:{number}")


@pytest.fixture(scope="session")
def origins(
    docker: Docker, debian_docker: Docker, workshop: Workshop, home: Path, seed: int
) -> Origins:
    """The same random Dockerfile, built by each tool."""
    place = home / "o"
    place.mkdir()
    return Origins(docker, debian_docker, workshop, place, seed)


@pytest.fixture(scope="session")
def plain_history(docker: Docker, home: Path) -> Specimen:
    """A row of history for every instruction, in ASCII."""
    return history_images.plain(docker, home)


@pytest.fixture(scope="session")
def odd_history(docker: Docker, home: Path) -> Specimen:
    """Rows of history that are hard to print."""
    return history_images.odd(docker, home)


@pytest.fixture
def aged_history(docker: Docker, plain_history: Specimen, home: Path) -> Specimen:
    """Rows of history of all ages."""
    return history_images.aged(docker, plain_history.archive, home)
