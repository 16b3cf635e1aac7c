"""whiteouts.tar: every way in which a layer changes what lies below it, one a layer.

::

    FROM scratch
    ADD srv.tar /
    COPY motd /
    RUN …            (as in the steps below)
"""

from __future__ import annotations

from archive import (
    Entry,
    Image,
    Step,
    digest,
    emptied,
    file,
    folder,
    link,
    removed,
    second_name,
)
from contents import program, prose

MOTD = file("motd", b"Welcome.\n")
CONFIG = b"level = debug\n" + prose("config", 2_000)
REPORT = prose("report", 12_000)
TOOL = program("tool", 16_000)

BASE = (
    file("srv/notes.txt", prose("notes", 3_000)),
    file("srv/old/a.txt", prose("a", 4_000)),
    file("srv/old/b.txt", prose("b", 4_000)),
    file("srv/old/deep/c.txt", prose("c", 4_000)),
    file("srv/cache/one", prose("one", 6_000)),
    file("srv/cache/two", prose("two", 6_000)),
    file("srv/report.txt", REPORT),
    file("srv/tool", TOOL),
    file("srv/config.ini", CONFIG),
    file("srv/shapes/becomes-folder", prose("file", 1_500)),
    file("srv/shapes/becomes-file/inside", prose("inside", 1_500)),
    file("srv/shapes/becomes-link", prose("plain", 1_500)),
    link("srv/shapes/link-becomes-folder", "becomes-file"),
)


def add(entry: Entry) -> Step:
    """Return a COPY of one file into the root."""
    return Step(f"/bin/sh -c #(nop) COPY file:{digest(entry.content)[7:]} in / ", (entry,))


def run(command: str, *entries: Entry) -> Step:
    """Return a RUN with what it left behind."""
    return Step(f"/bin/sh -c {command}", entries)


IMAGE = Image(
    name="example.com/whiteouts:1",
    steps=(
        Step(f"/bin/sh -c #(nop) ADD file:{digest(b'srv.tar')[7:]} in / ", BASE),
        add(MOTD),
        # a file goes: one empty file, .wh.notes.txt, stands for it
        run("rm /srv/notes.txt", removed("srv/notes.txt")),
        # a directory goes: one marker is enough for all below it
        run("rm -r /srv/old", removed("srv/old")),
        # a directory is made anew: it stays, what it held is hidden by .wh..wh..opq
        run(
            "rm -r /srv/cache && mkdir /srv/cache && echo new > /srv/cache/fresh",
            *emptied("srv/cache"),
            file("srv/cache/fresh", b"new\n"),
        ),
        # deleted and added again: the last layer of the three is the first one, byte for byte
        run("rm /motd", removed("motd")),
        add(MOTD),
        # layers know no renames: a marker for the old name, all bytes again under the new one
        run(
            "mv /srv/report.txt /srv/final-report.txt",
            removed("srv/report.txt"),
            file("srv/final-report.txt", REPORT),
        ),
        # a new mode costs a whole copy of the file
        run("chmod 755 /srv/tool", file("srv/tool", TOOL, 0o755)),
        # a second name costs a copy, too, as a hardlink cannot reach into a lower layer
        run(
            "ln /srv/config.ini /srv/config.link",
            file("srv/config.ini", CONFIG),
            second_name("srv/config.link", "srv/config.ini"),
        ),
        # one of the names is replaced, the other keeps the old bytes alive
        run(
            "sed -i s/debug/info/ /srv/config.ini",
            file("srv/config.ini", CONFIG.replace(b"debug", b"info", 1)),
        ),
        # a path changes its type
        run(
            "cd /srv/shapes && rm -r * && mkdir becomes-folder link-becomes-folder"
            " && echo in > becomes-folder/in && echo file > becomes-file"
            " && ln -s becomes-file becomes-link",
            *emptied("srv/shapes/becomes-folder"),
            file("srv/shapes/becomes-folder/in", b"in\n"),
            file("srv/shapes/becomes-file", b"file\n"),
            link("srv/shapes/becomes-link", "becomes-file"),
            *emptied("srv/shapes/link-becomes-folder"),
        ),
        # a directory that no step above emptied keeps its children when its mode changes
        run("chmod 700 /srv/shapes", folder("srv/shapes", 0o700)),
        Step('/bin/sh -c #(nop)  CMD ["/srv/tool"]'),
    ),
    command=("/srv/tool",),
)
