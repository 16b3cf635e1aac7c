"""``layerscope extract``: files and directories out of an image, below one directory."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from inspector.cli.kit.command import Command
from inspector.cli.kit.opening import Loaded, image_options, layer_option, load_image
from inspector.cli.kit.streams import complain
from inspector.errors import ExitCode
from inspector.extraction.rows import Why, extract_rows, open_target, parent_modes
from inspector.extraction.writer import Extraction
from inspector.language import N_, _
from inspector.tree.follow import not_found
from inspector.tree.listing import ListedPath, list_tree
from inspector.tree.view import find

if TYPE_CHECKING:
    from collections.abc import Sequence


@click.command(
    "extract", cls=Command, epilog="Example: layerscope extract app.tar /etc /usr/bin --to out"
)
@click.argument("reference", metavar="IMAGE")
@click.argument("paths", metavar="PATH…", nargs=-1, required=True)
@click.option(
    "--to",
    "target",
    metavar="DIR",
    required=True,
    help=N_("Folder to write to; created if needed."),
)
@click.option("--force", is_flag=True, help=N_("Replace existing files."))
@layer_option
@image_options
def command(
    *,
    reference: str,
    paths: tuple[str, ...],
    target: str,
    force: bool,
    layer: int | None,
    name: str | None,
    platform: str | None,
) -> int:
    """Extract each PATH of IMAGE, and everything below it, to DIR under its full path.

    Permissions and times are kept; owners, setuid bits and devices are not. Symlinks that
    lead out of DIR are skipped and reported.
    """
    loaded = load_image(reference, name, platform, by_table=not _names_all(paths))
    number = loaded.layer(layer)
    rows, missing, parents = _wanted(loaded, paths, number)
    for path in missing:
        complain(str(not_found(loaded.tree, path, number)))
    if not rows:
        return max(loaded.exit_code, ExitCode.CHECK_FAILED if missing else ExitCode.OK)
    root = open_target(target)
    try:
        report = extract_rows(loaded.contents, rows, Extraction(root, force, parents))
    finally:
        os.close(root)
    if report.written and sys.stderr is not None and sys.stderr.isatty():
        complain(report.told(target))
    if len(report.left_out) > 1:
        complain(report.summary)
    for each in report.left_out:
        is_there = each.why is Why.EXISTS
        told = _("{message} (--force replaces it)") if is_there else "{message}"
        complain(told.format(message=each.message))
    failed = bool(missing) or report.has(Why.EXISTS, Why.UNWRITABLE)
    code = max(loaded.exit_code, ExitCode.CHECK_FAILED if failed else ExitCode.OK)
    code = max(code, ExitCode.UNREADABLE if report.has(Why.FULL) else ExitCode.OK)
    return max(code, ExitCode.PARTIAL if report.has(Why.UNREADABLE) else ExitCode.OK)


def _names_all(paths: Sequence[str]) -> bool:
    """Whether the whole image is wanted: then layers are fetched whole."""
    return any(not each.strip("/.") for each in paths)


def _wanted(
    loaded: Loaded, paths: Sequence[str], layer: int
) -> tuple[list[ListedPath], list[str], dict[str, int]]:
    """Return the rows at and below the paths, each once, and the paths that are not there.

    With them the modes of the directories around the paths.
    """
    rows: dict[str, ListedPath] = {}
    parents: dict[str, int] = {}
    missing: list[str] = []
    for path in paths:
        node = find(loaded.tree, path, layer)
        if node is None:
            missing.append(path)
            continue
        parents |= parent_modes(node, layer)
        if layer >= 0:
            rows.update((row.path, row) for row in list_tree(loaded.tree, layer, node))
    return list(rows.values()), missing, parents
