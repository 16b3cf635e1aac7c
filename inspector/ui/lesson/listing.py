"""The list of lessons."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import getters, on
from textual.screen import Screen

from inspector.language import N_, _
from inspector.ui.kit.dialog import CLOSING
from inspector.ui.kit.key_line import KeyLine, is_laid_out
from inspector.ui.kit.title_line import TitleLine
from inspector.ui.widgets.columns import Column
from inspector.ui.widgets.row_source import Row
from inspector.ui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from inspector.lessons.model import Lesson


class LessonRows:
    """A lesson a row."""

    empty = ""

    def __init__(self, lessons: Sequence[Lesson], solved: Collection[str], language: str) -> None:
        self.lessons = lessons
        self._solved = solved
        self._language = language

    @property
    def columns(self) -> Sequence[Column]:
        return (
            Column("", width=1),
            Column("#", width=2, right=True),
            Column(_("lesson"), least=16),
            Column(_("minutes"), width=8, right=True, drop=1),
        )

    def __len__(self) -> int:
        return len(self.lessons)

    def row(self, index: int) -> Row:
        lesson = self.lessons[index]
        is_solved = lesson.id in self._solved
        title = lesson.words(self._language).title
        cells = ("✓" if is_solved else "", str(lesson.order), title, str(lesson.minutes))
        return Row(cells, "rows--added" if is_solved else "")


class LessonList(Screen["str | None"]):
    """All lessons; closed with the name of the one that was chosen."""

    HELP = N_("""\
## Lessons

All lessons in their order; `✓` marks those that you have solved. `{rows.choose}` begins one.
""")
    BINDINGS: ClassVar[list[BindingType]] = [*CLOSING]
    DEFAULT_CSS = """
    LessonList {
        background: $surface;
        & > Rows { padding: 0 1; }
    }
    """

    _title = getters.query_one(TitleLine)
    _rows = getters.query_one(Rows)

    def __init__(self, rows: LessonRows, at: int) -> None:
        super().__init__()
        self._source = rows
        self._at = at

    def compose(self) -> ComposeResult:
        yield TitleLine()
        yield Rows(id="lesson-rows")
        yield KeyLine()

    def on_mount(self) -> None:
        """Begin; what is closed before it was laid out has no parts, and does not."""
        if not is_laid_out(self):
            return
        self._title.show(_("Lessons"), "")
        self._rows.set_source(self._source, cursor=self._at)
        self._rows.focus()

    @on(Rows.Chosen)
    def _chosen(self, event: Rows.Chosen) -> None:
        event.stop()
        self.dismiss(self._source.lessons[event.row].id)

    def action_close(self) -> None:
        self.dismiss(None)
