"""Two builds of one Dockerfile without a cache, and an upgrade: archives, and images by name."""

from __future__ import annotations

import json
import shutil
import time
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from tests.engine.layerscope import layerscope
from tests.engine.recipe import BUSYBOX

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engine.docker import Docker

pytestmark = pytest.mark.engine

DOCKERFILE = """\
FROM scratch
COPY busybox /bin/busybox
RUN ["/bin/busybox", "--install", "-s", "/bin"]
COPY installed /lib/apk/db/installed
COPY tool /usr/bin/tool
RUN mkdir -p /srv/app /var/log && date > /srv/built-at && touch /srv/app/now \\
 && tar -cf /srv/app.tar -C /srv app && date >> /var/log/build.log \\
 && mktemp -d /srv/build.XXXXXX > /dev/null && ln /bin/busybox /srv/b
ENV PORT=80
"""
INSTALLED = "P:tool\nV:{version}\nA:x86_64\nF:usr/bin\nR:tool\n\n"
SEMANTIC = ("--ignore", "semantic", "--why")


class _Builds(NamedTuple):
    """Archives of two builds without a cache, and of an upgrade."""

    first: Path
    second: Path
    upgrade: Path


def _tag(archive: Path) -> str:
    return f"shop:{archive.stem}"


@pytest.fixture(name="builds", scope="module")
def _builds(docker: Docker, tmp_path_factory: pytest.TempPathFactory) -> _Builds:
    home = tmp_path_factory.mktemp("diff")
    context = home / "context"
    context.mkdir()
    shutil.copy(BUSYBOX, context / "busybox")
    (context / "Dockerfile").write_text(DOCKERFILE)
    _write(context, "1.0", b"#!/bin/sh\n")
    builds = _Builds(*(home / f"{name}.tar" for name in _Builds._fields))
    for archive in builds:
        if archive == builds.upgrade:
            _write(context, "1.1", b"#!/bin/sh\necho 1.1\n")
            (context / "Dockerfile").write_text(DOCKERFILE.replace("80", "8080"))
        docker.build(context, _tag(archive))
        docker.save(_tag(archive), archive)
        time.sleep(1.1)  # the times of files are whole seconds
    return builds


def _write(context: Path, version: str, tool: bytes) -> None:
    (context / "installed").write_text(INSTALLED.format(version=version))
    (context / "tool").write_bytes(tool)


def _compared(old: str | Path, new: str | Path, *words: str, **variables: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(layerscope("diff", old, new, "--json", *words, **variables))
    return found


def test_two_builds_without_a_cache(builds: _Builds) -> None:
    found = _compared(builds.first, builds.second, *SEMANTIC)
    files = {each["path"]: (each["change"], each.get("cause")) for each in found["files"]}
    random = [path for path in files if path.startswith("/srv/build.")]
    assert {files.pop(path) for path in random} == {
        ("added", "random-name"), ("removed", "random-name"),
    }  # fmt: skip
    assert files == {
        "/srv/built-at": ("modified", "time-in-text"),
        "/srv/app.tar": ("modified", "archive-time"),
        "/var/log/build.log": ("modified", "log"),
    }
    assert {each["state"] for each in found["layers"]} <= {"shared", "rebuilt"}
    assert [bool(each["reasons"]) for each in found["layers"]] == [False] * 4 + [True]
    assert (found["config"], found["packages"]) == ([], [])
    assert {each["state"] for each in found["history"]} == {"same"}
    lines = layerscope("diff", builds.first, builds.second, *SEMANTIC).decode().splitlines()
    assert lines[2] == (
        "Verdict: different: 1 path added, 1 path removed, 3 paths modified, 1 layer rebuilt"
    )
    told = next(line for line in lines if line.startswith("Layers: "))
    assert "1 layer rebuilt" in told


def test_an_upgrade(builds: _Builds) -> None:
    found = _compared(builds.second, builds.upgrade, "--ignore", "semantic", "--text", "/usr/bin")
    files = {each["path"]: each["change"] for each in found["files"]}
    assert files["/usr/bin/tool"] == files["/lib/apk/db/installed"] == "modified"
    [package] = found["packages"]
    assert (package["type"], package["old"], package["new"]) == ("apk", "1.0", "1.1")
    assert (package["old_bytes"], package["new_bytes"]) == (10, 19)
    assert {each["field"]: (each["old"], each["new"]) for each in found["config"]} == {
        "Env.PORT": ("80", "8080"),
    }
    assert found["texts"][0]["diff"].endswith(" #!/bin/sh\n+echo 1.1\n")
    sums = found["bytes"]
    assert sums["new"] - sums["old"] == sums["added"] - sums["removed"]


def test_images_of_the_engine_differ_as_their_archives_do(builds: _Builds, docker: Docker) -> None:
    variables = {"DOCKER_HOST": docker.environment()["DOCKER_HOST"]}
    named = [f"docker://{_tag(each)}" for each in (builds.first, builds.second)]
    found = _compared(*named, **variables)
    by_file = _compared(builds.first, builds.second)
    for side, name in zip(("old", "new"), named, strict=True):
        assert found[side].pop("reference") == name
        by_file[side].pop("reference")
    assert found == by_file
    same = layerscope("diff", named[0], builds.first, "--exit-code", **variables).decode()
    assert "\nVerdict: same\n" in same
