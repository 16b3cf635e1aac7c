"""A layer's table of contents beside its tar: engines that fetch single files see the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.errors import LayerscopeError
from inspector.findings import Finding, FindingLog
from inspector.io.progress import NoProgress
from inspector.io.spans import WindowSpans
from inspector.reading.toc.reader import read_toc
from inspector.tarstream import FILE_KINDS
from inspector.text import repaired

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from inspector.formats import LayerSource
    from inspector.limits import Limits
    from inspector.tarstream import Entry


class TocCheck:
    """Compares the entries of a tar, as they come, with those of a table of contents.

    Names are compared as JSON has them. That the contents are the same shows only where they are
    read by the table: then they must have its digests. ``findings`` is asked for when the tar was
    read to its end.
    """

    def __init__(self, entries: Sequence[Entry], limits: Limits) -> None:
        self._known: dict[tuple[str, str], list[Entry]] = {}
        for entry in reversed(entries):
            self._known.setdefault(_name(entry), []).append(entry)
        self._log = FindingLog(limits.findings_per_kind)

    def see(self, entries: Sequence[Entry]) -> None:
        """Compare the next entries of the tar."""
        for entry in entries:
            same = self._known.get(_name(entry))
            if not same:
                self._log.add(Finding("toc-missing", path="/" + entry.path))
            elif differing := ", ".join(_differences(same.pop(), entry)):
                self._log.add(Finding("toc-mismatch", path="/" + entry.path, detail=differing))

    def findings(self) -> list[Finding]:
        """Return where they differ, what only the table has at the end."""
        for rest in self._known.values():
            for entry in reversed(rest):
                self._log.add(Finding("toc-extra", path="/" + entry.path))
        self._known = {}
        return self._log.findings()


def check_of(source: LayerSource, limits: Limits) -> tuple[TocCheck | None, list[Finding]]:
    """Return what to compare a layer's tar with, None for nothing; and what is wrong with it."""
    if source.window is None:
        return None, []
    try:
        blob = WindowSpans(source.window)
        toc = read_toc(source, blob, limits, NoProgress(), is_exact=False)
    except (LayerscopeError, OSError):
        return None, [Finding("toc-unusable")]
    return (None, []) if toc is None else (TocCheck(toc.entries, limits), [])


def _name(entry: Entry) -> tuple[str, str]:
    return repaired(entry.folder), repaired(entry.name)


def _xattrs(entry: Entry) -> dict[str, bytes]:
    return {repaired(key): value for key, value in (entry.xattrs or {}).items()}


def _differences(listed: Entry, stored: Entry) -> Iterator[str]:
    """Yield the names of the fields that differ, as tables call them."""
    if listed.kind != stored.kind:
        yield "type"
        return
    if listed.kind in FILE_KINDS and listed.size != stored.size:
        yield "size"
    if repaired(listed.link) != repaired(stored.link):
        yield "linkName"
    for name, one, other in zip(("mode", "uid", "gid"), listed.access, stored.access, strict=True):
        if one != other:
            yield name
    # eStargz rounds half seconds up
    if listed.mtime - stored.mtime not in {0, 1}:
        yield "modtime"
    if listed.device != stored.device:
        yield "devMajor, devMinor"
    if _xattrs(listed) != _xattrs(stored):
        yield "xattrs"
