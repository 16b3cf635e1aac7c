"""cache.tar: the source is copied before what it needs is installed.

::

    FROM example-linux
    COPY . /app
    RUN fetch --into /usr/lib/deps /app/deps.txt
    RUN build /app
    CMD ["/app/bin/app"]
"""

from __future__ import annotations

from archive import Image, Step, digest, file
from contents import program, prose
from small_system import LABELS, system

IMAGE = Image(
    name="example.com/cache:1",
    steps=(
        system(),
        Step(
            f"/bin/sh -c #(nop) COPY dir:{digest(b'source')[7:]} in /app ",
            (
                file("app/deps.txt", b"parser\nrouter\nstore\n"),
                file("app/src/main", prose("main", 5_000)),
                file("app/src/pages", prose("pages", 3_000)),
            ),
        ),
        Step(
            "/bin/sh -c fetch --into /usr/lib/deps /app/deps.txt",
            tuple(
                file(f"usr/lib/deps/{name}.so", program(name, size), 0o755)
                for name, size in (("parser", 24_000), ("router", 18_000), ("store", 30_000))
            ),
        ),
        Step("/bin/sh -c build /app", (file("app/bin/app", program("built", 12_000), 0o755),)),
        Step('/bin/sh -c #(nop)  CMD ["/app/bin/app"]'),
    ),
    command=("/app/bin/app",),
    labels=LABELS,
)
