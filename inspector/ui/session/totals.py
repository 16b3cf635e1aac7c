"""The numbers of the line on top that sum rows elsewhere."""

from __future__ import annotations

from enum import StrEnum


class Total(StrEnum):
    """A number on top that sums rows elsewhere."""

    SIZE = "size"
    EFFICIENCY = "efficiency"
    WASTED = "wasted"
    TROUBLES = "troubles"
    CHECKS = "checks"
