"""Whose every visible file is, so that what packages store and what none owns add up.

A file that several packages claim is the one's that would take it away: first of the package
managers of the system, as these list each file; then of Python's packages, by their lists; then of
npm's, which own a folder. A Python or npm package whose own description another package owns is a
part of that package, and no row: a distribution's ``python3-requests``, or what is vendored.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import chain
from typing import TYPE_CHECKING

import msgspec

from inspector.language import Lazy
from inspector.limits import DEFAULT_LIMITS
from inspector.packages.apk import Apk
from inspector.packages.dpkg import Dpkg
from inspector.packages.inventory import LiveFile, inventory
from inspector.packages.model import Package, Packages, Unowned, UnreadDatabase
from inspector.packages.npm import Npm
from inspector.packages.places import Places
from inspector.packages.purls import distribution, purl
from inspector.packages.python import Python
from inspector.packages.reader import Reader
from inspector.packages.rpm import Rpm
from inspector.tarstream import FILE_KINDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from inspector.limits import Limits
    from inspector.packages.inventory import Inventory
    from inspector.packages.model import Installed, Record
    from inspector.packages.places import VisiblePath
    from inspector.reading.contents import Contents
    from inspector.tree import Node, Tree

    Counts = Callable[[LiveFile], bool]

_OS_RELEASE = ("/etc/os-release", "/usr/lib/os-release")
_LONGEST_NAME = 512


class Owned(msgspec.Struct, frozen=True):
    """A package and its visible files, each by one of its names."""

    package: Package
    files: tuple[Node, ...]


class Ownership(msgspec.Struct, frozen=True):
    """The packages of an image with their files, those that store most first."""

    packages: Packages
    owned: tuple[Owned, ...]
    unowned: tuple[Node, ...]


def packages(
    tree: Tree,
    contents: Contents,
    limits: Limits = DEFAULT_LIMITS,
    counts: Counts | None = None,
    *,
    adds_unowned: bool = True,
) -> Packages:
    """Return the packages that are installed at the end; only files that ``counts`` do count.

    Unless ``adds_unowned`` nothing is said of files that no package owns. What cannot be read is
    said in the result.
    """
    return ownership(tree, contents, limits, counts, adds_unowned=adds_unowned).packages


def ownership(
    tree: Tree,
    contents: Contents,
    limits: Limits = DEFAULT_LIMITS,
    counts: Counts | None = None,
    *,
    adds_unowned: bool = True,
) -> Ownership:
    """Return what ``packages`` does, and whose each file is."""
    found = inventory(tree, is_whole=adds_unowned)
    places = Places(tree, limits)
    reader = Reader(contents, limits)
    vendor = _Vendor()
    for path in _OS_RELEASE:
        place = places.followed(path)
        if place is not None:
            reader.want(*place, vendor.read, limits.package_metadata)
            break
    systems = (Dpkg(tree, places, reader), Apk(tree, places, reader), Rpm(tree, places, reader))
    python = Python(tree, reader, found.python)
    npm = Npm(tree, reader, found.npm)
    reader.run()
    owners = _Owners(found, places, vendor.name, limits.packages, knows_all=adds_unowned)
    for each in chain.from_iterable(system.installed() for system in systems):
        owners.add(each)
    for each in python.installed():
        owners.add(each)
    owners.add_npm(npm)
    return owners.result(reader.unread, counts)


class _Vendor(msgspec.Struct):
    name: str | None = None

    def read(self, data: bytes) -> None:
        """Take the name from an os-release file."""
        self.name = distribution(data)


class _PackageFiles(msgspec.Struct):
    purl: str
    record: Record
    layer: int
    bytes: int = 0
    files: list[Node] = msgspec.field(default_factory=list)


class _Owners:
    """Books each file for the first package that claims it."""

    def __init__(
        self, found: Inventory, places: Places, vendor: str | None, most: int, *, knows_all: bool
    ) -> None:
        self._files = found.files
        self._knows_all = knows_all  # else a file is noted when a package claims it
        self._places = places
        self._vendor = vendor
        self._most = most
        self._rows: dict[tuple[Record, int], _PackageFiles] = {}
        self._owners: dict[int, _PackageFiles] = {}
        self._left_out = 0

    def add(self, installed: Installed) -> None:
        """Book the files of a package's list."""
        find, files, owners = self._places.find, self._files, self._owners
        stated_by = find(installed.stated_by) if installed.stated_by is not None else None
        if stated_by is not None and id(stated_by.version.entry) in owners:
            return
        row = self._row(installed.record, installed.layer)
        if row is None:
            return
        for path in installed.paths:
            place = find(path)
            if place is None:
                continue
            key = id(place.version.entry)
            if key in files or (not self._knows_all and self._note(key, place)):
                owners.setdefault(key, row)

    def _note(self, key: int, place: VisiblePath) -> bool:
        """Note a file; say whether it is one."""
        entry = place.version.entry
        if entry is None or entry.kind not in FILE_KINDS:
            return False
        self._files[key] = LiveFile(entry, place.version.home, place.node, -1)
        return True

    def add_npm(self, npm: Npm) -> None:
        """Book what lies in npm's folders, and what has no package for the folder around it."""
        rows: list[_PackageFiles | None] = []
        for folder, record, layer in npm.installed():
            row = None
            if record is not None and id(folder.version.entry) not in self._owners:
                row = self._row(record, layer)
            if row is None and folder.outer >= 0:
                row = rows[folder.outer]
            rows.append(row)
        for key, file in self._files.items():
            if file.npm >= 0 and (row := rows[file.npm]) is not None:
                self._owners.setdefault(key, row)

    def _row(self, record: Record, layer: int) -> _PackageFiles | None:
        """Return the row of a package: one for all its copies that a layer brought."""
        row = self._rows.get((record, layer))
        if row is None and max(len(record.name), len(record.version)) <= _LONGEST_NAME:
            if len(self._rows) >= self._most:
                self._left_out += 1
                return None
            try:
                row = _PackageFiles(purl(record, self._vendor), record, layer)
            except ValueError:
                return None
            self._rows[record, layer] = row
        return row

    def result(self, unread: tuple[UnreadDatabase, ...], counts: Counts | None) -> Ownership:
        """Add up what counts."""
        unowned: defaultdict[int, list[LiveFile]] = defaultdict(list)
        owners = self._owners
        for key, file in self._files.items():
            if counts is not None and not counts(file):
                continue
            row = owners.get(key)
            if row is not None:
                row.bytes += file.entry.stored
                row.files.append(file.node)
            elif self._knows_all:
                unowned[file.home].append(file)
        rows = [row for row in self._rows.values() if counts is None or row.files]
        rows.sort(key=lambda row: (-row.bytes, row.purl, row.layer))
        owned = tuple(Owned(_package(row), tuple(row.files)) for row in rows)
        if self._left_out:
            reason = Lazy(
                "{count:,} packages after the first {most:,} are not listed",
                count=self._left_out,
                most=self._most,
            )
            unread = (*unread, UnreadDatabase("/", reason))
        found = Packages(
            tuple(each.package for each in owned),
            tuple(
                Unowned(layer, len(files), sum(each.entry.stored for each in files))
                for layer, files in sorted(unowned.items())
            ),
            unread,
        )
        return Ownership(
            found, owned, tuple(each.node for files in unowned.values() for each in files)
        )


def _package(row: _PackageFiles) -> Package:
    record = row.record
    return Package(
        row.purl, record.type, record.name, record.version, row.layer, len(row.files), row.bytes
    )
