"""The image that another one is compared with, as the user named it."""

from __future__ import annotations

from dataclasses import dataclass

from inspector.analyses.comparison.ignored import NOTHING, Ignored


@dataclass(frozen=True, slots=True)
class OtherImage:
    """What is to be opened, and what is not to be told of."""

    reference: str
    name: str | None = None
    platform: str | None = None
    left_out: Ignored = NOTHING
