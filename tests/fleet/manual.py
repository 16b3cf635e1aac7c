"""The fleet of docs/fleet.md and its questions: ``python -m tests.fleet.manual`` answers them.

Nine small images: two builds of one base image, services built on them, one without a base.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from contextlib import chdir
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from tests.build_image import ImageSpec, directory, file, format_named, whiteout
from tests.packages.databases import dpkg_list, stanza, status

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.build_image import Part

PAGE = Path(__file__).parents[2] / "docs" / "fleet.md"
COMMAND = ("fleet", "images", "--out", "audit")
BLOCK = re.compile(r"```sql\n(?P<sql>.*?)```\n(?P<table>(?:\n(?:\|[^\n]*\n)+)?)", re.DOTALL)
SAID = re.compile(
    r"(?<=    layerscope fleet images --out audit\n\n)(?:(?:    [^\n]*)?\n)+?(?=\n\S)"
)


def _debian(openssl: str, curl: str, date: int) -> list[Part]:
    """Return a base image: its packages, and what apt-get left."""
    installed = [stanza("openssl", openssl), stanza("curl", curl), stanza("perl-base", "5.36.0-7")]
    return [
        directory("etc", mtime=date),
        file("etc/passwd", b"root:x:0:0::/root:/bin/sh\n", mtime=date),
        file("usr/lib/os-release", b"ID=debian\nVERSION_ID=12\n", mtime=date),
        file("usr/bin/openssl", openssl.encode() * 40_000, mtime=date),
        file("usr/bin/curl", curl.encode() * 30_000, mtime=date),
        file("usr/bin/perl", b"perl" * 200_000, mtime=date),
        status(*installed),
        dpkg_list("openssl", "/usr/bin/openssl"),
        dpkg_list("curl", "/usr/bin/curl"),
        dpkg_list("perl-base", "/usr/bin/perl"),
    ]


OLD = _debian("3.0.11-1", "7.88.1-10", 1_690_000_000)
NEW = _debian("3.0.17-1", "7.88.1-12", 1_719_000_000)
LISTS = [file("var/lib/apt/lists/deb.example.com_Packages", b"Package: x\n" * 60_000)]
NODE = [
    file("app/node_modules/lodash/package.json", b'{"name": "lodash", "version": "4.17.20"}'),
    file("app/node_modules/lodash/lodash.js", b"lodash" * 90_000),
]
MODEL = file("srv/model.bin", bytes(range(256)) * 6_000)
TOKEN = file(
    "app/.npmrc", b"//npm.example.com/:_authToken=npm_Zk3vQ8sT1xLm6BpRw0YhNd4JcGfUa2EiOq7X\n"
)
WEB = [file("app/web.js", b"web" * 70_000)]


def _write(
    name: str, *steps: tuple[str, Sequence[Part]], created: str, form: str = "docker-25"
) -> None:
    history = [{"created": created, "created_by": text} for text, _ in steps]
    spec = ImageSpec(
        layers=[layer for _, layer in steps],
        history=history,
        config={"created": created, "config": {"Cmd": ["/bin/sh"], "Env": ["PATH=/usr/bin"]}},
        tags=[f"example.com/{name}:1"],
        codec="gzip" if form == "oci-archive" else "none",
    )
    format_named(form).write(Path("images") / f"{name}.tar", spec)


def write_images() -> None:
    """Write the fleet to ``images`` in the folder of the process."""
    Path("images").mkdir()
    old, new = ("FROM debian:12 of 2023", OLD), ("FROM debian:12 of 2024", NEW)
    update = ("RUN apt-get update", LISTS)
    _write("debian-2023", old, created="2023-07-22T00:00:00Z")
    _write("debian-2024", new, created="2024-06-21T00:00:00Z")
    npm = ("RUN npm ci", NODE)
    copied = [file("app/web.js", b"web" * 70_000, mtime=1_719_900_000)]
    _write("web", new, update, npm, ("COPY web.js /app/", WEB), created="2024-07-01T00:00:00Z")
    _write(
        "web-again", new, update, npm, ("COPY web.js /app/", copied), created="2024-07-02T00:00:00Z"
    )
    _write(
        "shop",
        old,
        update,
        ("COPY .npmrc /app/", [TOKEN]),
        npm,
        ("RUN rm /app/.npmrc && rm -r /var/lib/apt/lists/*", SHOP_RM),
        created="2023-09-01T00:00:00Z",
        form="oci-archive",
    )
    _write("models", new, ("COPY model.bin /srv/", [MODEL]), created="2024-06-25T00:00:00Z")
    _write(
        "search",
        new,
        ("RUN fetch-model", [MODEL, file("srv/index", b"index" * 9_000)]),
        ("RUN chmod 600 /srv/model.bin", [replace(MODEL, mode=0o600)]),
        created="2024-06-28T00:00:00Z",
    )
    _write(
        "static", ("COPY site /", [file("site", b"site" * 100_000)]), created="2024-05-01T00:00:00Z"
    )
    whole = Path("images/static.tar").read_bytes()
    Path("images/cut.tar").write_bytes(whole[: len(whole) // 2])


SHOP_RM = [whiteout("app/.npmrc"), whiteout("var/lib/apt/lists/deb.example.com_Packages")]


def questions(page: str) -> list[re.Match[str]]:
    """Return the questions of the page, each with the table that follows."""
    return list(BLOCK.finditer(page))


def answer(sql: str) -> str:
    """Return what a question gives, asked in the folder of the tables, as a table of Markdown."""
    with duckdb.connect() as connection, chdir("audit"):
        asked = connection.execute(sql)
        heads = [each[0] for each in asked.description or ()]
        return "".join(_lines([heads, ["---"] * len(heads), *asked.fetchall()]))


def _lines(rows: Sequence[Sequence[object]]) -> Iterator[str]:
    for row in rows:
        cells = (str("" if each is None else each).replace("|", "\\|") for each in row)
        yield f"| {' | '.join(cells)} |\n"


def _answered(match: re.Match[str]) -> str:
    return f"```sql\n{match['sql']}```\n\n{answer(match['sql'])}"


def main() -> None:
    """Write the page again."""
    import io
    from contextlib import redirect_stderr, suppress

    from inspector.cli import main as command

    page = PAGE.read_text()
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        write_images()
        out = Path("out")
        stdout = os.dup(1)
        with out.open("wb") as file_, redirect_stderr(io.StringIO()), suppress(SystemExit):
            os.dup2(file_.fileno(), 1)
            command(list(COMMAND))
        sys.stdout.flush()
        os.dup2(stdout, 1)
        said = "".join(f"    {line}".rstrip() + "\n" for line in out.read_text().splitlines())
        page = SAID.sub(lambda _: said, page, count=1)
        page = BLOCK.sub(_answered, page)
    PAGE.write_text(page)


if __name__ == "__main__":
    main()
