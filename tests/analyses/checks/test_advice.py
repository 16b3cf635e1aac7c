"""What to do about a leftover depends on the step that left it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from inspector.analyses.base_image import BaseImage, Source
from tests.analyses.checks.audited import findings_of
from tests.build_image import ImageSpec, file, whiteout

if TYPE_CHECKING:
    from pathlib import Path

LISTS = "var/lib/apt/lists/a"
PIP = "root/.cache/pip/a"
MOUNT = "Mount a cache there: RUN --mount=type=cache,target=/{} …"
LAST = "Delete it at the end of the RUN: something writes there after “{}”."

# The command that left a file, the file, and the advice.
ADVISED = {
    "classic": (
        "/bin/sh -c apt-get update",
        LISTS,
        "End the RUN with “rm -rf /var/lib/apt/lists/*”.",
    ),
    "arguments": (
        "|1 A=b /bin/sh -c apt-get update",
        LISTS,
        "End the RUN with “rm -rf /var/lib/apt/lists/*”.",
    ),
    "buildkit": (
        "RUN /bin/sh -c apt-get update # buildkit",
        LISTS,
        MOUNT.format("var/lib/apt/lists"),
    ),
    "buildkit cannot mount what is no cache": (
        "RUN /bin/sh -c make # buildkit",
        "tmp/a",
        "End the RUN with “rm -rf /tmp/*”.",
    ),
    "mounted": (
        "/bin/sh -c --mount=type=cache,target=/var/lib/apt/lists/ apt-get update",
        LISTS,
        "End the RUN with “rm -rf /var/lib/apt/lists/*”.",
    ),
    "mounted elsewhere": (
        "/bin/sh -c --mount=type=cache,id=a,target=/b apt-get update",
        LISTS,
        MOUNT.format("var/lib/apt/lists"),
    ),
    "deleted too early": (
        "/bin/sh -c rm -rf /var/lib/apt/lists/* && apt-get update",
        LISTS,
        LAST.format("rm -rf /var/lib/apt/lists/*"),
    ),
    "only said": (
        "/bin/sh -c echo rm -rf /var/lib/apt/lists/* # apt-get distclean",
        LISTS,
        "End the RUN with “rm -rf /var/lib/apt/lists/*”.",
    ),
    "yum": (
        "/bin/sh -c yum -y install a",
        "var/cache/yum/a",
        "End the RUN with “yum clean all”.",
    ),
    "dnf": (
        "/bin/sh -c dnf -y install a",
        "var/cache/dnf/a",
        "End the RUN with “dnf clean all”.",
    ),
    "zypper": (
        "/bin/sh -c zypper install a",
        "var/cache/zypp/a",
        "End the RUN with “zypper clean --all”.",
    ),
    "option": ("/bin/sh -c pip install a", PIP, "Run pip install with --no-cache-dir."),
    "option is there": (
        "/bin/sh -c pip install --no-cache-dir a",
        PIP,
        "End the RUN with “pip cache purge”.",
    ),
    "home": (
        "/bin/sh -c rm -rf ~/.cache && pip install a",
        PIP,
        LAST.format("pip cache purge"),
    ),
    "copy": (
        "COPY . / # buildkit",
        "app/.git/HEAD",
        "List it in .dockerignore, or do not COPY it.",
    ),
    "no shell": (
        "RUN powershell -Command a # buildkit",
        "tmp/a",
        "Delete them in the step that makes them.",
    ),
    "unknown": ("", "tmp/a", "Delete them in the step that makes them."),
}


def advice(folder: Path, spec: ImageSpec, base: BaseImage | None = None) -> str:
    (found,) = (each for each in findings_of(folder, spec, base) if "leftover" in each.id)
    return found.remedy


@pytest.mark.parametrize("case", ADVISED)
def test_the_advice(tmp_path: Path, case: str) -> None:
    command, name, expected = ADVISED[case]
    spec = ImageSpec(layers=[[], [file(name, b"12345")]], history=["", command])
    assert advice(tmp_path, spec) == expected


def test_what_is_deleted_later(tmp_path: Path) -> None:
    layers = [[file(LISTS, b"1")], [whiteout(LISTS)]]
    spec = ImageSpec(layers=layers, history=["RUN powershell -Command a", "RUN b"])
    told = "Delete it in the step that writes it with “rm -rf /var/lib/apt/lists/*”:"
    assert advice(tmp_path, spec).startswith(told)


def test_the_base_image_is_not_the_users_to_change(tmp_path: Path) -> None:
    spec = ImageSpec(layers=[[file(LISTS, b"1")], []], history=["/bin/sh -c a", "/bin/sh -c b"])
    base = BaseImage(1, 1, Source.GIVEN)
    assert advice(tmp_path, spec, base).startswith("Choose a base image without it")
