"""Package URLs (https://github.com/package-url/purl-spec): one text that names a package."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from packageurl import PackageURL

from inspector.packages.model import PackageType
from inspector.text import decode, repaired

if TYPE_CHECKING:
    from inspector.packages.model import Record

_ID = re.compile(rb"^ID=[\"']?([\w.-]+)", re.MULTILINE)
# Vendors that call themselves otherwise in os-release than package URLs do.
_VENDORS = {"rhel": "redhat", "sles": "suse"}
_SUSE = "opensuse"
_USUAL = {PackageType.DEB: "debian", PackageType.APK: "alpine"}


def distribution(os_release: bytes) -> str | None:
    """Return the vendor that an os-release file names, None where it names none."""
    found = _ID.search(os_release)
    if found is None:
        return None
    name = repaired(decode(found[1])).lower()
    return _SUSE if name.startswith(_SUSE) else _VENDORS.get(name, name)


def purl(record: Record, vendor: str | None) -> str:
    """Return a package's URL. Raises ValueError where the name makes none."""
    namespace, name = None, record.name
    if record.type is PackageType.NPM:
        scope, _, name = name.rpartition("/")
        namespace = scope or None
    elif record.type is not PackageType.PYPI:
        namespace = vendor or _USUAL.get(record.type)
    # All that the library takes off the ends of a name.
    if not name.strip().strip("/").strip():
        raise ValueError("the name of a package is empty")
    qualifiers = {"arch": record.arch, "epoch": record.epoch}
    return PackageURL(
        record.type.value,
        namespace,
        name,
        record.version,
        {key: value for key, value in qualifiers.items() if value},
    ).to_string()
