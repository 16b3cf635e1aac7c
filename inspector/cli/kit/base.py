"""The option ``--base``, and the base image that a command goes by."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Any, TypeVar

import click

from inspector.cli.kit.opening import receive_archive
from inspector.errors import UsageError
from inspector.formats.source import STDIN
from inspector.language import N_, Lazy

if TYPE_CHECKING:
    from collections.abc import Callable

    from inspector.analyses.base_image import BaseImage
    from inspector.reading.image import Image

F = TypeVar("F", bound="Callable[..., Any]")


def base_option(function: F) -> F:
    """Add the option that gives the base image."""
    return click.option(
        "--base",
        metavar="N|ARCHIVE|REF",
        callback=_checked,
        help=N_(
            "The base image: the first N layers (0: none), or those shared with another image."
        ),
    )(function)


def _checked(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    del context, parameter
    if value == STDIN:
        raise UsageError(Lazy("--base takes a number of layers, a path or a name, not '-'"))
    if value == "":
        raise UsageError(Lazy("--base is empty: give a number of layers, a path or an image name"))
    return value


def base_finder(text: str | None) -> Callable[[Image], BaseImage | None]:
    """Return what finds the base image of an image: as given, else as the user has set it before.

    It raises UsageError where what is given does not fit the image, and what opening another
    archive raises, which is opened once.
    """
    from inspector.analyses.base_image import base_image, given_base, remembered_base
    from inspector.basememory import base_memory

    open_once = cache(receive_archive)

    def find(image: Image) -> BaseImage | None:
        if text is not None:
            open_it = partial(open_once, platform=image.source.told_platform)
            return base_image(image, given_base(text, image, open_it))
        return base_image(image, remembered_base(base_memory(), image))

    return find
