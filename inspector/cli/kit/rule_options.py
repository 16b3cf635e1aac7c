"""The options for our own rules, and the rules that apply."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from inspector.cli.kit.dive_options import given, kept_option
from inspector.cli.kit.streams import complain
from inspector.errors import UsageError
from inspector.language import N_, Lazy, _
from inspector.rules.audit_rules import AUDIT_RULES
from inspector.rules.dive import DIVE_RULES
from inspector.rules.rule_set import read_rules, rule_files

if TYPE_CHECKING:
    from collections.abc import Callable

    from inspector.rules.audit_rules import AuditRule
    from inspector.rules.rule_set import RuleSet

F = TypeVar("F", bound="Callable[..., Any]")


def rule_options(function: F) -> F:
    """Add the options for our own rules."""
    for rule in reversed(AUDIT_RULES):
        function = _rule_option(rule)(function)
    return kept_option(
        "--rules",
        "rules",
        metavar="FILE",
        help=N_(
            "Rule file; default: layerscope.toml or .dive-ci in the current folder. Options for"
            " rules replace its values, repeatable ones whole lists."
        ),
    )(function)


def _rule_option(rule: AuditRule) -> Callable[[F], F]:
    name = f"--{rule.key.replace('_', '-')}"
    if not rule.metavar:
        return kept_option(name, rule.key, is_flag=True, help=rule.help)
    return kept_option(name, rule.key, metavar=rule.metavar, help=rule.help, multiple=rule.is_list)


def given_rules(*, wants_dive: bool) -> RuleSet:
    """Return the rules of the file that was given or found, under those of the options.

    ``wants_dive``: whether ``--ci`` was given. Raises UsageError.
    """
    found = given()
    if "rules" in found and "ci_config" in found:
        raise UsageError(Lazy("--rules and --ci-config both give a rule file: give one"))
    named = found.get("rules", found.get("ci_config"))
    return read_rules(
        named if named is not None else _found(),
        dive={rule.key: found[rule.key] for rule in DIVE_RULES if rule.key in found},
        audit={rule.key: found[rule.key] for rule in AUDIT_RULES if rule.key in found},
        wants_dive=wants_dive,
        is_dives="ci_config" in found,
        is_found=named is None,
    )


def _found() -> str | None:
    """Return the rule file of the current folder; of two, say which is not used."""
    found = rule_files()
    if len(found) > 1:
        complain(_("{used} is used, {other} is not").format(used=found[0], other=found[1]))
    return found[0] if found else None
