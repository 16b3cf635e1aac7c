"""``layerscope ls``: the merged tree, the tree at a layer, or what a layer changed."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import click

from inspector.cli.kit.command import Command
from inspector.cli.kit.opening import Loaded, image_options, layer_option, load_image, write
from inspector.cli.kit.streams import complain
from inspector.errors import ExitCode, LayerscopeError
from inspector.exports.listing import render_rows, row_json
from inspector.exports.log_commands import without_commands
from inspector.language import N_
from inspector.text import printable
from inspector.tree.follow import not_found
from inspector.tree.listing import ListedPath, list_changes, list_tree
from inspector.tree.view import find

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.tree import Node

# Rows that are made into text together: that of all of them may be larger than the tree.
_AT_ONCE = 10_000


@click.command("ls", cls=Command, epilog="Example: layerscope ls app.tar /etc --layer 2")
@click.argument("reference", metavar="IMAGE")
@click.argument("path", required=False)
@layer_option
@click.option(
    "--changes", is_flag=True, help=N_("List what the layer changed, instead of the tree.")
)
@click.option("--json", "as_json", is_flag=True, help=N_("Print one JSON object per line."))
@click.option("--digests", is_flag=True, help=N_("Add the SHA-256 of every file."))
@image_options
def command(
    *,
    reference: str,
    path: str | None,
    layer: int | None,
    changes: bool,
    as_json: bool,
    digests: bool,
    name: str | None,
    platform: str | None,
) -> int:
    """List the files of IMAGE, at and below PATH.

    Columns: the kind of change (with --changes), mode, owner, size, layer, path. Kinds: A added,
    M modified, m metadata only, D removed.
    """
    loaded = load_image(reference, name, platform, by_table=not digests)
    number = loaded.layer(layer)
    rows = _rows(loaded, number, path, changes=changes)
    found: dict[str, str] = {}
    unread = False
    if digests:
        known = list(rows)
        found, unread = _digests(loaded, known)
        rows = iter(known)
    while part := list(islice(rows, _AT_ONCE)):
        if as_json:
            lines = [row_json(row, found.get(row.path)) for row in part]
        else:
            lines = render_rows(part, lambda row: found.get(row.path))
        text = "".join(line + "\n" for line in lines)
        write(without_commands(text, r"\u0023" if as_json else r"\x23"))
    loaded.keep_fingerprints()
    return max(loaded.exit_code, ExitCode.PARTIAL if unread else ExitCode.OK)


def _rows(loaded: Loaded, layer: int, path: str | None, *, changes: bool) -> Iterator[ListedPath]:
    start = _start(loaded, path, layer, changes=changes) if path else None
    if layer < 0:
        return iter(())
    if changes:
        return list_changes(loaded.tree, layer, loaded.contents, start)
    return list_tree(loaded.tree, layer, start)


def _start(loaded: Loaded, path: str, layer: int, *, changes: bool) -> Node:
    """Return where to begin. Raises PathNotFoundError where there is no such path."""
    node = find(loaded.tree, path, layer)
    if node is None and changes:
        # What a layer removed was there one layer below.
        node = find(loaded.tree, path, layer - 1)
    if node is None:
        raise not_found(loaded.tree, path, layer)
    return node


def _digests(loaded: Loaded, rows: list[ListedPath]) -> tuple[dict[str, str], bool]:
    """Return SHA-256 by path, and whether some content could not be read.

    Contents are read in the order in which they lie, so that no layer is read twice.
    """
    found: dict[str, str] = {}
    known: dict[int, str] = {}
    unread = False
    files = [(row, row.version.entry) for row in rows if row.version.is_file]
    for row, entry in sorted(files, key=lambda each: each[0].version.place):
        if entry is None:
            continue
        try:
            if id(entry) not in known:
                known[id(entry)] = loaded.contents.sha256(row.version.home, entry)
        except LayerscopeError as error:
            complain(f"{printable(row.path)}: {error}")
            unread = True
            continue
        found[row.path] = known[id(entry)]
    return found, unread
