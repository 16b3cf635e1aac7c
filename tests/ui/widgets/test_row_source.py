"""A tree on the list: a source of open rows, and a pane that answers fold and unfold."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from textual import on
from textual.app import App, ComposeResult

from inspector.ui.widgets.columns import Column
from inspector.ui.widgets.row_source import Row
from inspector.ui.widgets.rows import Rows
from tests.ui.widgets.sources import screen_text

PATHS = ["etc/", "etc/passwd", "usr/", "usr/bin/", "usr/bin/vi", "usr/lib/", "var"]


@dataclass
class Tree:
    """The paths whose folders are all open."""

    closed: set[str] = field(default_factory=set)
    columns: ClassVar = (Column(),)
    empty: str = ""

    def __post_init__(self) -> None:
        self.visible = [path for path in PATHS if not self._hidden(path)]

    def _hidden(self, path: str) -> bool:
        return any(path != folder and path.startswith(folder) for folder in self.closed)

    def __len__(self) -> int:
        return len(self.visible)

    def row(self, index: int) -> Row:
        path = self.visible[index]
        mark = ("▸ " if path in self.closed else "▾ ") if path.endswith("/") else "  "
        depth = path.rstrip("/").count("/")
        return Row(("  " * depth + mark + path.rstrip("/").rpartition("/")[2],))

    def nearest(self, path: str) -> int:
        """Return the row of a path, or of its nearest parent that is shown."""
        while path not in self.visible:
            path = path.rstrip("/").rpartition("/")[0] + "/"
        return self.visible.index(path)


class TreeApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Rows(Tree())

    def show(self, rows: Rows, closed: set[str], path: str) -> None:
        tree = Tree(closed)
        rows.set_source(tree, cursor=tree.nearest(path))

    @on(Rows.Fold)
    def fold(self, event: Rows.Fold) -> None:
        assert isinstance(event.source, Tree)
        path = event.source.visible[event.row]
        if path.endswith("/") and path not in event.source.closed:
            self.show(event.rows, event.source.closed | {path}, path)
        else:
            event.rows.move_to(event.source.nearest(path.rstrip("/").rpartition("/")[0] + "/"))

    @on(Rows.Unfold)
    def unfold(self, event: Rows.Unfold) -> None:
        assert isinstance(event.source, Tree)
        path = event.source.visible[event.row]
        self.show(event.rows, event.source.closed - {path}, path)

    def fold_all(self) -> None:
        rows = self.query_one(Rows)
        assert isinstance(rows.source, Tree)
        folders = {path for path in PATHS if path.endswith("/")}
        self.show(rows, folders, rows.source.visible[rows.cursor])


async def test_fold_unfold_and_the_cursor_between() -> None:
    app = TreeApp()
    async with app.run_test(size=(20, 10)) as pilot:
        rows = app.query_one(Rows)
        await pilot.press("j", "j", "j", "j")  # usr/bin/vi
        assert screen_text(app).splitlines()[4] == "      vi"
        await pilot.press("left")
        assert rows.cursor == 3
        await pilot.press("left")
        assert screen_text(app).splitlines() == [
            "▾ etc", "    passwd", "▾ usr", "  ▸ bin", "  ▾ lib", "  var",
        ]  # fmt: skip
        assert rows.cursor == 3
        await pilot.press("right", "j")
        assert rows.cursor == 4
        assert screen_text(app).splitlines()[4] == "      vi"


async def test_the_cursor_goes_to_the_nearest_parent_that_is_shown() -> None:
    app = TreeApp()
    async with app.run_test(size=(20, 10)) as pilot:
        rows = app.query_one(Rows)
        rows.move_to(4)
        app.fold_all()
        await pilot.pause()
        assert screen_text(app).splitlines() == ["▸ etc", "▸ usr", "  var"]
        assert rows.cursor == 1
