"""Dumps of crashed processes: they hold the memory of a program, with all its secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.analyses.checks.lifetimes import Clears, lifetimes
from inspector.errors import LayerscopeError
from inspector.findings import Finding, FindingLog

if TYPE_CHECKING:
    from inspector.analyses.checks.sweep import Swept
    from inspector.reading.contents import Contents
    from inspector.tarstream import Entry

_ELF = b"\x7fELF"
_CORE = 4  # e_type of a core file, in either byte order
_HEADER = 18
# Files that are looked into: in a compressed layer each look may cost a second.
_MOST_READ = 20


def core_dump_findings(swept: Swept, contents: Contents, most: int) -> list[Finding]:
    """Return files that are named like a dump and begin like one."""
    log = FindingLog(most)
    clears = Clears()
    left = _MOST_READ
    for node in swept.cores:
        for version, hidden_by in lifetimes(node, clears.above(node)):
            entry = version.entry
            if entry is None or not version.is_file or entry.stored < _HEADER or not left:
                continue
            left -= 1
            if _is_core(contents, version.home, entry):
                size = entry.stored if version.home == version.layer else 0
                log.add(
                    Finding(
                        "leftover-core-dump",
                        version.layer,
                        node.path,
                        bytes=size,
                        hidden_by=hidden_by,
                    )
                )
    return log.findings()


def _is_core(contents: Contents, layer: int, entry: Entry) -> bool:
    try:
        begin = contents.read_range(layer, entry, 0, _HEADER)
    except LayerscopeError:
        return False
    return begin[:4] == _ELF and _CORE in {
        int.from_bytes(begin[16:18], "little"),
        int.from_bytes(begin[16:18], "big"),
    }
