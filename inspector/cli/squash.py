"""``layerscope squash``: layers of an image made one that stores only what can be seen."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from inspector.cli.kit.base import base_finder, base_option
from inspector.cli.kit.command import Command
from inspector.cli.kit.opening import Loaded, image_options, load_image, write
from inspector.cli.kit.progress import ProgressLine
from inspector.cli.kit.saving import checked_target, writing
from inspector.cli.kit.streams import complain
from inspector.errors import UsageError
from inspector.language import N_, Lazy, _
from inspector.text import human_size, printable

if TYPE_CHECKING:
    from pathlib import Path

    from inspector.analyses.squashed import SquashReport

_RANGE = re.compile(r"([0-9]{1,9})(?:\.\.([0-9]{1,9}))?")


@click.command(
    "squash",
    cls=Command,
    epilog="Example: layerscope squash app.tar --save small.tar --layers 2..5",
)
@click.argument("reference", metavar="IMAGE")
@click.option("--save", "target", metavar="FILE", required=True, help=N_("File to write."))
@click.option(
    "--layers",
    metavar="A..B",
    help=N_("Layers to merge, from 0 (lowest); default: those above the base image, else all."),
)
@click.option("--above-base", is_flag=True, help=N_("Only the layers above the base image."))
@click.option("--tag", metavar="NAME", help=N_("Name of the image that --save writes."))
@click.option("--json", "as_json", is_flag=True, help=N_("Print one JSON object."))
@base_option
@image_options
def command(
    *,
    reference: str,
    target: str,
    layers: str | None,
    above_base: bool,
    tag: str | None,
    as_json: bool,
    base: str | None,
    name: str | None,
    platform: str | None,
) -> int:
    """Merge layers of IMAGE into one that stores nothing hidden, and write the image to FILE.

    The files, the configuration and the other layers stay as they are. FILE is an archive that
    docker load and podman load read.
    """
    if layers is not None and above_base:
        raise UsageError(Lazy("--layers and --above-base exclude each other: give one of them"))
    asked = None if layers is None else _parsed(layers)
    path = checked_target(target, reference, *([] if base is None else [base]))
    loaded = load_image(reference, name, platform)
    chosen = _in_image(loaded, asked) if asked else _above_base(loaded, base, is_wanted=above_base)
    report = _squashed(loaded, chosen, path, tag)
    from inspector.exports.squash import render_json, render_text

    write(render_json(report) if as_json else render_text(report, target))
    return loaded.exit_code


def _parsed(text: str) -> tuple[int, int]:
    match = _RANGE.fullmatch(text)
    if match is None:
        raise UsageError(Lazy("--layers takes two numbers, such as 2..5, not {text!r}", text=text))
    first = int(match[1])
    last = int(match[2] or first)
    if last < first:
        raise UsageError(Lazy("--layers {text} ends before it begins", text=text))
    return first, last


def _in_image(loaded: Loaded, asked: tuple[int, int]) -> range:
    first, last = map(loaded.layer, asked)
    return range(first, last + 1)


def _above_base(loaded: Loaded, base: str | None, *, is_wanted: bool) -> range:
    """Return the layers above the base image, all where none is known and none must be."""
    count = len(loaded.image.layers)
    found = base_finder(base)(loaded.image)
    if found is None and is_wanted and base is None:
        raise UsageError(Lazy("no base image is known: give it with --base, or use --layers"))
    first = found.layers if found is not None else 0
    if first >= count:
        told = N_("there are no layers above the base image") if count else N_("the image is empty")
        raise UsageError(Lazy(told))
    if found is not None:
        from inspector.exports.sentences.base_image import base_named

        complain(_("the base image stays: {base}").format(base=printable(base_named(found))))
    return range(first, count)


def _squashed(loaded: Loaded, layers: range, path: Path, tag: str | None) -> SquashReport:
    from inspector.analyses.squashed import squash_report
    from inspector.analyses.usage import usage
    from inspector.writing.squash import squash

    progress = _WriteProgress()
    try:
        with writing(path):
            known = loaded.image, loaded.tree, loaded.contents
            made = squash(*known, layers, path, tag=tag, progress=progress)
    finally:
        progress.end()
    found = usage(loaded.tree, loaded.contents)
    loaded.keep_fingerprints()
    return squash_report(loaded.image, found, layers, made)


class _WriteProgress:
    """Tells on a terminal how much was read and written."""

    def __init__(self) -> None:
        self._size = 0
        self._line = ProgressLine()

    def advance(self, size: int, /) -> None:
        self._size += size
        self._line.show(self._told)

    def end(self) -> None:
        self._line.end()

    def _told(self) -> str:
        return _("writing… {size}").format(size=human_size(self._size))
