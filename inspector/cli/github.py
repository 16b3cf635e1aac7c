"""In a step of GitHub Actions: the job summary and the outputs, where the runner names files.

Source: GitHub's "Variables", default environment variables.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from inspector.cli.streams import complain
from inspector.errors import reason
from inspector.language import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspector.rules.report import AnyReport


def write_for_github(reports: Sequence[AnyReport]) -> None:
    """Append the Markdown report to the summary, and the figures to the outputs.

    A file that cannot be written is said, and spoils no audit.
    """
    if os.environ.get("GITHUB_ACTIONS") != "true":
        return
    from inspector.exports.github import outputs
    from inspector.exports.reports import renderer

    for variable, render in (
        ("GITHUB_STEP_SUMMARY", renderer("markdown")),
        ("GITHUB_OUTPUT", outputs),
    ):
        path = os.environ.get(variable)
        if path:
            _append(variable, path, render(reports))


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
