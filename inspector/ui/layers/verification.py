"""What the checks of a layer found: a mark and words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.analyses.verify import ClaimState
from inspector.language import N_, _, shown
from inspector.ui.kit.sentences import listed

if TYPE_CHECKING:
    from inspector.analyses.verify import BlobCheck, Check

MARKS = {
    ClaimState.OK: "✓",
    ClaimState.MISMATCH: "✗",
    ClaimState.ABSENT: "✗",
    ClaimState.UNCHECKED: "",
}

_STATES = {
    ClaimState.OK: N_("{claim} ok"),
    ClaimState.MISMATCH: N_("{claim} mismatch"),
    ClaimState.ABSENT: N_("{claim} absent"),
    ClaimState.UNCHECKED: N_("{claim} not checked"),
}


def check_text(check: BlobCheck | None) -> str:
    """Return what the checks of a layer found, in words: first what was checked."""
    if check is None:
        return _("not checked yet")
    checks = {name: check.checks[name] for name in ("digest", "diff_id", "size")}
    told = [_said(name, each) for name, each in checks.items() if not each.is_unstated]
    unstated = [name for name, each in checks.items() if each.is_unstated]
    if unstated:
        told.append(
            _("not stated in this archive: {names}").format(names=_(" and ").join(unstated))
        )
    return listed(told)


def _said(name: str, check: Check[str] | Check[int]) -> str:
    said = _(_STATES[check.state]).format(claim=name)
    return f"{said} ({shown(check.reason)})" if check.reason else said
