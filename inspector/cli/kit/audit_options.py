"""The options that say what an audit compares and what it leaves out."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

import click

from inspector.analyses.audit import DEEP, AuditOptions
from inspector.language import N_

if TYPE_CHECKING:
    from collections.abc import Callable

F = TypeVar("F", bound="Callable[..., Any]")


def audit_options(function: F) -> F:
    """Add the options; the command is called with all of them as one value, ``options``."""

    @click.option(
        "--duplicates", is_flag=True, help=N_("Also list files with equal contents (slower).")
    )
    @click.option(
        "--packages",
        is_flag=True,
        help=N_("Also list what each Debian, Alpine, RPM, Python and npm package costs."),
    )
    @click.option(
        "--ignore-base",
        is_flag=True,
        help=N_("Do not count what the base image stores (see --base)."),
    )
    @click.option(
        "--exclude",
        metavar="GLOB",
        multiple=True,
        callback=_checked,
        help=N_("Do not count paths that match, such as /usr/share/doc or '*.pyc' (repeatable)."),
    )
    @click.option(
        "--secrets",
        type=click.Choice(["names", DEEP]),
        default="names",
        show_default=True,
        help=N_("Search files whose names suggest secrets, or any text up to 1 MiB (slower)."),
    )
    @wraps(function)
    def command(
        *args: object,
        duplicates: bool,
        packages: bool,
        ignore_base: bool,
        exclude: tuple[str, ...],
        secrets: str,
        **kwargs: object,
    ) -> object:
        options = AuditOptions(duplicates, ignore_base, exclude, packages=packages, secrets=secrets)
        return function(*args, options=options, **kwargs)

    return command  # type: ignore[return-value]  # the same but for the options


def _checked(
    context: click.Context, parameter: click.Parameter, value: tuple[str, ...]
) -> tuple[str, ...]:
    """Refuse a bad glob before anything is read. Raises UsageError."""
    del context, parameter
    if value:
        from inspector.analyses.path_globs import PathGlobs

        PathGlobs(value)
    return value
