"""entrypoint.tar: an ENTRYPOINT with a CMD behind it.

::

    FROM example-linux
    COPY greet /usr/bin/
    ENTRYPOINT ["/usr/bin/greet"]
    CMD ["world"]
"""

from __future__ import annotations

from archive import Image, Step, digest, file
from small_system import system

GREET = b'#!/bin/sh\necho "Hello, $1!"\n'

IMAGE = Image(
    name="example.com/entrypoint:1",
    steps=(
        system(),
        Step(
            f"/bin/sh -c #(nop) COPY file:{digest(GREET)[7:]} in /usr/bin/ ",
            (file("usr/bin/greet", GREET, 0o755),),
        ),
        Step('/bin/sh -c #(nop)  ENTRYPOINT ["/usr/bin/greet"]'),
        Step('/bin/sh -c #(nop)  CMD ["world"]'),
    ),
    command=("world",),
    settings={"Entrypoint": ["/usr/bin/greet"]},
)
