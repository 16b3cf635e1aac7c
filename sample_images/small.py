"""small.tar: two builds of one program, in one archive.

::

    FROM example-linux                          FROM example-linux AS build
    COPY app.tar /tmp/                          COPY app.tar /tmp/
    RUN tar -xf /tmp/app.tar -C /opt            RUN tar -xf /tmp/app.tar -C /opt
    RUN chmod -R a+rX /opt/app                  RUN chmod -R a+rX /opt/app
    RUN rm -r /tmp/app.tar /opt/app/doc
                                                FROM example-linux
                                                COPY --from=build /opt/app/bin /opt/app/bin
    CMD ["/opt/app/bin/app"]                    CMD ["/opt/app/bin/app"]
"""

from __future__ import annotations

from archive import Image, Step, digest, file, removed
from contents import program, prose
from small_system import LABELS, system

ARCHIVE = program("app.tar", 50_000)
APP = program("app", 30_000)
GUIDE = prose("guide", 16_000)
COMMAND = "/opt/app/bin/app"
CMD = Step(f'/bin/sh -c #(nop)  CMD ["{COMMAND}"]')

FIRST = Image(
    name="example.com/small:1",
    steps=(
        system(),
        Step(
            f"/bin/sh -c #(nop) COPY file:{digest(ARCHIVE)[7:]} in /tmp/ ",
            (file("tmp/app.tar", ARCHIVE),),
        ),
        Step(
            "/bin/sh -c tar -xf /tmp/app.tar -C /opt",
            (file("opt/app/bin/app", APP, 0o750), file("opt/app/doc/guide.txt", GUIDE, 0o640)),
        ),
        Step(
            "/bin/sh -c chmod -R a+rX /opt/app",
            (file("opt/app/bin/app", APP, 0o755), file("opt/app/doc/guide.txt", GUIDE, 0o644)),
        ),
        Step(
            "/bin/sh -c rm -r /tmp/app.tar /opt/app/doc",
            (removed("tmp/app.tar"), removed("opt/app/doc")),
        ),
        CMD,
    ),
    command=(COMMAND,),
    labels=LABELS,
)

SECOND = Image(
    name="example.com/small:2",
    steps=(
        system(),
        Step(
            f"/bin/sh -c #(nop) COPY dir:{digest(b'bin')[7:]} in /opt/app/bin ",
            (file("opt/app/bin/app", APP, 0o755),),
        ),
        CMD,
    ),
    command=(COMMAND,),
    labels=LABELS,
)
