"""What a dump of a crashed process is named, and how it begins (elf(5); core(5))."""

from __future__ import annotations

# Bytes that tell.
HEAD = 18
_ELF = b"\x7fELF"
_CORE = 4  # e_type of a core file, in either byte order


def is_named_like_dump(name: str) -> bool:
    """Whether it is ``core``, ``core.1234`` or ``core.nginx.1234``, as kernels name dumps."""
    return name[:4] == "core" and (name == "core" or is_numbered(name))


def is_numbered(name: str) -> bool:
    """Whether it is ``core.1234`` or ``core.nginx.1234``."""
    return name[:5] == "core." and name.rpartition(".")[2].isdigit()


def begins_like_dump(data: bytes) -> bool:
    """Whether a file that begins with at least ``HEAD`` such bytes is a dump."""
    return data[:4] == _ELF and _CORE in {
        int.from_bytes(data[16:HEAD], "little"),
        int.from_bytes(data[16:HEAD], "big"),
    }
