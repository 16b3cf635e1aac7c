"""What the checks of a layer found: a mark and words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.analyses.verify import ClaimState

if TYPE_CHECKING:
    from inspector.analyses.verify import BlobCheck, Check

MARKS = {
    ClaimState.OK: "✓",
    ClaimState.MISMATCH: "✗",
    ClaimState.ABSENT: "✗",
    ClaimState.UNCHECKED: "",
}


def verdict(check: BlobCheck | None) -> str:
    """Return what the checks of a layer found, in words: first what was checked."""
    if check is None:
        return "not checked yet"
    checks = {name: check.checks[name] for name in ("digest", "diff_id", "size")}
    told = [_said(name, each) for name, each in checks.items() if not each.is_unstated]
    unstated = [name for name, each in checks.items() if each.is_unstated]
    if unstated:
        told.append(f"not stated in this archive: {' and '.join(unstated)}")
    return ", ".join(told)


def _said(name: str, check: Check[str] | Check[int]) -> str:
    return f"{name} {check.state}" + (f" ({check.reason})" if check.reason else "")
