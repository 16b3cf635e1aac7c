"""What a report leaves out on request, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.exports.sentences.base_image import layers_named
from inspector.language import _
from inspector.text import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.analyses.scope import Scope


def not_counted(scope: Scope) -> Iterator[str]:
    """Yield each thing that does not count, not printable yet."""
    if scope.base_layers:
        layers = layers_named(0, scope.base_layers - 1)
        yield _("the base image, {layers}").format(layers=layers)
    if scope.exclude:
        yield ", ".join(scope.exclude)


def scope_lines(scope: Scope) -> Iterator[str]:
    """Yield a line for each thing that does not count, printable."""
    for each in not_counted(scope):
        yield _("Not counted: {what}").format(what=printable(each))
