"""`audit --packages` of a Debian image, beside what dpkg says within it.

The image has the machine's own dpkg and what that needs; a package of the test's own is installed
in one layer and upgraded in the next.
"""

from __future__ import annotations

import os
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.layerscope import audit
from tests.engine.tools import run

if TYPE_CHECKING:
    from tests.engine.docker import Docker

pytestmark = pytest.mark.engine

TAG = "packages:1"
WANTED = [
    "dpkg",
    "libc-bin",
    "bash",
    "dash",
    "coreutils",
    "grep",
    "sed",
    "diffutils",
    "tar",
    "perl-base",
    "base-files",
]
DEPENDS = ["apt-cache", "depends", "--recurse", "--installed", "--important"]
NO_FIELDS = [f"--no-{name}" for name in ("conflicts", "breaks", "replaces", "enhances")]
# Of each package its name, version and architecture, and how many regular files of it are there.
ASK = r"""
dpkg-query -W -f '${Package} ${Version} ${Architecture} ${binary:Package}\n' |
while read -r name version arch full; do
  files=$(dpkg -L "$full" | while read -r path; do
    if [ -f "$path" ] && [ ! -L "$path" ]; then stat -c %d:%i "$path"; fi
  done | sort -u | wc -l)
  echo "$name $version $arch $files"
done
"""
DOCKERFILE = """\
FROM scratch
ADD root.tar /
COPY *.deb /tmp/
RUN dpkg -i /tmp/own_1.deb
RUN dpkg -i /tmp/own_2.deb && rm /tmp/own_1.deb
RUN rm -rf /usr/share/doc/bash
"""


def _lines(*command: str | Path) -> list[str]:
    return run(list(command)).decode().splitlines()


def _package(folder: Path, version: str) -> None:
    root = folder / f"own-{version}"
    (root / "DEBIAN").mkdir(parents=True)
    (root / "bin").mkdir()  # which is a symlink to /usr/bin in the image
    (root / "DEBIAN/control").write_text(
        f"Package: own\nVersion: {version}\nArchitecture: all\n"
        "Maintainer: The Layerscope authors <authors@example.com>\nDescription: own\n"
    )
    (root / "bin/own").write_text("own" * 1000 * int(version))
    run(["dpkg-deb", "--build", "--root-owner-group", root, folder / f"own_{version}.deb"])


def _root(path: Path) -> None:
    """Write the files of the packages, and a database that has these alone."""
    found = {each for each in _lines(*DEPENDS, *NO_FIELDS, *WANTED) if each[:1].isalnum()}
    installed = [
        line.split()
        for line in _lines("dpkg-query", "-W", "-f", "${Package} ${binary:Package} ${Status}\n")
    ]
    names = [
        full for name, full, *status in installed if name in found and status[-1] == "installed"
    ]
    paths = {each for name in names for each in _lines("dpkg", "-L", name) if each[:1] == "/"}
    info = Path("/var/lib/dpkg/info")
    paths |= {str(each) for name in names for each in info.glob(f"{name}.*")}
    paths |= {
        "/bin",
        "/lib",
        "/lib64",
        "/sbin",
        "/var/lib/dpkg/info/format",
        "/var/lib/dpkg/triggers",
    }
    paths |= {"/var/lib/dpkg/diversions", "/etc/passwd", "/etc/group", "/tmp"}
    status = path.with_name("status")
    status.write_bytes(b"\n".join(run(["dpkg", "-s", name]) for name in names))
    with tarfile.open(path, "w") as tar:
        for each in sorted(paths):
            if os.path.lexists(each):
                # As the kernel sees it: where /bin is a symlink, the file lies in /usr/bin.
                folder, name = os.path.split(each)
                tar.add(each, Path(folder).resolve() / name, recursive=False)
        tar.add(status, "/var/lib/dpkg/status")
        for name in ("available", "lock", "updates"):
            made = tarfile.TarInfo(f"/var/lib/dpkg/{name}")
            made.type = tarfile.DIRTYPE if name == "updates" else tarfile.REGTYPE
            made.mode = 0o755
            tar.addfile(made)


@pytest.fixture(name="archive", scope="module")
def _archive(docker: Docker, tmp_path_factory: pytest.TempPathFactory) -> Path:
    context = tmp_path_factory.mktemp("packages")
    _root(context / "root.tar")
    _package(context, "1")
    _package(context, "2")
    (context / "Dockerfile").write_text(DOCKERFILE)
    docker.build(context, TAG)
    return docker.save(TAG, context / "image.tar")


def test_packages_are_those_of_dpkg_and_add_up(archive: Path, docker: Docker) -> None:
    said = docker("run", "--rm", "--network=none", TAG, "/bin/bash", "-c", ASK).decode()
    wanted = {tuple(line.split()) for line in said.splitlines()}
    found: dict[str, Any] = audit(archive, "--packages")
    rows = [each for each in found["packages"] if each["type"] == "deb"]
    assert {
        (each["name"], each["version"], each["purl"].split("arch=")[1], str(each["files"]))
        for each in rows
    } == wanted
    assert len(rows) > 20
    total = sum(each["bytes"] for each in found["packages"]) + found["unowned_bytes"]
    assert total == found["live_bytes"]


def test_an_upgraded_package_belongs_to_the_layer_of_the_upgrade(archive: Path) -> None:
    found: dict[str, Any] = audit(archive, "--packages")
    (own,) = (each for each in found["packages"] if each["name"] == "own")
    assert (own["version"], own["layer"], own["files"], own["bytes"]) == ("2", 3, 1, 6000)
    assert {each["layer"] for each in found["packages"]} == {0, 3}
