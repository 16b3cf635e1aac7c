"""deletion.tar: an archive is fetched, unpacked and deleted, each in a layer of its own.

::

    FROM example-linux
    RUN wget -O /opt/app.tar https://example.com/app.tar
    RUN tar -xf /opt/app.tar -C /opt
    RUN rm /opt/app.tar
    CMD ["/opt/app/bin/app"]
"""

from __future__ import annotations

from archive import Image, Step, file, removed
from contents import program, prose
from small_system import system

IMAGE = Image(
    name="example.com/deletion:1",
    steps=(
        system(),
        Step(
            "/bin/sh -c wget -O /opt/app.tar https://example.com/app.tar",
            (file("opt/app.tar", program("app.tar", 60_000)),),
        ),
        Step(
            "/bin/sh -c tar -xf /opt/app.tar -C /opt",
            (
                file("opt/app/bin/app", program("app", 36_000), 0o755),
                file("opt/app/doc/guide.txt", prose("guide", 16_000)),
                file("opt/app/doc/news.txt", prose("news", 4_000)),
            ),
        ),
        Step("/bin/sh -c rm /opt/app.tar", (removed("opt/app.tar"),)),
        Step('/bin/sh -c #(nop)  CMD ["/opt/app/bin/app"]'),
    ),
    command=("/opt/app/bin/app",),
)
