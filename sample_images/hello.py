"""hello.tar: the smallest image there is.

::

    FROM scratch
    COPY hello.txt /
    CMD ["/hello.txt"]
"""

from __future__ import annotations

from archive import Image, Step, digest, file

TEXT = b"Hello from the only layer.\n"

IMAGE = Image(
    name="example.com/hello:1",
    steps=(
        Step(
            f"/bin/sh -c #(nop) COPY file:{digest(TEXT)[7:]} in / ",
            (file("hello.txt", TEXT),),
        ),
        Step('/bin/sh -c #(nop)  CMD ["/hello.txt"]'),
    ),
    command=("/hello.txt",),
)
