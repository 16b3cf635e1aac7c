"""Findings in images that real builders made: what each layer planted, and what none did."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from tests.engine.layerscope import audit
from tests.engine.recipe import BUSYBOX

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engine.docker import Docker
    from tests.engine.workshop import Workshop

pytestmark = pytest.mark.engine


class Plant(NamedTuple):
    """What one RUN leaves: the finding, the path that it names, and a file at or below it."""

    id: str
    path: str
    file: str
    size: int = 2_000
    mode: int = 0o644


OF_ALL = (
    Plant("leftover-pip-cache", "/root/.cache/pip", "/root/.cache/pip/http/a"),
    Plant("leftover-npm-cache", "/root/.npm", "/root/.npm/_cacache/index"),
    Plant("leftover-go-cache", "/root/.cache/go-build", "/root/.cache/go-build/00/a"),
    Plant("leftover-cargo-cache", "/root/.cargo/registry", "/root/.cargo/registry/src/a.rs"),
    Plant("leftover-maven-cache", "/root/.m2/repository", "/root/.m2/repository/a.jar"),
    Plant("leftover-temp", "/tmp", "/tmp/build/a"),
    Plant("leftover-log", "/var/log", "/var/log/build.log"),
    Plant("leftover-git", "/srv/app/.git", "/srv/app/.git/HEAD"),
    Plant("leftover-core-dump", "/srv/core", "/srv/core"),
    Plant("build-tools", "/usr/lib/gcc", "/usr/lib/gcc/x86_64/12/cc1"),
    Plant("setuid-file", "/opt/setuid", "/opt/setuid", mode=0o4755),
    Plant("setgid-file", "/opt/setgid", "/opt/setgid", mode=0o2755),
    Plant("world-writable", "/opt/open", "/opt/open", mode=0o666),
)
OF_DEBIAN = (
    Plant("leftover-apt-lists", "/var/lib/apt/lists", "/var/lib/apt/lists/a_Packages"),
    Plant("leftover-apt-cache", "/var/cache/apt", "/var/cache/apt/archives/a.deb", 2_000_000),
    *OF_ALL,
)
OF_ALPINE = (Plant("leftover-apk-cache", "/var/cache/apk", "/var/cache/apk/APKINDEX.gz"), *OF_ALL)
KINDS = {each.id for each in (*OF_DEBIAN, *OF_ALPINE)}
ALPINE = (
    "FROM scratch",
    "COPY busybox /bin/busybox",
    'RUN ["/bin/busybox", "--install", "-s", "/bin"]',
    "RUN mkdir -p /etc && echo ID=alpine > /etc/os-release && chmod 755 /bin/busybox",
)


def planted(plant: Plant) -> str:
    folder = plant.file.rpartition("/")[0]
    what = r"printf '\177ELF\2\1\1\0\0\0\0\0\0\0\0\0\4\0'; " if "core" in plant.id else ""
    return (
        f"mkdir -p {folder} && {{ {what}head -c {plant.size} /dev/zero; }} > {plant.file}"
        f" && chmod {plant.mode:o} {plant.file}"
    )


def context(place: Path, *lines: str) -> Path:
    place.mkdir(parents=True)
    shutil.copy(BUSYBOX, place / "busybox")
    (place / "Dockerfile").write_text("\n".join([*lines, ""]))
    return place


def dirty(plants: tuple[Plant, ...]) -> list[str]:
    """Return a RUN for each plant, and one that deletes every second again."""
    removed = " ".join(each.file for each in plants[::2])
    return [f"RUN {planted(each)}" for each in plants] + [f"RUN rm -rf {removed}"]


def clean(plants: tuple[Plant, ...]) -> list[str]:
    return [f"RUN {planted(each)} && rm -rf {each.file}" for each in plants]


def expected(plants: tuple[Plant, ...], below: int) -> set[tuple[str, int, str, int | None]]:
    """Return id, layer, path and who hid it, the plants lying above so many layers."""
    last = below + len(plants)
    return {
        (each.id, below + at, each.path, None if at % 2 else last) for at, each in enumerate(plants)
    }


def found(archive: Path, below: int) -> set[tuple[str, int, str, int | None]]:
    rows: list[dict[str, Any]] = audit(archive)["findings"]
    return {
        (each["id"], each["layer"], each["path"], each.get("hidden_by"))
        for each in rows
        if each["id"] in KINDS and each["layer"] >= below
    }


@pytest.mark.parametrize("is_buildkit", [False, True], ids=["classic", "buildkit"])
def test_an_image_on_debian(
    docker: Docker, debian_docker: Docker, debian: str, home: Path, *, is_buildkit: bool
) -> None:
    client = debian_docker if is_buildkit else docker
    for name, lines in (("dirty", dirty(OF_DEBIAN)), ("clean", clean(OF_DEBIAN))):
        tag = f"{name}-on-debian:{int(is_buildkit)}"
        place = context(home / tag.replace(":", "-"), f"FROM {debian}", *lines)
        client.build(place, tag, buildkit=is_buildkit)
        archive = docker.save(tag, home / f"{place.name}.tar")
        assert found(archive, 1) == (expected(OF_DEBIAN, 1) if name == "dirty" else set())


@pytest.mark.parametrize("builder", ["docker", "buildah"])
def test_an_image_like_alpine(docker: Docker, workshop: Workshop, home: Path, builder: str) -> None:
    below = len(ALPINE) - 1
    for name, lines in (("dirty", dirty(OF_ALPINE)), ("clean", clean(OF_ALPINE))):
        tag = f"{name}-{builder}:1"
        place = context(home / tag.replace(":", "-"), *ALPINE, *lines)
        archive = home / f"{place.name}.tar"
        if builder == "docker":
            docker.build(place, tag)
            docker.save(tag, archive)
        else:
            workshop.buildah_build(place, tag, layers=True)
            workshop.buildah_push(tag, f"docker-archive:{archive}:{tag}")
        assert found(archive, below) == (expected(OF_ALPINE, below) if name == "dirty" else set())


def test_a_plain_debian_has_nothing_but_notes(docker: Docker, debian: str, home: Path) -> None:
    rows = audit(docker.save(debian, home / "plain-debian.tar"))["findings"]
    assert {each["level"] for each in rows} == {"note"}
    kinds = {"setuid-file", "setgid-file", "runs-as-root", "no-healthcheck"}
    assert {each["id"] for each in rows} == kinds
