"""Package databases: the first byte says whose, the rest is the database."""

from __future__ import annotations

from contextlib import suppress

from fuzz.bounds import hold
from fuzz.opening import LIMITS, Opened
from inspector.errors import LayerscopeError
from inspector.packages.owners import packages
from tests.build_image import ImageSpec, build, docker_legacy, file, layer_tar

# Two layers have it, so that versions are compared, too.
PATHS = (
    "var/lib/dpkg/status",
    "var/lib/dpkg/info/a.list",
    "var/lib/dpkg/diversions",
    "lib/apk/db/installed",
    "var/lib/rpm/rpmdb.sqlite",
    "var/lib/rpm/Packages.db",
    "var/lib/rpm/Packages",
    "usr/lib/python3/site-packages/a-1.dist-info/METADATA",
    "usr/lib/python3/site-packages/a-1.dist-info/RECORD",
    "usr/lib/python3/site-packages/a.egg-info",
    "usr/lib/node_modules/a/package.json",
    "etc/os-release",
)
_BESIDE = {
    "var/lib/dpkg/info/a.list": file("var/lib/dpkg/status", b"Package: a\nVersion: 1\n"),
    "var/lib/dpkg/diversions": file("var/lib/dpkg/info/a.list", b"/.\n/bin/a\n"),
    "usr/lib/python3/site-packages/a-1.dist-info/RECORD": file(
        "usr/lib/python3/site-packages/a-1.dist-info/METADATA", b"Name: a\nVersion: 1\n"
    ),
}


def run(data: bytes) -> None:
    """List the packages of an image with one database."""
    if not data:
        return
    path = PATHS[data[0] % len(PATHS)]
    database = file(path, data[1:])
    beside = [_BESIDE[path]] if path in _BESIDE else []
    layers = [[*beside, database, file("bin/a", b"a")], [file(path, data[1 : len(data) // 2])]]
    image = build(ImageSpec(layers=layers if data[0] & 0x80 else layers[:1]))
    with suppress(LayerscopeError):
        opened = Opened.of(layer_tar(docker_legacy(image)))
        found = packages(opened.tree, opened.contents, LIMITS)
        hold(len(found.rows), min(len(data), LIMITS.packages), "packages")
