"""Waste that a build cannot avoid: files that a tool writes anew whenever it is used.

Who installs packages on top of others has the package database in both layers. It is no mistake,
so it stands in no list of what to do.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from inspector.analyses.usage import Cause

if TYPE_CHECKING:
    from collections.abc import Iterable

    from inspector.analyses.usage import Waste


class RewriteReason(StrEnum):
    """What writes the file anew."""

    PACKAGES = "package-database"  # each installation of a package
    LIBRARIES = "library-cache"  # ldconfig, after libraries are installed
    USERS = "user-database"  # a user or group that is added
    CERTIFICATES = "certificate-bundle"  # update-ca-certificates


# By reason the files that its tools write whole, and how the paths of more of them begin.
_FILES = {
    RewriteReason.PACKAGES: (
        # dpkg, apt
        "/var/lib/dpkg/status",
        "/var/lib/dpkg/status-old",
        "/var/lib/dpkg/available",
        "/var/lib/apt/extended_states",
        # apk
        "/etc/apk/world",
        # yum
        "/var/lib/yum/rpmdb-indexes",
        # pacman, opkg
        "/var/lib/pacman/local/ALPM_DB_VERSION",
        "/usr/lib/opkg/status",
        "/var/lib/opkg/status",
    ),
    RewriteReason.LIBRARIES: ("/etc/ld.so.cache",),
    RewriteReason.USERS: tuple(
        f"/etc/{name}{end}"
        for name in ("passwd", "group", "shadow", "gshadow")
        for end in ("", "-")
    ),
    RewriteReason.CERTIFICATES: ("/etc/ssl/certs/ca-certificates.crt", "/etc/ssl/cert.pem"),
}
_BEGINNINGS_OF_PACKAGES = (
    # dpkg
    "/var/lib/dpkg/diversions",
    "/var/lib/dpkg/statoverride",
    "/var/lib/dpkg/triggers/",
    # apk
    "/lib/apk/db/",
    "/usr/lib/apk/db/",
    # rpm, dnf, zypper
    "/var/lib/rpm/",
    "/usr/lib/sysimage/rpm/",
    "/usr/share/rpm/",
    "/var/lib/dnf/history.sqlite",
    "/usr/lib/sysimage/libdnf5/",
)
_REASONS = {path: reason for reason, paths in _FILES.items() for path in paths}


def unavoidable(row: Waste) -> RewriteReason | None:
    """Return why a payload had to be stored again by a later layer, None where it had not."""
    if row.cause is not Cause.OVERWRITTEN or row.written_by == row.hidden_by:
        return None
    if row.path.startswith(_BEGINNINGS_OF_PACKAGES):
        return RewriteReason.PACKAGES
    return _REASONS.get(row.path)


def avoidable(rows: Iterable[Waste]) -> list[Waste]:
    """Return the waste that something can be done about."""
    return [row for row in rows if unavoidable(row) is None]
