"""What is found of packages: frozen values. Sizes are bytes, layers are counted from 0."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class PackageType(StrEnum):
    """Who installed a package, as package URLs name it."""

    DEB = "deb"
    APK = "apk"
    RPM = "rpm"
    PYPI = "pypi"
    NPM = "npm"


class Record(msgspec.Struct, frozen=True):
    """What a database says of a package; the text is the image's own."""

    type: PackageType
    name: str
    version: str
    arch: str = ""
    epoch: str = ""


class Installed(msgspec.Struct):
    """A package with the layer that brought it, and the paths that its database gives to it.

    ``stated_by`` is the file that says so, where the package has one of its own.
    """

    record: Record
    layer: int
    paths: list[str]
    stated_by: str | None = None


class Package(msgspec.Struct, frozen=True):
    """A package and what it costs.

    Attributes:
        name: Of npm with its scope, of pypi as the index spells it.
        layer: The first whose database lists this version and does so until the end.
        files: The visible regular files that are its own; one with several names counts once.
        bytes: What these store.

    """

    purl: str
    type: PackageType
    name: str
    version: str
    layer: int
    files: int
    bytes: int


class Unowned(msgspec.Struct, frozen=True):
    """The visible files that a layer stores and no package owns."""

    layer: int
    files: int
    bytes: int


class UnreadDatabase(msgspec.Struct, frozen=True):
    """A package database that could not be read, and why. Not printable yet."""

    path: str
    reason: str


class Packages(msgspec.Struct, frozen=True):
    """The packages of an image, those that store most first; ``unowned`` by layer.

    What all of them store together is what is visible at the end.
    """

    rows: tuple[Package, ...]
    unowned: tuple[Unowned, ...]
    unread: tuple[UnreadDatabase, ...] = ()

    @property
    def unowned_bytes(self) -> int:
        """What visible files store that no package owns."""
        return sum(each.bytes for each in self.unowned)

    @property
    def unowned_files(self) -> int:
        """How many visible files no package owns."""
        return sum(each.files for each in self.unowned)
