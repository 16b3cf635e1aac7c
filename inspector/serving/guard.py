"""Who may talk to the server: pages of its own, under names that are its own.

Any page that a browser shows may send requests to this machine. One from elsewhere is known by its
``Origin`` (RFC 6455, 10.2); one whose name was made to lead here by its ``Host``.
"""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit


def is_own_host(header: str, names: frozenset[str]) -> bool:
    """Whether a ``Host`` is an address, or one of our names: another name may lead here today."""
    host = _host(header)
    return host is not None and (host in names or _is_address(host))


def is_own_origin(origin: str | None, host: str) -> bool:
    """Whether a page that was loaded from ``host`` has this ``Origin``; programs have none."""
    return origin is not None and origin.lower() in {f"{each}://{host.lower()}" for each in _PLAIN}


_PLAIN = ("http", "https")  # the latter where someone's proxy adds it


def _host(header: str) -> str | None:
    """Return the host without its port, None where it is none."""
    try:
        parts = urlsplit(f"//{header}")
    except ValueError:
        return None
    is_plain = parts.netloc == header and "@" not in header
    return parts.hostname.rstrip(".") if is_plain and parts.hostname else None


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
