"""website.tar: a server, its pages, and a file of the base that is written again.

::

    FROM example-linux
    COPY server /usr/bin/
    COPY site /srv/site
    RUN echo "This server serves /srv/site." >> /etc/motd
    EXPOSE 8080
    CMD ["/usr/bin/server"]
"""

from __future__ import annotations

from archive import Image, Step, digest, file
from contents import program, prose
from small_system import LABELS, MOTD, system

SERVER = program("server", 30_000)

IMAGE = Image(
    name="example.com/website:1",
    steps=(
        system(),
        Step(
            f"/bin/sh -c #(nop) COPY file:{digest(SERVER)[7:]} in /usr/bin/ ",
            (file("usr/bin/server", SERVER, 0o755),),
        ),
        Step(
            f"/bin/sh -c #(nop) COPY dir:{digest(b'site')[7:]} in /srv/site ",
            (
                file("srv/site/index.html", b"<h1>Welcome</h1>\n"),
                file("srv/site/logo.png", program("logo", 9_000)),
                file("srv/site/terms.html", prose("terms", 3_000)),
            ),
        ),
        Step(
            '/bin/sh -c echo "This server serves /srv/site." >> /etc/motd',
            (file("etc/motd", MOTD + b"This server serves /srv/site.\n"),),
        ),
        Step("/bin/sh -c #(nop)  EXPOSE 8080"),
        Step('/bin/sh -c #(nop)  CMD ["/usr/bin/server"]'),
    ),
    command=("/usr/bin/server",),
    labels=LABELS,
    settings={"ExposedPorts": {"8080/tcp": {}}},
)
