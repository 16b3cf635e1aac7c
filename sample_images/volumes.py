"""volumes.tar: a program that keeps its data below a VOLUME.

::

    FROM example-linux
    COPY notes /usr/bin/
    RUN mkdir /data && echo "- read the lesson" > /data/list
    VOLUME /data
    CMD ["/usr/bin/notes"]
"""

from __future__ import annotations

from archive import Image, Step, digest, file
from contents import program
from small_system import LABELS, system

NOTES = program("notes", 8_000)

IMAGE = Image(
    name="example.com/volumes:1",
    steps=(
        system(),
        Step(
            f"/bin/sh -c #(nop) COPY file:{digest(NOTES)[7:]} in /usr/bin/ ",
            (file("usr/bin/notes", NOTES, 0o755),),
        ),
        Step(
            '/bin/sh -c mkdir /data && echo "- read the lesson" > /data/list',
            (file("data/list", b"- read the lesson\n"),),
        ),
        Step("/bin/sh -c #(nop)  VOLUME [/data]"),
        Step('/bin/sh -c #(nop)  CMD ["/usr/bin/notes"]'),
    ),
    command=("/usr/bin/notes",),
    labels=LABELS,
    settings={"Volumes": {"/data": {}}},
)
