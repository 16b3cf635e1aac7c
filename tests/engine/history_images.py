"""Images whose history is the point: every instruction, every odd text, every age."""

from __future__ import annotations

import io
import json
import shutil
import tarfile
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tests.engine import specimens
from tests.engine.recipe import BUSYBOX

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.engine.docker import Docker
    from tests.engine.specimens import Specimen

BASE = "handmade:1"
PLAIN = r"""
FROM handmade:1
COPY busybox /bin/sh
LABEL org.opencontainers.image.title="a title" plain=1
ENV LANG=C.UTF-8 NAME="two words"
ARG FOO=bar
ADD busybox /opt/busybox
WORKDIR /srv/app
RUN head -c 1234567 /dev/zero > a
RUN head -c 999499 /dev/zero > /k999
RUN head -c 999600 /dev/zero > /k9996
RUN head -c 99 /dev/zero > /n99 ; \
    : escaped lines are \
    joined
RUN : a	tab && : "<&>" && true
SHELL ["/bin/sh", "-e", "-c"]
RUN : other shell
RUN ["/bin/sh", "-c", "head -c 1000 /dev/zero > /kilo"]
USER 1000:1000
EXPOSE 8080/tcp 53/udp
VOLUME ["/data"]
STOPSIGNAL SIGINT
HEALTHCHECK --interval=5s CMD /bin/sh -c true
ONBUILD RUN true
MAINTAINER someone@example.com
ENTRYPOINT ["/bin/sh"]
CMD ["-c", "true"]
"""
ODD = """
FROM handmade:1
COPY busybox /bin/sh
ENV NAME="日本語日本語日本語日本語日本語日本語日本語"
LABEL accents="éééééééééééééééééééééééééééééééééééééééééééééééééé"
LABEL joined="e\u0301 \u200d \U0001f468\u200d\U0001f469"
RUN : \x1b[31mred\x1b[0m \x07
RUN : "日本語" [bold]x[/] \u202ereversed
RUN : %s {{.ID}} \\\\ 'q' "q"
"""
# Old enough for a relative time that does not change between two commands, one for each unit.
AGES = (
    timedelta(days=366 * 9),
    timedelta(days=731),
    timedelta(days=729),
    timedelta(days=100),
    timedelta(days=27),
    timedelta(days=13, hours=20),
    timedelta(days=3),
    timedelta(hours=47, minutes=29, seconds=50),
    timedelta(hours=47, minutes=30, seconds=40),
    timedelta(minutes=89, seconds=30),
    timedelta(minutes=90, seconds=40),
    timedelta(minutes=30, seconds=40),
    timedelta(days=-2),
)


def plain(docker: Docker, home: Path) -> Specimen:
    """Every instruction, in printable ASCII but for one tab."""
    return _built(docker, home / "plain", PLAIN)


def odd(docker: Docker, home: Path) -> Specimen:
    """Wide, combining and control characters, markup and templates."""
    return _built(docker, home / "odd", ODD)


def aged(docker: Docker, source: Path, home: Path) -> Specimen:
    """The image in `source` with its history's times replaced by AGES."""
    archive = home / "aged.tar"
    _rewrite(source, archive, _with_ages)
    return specimens.loaded_into_docker(docker, archive, "aged:1")


def _built(docker: Docker, context: Path, dockerfile: str) -> Specimen:
    docker.import_nothing(BASE, message="Imported by hand")
    context.mkdir()
    shutil.copy(BUSYBOX, context / "busybox")
    (context / "Dockerfile").write_text(dockerfile, encoding="utf-8")
    return specimens.built_by_docker(docker, context, f"{context.name}:1")


def _with_ages(config: dict[str, Any]) -> None:
    now = datetime.now(tz=UTC)
    for number, row in enumerate(config["history"]):
        row["created"] = (now - AGES[number % len(AGES)]).isoformat()


def _rewrite(source: Path, target: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Copy a docker-archive with its configuration changed and `aged:1` for its name."""
    with tarfile.open(source) as old, tarfile.open(target, "w") as new:
        manifest = json.load(old.extractfile("manifest.json") or io.BytesIO())
        name = manifest[0]["Config"]
        config = json.load(old.extractfile(name) or io.BytesIO())
        change(config)
        manifest[0]["RepoTags"] = ["aged:1"]
        replaced = {name: config, "manifest.json": manifest}
        for member in old:
            content = old.extractfile(member) if member.isreg() else None
            if member.name in replaced:
                data = json.dumps(replaced[member.name]).encode()
                member.size, content = len(data), io.BytesIO(data)
            if member.name != "repositories":
                new.addfile(member, content)
