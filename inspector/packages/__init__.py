"""Packages inside an image, by their own databases: which there are, since when, at what cost."""

from inspector.packages.model import Package, Packages, PackageType, Unowned, UnreadDatabase
from inspector.packages.owners import Ownership, ownership, packages

__all__ = [
    "Ownership",
    "Package",
    "PackageType",
    "Packages",
    "Unowned",
    "UnreadDatabase",
    "ownership",
    "packages",
]
