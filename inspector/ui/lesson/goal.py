"""The goal's writable layer beside the live one, with what is not the same marked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import getters
from textual.screen import Screen

from inspector.language import N_, _, ngettext
from inspector.text import human_size, path_key
from inspector.ui.kit.dialog import CLOSING
from inspector.ui.kit.key_line import KeyLine, is_laid_out
from inspector.ui.kit.title_line import TitleLine
from inspector.ui.widgets.columns import Column
from inspector.ui.widgets.elide import keep_end
from inspector.ui.widgets.row_source import Row
from inspector.ui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from inspector.container.stat import UpperRow
    from inspector.lessons.goal import GoalDifference
    from inspector.lessons.run import LessonRun
    from inspector.ui.session.session import Session

_MARKS = {"missing": "-", "extra": "+", "different": "~"}
_TONES = {"missing": "rows--removed", "extra": "rows--added", "different": "rows--modified"}
_WORDS = {"missing": N_("missing"), "extra": N_("not wanted"), "different": N_("different")}


@dataclass(frozen=True)
class GoalRows:
    """The writable layers, path by path; below them the layers of the image, which both share."""

    session: Session
    wanted: dict[str, UpperRow]
    live: dict[str, UpperRow]
    differences: dict[str, GoalDifference]
    paths: Sequence[str]

    empty = ""

    @property
    def columns(self) -> Sequence[Column]:
        return (
            Column("", width=1),
            Column(_("path"), least=10),
            Column(_("goal"), width=13),
            Column(_("yours"), width=13),
            Column("", width=18, drop=1),
        )

    @property
    def _first_layer(self) -> int:
        return len(self.paths) + 2

    def __len__(self) -> int:
        return self._first_layer + len(self.session.image.layers)

    @property
    def dividers(self) -> frozenset[int]:
        """The headings."""
        return frozenset({0, len(self.paths) + 1})

    def row(self, index: int) -> Row:
        if index == 0:
            line = _("writable layer") if self.paths else _("writable layer: empty, as wanted")
            return Row((), "rows--header", line)
        if index == len(self.paths) + 1:
            return Row((), "rows--header", _("layers of the image, read-only, the same in both"))
        if index > len(self.paths):
            return self._layer(len(self) - 1 - index)
        path = self.paths[index - 1]
        wanted, live = self.wanted.get(path), self.live.get(path)
        found = self.differences.get(path)
        mark = found.mark.value if found is not None else ""
        # Of what is in both and the same, a name alone would say nothing.
        shown = path + ("/" if any(each and each.type == "dir" for each in (wanted, live)) else "")
        cells = (
            _MARKS.get(mark, ""),
            lambda width: keep_end(shown, width),
            _kept(wanted),
            _kept(live),
            _said(found),
        )
        return Row(cells, _TONES.get(mark, ""))

    def _layer(self, layer: int) -> Row:
        size = self.session.size_of(layer)
        shown = human_size(size) if size is not None else "?"
        name = _("layer {number}").format(number=layer)
        instruction = self.session.instruction_of(layer)
        return Row(("", f"{name}  {instruction}", shown, shown, ""), "rows--dim")


def _kept(row: UpperRow | None) -> str:
    """Return how a layer holds a path."""
    if row is None:
        return "."
    if row.is_opaque:
        return _("opaque")
    if row.stat is not None and row.type == "file":
        return human_size(row.stat.size)
    return _(row.type)


def _said(found: GoalDifference | None) -> str:
    if found is None:
        return ""
    fields = ", ".join(found.fields)
    return fields or _(_WORDS[found.mark.value])


def goal_rows(run: LessonRun, session: Session) -> GoalRows:
    """Return the rows of a lesson that has a goal, as all is now."""
    wanted = {each.path: each for each in (run.goal.rows if run.goal is not None else ())}
    container = session.container
    live = {each.path: each for each in container.filesystem.upper()} if container else {}
    differences = {each.path: each for each in run.differences}
    paths = sorted(wanted.keys() | live.keys(), key=path_key)
    return GoalRows(session, wanted, live, differences, paths)


class GoalScreen(Screen[None]):
    """Both layers in one list."""

    HELP = N_("""\
## Goal

The writable layer that the lesson wants, beside yours, path by path: `-` is missing in yours, `+`
is not wanted, `~` is in both and differs in what the lesson asks for. Below are the layers of the
image, which no container changes.
""")
    BINDINGS: ClassVar[list[BindingType]] = [*CLOSING]
    FIRST_KEYS: ClassVar[Sequence[str]] = ()
    UNOFFERED_KEYS: ClassVar[Sequence[str]] = ("rows.choose",)
    DEFAULT_CSS = """
    GoalScreen {
        background: $surface;
        & > Rows { padding: 0 1; }
    }
    """

    _title = getters.query_one(TitleLine)
    _rows = getters.query_one(Rows)

    def __init__(self, run: LessonRun, session: Session) -> None:
        super().__init__()
        self._run = run
        self._session = session

    def compose(self) -> ComposeResult:
        yield TitleLine()
        yield Rows(id="goal-rows")
        yield KeyLine()

    def on_mount(self) -> None:
        """Begin; what is closed before it was laid out has no parts, and does not."""
        if not is_laid_out(self):
            return
        number = len(self._run.differences)
        told = _("yours is the goal") if not number else ngettext(
            "{number} difference", "{number} differences", number
        ).format(number=number)  # fmt: skip
        self._title.show(_("Goal and yours"), told)
        rows = goal_rows(self._run, self._session)
        self._rows.set_source(rows, cursor=1, dividers=rows.dividers)
        self._rows.focus()

    def action_close(self) -> None:
        self.dismiss(None)
