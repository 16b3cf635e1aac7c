"""What each of our own rules looks at: a threshold and an image's facts in, a result out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from inspector.findings import Level
from inspector.language import N_, Lazy, together
from inspector.rules.report import RuleResult, Status
from inspector.text import human_size

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from inspector.analyses.audit import Audit
    from inspector.findings import Finding
    from inspector.rules.report import Growth

_NAMED = 3
_SEVERITY = tuple(Level)  # ascending


class Facts(msgspec.Struct, frozen=True):
    """What rules look at.

    Attributes:
        findings: Those that count: of an image with a baseline the new ones.
        min_wasted_bytes: With less waste its share fails no rule.

    """

    audit: Audit
    findings: tuple[Finding, ...]
    growth: Growth | None = None
    min_wasted_bytes: int = 0


def _at_most(rule: str, value: float, threshold: float, message: str = "") -> RuleResult:
    """Return what a rule says that is met by equality."""
    status = Status.FAIL if value > threshold else Status.PASS
    return RuleResult(rule, threshold, value, status, message)


def max_size(threshold: int, facts: Facts) -> RuleResult:
    """Check what ``docker images`` shows."""
    return _at_most("max_size", facts.audit.counted_size, threshold)


def max_layers(threshold: int, facts: Facts) -> RuleResult:
    """Check the number of layers; history rows without one do not count."""
    return _at_most("max_layers", len(facts.audit.counted_layers), threshold)


def max_layer_size(threshold: int, facts: Facts) -> RuleResult:
    """Check the largest layer, by what ``docker history`` shows."""
    layers = sorted(facts.audit.counted_layers, key=lambda layer: -layer.usage.size)
    told = Lazy("layer {number}", number=layers[0].index) if layers else ""
    return _at_most("max_layer_size", layers[0].usage.size if layers else 0, threshold, told)


def max_wasted_bytes(threshold: int, facts: Facts) -> RuleResult:
    """Check the stored bytes that no one can see."""
    return _at_most("max_wasted_bytes", facts.audit.usage.wasted_bytes, threshold)


def max_wasted_share(threshold: float, facts: Facts) -> RuleResult:
    """Check wasted over stored bytes, unless there is too little waste to matter."""
    usage = facts.audit.usage
    share = usage.wasted_bytes / usage.stored_bytes if usage.stored_bytes else 0.0
    result = _at_most("max_wasted_share", share, threshold)
    if result.status is Status.FAIL and usage.wasted_bytes < facts.min_wasted_bytes:
        told = Lazy(
            "{size} is less than min_wasted_bytes",
            size=human_size(usage.wasted_bytes),
        )
        return msgspec.structs.replace(result, status=Status.PASS, message=told)
    return result


def min_efficiency(threshold: float, facts: Facts) -> RuleResult:
    """Check live over stored bytes."""
    value = facts.audit.usage.efficiency
    status = Status.FAIL if value < threshold else Status.PASS
    return RuleResult("min_efficiency", threshold, value, status)


def fail_on(wanted: Sequence[str], facts: Facts) -> RuleResult:
    """Fail where there is a finding of these ids or levels."""
    return _of_findings("fail_on", wanted, chosen(facts.findings, wanted), Status.FAIL)


def warn_on(wanted: Sequence[str], facts: Facts) -> RuleResult:
    """Warn where there is a finding of these ids or levels."""
    return _of_findings("warn_on", wanted, chosen(facts.findings, wanted), Status.PASS)


def _of_findings(
    rule: str, wanted: Sequence[str], found: Sequence[Finding], status: Status
) -> RuleResult:
    told = [each.name for each in found]
    return RuleResult(
        rule,
        ", ".join(wanted),
        len(found),
        status if found else Status.PASS,
        _first(told),
        is_warning=bool(found) and status is Status.PASS,
    )


def chosen(findings: Sequence[Finding], wanted: Sequence[str]) -> list[Finding]:
    """Return the findings of these ids, or of one of these levels and those above it."""
    from fnmatch import fnmatchcase

    levels = [_SEVERITY.index(level) for level in _SEVERITY if level in wanted]
    least = min(levels, default=len(_SEVERITY))
    return [
        each
        for each in findings
        if _SEVERITY.index(each.level) >= least
        or any(fnmatchcase(each.id, pattern) for pattern in wanted)
    ]


def forbid(globs: Sequence[str], facts: Facts) -> RuleResult:
    """Fail where a layer holds a path that a glob names; hidden, it is still there."""
    told = []
    for each in facts.audit.matches:
        sentence = (
            N_("{path} ({layers})")
            if each.hidden_by is None
            else N_("{path} ({layers}, removed in layer {hidden_by})")
        )
        layers = _layers_named((*each.earlier, each.layer))
        told.append(Lazy(sentence, path=each.path, layers=layers, hidden_by=each.hidden_by))
    return _of_paths("forbid", globs, told)


def _layers_named(layers: Sequence[int]) -> str:
    """Return ``layer 0``, ``layers 0 to 2`` or ``layers 0, 2``."""
    first, last = layers[0], layers[-1]
    if first == last:
        return Lazy("layer {number}", number=first)
    if last - first == len(layers) - 1:
        return Lazy("layers {first} to {last}", first=first, last=last)
    return Lazy("layers {layers}", layers=_first([str(each) for each in layers]))


def deny_waste(globs: Sequence[str], facts: Facts) -> RuleResult:
    """Fail where bytes are wasted at a path that a glob names."""
    from inspector.analyses.path_globs import PathGlobs

    named = PathGlobs(globs)
    told = [
        Lazy(
            "{path} ({size}, layer {layer})",
            path=row.path,
            size=human_size(row.bytes),
            layer=row.written_by,
        )
        for row in facts.audit.usage.waste
        if named.matches(row.path)
    ]
    return _of_paths("deny_waste", globs, told)


def _of_paths(rule: str, globs: Sequence[str], told: Sequence[str]) -> RuleResult:
    status = Status.FAIL if told else Status.PASS
    return RuleResult(rule, ", ".join(globs), len(told), status, _first(told))


def _first(told: Sequence[str]) -> str:
    first = together(", ", told[:_NAMED])
    if len(told) <= _NAMED:
        return first
    return Lazy("{names} and {count:,} more", names=first, count=len(told) - _NAMED)


def max_growth(threshold: float, facts: Facts) -> RuleResult:
    """Check by how much the image has grown since the baseline: a float is a share of it."""
    if facts.growth is None:
        return RuleResult("max_growth", threshold, None, Status.SKIP, Lazy("no baseline"))
    sizes = facts.growth.size_before, facts.growth.size_after
    return _grown("max_growth", *sizes, threshold, Lazy("the baseline is empty"))


def max_wasted_growth(threshold: float, facts: Facts) -> RuleResult:
    """Check by how much the waste has grown since the baseline: a float is a share of it."""
    if facts.growth is None:
        return RuleResult("max_wasted_growth", threshold, None, Status.SKIP, Lazy("no baseline"))
    sizes = facts.growth.wasted_before, facts.growth.wasted_after
    return _grown("max_wasted_growth", *sizes, threshold, Lazy("the baseline wastes nothing"))


def _grown(rule: str, before: int, after: int, threshold: float, none_before: str) -> RuleResult:
    if isinstance(threshold, int):
        return _at_most(rule, after - before, threshold)
    if not before:
        # Nothing has no share: whatever comes to it is more than any.
        status = Status.FAIL if after else Status.PASS
        return RuleResult(rule, threshold, None, status, none_before)
    return _at_most(rule, (after - before) / before, threshold)


def fail_on_new(wanted: bool, facts: Facts) -> RuleResult | None:  # noqa: FBT001  a threshold
    """Fail where there is a finding that the baseline does not have."""
    if not wanted:
        return None
    if facts.growth is None:
        return RuleResult("fail_on_new", None, None, Status.SKIP, Lazy("no baseline"))
    new = facts.growth.new_findings
    return msgspec.structs.replace(
        _of_findings("fail_on_new", (), new, Status.FAIL), threshold=None
    )


# By the key of its rule; a key without a check belongs to another rule.
CHECKS: dict[str, Callable[[Any, Facts], RuleResult | None]] = {
    check.__name__: check
    for check in (
        max_size,
        max_layers,
        max_layer_size,
        max_wasted_bytes,
        max_wasted_share,
        min_efficiency,
        fail_on,
        warn_on,
        forbid,
        deny_waste,
        max_growth,
        max_wasted_growth,
        fail_on_new,
    )
}
