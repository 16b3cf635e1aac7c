"""Our own rules, one line each: the keys of ``[audit]`` and the options of the same name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from inspector.errors import reason
from inspector.language import N_, Lazy, together
from inspector.rules import values
from inspector.rules.quoted import cut, written
from inspector.rules.report import RuleResult, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from inspector.rules.checks import Facts

DISABLED = N_("disabled")


class AuditRule(NamedTuple):
    """A key: how its value is read, and what to say of it; ``checks.CHECKS`` has what it checks.

    ``metavar`` is empty of a switch; ``is_list``: whether the option may be given several times.
    """

    key: str
    read: Callable[[object], Any]
    metavar: str
    help: str
    is_list: bool = False


AUDIT_RULES = (
    AuditRule(
        "max_size",
        values.size,
        "SIZE",
        N_("Maximum size of the image, as docker images shows it."),
    ),
    AuditRule("max_layers", values.count, "NUMBER", N_("Maximum number of layers.")),
    AuditRule(
        "max_layer_size",
        values.size,
        "SIZE",
        N_("Maximum size of a layer, as docker history shows it."),
    ),
    AuditRule("max_wasted_bytes", values.size, "SIZE", N_("Maximum number of wasted bytes.")),
    AuditRule(
        "max_wasted_share",
        values.share,
        "SHARE",
        N_("Maximum share of the stored bytes that may be wasted."),
    ),
    AuditRule(
        "min_wasted_bytes",
        values.size,
        "SIZE",
        N_("Ignore the share if less than this is wasted."),
    ),
    AuditRule("min_efficiency", values.share, "SHARE", N_("Minimum efficiency.")),
    AuditRule(
        "fail_on",
        values.ids,
        "ID|LEVEL",
        N_("Findings that fail the audit: ids, or a level and those above (repeatable)."),
        is_list=True,
    ),
    AuditRule(
        "warn_on",
        values.ids,
        "ID|LEVEL",
        N_("Findings to warn of (repeatable)."),
        is_list=True,
    ),
    AuditRule(
        "forbid",
        values.globs,
        "GLOB",
        N_("Paths that no layer may contain (repeatable)."),
        is_list=True,
    ),
    AuditRule(
        "deny_waste",
        values.globs,
        "GLOB",
        N_("Paths where nothing may be wasted (repeatable)."),
        is_list=True,
    ),
    AuditRule(
        "max_growth",
        values.growth,
        "SIZE|SHARE",
        N_("Maximum growth since the baseline."),
    ),
    AuditRule(
        "max_wasted_growth",
        values.growth,
        "SIZE|SHARE",
        N_("Maximum growth of the wasted bytes since the baseline."),
    ),
    AuditRule(
        "fail_on_new",
        values.flag,
        "",
        N_("Fail if a finding is not in the baseline."),
    ),
)
_BY_KEY = {rule.key: rule for rule in AUDIT_RULES}


def read_values(given: Mapping[str, object]) -> dict[str, Any]:
    """Return values as rules take them, None where a rule is disabled. Raises ValueError."""
    found: dict[str, Any] = {}
    for key, raw in given.items():
        if key not in _BY_KEY:
            raise ValueError(_unknown(key))
        try:
            found[key] = read_value(key, raw)
        except ValueError as error:
            raise ValueError(together(" = ", (key, reason(error)))) from None
    return found


def _unknown(key: str) -> Lazy:
    from difflib import get_close_matches

    key = cut(key)
    meant = get_close_matches(key, _BY_KEY, 1)
    if meant:
        return Lazy("{key} is not a rule: did you mean {meant}?", key=key, meant=meant[0])
    return Lazy("{key} is not a rule: the rules are {keys}", key=key, keys=", ".join(_BY_KEY))


def read_value(key: str, raw: object) -> Any:  # noqa: ANN401  each rule has a kind of its own
    """Return a value as its rule takes it, None where it is disabled. Raises ValueError."""
    if raw in (DISABLED, (DISABLED,)):  # a tuple is what an option gives that may be repeated
        return None
    try:
        return _BY_KEY[key].read(raw)
    except ValueError as error:
        told = Lazy("{value}: not {wanted}", value=_written(raw), wanted=reason(error))
        raise ValueError(told) from None


def _written(raw: object) -> str:
    """Return a value as it stands in a file or on the command line."""
    return written(", ".join(raw) if isinstance(raw, tuple) else raw)


def judge(found: Mapping[str, Any], facts: Facts) -> list[RuleResult]:
    """Return what becomes of every rule that has a value, in the order of the list above."""
    from inspector.rules.checks import CHECKS  # seldom asked for

    results = []
    for rule in AUDIT_RULES:
        check = CHECKS.get(rule.key)
        if check is None or rule.key not in found:
            continue
        value = found[rule.key]
        if value is None:
            results.append(RuleResult(rule.key, None, None, Status.SKIP, Lazy(DISABLED)))
            continue
        result = check(value, facts)
        if result is not None:
            results.append(result)
    return results
