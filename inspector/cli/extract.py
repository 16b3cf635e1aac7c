"""``layerscope extract``: files and directories out of an image, below one directory."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from inspector.cli.opening import Loaded, image_options, layer_option, load_image
from inspector.errors import ExitCode, LayerscopeError, PathNotFoundError, UsageError
from inspector.extraction import Attributes, ExistsError, Extraction, stays_inside
from inspector.tree.listing import Row, list_tree
from inspector.tree.view import find

if TYPE_CHECKING:
    from collections.abc import Sequence


@click.command("extract")
@click.argument("reference", metavar="IMAGE")
@click.argument("paths", metavar="PATH…", nargs=-1, required=True)
@click.option("--to", "target", metavar="DIR", required=True, help="Where to; made if needed.")
@click.option("--force", is_flag=True, help="Replace files that are there already.")
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
    """Write each PATH of IMAGE, and all below it, under its full path below DIR.

    Permissions and times are kept; owners, setuid bits and devices are not. Symlinks that would
    lead out of DIR are left out and named.
    """
    from inspector.cli import complain

    loaded = load_image(reference, name, platform)
    number = loaded.layer(layer)
    rows, missing = _wanted(loaded, paths, number)
    for path in missing:
        complain(f"no such path in the image at layer {number}: {path}")
    if not rows:
        return max(loaded.exit_code, ExitCode.CHECK_FAILED if missing else ExitCode.OK)
    try:
        Path(target).mkdir(parents=True, exist_ok=True)
        root = os.open(target, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise UsageError(f"cannot write to {target}: {error.strerror}") from error
    try:
        report = extract_rows(loaded, rows, Extraction(root, force))
    finally:
        os.close(root)
    for line in report.told:
        complain(line)
    failed = bool(missing) or report.failed
    code = max(loaded.exit_code, ExitCode.CHECK_FAILED if failed else ExitCode.OK)
    return max(code, ExitCode.PARTIAL if report.unread else ExitCode.OK)


@dataclass(slots=True)
class Report:
    """What happened: lines for the user, whether something could not be written or read."""

    told: list[str]
    failed: bool = False
    unread: bool = False


def _wanted(loaded: Loaded, paths: Sequence[str], layer: int) -> tuple[list[Row], list[str]]:
    """Return the rows at and below the paths, each once, and the paths that are not there."""
    rows: dict[str, Row] = {}
    missing: list[str] = []
    for path in paths:
        node = find(loaded.tree, path, layer) if layer >= 0 else None
        if node is None:
            missing.append(path)
            continue
        rows.update((row.path, row) for row in list_tree(loaded.tree, layer, node))
    return list(rows.values()), missing


def extract_rows(loaded: Loaded, rows: Sequence[Row], extraction: Extraction) -> Report:
    """Write rows: directories, then files in the order in which they are stored, then links."""
    report = Report([])
    for row in sorted(rows, key=_order):
        try:
            _extract(loaded, row, extraction, report)
        except ExistsError:
            report.told.append(f"{row.path}: there already, left as it is (--force replaces it)")
            report.failed = True
        except OSError as error:
            report.told.append(f"{row.path}: cannot be written: {error.strerror}")
            report.failed = True
        except PathNotFoundError:
            raise
        except LayerscopeError as error:
            report.told.append(f"{row.path}: {error}")
            report.unread = True
    extraction.finish()
    return report


def _order(row: Row) -> tuple[int, int, int]:
    entry = row.version.entry
    rank = {"dir": 0, "file": 1}.get(row.type, 2)
    return rank, row.version.home, entry.offset if entry is not None else 0


def _extract(loaded: Loaded, row: Row, extraction: Extraction, report: Report) -> None:
    entry = row.version.entry
    attributes = Attributes(row.mode, row.mtime)
    if row.type == "dir":
        extraction.make_directory(row.path, attributes)
    elif row.type == "file" and entry is not None:
        data = loaded.contents.read(row.version.home, entry)
        extraction.write_file(row.path, data, attributes)
    elif row.type == "symlink" and row.link is not None:
        if stays_inside(row.path, row.link):
            extraction.make_symlink(row.path, row.link)
        else:
            report.told.append(f"{row.path}: left out: its link {row.link} leads out of here")
    else:
        report.told.append(f"{row.path}: left out: a {row.type}")
