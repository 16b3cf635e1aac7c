"""A folder that is no image: what is looked at in it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from inspector.errors import RefusedFileError
from inspector.formats import FORMATS
from inspector.formats.source import parse_reference
from inspector.text import path_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class ImageCandidate(NamedTuple):
    """A reference; where it was found in a ``folder``, it may turn out to be no image."""

    reference: str
    folder: str | None = None


def candidates(references: Sequence[str]) -> list[ImageCandidate]:
    """Return the references, and in the place of a folder that is no image what lies in it.

    That are its files and the folders in it that are images; hidden ones are left out.
    """
    found: list[ImageCandidate] = []
    for reference in references:
        if _is_plain_folder(reference):
            inside = [ImageCandidate(each, reference) for each in _content(reference)]
            found += inside or [ImageCandidate(reference)]
        else:
            found.append(ImageCandidate(reference))
    return found


def _is_plain_folder(reference: str) -> bool:
    parsed = parse_reference(reference)
    is_folder = os.path.isdir(parsed.rest)  # noqa: PTH112  pathlib takes long to import
    return is_folder and not parsed.scheme and not _is_image(parsed.rest)


def _is_image(folder: str) -> bool:
    from inspector.formats.directory import DirectoryStore

    store = DirectoryStore(folder)
    try:
        return any(each.holds(store) for each in FORMATS)
    except RefusedFileError:
        return True  # whoever opens it says why it cannot be read, and which one it is


def _content(folder: str) -> Iterator[str]:
    from pathlib import Path

    for path in sorted(Path(folder).iterdir(), key=lambda path: path_key(path.name)):
        if path.name.startswith("."):
            continue
        if path.is_file() or (path.is_dir() and _is_image(str(path))):
            yield str(path)
