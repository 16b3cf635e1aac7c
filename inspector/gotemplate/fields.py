"""Which fields of its data a template reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from inspector.gotemplate.nodes import Dot, Field, Variable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.gotemplate.parser import Parsed


def fields(parsed: Parsed) -> Iterator[str | None]:
    """Yield the names of the fields that may be read, None for all: what ``.`` is can be anything.

    A field of what is no data is yielded, too.
    """
    for body in parsed.templates.values():
        yield from _of(body)


def _of(node: object) -> Iterator[str | None]:
    if isinstance(node, Dot):
        yield None
    elif isinstance(node, Field):
        yield node.names[0]
    elif isinstance(node, Variable):
        yield node.fields[0] if node.fields else None
    elif isinstance(node, tuple):
        for each in node:
            yield from _of(each)
    elif isinstance(node, msgspec.Struct):
        for name in node.__struct_fields__:
            yield from _of(getattr(node, name))
