"""dive's options, by dive's names and with dive's meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import click

from inspector.formats.source import STDIN, parse_reference
from inspector.language import N_
from inspector.rules.dive import DIVE_RULES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

F = TypeVar("F", bound="Callable[..., Any]")

_GIVEN = "layerscope.rules"
_SOURCES = ("docker", "podman", "docker-archive")


def dive_options(function: F) -> F:
    """Add dive's options, with dive's names and meaning."""
    for option in (
        click.option(
            "-i",
            "--ignore-errors",
            is_flag=True,
            expose_value=False,
            help=N_("Has no effect: errors never stop the analysis, and are always reported."),
        ),
        click.option(
            "--source",
            type=click.Choice(_SOURCES),
            help=N_("Where to get IMAGE from, unless it says so itself."),
        ),
        *(
            kept_option(f"--{rule.key}", rule.key, metavar=rule.metavar, help=rule.help)
            for rule in reversed(DIVE_RULES)
        ),
        kept_option(
            "--ci-config",
            "ci_config",
            metavar="FILE",
            help=N_("dive's rule file; default: .dive-ci."),
        ),
        click.option(
            "--ci", is_flag=True, help=N_("Apply rules; without a rule file, dive's defaults.")
        ),
    ):
        function = option(function)
    return function


def kept_option(*declared: str, **attributes: Any) -> Callable[[F], F]:  # noqa: ANN401  click's own
    """Add an option whose value ``given`` returns, and not the command's parameters."""
    return click.option(*declared, expose_value=False, callback=_keep, **attributes)


def _keep(context: click.Context, parameter: click.Parameter, value: object) -> None:
    """Keep what was given where ``given`` finds it."""
    if value is not None and value is not False and value != ():
        context.meta.setdefault(_GIVEN, {})[parameter.name] = value


def given() -> dict[str, Any]:
    """Return the values of the options about rules that were given, by name."""
    found: dict[str, Any] = click.get_current_context().meta.get(_GIVEN, {})
    return found


def sourced(references: tuple[str, ...], source: str | None) -> tuple[str, ...]:
    """Return references with the place that ``--source`` names, where they name none."""
    return tuple(_sourced(references, source))


def _sourced(references: tuple[str, ...], source: str | None) -> Iterator[str]:
    for each in references:
        is_said = source is None or each == STDIN or parse_reference(each).scheme
        yield each if is_said else f"{source}://{each}"
