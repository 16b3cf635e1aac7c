"""The tar header scanner: a stream of bytes in, one ``Entry`` a member out.

Follows POSIX.1-2024 pax (ustar, x, g), GNU tar (L, K, S, base-256) and v7, and where they are
silent the reader that container engines use (Go's archive/tar). The standard library's reader is
not used: it loops, recurses and buffers on hostile headers.
"""

from inspector.tarstream.entry import FILE_KINDS, Entry, FileAccess, Kind, clean_path, held_bytes
from inspector.tarstream.scanner import TarScanner, looks_like_tar
from inspector.tarstream.sparse import runs

__all__ = [
    "FILE_KINDS",
    "Entry",
    "FileAccess",
    "Kind",
    "TarScanner",
    "clean_path",
    "held_bytes",
    "looks_like_tar",
    "runs",
]
