"""Waste that a build cannot avoid: files that a tool writes anew whenever it is used.

Who installs packages on top of others has the package database in both layers. It is no mistake,
so it stands in no list of what to do.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from inspector.analyses.path_globs import PathGlobs
from inspector.analyses.usage import Cause

if TYPE_CHECKING:
    from collections.abc import Iterable

    from inspector.analyses.usage import Waste


class Reason(StrEnum):
    """What writes the file anew."""

    PACKAGES = "package-database"  # each installation of a package
    LIBRARIES = "library-cache"  # ldconfig, after libraries are installed
    USERS = "user-database"  # a user or group that is added
    CERTIFICATES = "certificate-bundle"  # update-ca-certificates


# By reason the files that its tools write whole; folders stand for all below them.
_FILES = {
    Reason.PACKAGES: (
        # dpkg, apt
        "/var/lib/dpkg/status",
        "/var/lib/dpkg/status-old",
        "/var/lib/dpkg/available",
        "/var/lib/dpkg/diversions*",
        "/var/lib/dpkg/statoverride*",
        "/var/lib/dpkg/triggers/*",
        "/var/lib/apt/extended_states",
        # apk
        "/lib/apk/db/*",
        "/usr/lib/apk/db/*",
        "/etc/apk/world",
        # rpm, yum, dnf, zypper
        "/var/lib/rpm",
        "/usr/lib/sysimage/rpm",
        "/usr/share/rpm",
        "/var/lib/yum/rpmdb-indexes",
        "/var/lib/dnf/history.sqlite*",
        "/usr/lib/sysimage/libdnf5",
        # pacman, opkg
        "/var/lib/pacman/local/ALPM_DB_VERSION",
        "/usr/lib/opkg/status",
        "/var/lib/opkg/status",
    ),
    Reason.LIBRARIES: ("/etc/ld.so.cache",),
    Reason.USERS: tuple(
        f"/etc/{name}{end}"
        for name in ("passwd", "group", "shadow", "gshadow")
        for end in ("", "-")
    ),
    Reason.CERTIFICATES: ("/etc/ssl/certs/ca-certificates.crt", "/etc/ssl/cert.pem"),
}


def unavoidable(row: Waste) -> Reason | None:
    """Return why a payload had to be stored again by a later layer, None where it had not."""
    if row.cause is not Cause.OVERWRITTEN or row.written_by == row.hidden_by:
        return None
    return _reason(row.path)


def _reason(path: str) -> Reason | None:
    if not _globs(None).matches(path):  # as nearly all: a report may have very many rows
        return None
    return next(reason for reason in Reason if _globs(reason).matches(path))


@cache
def _globs(reason: Reason | None) -> PathGlobs:
    """Return the files of one reason, None: of all."""
    chosen = Reason if reason is None else (reason,)
    return PathGlobs(path for each in chosen for path in _FILES[each])


def avoidable(rows: Iterable[Waste]) -> list[Waste]:
    """Return the waste that something can be done about."""
    return [row for row in rows if unavoidable(row) is None]
