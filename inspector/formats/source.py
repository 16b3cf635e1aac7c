"""From what the user names to an archive: paths and their prefixes."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from inspector.errors import LayerscopeError, NotAnImageError, UnreadableError
from inspector.formats import detect
from inspector.formats.store import BlobStore, DirectoryStore, open_store
from inspector.text import printable
from inspector.window import OpenFile, Window

if TYPE_CHECKING:
    from inspector.formats import Archive
    from inspector.limits import Limits

# dive writes docker-archive://PATH, skopeo docker-archive:PATH; both are understood.
_PATH_SCHEMES = ("docker-archive", "oci-archive", "oci")


@dataclass(frozen=True, slots=True)
class Reference:
    """What the user named. ``scheme`` is empty where nothing was said."""

    scheme: str
    rest: str


def parse_reference(text: str) -> Reference:
    """Split a scheme off; a path that exists always wins."""
    if os.path.lexists(text):
        return Reference("", text)
    scheme, colon, rest = text.partition(":")
    if colon and scheme in _PATH_SCHEMES:
        return Reference(scheme, rest.removeprefix("//"))
    return Reference("", text)


def open_archive(text: str, limits: Limits) -> Archive:
    """Open what the user named and read its indexes.

    Raises UnreadableError where it cannot be read, NotAnImageError where it holds no image.
    """
    reference = parse_reference(text)
    path = Path(reference.rest)
    try:
        mode = path.stat().st_mode
        store = DirectoryStore(path) if stat.S_ISDIR(mode) else _file_store(path, mode, limits)
        return detect(store, limits)
    except FileNotFoundError as error:
        raise UnreadableError(f"no such file: {printable(reference.rest)}") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UnreadableError(f"cannot read {printable(reference.rest)}: {reason}") from error
    except LayerscopeError as error:
        raise _named(error, reference.rest) from error


def _named(error: LayerscopeError, path: str) -> LayerscopeError:
    kind = type(error) if isinstance(error, UnreadableError) else UnreadableError
    return kind(f"{printable(path)}: {error}")


def _file_store(path: Path, mode: int, limits: Limits) -> BlobStore:
    if not stat.S_ISREG(mode):
        raise UnreadableError("neither a regular file nor a directory")
    window = Window(OpenFile.open(path))
    if not window.size:
        raise NotAnImageError("the file is empty")
    return open_store(window, limits)
