"""Packages inside an image, by their own databases: which there are, since when, at what cost.

``owners`` has the questions. It is imported by who asks them: reports need the values alone.
"""

from inspector.packages.model import Package, Packages, PackageType, Unowned, UnreadDatabase

__all__ = ["Package", "PackageType", "Packages", "Unowned", "UnreadDatabase"]
