"""history.tar: rows with and without a layer, and a RUN that stores files again for their owner.

::

    FROM example-linux
    ENV APP_VERSION=2.1
    COPY app /opt/app
    RUN pkg install fonts
    RUN adduser app
    RUN chown -R app /opt/app
    USER app
    CMD ["/opt/app/run"]
"""

from __future__ import annotations

from dataclasses import replace

from archive import Image, Step, digest, file, folder
from contents import program, prose
from small_system import LABELS, PASSWD, system

APP = (
    folder("opt/app"),
    file("opt/app/lib.so", program("lib", 20_000)),
    file("opt/app/run", program("run", 10_000), 0o755),
)
USER = 1000

IMAGE = Image(
    name="example.com/history:1",
    steps=(
        system(),
        Step('/bin/sh -c #(nop)  CMD ["/bin/sh"]'),
        Step("/bin/sh -c #(nop)  ENV APP_VERSION=2.1"),
        Step(f"/bin/sh -c #(nop) COPY dir:{digest(b'app')[7:]} in /opt/app ", APP),
        Step(
            "/bin/sh -c pkg install fonts",
            (
                file("usr/share/fonts/sans.otf", program("sans", 26_000)),
                file("usr/share/fonts/serif.otf", program("serif", 22_000)),
                file("usr/share/fonts/README", prose("fonts", 1_000)),
            ),
        ),
        Step(
            "/bin/sh -c adduser app",
            (file("etc/passwd", PASSWD + b"app:x:1000:1000::/home/app:/bin/sh\n"),),
        ),
        Step(
            "/bin/sh -c chown -R app /opt/app",
            tuple(replace(each, owner=USER) for each in APP),
        ),
        Step("/bin/sh -c #(nop)  USER app"),
        Step('/bin/sh -c #(nop)  CMD ["/opt/app/run"]'),
    ),
    command=("/opt/app/run",),
    labels=LABELS,
    settings={"User": "app"},
)
