"""The options that say which rules apply: ours, and dive's by dive's names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from inspector.cli.streams import complain
from inspector.errors import UsageError
from inspector.formats.source import STDIN, parse_reference
from inspector.rules.audit_rules import AUDIT_RULES
from inspector.rules.dive import DIVE_RULES
from inspector.rules.rule_set import DIVE_FILE, FOUND_FILES, read_rules, rule_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from inspector.rules.audit_rules import AuditRule
    from inspector.rules.rule_set import RuleSet

F = TypeVar("F", bound="Callable[..., Any]")

_GIVEN = "layerscope.rules"
_SOURCES = ("docker", "podman", "docker-archive")
_DIVE_HELP = {
    "lowestEfficiency": "dive's rule: lowest efficiency, by dive's figures.",
    "highestWastedBytes": "dive's rule: most wasted bytes, by dive's figures.",
    "highestUserWastedPercent": "dive's rule: largest share wasted above the lowest layer.",
}


def dive_options(function: F) -> F:
    """Add dive's options, with dive's names and meaning."""
    for option in (
        click.option(
            "-i",
            "--ignore-errors",
            is_flag=True,
            expose_value=False,
            help="Accepted for dive's sake: errors are always reported and never stop anything.",
        ),
        click.option(
            "--source",
            type=click.Choice(_SOURCES),
            help="Where IMAGE is, if it does not say so itself.",
        ),
        *(
            _option(f"--{rule.key}", rule.key, metavar="VALUE", help=_DIVE_HELP[rule.key])
            for rule in reversed(DIVE_RULES)
        ),
        _option("--ci-config", "ci_config", metavar="FILE", help=f"dive's rule file; {DIVE_FILE}."),
        click.option(
            "--ci", is_flag=True, help="Apply rules: without a rule file, dive's defaults."
        ),
    ):
        function = option(function)
    return function


def rule_options(function: F) -> F:
    """Add the options for our own rules."""
    for rule in reversed(AUDIT_RULES):
        function = _rule_option(rule)(function)
    return _option(
        "--rules",
        "rules",
        metavar="FILE",
        help=f"Rule file; default: {' or '.join(FOUND_FILES)} in the current folder.",
    )(function)


def _rule_option(rule: AuditRule) -> Callable[[F], F]:
    name = f"--{rule.key.replace('_', '-')}"
    if not rule.metavar:
        return _option(name, rule.key, is_flag=True, help=rule.help)
    return _option(name, rule.key, metavar=rule.metavar, help=rule.help, multiple=rule.is_list)


def _option(*declared: str, **attributes: Any) -> Callable[[F], F]:  # noqa: ANN401  click's own
    return click.option(*declared, expose_value=False, callback=_keep, **attributes)


def _keep(context: click.Context, parameter: click.Parameter, value: object) -> None:
    """Keep what was given where ``given_rules`` finds it."""
    if value is not None and value is not False and value != ():
        context.meta.setdefault(_GIVEN, {})[parameter.name] = value


def given_rules(*, wants_dive: bool) -> RuleSet:
    """Return the rules of the file that was given or found, under those of the options.

    ``wants_dive``: whether ``--ci`` was given. Raises UsageError.
    """
    given: dict[str, Any] = click.get_current_context().meta.get(_GIVEN, {})
    if "rules" in given and "ci_config" in given:
        raise UsageError("--rules and --ci-config both give a rule file: give one")
    named = given.get("rules", given.get("ci_config"))
    return read_rules(
        Path(named) if named is not None else _found(),
        dive={rule.key: given[rule.key] for rule in DIVE_RULES if rule.key in given},
        audit={rule.key: given[rule.key] for rule in AUDIT_RULES if rule.key in given},
        wants_dive=wants_dive,
        is_dives="ci_config" in given,
    )


def _found() -> Path | None:
    """Return the rule file of the current folder; of two, say which is not used."""
    folder = Path()
    used = rule_file(folder)
    for name in FOUND_FILES:
        if used is not None and used.name != name and (folder / name).exists():
            complain(f"{used} is used, {name} is not")
    return used


def sourced(references: tuple[str, ...], source: str | None) -> tuple[str, ...]:
    """Return references with the place that ``--source`` names, where they name none."""
    return tuple(_sourced(references, source))


def _sourced(references: tuple[str, ...], source: str | None) -> Iterator[str]:
    for each in references:
        is_said = source is None or each == STDIN or parse_reference(each).scheme
        yield each if is_said else f"{source}://{each}"
