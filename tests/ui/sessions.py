"""An image as the screen knows it once all is read, without a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.analyses.sizes import directory_sizes
from inspector.formats.choice import choose
from inspector.formats.source import open_archive
from inspector.limits import DEFAULT_LIMITS
from inspector.reading.contents import Contents
from inspector.reading.image import Image
from inspector.tree import Tree
from inspector.ui.session.changes import layer_changes
from inspector.ui.session.history_steps import Span
from inspector.ui.session.session import Session
from inspector.ui.session.settings import Memory
from tests.ui.stage import NOW

if TYPE_CHECKING:
    from pathlib import Path

    from inspector.ui.widgets.row_source import RowSource


def session_of(path: Path) -> Session:
    """Read an image, merge its layers, and note what each of them changed."""
    archive = open_archive(str(path), DEFAULT_LIMITS)
    image = Image(archive, choose(archive, image=None, platform=None), DEFAULT_LIMITS)
    session = Session("x", image, Tree(), NOW, Memory())
    for layer in image.read_layers():
        session.tree.apply(layer.entries, image.limits)
        session.merge(layer.index, 0)
    for layer in image.layers:
        span = Span(layer.index, layer.index)
        session.keep_changes(layer_changes(session.tree, span, Contents(image)))
    session.sizes = directory_sizes(session.tree)
    return session


def texts(source: RowSource, width: int = 80) -> list[list[str]]:
    """Return the cells of all rows, as in columns of this width."""
    rows = (source.row(index) for index in range(len(source)))
    return [[str(cell(width) if callable(cell) else cell) for cell in row.cells] for row in rows]
