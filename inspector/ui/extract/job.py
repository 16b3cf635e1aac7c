"""Extracts a path of the image in a thread, with progress and cancel."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from inspector.errors import LayerscopeError
from inspector.extraction.rows import Why, extract_rows, open_target, parent_modes
from inspector.extraction.writer import Extraction
from inspector.language import _
from inspector.tree.listing import ListedPath, list_tree
from inspector.ui.kit.jobs import JobProgress

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from inspector.extraction.rows import ExtractionReport
    from inspector.ui.kit.jobs import Job
    from inspector.ui.session.target import Target

_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Extracted:
    """It is done. ``there`` are rows that were left out as something is at their place."""

    report: ExtractionReport
    there: Sequence[ListedPath]


@dataclass(frozen=True, slots=True)
class ExtractFailed:
    """Nothing could be written."""

    reason: str


def default_folder(name: str) -> str:
    """Return a folder to propose for an image of that name."""
    clean = re.sub(r"[^A-Za-z0-9._-]+", "_", name).strip("._")[:_LONGEST_NAME]
    return f"./extracted/{clean or 'image'}"


def place_of(target: Target, folder: str) -> str:
    """Return where a path is written to, in full; not printable yet."""
    root = Path(folder.strip()).expanduser().absolute()
    return str(root / target.path.lstrip("/"))


def rows_of(target: Target) -> list[ListedPath]:
    """Return what is extracted: the path, and all below it. For a thread."""
    seen = target.seen
    if seen is None:
        return []
    if target.stored is not None:
        return [ListedPath(target.path, target.node, target.stored, target.layer)]
    with target.session.lock:
        return list(list_tree(target.session.tree, seen[0], target.node))


def _parents(target: Target) -> dict[str, int]:
    seen = target.seen
    return parent_modes(target.node, seen[0]) if seen is not None else {}


def extract_path(
    target: Target,
    folder: str,
    replaced: Sequence[ListedPath] | None,
    job: Job,
    advanced: Callable[[int, int], object],
) -> Extracted | ExtractFailed:
    """Write a path below a folder; only ``replaced``, over what is there, where it is given.

    ``advanced`` is told the bytes that were written, and how many there are. Raises CancelledError.
    """
    try:
        rows = rows_of(target) if replaced is None else replaced
        root = open_target(str(Path(folder).expanduser()))
    except LayerscopeError as error:
        return ExtractFailed(str(error))
    except (RuntimeError, ValueError) as error:  # a home that no one has
        return ExtractFailed(
            _("cannot write to {folder}: {reason}").format(folder=folder, reason=error)
        )
    try:
        total = sum(row.version.size for row in rows)
        watch = JobProgress(job, lambda written: advanced(written, total))
        extraction = Extraction(root, replaced is not None, _parents(target))
        report = extract_rows(target.session.contents, rows, extraction, watch)
    finally:
        os.close(root)
    return Extracted(report, [each.row for each in report.left_out if each.why is Why.EXISTS])
