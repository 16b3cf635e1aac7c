"""``--dockerfile FILE``: the file that an image was built from, and which of its lines matches."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from inspector.cli.kit.streams import complain
from inspector.errors import UsageError, reason
from inspector.language import N_, Lazy

if TYPE_CHECKING:
    from collections.abc import Callable

    from inspector.analyses.dockerfile.lines import DockerfileLines
    from inspector.reading.image import Image

F = TypeVar("F", bound="Callable[..., Any]")
# BuildKit takes no larger one (frontend/dockerui, "maxDockerfileSize").
_LARGEST = 2 << 20
# Where GitHub and GitLab say that the source is.
_ROOTS = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR")


def dockerfile_option(function: F) -> F:
    """Add the option."""
    return click.option(
        "--dockerfile",
        metavar="FILE",
        help=N_("The Dockerfile of IMAGE: SARIF then names the line that made a layer."),
    )(function)


class Dockerfile(NamedTuple):
    """A file as code hosts know it, its text, and the file that was given."""

    path: str
    text: str
    file: str


def given_dockerfile(path: str | None) -> Dockerfile | None:
    """Read the file that was given, before any image. Raises UsageError where that fails."""
    return None if path is None else Dockerfile(_in_source(path), _read(path), path)


def match_dockerfile(file: Dockerfile | None, image: Image) -> DockerfileLines | None:
    """Match the file's instructions with the history; what does not match is said on stderr."""
    if file is None:
        return None
    from inspector.analyses.dockerfile.lines import dockerfile_lines
    from inspector.exports.sentences.problems import unmatched

    lines = dockerfile_lines(file.path, file.text, image.history)
    said = unmatched(lines)
    if said:
        complain(said)
    return lines


def _read(path: str) -> str:
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - as the user names it
            data = file.read(_LARGEST + 1)
    except OSError as error:
        raise UsageError(
            Lazy("--dockerfile {path}: {reason}", path=path, reason=reason(error))
        ) from error
    if len(data) > _LARGEST:
        raise UsageError(Lazy("--dockerfile {path}: larger than 2 MiB", path=path))
    return data.decode("utf-8", "surrogateescape")


def _in_source(path: str) -> str:
    """Return the path as code hosts know the file: from the root of the source on.

    That is where the CI system says it has checked it out, else the current directory.
    """
    whole = os.path.realpath(path)
    for root in (*map(os.environ.get, _ROOTS), os.curdir):
        if root:
            found = os.path.relpath(whole, os.path.realpath(root))
            if not found.startswith(os.pardir):
                return found
    return path
