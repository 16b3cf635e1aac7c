"""BuildKit's own Dockerfile parser, which the package ``dockerfile`` brings as a library."""

from __future__ import annotations

from typing import NamedTuple

import dockerfile as buildkit  # type: ignore[import-not-found]


class Command(NamedTuple):
    """One instruction as the parser has it."""

    word: str
    values: tuple[str, ...]
    flags: tuple[str, ...]
    is_json: bool
    original: str  # the logical line, continued lines joined; a here-document stands below it
    heredocs: tuple[str, ...]  # their contents


def parse(text: str) -> list[Command]:
    """Return the instructions; raises an error of the parser's where the text is no Dockerfile."""
    return [
        Command(
            word=each.cmd,
            values=each.value,
            flags=each.flags,
            is_json=each.json,
            original=each.original,
            heredocs=tuple(doc.content for doc in each.heredocs),
        )
        for each in buildkit.parse_string(text)
    ]
