"""Dumps of crashed processes: they hold the memory of a program, with all its secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.analyses.checks.lifetimes import Clears, lifetimes
from inspector.errors import LayerscopeError
from inspector.findings import Finding, FindingLog
from inspector.reading.core_dumps import HEAD, begins_like_dump

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspector.analyses.checks.sweep import Swept
    from inspector.reading.contents import Contents
    from inspector.reading.image import Layer
    from inspector.tarstream import Entry

# Files that are looked into: in a compressed layer each look may cost a second.
_MOST_READ = 20


def core_dump_findings(
    swept: Swept, layers: Sequence[Layer], contents: Contents, most: int
) -> list[Finding]:
    """Return files that are named like a dump and begin like one."""
    log = FindingLog(most)
    clears = Clears()
    left = _MOST_READ
    for node in swept.cores:
        for version, hidden_by in lifetimes(node, clears.above(node)):
            entry = version.entry
            if entry is None or not version.is_file or entry.stored < HEAD or not left:
                continue
            left -= 1
            if _is_dump(layers[version.home], contents, entry):
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


def _is_dump(layer: Layer, contents: Contents, entry: Entry) -> bool:
    dumps = layer.scan.dumps
    if dumps is not None and entry.segments is None:
        return entry.offset in dumps
    try:
        return begins_like_dump(contents.read_range(layer.index, entry, 0, HEAD))
    except LayerscopeError:
        return False
