"""hidden.tar: a file that is removed, and a directory that is made anew.

::

    FROM example-linux
    COPY site /srv/site
    RUN rm /srv/site/draft.html
    RUN rm -r /srv/site/cache && mkdir /srv/site/cache && echo new > /srv/site/cache/index
    CMD ["/bin/sh"]
"""

from __future__ import annotations

from archive import Image, Step, digest, emptied, file, removed
from contents import program, prose
from small_system import LABELS, system

IMAGE = Image(
    name="example.com/hidden:1",
    steps=(
        system(),
        Step(
            f"/bin/sh -c #(nop) COPY dir:{digest(b'site')[7:]} in /srv/site ",
            (
                file("srv/site/cache/one", program("one", 4_000)),
                file("srv/site/cache/two", program("two", 4_000)),
                file("srv/site/draft.html", prose("draft", 3_000)),
                file("srv/site/index.html", b"<h1>Welcome</h1>\n"),
                file("srv/site/old/2022.html", prose("2022", 2_000)),
                file("srv/site/old/2023.html", prose("2023", 2_000)),
            ),
        ),
        Step("/bin/sh -c rm /srv/site/draft.html", (removed("srv/site/draft.html"),)),
        Step(
            "/bin/sh -c rm -r /srv/site/cache && mkdir /srv/site/cache"
            " && echo new > /srv/site/cache/index",
            (*emptied("srv/site/cache"), file("srv/site/cache/index", b"new\n")),
        ),
        Step('/bin/sh -c #(nop)  CMD ["/bin/sh"]'),
    ),
    command=("/bin/sh",),
    labels=LABELS,
)
