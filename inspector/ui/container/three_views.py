"""The writable layer, the merged view and the image: side by side, or one at a time."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from inspector.language import N_, _
from inspector.text import path_key
from inspector.ui.container.rows import UpperRows, ViewRows
from inspector.ui.container.words import layer_summary
from inspector.ui.kit.path_details import shortened
from inspector.ui.widgets.row_source import NoRows
from inspector.ui.widgets.rows import Rows

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from inspector.ui.container.views import Views

_LAYER, _MERGED, _IMAGE = "layer", "merged", "image"
_LONGEST = 300
_EMPTY = N_("This directory is empty.")
_GONE = N_("This directory is gone: cd / leads out of it.")


class ThreeViews(Horizontal):
    """Three lists. ``turned`` is the one that is seen where there is room for one."""

    DEFAULT_CSS = """
    ThreeViews {
        height: 1fr;
        & > .view { height: 1fr; width: 1fr; }
        & > .view > Static { height: 1; padding: 0 1; background: $panel; color: $text-muted;
            text-wrap: nowrap; text-overflow: ellipsis; text-style: bold; }
        & > .view.-focused > Static { color: $foreground; text-style: bold reverse; }
        & > .view > Rows { padding: 0 1; }
    }
    """

    def __init__(self) -> None:
        super().__init__(id="views")
        names = (_LAYER, _MERGED, _IMAGE)
        self.lists = [Rows(NoRows(), id=f"{name}-rows") for name in names]
        self._titles = [Static(markup=False) for _ in names]
        self._places = [
            Vertical(title, rows, id=f"view-{name}", classes="view")
            for name, title, rows in zip(names, self._titles, self.lists, strict=True)
        ]
        self.turned = 0

    def compose(self) -> ComposeResult:
        yield from self._places

    def on_mount(self) -> None:
        self.turn_to(0)

    def turn_to(self, number: int) -> None:
        """Have this one be seen."""
        self.turned = number % len(self.lists)
        for each, place in enumerate(self._places):
            place.set_class(each == self.turned, "-turned")

    def note_focus(self) -> bool:
        """Show which one has the focus, and return whether one does."""
        for number, (rows, place) in enumerate(zip(self.lists, self._places, strict=True)):
            place.set_class(rows.has_focus, "-focused")
            if rows.has_focus:
                self.turn_to(number)
        return any(rows.has_focus for rows in self.lists)

    @property
    def said(self) -> str:
        """What there is to say of the row under the cursor, "" where none has the focus."""
        for rows in self.lists:
            source = rows.source
            if rows.has_focus and isinstance(source, UpperRows | ViewRows) and len(source):
                at = min(rows.cursor, len(source) - 1)
                path, said = source.path(at), source.said(at)
                return f"{shortened(path, _LONGEST)}: {shortened(said, _LONGEST)}"
        return ""

    def show(self, views: Views) -> None:
        """Show a container as it is now."""
        merged_path, image_path = (
            shortened(folder.path, _LONGEST) for folder in (views.merged, views.image)
        )
        told = (
            _("Writable layer   {summary}").format(summary=layer_summary(views)),
            _("Merged view   {path}").format(path=merged_path),
            _("Image, read-only   {path}").format(path=image_path),
        )
        for title, text in zip(self._titles, told, strict=True):
            title.update(Content(text))
        merged = ViewRows(views.merged, _(_GONE if views.merged.is_gone else _EMPTY))
        none = _("The image has no directory {path}.").format(
            path=shortened(views.directory, _LONGEST)
        )
        image = ViewRows(views.image, none if views.image.is_gone else _(_EMPTY), is_image=True)
        sources: tuple[UpperRows | ViewRows, ...] = (UpperRows(views.layer), merged, image)
        for rows, source in zip(self.lists, sources, strict=True):
            _keep_cursor(rows, source)


def _keep_cursor(rows: Rows, source: UpperRows | ViewRows) -> None:
    """Show other rows, with the cursor on the path where it was."""
    path = path_at(rows.source, rows.cursor)
    at = 0
    if path is not None:
        key = path_key(path)
        at = bisect_left(range(len(source)), key, key=lambda each: path_key(source.path(each)))
    rows.set_source(source, cursor=at)


def path_at(source: object, at: int) -> str | None:
    """Return the path of a row, None where there is none."""
    if isinstance(source, UpperRows | ViewRows) and at < len(source):
        return source.path(at)
    return None
