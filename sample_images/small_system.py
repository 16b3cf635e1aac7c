"""A small system for images that teach one thing: little to look at besides it."""

from __future__ import annotations

from archive import Entry, Step, digest, file, folder, link
from contents import program, prose

NAME = "example-linux"
# What builders note of the image that FROM names.
LABELS = {"org.opencontainers.image.base.name": NAME}
MOTD = b"Welcome to Example Linux.\n"
PASSWD = b"root:x:0:0:root:/root:/bin/sh\nnobody:x:99:99:Nobody:/:/bin/false\n"
PROGRAMS = {"cat": 1_500, "ls": 2_000, "rm": 1_500, "sh": 9_000}


def system(*more: Entry) -> Step:
    """Return the step that every Dockerfile's ``FROM example-linux`` stands for."""
    entries = (
        *(link(name, f"usr/{name}") for name in ("bin", "lib")),
        *(folder(name) for name in ("dev", "etc", "home", "mnt", "proc", "root", "srv", "sys")),
        folder("tmp", 0o1777),
        file("etc/hostname", b"lesson\n"),
        file("etc/motd", MOTD),
        file("etc/os-release", b'NAME="Example Linux"\nVERSION="1"\nID=example\n'),
        file("etc/passwd", PASSWD),
        *(file(f"usr/bin/{name}", program(name, size), 0o755) for name, size in PROGRAMS.items()),
        file("usr/lib/libc.so.6", program("libc", 24_000), 0o755),
        file("usr/share/licenses/LICENSE", prose("license", 2_000)),
        *more,
    )
    return Step(f"/bin/sh -c #(nop) ADD file:{digest(NAME.encode())[7:]} in / ", entries)
