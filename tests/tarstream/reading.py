"""Scans bytes in all ways there are, as a stream and by jumping, and holds them to each other."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from inspector.errors import DamageError
from inspector.io.prefetch import Sweep
from inspector.io.window import OpenFile, Window
from inspector.limits import DEFAULT_LIMITS, Limits
from inspector.tarstream import Entry, TarScanner
from tests.build_image import layer_tar

if TYPE_CHECKING:
    from inspector.findings import Finding
    from tests.build_image.members import Part


class Stream:
    """Bytes in order, at most ``step`` at a time."""

    def __init__(self, data: bytes, step: int) -> None:
        self._data = data
        self._step = step
        self.at = 0

    def read(self, size: int, /) -> bytes:
        part = self._data[self.at : self.at + min(size, self._step)]
        self.at += len(part)
        return part


class Jumping(Stream):
    """The same where bytes can be passed over."""

    def skip(self, size: int, /) -> int:
        size = min(size, len(self._data) - self.at)
        self.at += size
        return size


@dataclass
class Scan:
    """What a scan gave."""

    entries: list[Entry] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    error: DamageError | None = None
    interrupted: str | None = None

    @property
    def paths(self) -> list[str]:
        return [entry.path for entry in self.entries]

    @property
    def only(self) -> Entry:
        assert self.error is None, self.error
        (entry,) = self.entries
        return entry

    def found(self) -> list[str]:
        return [finding.id for finding in self.findings]


def run(scanner: TarScanner) -> Scan:
    scan = Scan()
    try:
        scan.entries.extend(scanner)
    except DamageError as error:
        scan.error = error
    scan.findings = scanner.findings
    scan.interrupted = scanner.interrupted.path if scanner.interrupted else None
    return scan


def scan_bytes(data: bytes, limits: Limits = DEFAULT_LIMITS, *, fingerprints: bool = False) -> Scan:
    """Scan a tar. Whether it can be jumped in and what it is asked for changes nothing else."""
    jumped = run(TarScanner(Jumping(data, 1 << 20), limits))
    hashed = run(TarScanner(Stream(data, 1000), limits, fingerprints=True))
    plain = run(TarScanner(Stream(data, 1 << 20), limits))
    swept = run(TarScanner(Sweep(in_a_file(data)), limits))
    assert description(swept) == description(jumped)
    assert without_fingerprints(hashed) == description(jumped) == description(plain)
    return hashed if fingerprints else jumped


def in_a_file(data: bytes) -> Window:
    """Return a window in the middle of a file."""
    fd = os.memfd_create("layer")
    os.write(fd, b"before" + data + b"behind")
    return Window(OpenFile(fd, len(data) + 12), 6, len(data))


def scan_parts(*parts: Part, limits: Limits = DEFAULT_LIMITS, fingerprints: bool = False) -> Scan:
    return scan_bytes(layer_tar(parts), limits, fingerprints=fingerprints)


def description(scan: Scan) -> tuple[object, ...]:
    return scan.entries, scan.findings, str(scan.error), type(scan.error), scan.interrupted


def without_fingerprints(scan: Scan) -> tuple[object, ...]:
    fields = [
        {name: getattr(entry, name) for name in entry.__struct_fields__} for entry in scan.entries
    ]
    entries = [Entry(**{**each, "fingerprint": None}) for each in fields]
    return entries, *description(scan)[1:]
