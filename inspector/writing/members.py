"""Headers of a layer's tar: entries and markers (OCI image-spec layer.md, "Whiteouts")."""

from __future__ import annotations

import tarfile
from typing import TYPE_CHECKING

from inspector.errors import UnreadableError
from inspector.language import N_, Lazy
from inspector.tarstream import Kind
from inspector.text import printable

if TYPE_CHECKING:
    from collections.abc import Mapping

BLOCK = 512
END = bytes(2 * BLOCK)
TYPES = {
    Kind.FILE: tarfile.REGTYPE,
    Kind.DIR: tarfile.DIRTYPE,
    Kind.SYMLINK: tarfile.SYMTYPE,
    Kind.CHAR: tarfile.CHRTYPE,
    Kind.BLOCK: tarfile.BLKTYPE,
    Kind.FIFO: tarfile.FIFOTYPE,
}
_MARKER = ".wh."
_OPAQUE = ".wh..wh..opq"


def header(member: tarfile.TarInfo) -> bytes:
    """Return a member's header. Raises UnreadableError for what no header holds."""
    try:
        return member.tobuf(tarfile.PAX_FORMAT, "utf-8", "surrogateescape")
    except UnicodeEncodeError as error:
        raise UnreadableError(
            Lazy(
                "/{path} cannot be stored in a layer: its name cannot be written as bytes",
                path=printable(member.name),
            )
        ) from error
    except ValueError as error:  # the numbers of a device; any other has a PAX record
        told = N_("/{path} cannot be stored in a layer: its device numbers are out of range")
        raise UnreadableError(Lazy(told, path=printable(member.name))) from error


def padding(size: int) -> bytes:
    """Return what fills the last block of so many bytes."""
    return bytes(-size % BLOCK)


def whiteout(path: str, time: int) -> bytes:
    """Return the marker that hides a path of lower layers. Raises as ``check_name`` does."""
    check_name(path)
    folder, slash, name = path.rpartition("/")
    return _marker(f"{folder}{slash}{_MARKER}{name}", time)


def opaque(path: str, time: int) -> bytes:
    """Return the marker that hides what lower layers have in a directory."""
    return _marker(f"{path}/{_OPAQUE}" if path else _OPAQUE, time)


def check_name(path: str) -> None:
    """Raise UnreadableError for a name that a layer takes for a marker."""
    if path.rpartition("/")[2].startswith(_MARKER):
        raise UnreadableError(
            Lazy(
                "/{path} cannot be stored in a layer: its name is a whiteout's",
                path=printable(path),
            )
        )


def unknown_type(path: str) -> UnreadableError:
    """Return the error for what is of no type that a layer can have."""
    told = Lazy("/{path} cannot be stored in a layer: its type is not known", path=printable(path))
    return UnreadableError(told)


def attributes(xattrs: Mapping[str, bytes]) -> dict[str, str]:
    """Return extended attributes as PAX records, in an order of their own."""
    return {
        f"SCHILY.xattr.{key}": value.decode("utf-8", "surrogateescape")
        for key, value in sorted(xattrs.items())
    }


def _marker(path: str, time: int) -> bytes:
    member = tarfile.TarInfo(path)
    member.mode, member.mtime = 0, time
    return header(member)
