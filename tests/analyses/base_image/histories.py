"""Histories of base images as their makers write them, and the guess about a history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.analyses.base_image.guess import guessed_rows
from inspector.analyses.base_image.rows import seen_rows
from inspector.reading.image import pair_history
from inspector.spec import HistoryEntry, ImageConfig
from tests.analyses.dockerfile.histories import NOP, SHA

if TYPE_CHECKING:
    from inspector.analyses.base_image.model import Sign

KIT = "buildkit.dockerfile.v0"
ROOTFS = f"{NOP}ADD file:{SHA} in / "
CMD = f'{NOP} CMD ["bash"]'


def at(
    hours: float, text: str, *, empty: bool = False, comment: str = "", author: str | None = None
) -> HistoryEntry:
    """Return a row of so many hours after the first day of 2024."""
    minutes = int(hours * 60)
    created = f"2024-01-{1 + minutes // 1440:02}T{minutes // 60 % 24:02}:{minutes % 60:02}:00Z"
    return HistoryEntry(
        created=created, created_by=text, empty_layer=empty, comment=comment, author=author
    )


def kit(hours: float, text: str, *, empty: bool = False) -> HistoryEntry:
    """Return a row of BuildKit."""
    return at(hours, text if empty else f"{text} # buildkit", empty=empty, comment=KIT)


def guess(*rows: HistoryEntry) -> tuple[int, set[Sign]] | None:
    """Return how many rows seem to be the base image's, and why."""
    config = ImageConfig(history=list(rows))
    layers = sum(not row.empty_layer for row in rows)
    found = guessed_rows(seen_rows(pair_history(config, layers)))
    return found and (found[0], set(found[1]))


# What distributions publish, with how many layers that is; all in the first hour.
BASES: dict[str, list[HistoryEntry]] = {
    "debian, before 2024": [at(0, ROOTFS), at(0, CMD, empty=True)],
    "debian": [
        at(
            0,
            "# debian.sh --arch 'amd64' out/ 'bookworm' '@1733788800'",
            comment="debuerreotype 0.15",
        )
    ],
    "ubuntu": [
        at(0, f"{NOP} ARG RELEASE", empty=True),
        at(0, f"{NOP} ARG LAUNCHPAD_BUILD_ARCH", empty=True),
        at(0, f"{NOP} LABEL org.opencontainers.image.ref.name=ubuntu", empty=True),
        at(0, f"{NOP} LABEL org.opencontainers.image.version=22.04", empty=True),
        at(0, ROOTFS),
        at(0, f'{NOP} CMD ["/bin/bash"]', empty=True),
    ],
    "ubuntu, before 2020": [
        at(0, ROOTFS),
        at(0, "/bin/sh -c set -xe \t\t&& echo '#!/bin/sh' > /usr/sbin/policy-rc.d \t&& x"),
        at(0, "/bin/sh -c rm -rf /var/lib/apt/lists/*"),
        at(0, r"/bin/sh -c sed -i 's/^#\s*\(deb.*universe\)$/\1/g' /etc/apt/sources.list"),
        at(0, "/bin/sh -c mkdir -p /run/systemd && echo 'docker' > /run/systemd/container"),
        at(0, f'{NOP} CMD ["/bin/bash"]', empty=True),
    ],
    "alpine": [
        kit(0, "ADD alpine-minirootfs-3.21.0-x86_64.tar.gz /"),
        kit(0, 'CMD ["/bin/sh"]', empty=True),
    ],
    "fedora": [
        at(0, f"{NOP} LABEL maintainer=Some One <a@example.com>", empty=True),
        at(0, f"{NOP} ENV DISTTAG=f39container FGC=f39", empty=True),
        at(0, ROOTFS),
        at(0, f'{NOP} CMD ["/bin/bash"]', empty=True),
    ],
    "opensuse": [at(0, "KIWI 10.1.18", author="openSUSE Project")],
    "centos": [
        at(0, ROOTFS),
        at(0, f"{NOP} LABEL org.label-schema.schema-version=1.0", empty=True),
        at(0, f'{NOP} CMD ["/bin/bash"]', empty=True),
    ],
    "amazon": [at(0, f"{NOP} COPY dir:{SHA} in / "), at(0, f'{NOP} CMD ["/bin/bash"]', empty=True)],
    "chainguard": [at(0, "apko", comment="This is an apko single-layer image")],
    "busybox": [at(0, "BusyBox 1.36.1 (glibc), Debian 12"), at(0, f'{NOP} CMD ["sh"]', empty=True)],
    "import": [at(0, "", comment="Imported from -")],
    "import -m": [at(0, "", comment="our own system")],
    "distroless": [
        HistoryEntry(created="0001-01-01T00:00:00Z", created_by="bazel build ...") for _ in range(3)
    ],
    "windows": [at(0, "Apply image 10.0.17763.1"), at(0, "Install update 10.0.17763.6532")],
}
