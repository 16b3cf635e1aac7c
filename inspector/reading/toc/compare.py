"""A layer's table of contents beside its tar: engines that fetch single files see the table."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from inspector.errors import LayerscopeError
from inspector.findings import Finding, FindingLog
from inspector.io.progress import NoProgress
from inspector.io.spans import WindowSpans
from inspector.reading.toc.reader import TocReader
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
                self._note("toc-missing", entry)
            elif differing := ", ".join(_differences(same.pop(), entry)):
                self._note("toc-mismatch", entry, differing)

    def findings(self) -> list[Finding]:
        """Return where they differ, what only the table has at the end."""
        for rest in self._known.values():
            for entry in reversed(rest):
                self._note("toc-extra", entry)
        self._known = {}
        return self._log.findings()

    def _note(self, kind: str, entry: Entry, detail: str = "") -> None:
        if self._log.count(kind):
            self._log.keep(Finding(kind, path="/" + entry.path, detail=detail))


class Checked(NamedTuple):
    """What to compare a layer's tar with, None for nothing; and what the table cost."""

    check: TocCheck | None
    findings: list[Finding]
    spent: int


def check_of(source: LayerSource, limits: Limits) -> Checked:
    """Read the table of contents of a layer that is there."""
    reader = TocReader(limits, NoProgress(), is_exact=False)
    try:
        toc = reader.read(source, WindowSpans(source.window)) if source.window else None
    except (LayerscopeError, OSError):
        return Checked(None, [Finding("toc-unusable")], reader.spent)
    check = TocCheck(toc.entries, limits) if toc is not None else None
    return Checked(check, [], reader.spent)


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
