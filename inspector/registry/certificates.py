"""Trusted certificates and client certificates: system, environment, ``certs.d``."""

from __future__ import annotations

import os
import ssl
from contextlib import contextmanager
from typing import TYPE_CHECKING

from inspector.errors import RegistryError, reason
from inspector.language import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from inspector.registry.settings import RegistrySettings


def tls_context(settings: RegistrySettings, host: str, *, insecure: bool) -> ssl.SSLContext:
    """Return the TLS context for a host, which may have a port.

    Trusted are SSL_CERT_FILE and SSL_CERT_DIR where they are set, else the system's authorities,
    and those in the host's folder (containers-certs.d(5)). Raises RegistryError for a file that is
    none.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if insecure:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    elif settings.ca_file or settings.ca_folder:
        with _reading(settings.ca_file or settings.ca_folder):
            context.load_verify_locations(settings.ca_file, settings.ca_folder)
    else:
        context.load_default_certs()
    _load_folder(context, [folder / host for folder in settings.certificates])
    return context


def _load_folder(context: ssl.SSLContext, folders: Iterable[Path]) -> None:
    """Load what is in the first folder that is there; ``is_dir`` fails where it may not look."""
    folder = next(filter(os.path.isdir, folders), None)
    if folder is None:
        return
    for path in sorted(folder.glob("*.crt")):
        with _reading(path):
            context.load_verify_locations(path)
    for path in sorted(folder.glob("*.cert")):
        with _reading(path):
            # A key with a password would ask for it on the terminal.
            context.load_cert_chain(path, path.with_suffix(".key"), password="")


@contextmanager
def _reading(path: Path | str | None) -> Iterator[None]:
    try:
        yield
    except ssl.SSLError as error:
        raise RegistryError(Lazy("{path} contains no usable certificate", path=path)) from error
    except OSError as error:
        raise RegistryError(Lazy("{path}: {reason}", path=path, reason=reason(error))) from error
