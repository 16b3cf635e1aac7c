"""Waste that a build cannot avoid."""

from __future__ import annotations

from inspector.analyses.unavoidable import RewriteReason, avoidable, unavoidable
from inspector.analyses.usage import Cause, Waste
from tests.cases import tried_with


def row(path: str, cause: Cause = Cause.OVERWRITTEN, written: int = 0, hidden: int = 1) -> Waste:
    return Waste(path, 10, written, hidden, cause)


@tried_with(
    ("path", "reason"),
    [
        ("/var/lib/dpkg/status", RewriteReason.PACKAGES),
        ("/lib/apk/db/installed", RewriteReason.PACKAGES),
        ("/var/lib/rpm/rpmdb.sqlite", RewriteReason.PACKAGES),
        ("/usr/lib/sysimage/rpm/Packages.db", RewriteReason.PACKAGES),
        ("/etc/ld.so.cache", RewriteReason.LIBRARIES),
        ("/etc/passwd-", RewriteReason.USERS),
        ("/etc/ssl/certs/ca-certificates.crt", RewriteReason.CERTIFICATES),
        ("/var/cache/apt/pkgcache.bin", None),
        ("/srv/var/lib/dpkg/status", None),
        ("/etc/passwd.bak", None),
    ],
)
def test_what_tools_rewrite(path: str, reason: RewriteReason | None) -> None:
    assert unavoidable(row(path)) is reason


def test_only_what_a_later_layer_overwrites() -> None:
    path = "/var/lib/dpkg/status"
    assert unavoidable(row(path, Cause.REMOVED)) is None
    assert unavoidable(row(path, Cause.METADATA)) is None
    assert unavoidable(row(path, written=1)) is None
    rows = [row(path), row("/a")]
    assert avoidable(rows) == rows[1:]
