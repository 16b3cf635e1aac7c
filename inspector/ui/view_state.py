"""What the user set in one view of a path and wants in the next."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class ViewState:
    """Settings that views share."""

    is_wrapped: bool = False
    is_side_by_side: bool = False
