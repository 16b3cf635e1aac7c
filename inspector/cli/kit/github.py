"""In a step of GitHub Actions: the job summary and the outputs, where the runner names files.

Source: GitHub's "Variables", default environment variables.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from inspector.cli.kit.streams import complain
from inspector.errors import LayerscopeError, reason
from inspector.language import _
from inspector.rules.report import Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from inspector.rules.report import AnyReport


def write_for_github(
    reports: Sequence[AnyReport], summary: Callable[[], str] | None = None
) -> None:
    """Append the Markdown report to the summary, and the figures to the outputs.

    ``summary`` makes another page than that of the reports. A file that cannot be written is said,
    and spoils no audit.
    """
    if os.environ.get("GITHUB_ACTIONS") != "true":
        return
    from inspector.exports.audit.reports import renderer
    from inspector.exports.github import outputs

    for variable, render in (
        ("GITHUB_STEP_SUMMARY", summary or partial(renderer("markdown"), reports)),
        ("GITHUB_OUTPUT", partial(outputs, reports)),
    ):
        path = os.environ.get(variable)
        if path:
            _append(variable, path, render())


@contextmanager
def errors_for_github(reference: str) -> Iterator[None]:
    """Say in the summary and the outputs, too, why an image cannot be read."""
    try:
        yield
    except LayerscopeError as error:
        write_for_github([Unreadable(reference, error.text, error.exit_code)])
        raise


def _append(variable: str, path: str, text: str) -> None:
    try:
        with open(path, "a", encoding="utf-8") as file:  # noqa: PTH123 - as the runner names it
            file.write(text)
    except OSError as error:
        complain(
            _("{variable} {path}: {reason}").format(
                variable=variable, path=path, reason=reason(error)
            )
        )
