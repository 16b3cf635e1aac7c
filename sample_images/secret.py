"""secret.tar: a password in a file that is deleted too late, and one in a variable.

::

    FROM example-linux
    COPY . /app
    RUN migrate --env /app/.env
    RUN rm /app/.env
    ENV ADMIN_PASSWORD=…
    CMD ["/app/serve"]
"""

from __future__ import annotations

from archive import Image, Step, digest, file, removed
from contents import program
from small_system import LABELS, system

# Passwords of no one.
LOGIN = b"DB_HOST=db.example.com\nDB_USER=shop\nDB_PASSWORD=plum-harbour-52-Tq\n"
VARIABLE = "ADMIN_PASSWORD=walnut-Kite-80-mv"

IMAGE = Image(
    name="example.com/secret:1",
    steps=(
        system(),
        Step(
            f"/bin/sh -c #(nop) COPY dir:{digest(b'shop')[7:]} in /app ",
            (
                file("app/.env", LOGIN),
                file("app/serve", program("serve", 14_000), 0o755),
            ),
        ),
        Step(
            "/bin/sh -c migrate --env /app/.env",
            (file("app/schema.sql", b"create table orders (id integer primary key);\n"),),
        ),
        Step("/bin/sh -c rm /app/.env", (removed("app/.env"),)),
        Step(f"/bin/sh -c #(nop)  ENV {VARIABLE}"),
        Step('/bin/sh -c #(nop)  CMD ["/app/serve"]'),
    ),
    command=("/app/serve",),
    labels=LABELS,
    settings={"Env": ["PATH=/usr/bin:/bin", VARIABLE]},
)
