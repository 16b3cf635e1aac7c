"""What differs besides files, a tab each."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from textual import on

from inspector.language import N_, NN_, _, ngettext
from inspector.ui.comparison import rows
from inspector.ui.comparison.rows import DifferenceRows
from inspector.ui.kit.dialog import TextDialog
from inspector.ui.kit.filtered_list import FilteredList, nothing_with
from inspector.ui.kit.pane import PATH_KEYS
from inspector.ui.kit.path_details import FactTable
from inspector.ui.session.compared import ComparedSession
from inspector.ui.widgets.row_source import NoRows
from inspector.ui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspector.ui.comparison.rows import ComparedRow
    from inspector.ui.session.selection import Selection
    from inspector.ui.session.session import Session
    from inspector.ui.widgets.columns import Column

_HINT = N_("part of a row   !not")


class TablePane(FilteredList):
    """A list of differences, of which Enter shows all that is known.

    ``NOUN`` is a row, ``SAME`` said where there is none.
    """

    NAME: ClassVar[str]
    COLUMNS: ClassVar[Sequence[Column]]
    NOUN: ClassVar[str]
    SAME: ClassVar[str]
    HINT = _HINT
    UNOFFERED_KEYS = PATH_KEYS
    DEFAULT_CSS = """
    TablePane > .pane-line { height: 1; color: $text-muted; padding: 0 1; text-overflow: ellipsis;
        text-wrap: nowrap; }
    """

    def __init__(self) -> None:
        super().__init__(f"compared-{self.NAME}", f"compared-{self.NAME}-rows")
        self._all: list[ComparedRow] | None = None

    def find(self, session: ComparedSession) -> list[ComparedRow] | None:
        """Return all rows, None where they are not known yet."""
        raise NotImplementedError

    def show_session(self, session: Session) -> None:
        self._all = None
        super().show_session(session)

    def refresh_session(self) -> None:
        if self._all is None and isinstance(self.session, ComparedSession):
            self._all = self.find(self.session)
            self._list()

    def show_selection(self, selection: Selection) -> None:
        before = self.words
        super().show_selection(selection)
        if self.words != before:
            self._list()

    def _list(self) -> None:
        if self._all is None:
            self.show_rows(NoRows(_("looking…")))
            return
        empty = nothing_with(self.NOUN, self.words) if self._all else _(self.SAME)
        shown = DifferenceRows(self.COLUMNS, self._all, empty, self.words)
        count = len(self._all)
        differing = sum(bool(each.state) for each in self._all)
        told = ngettext(*self.ROWS, differing).format(count=f"{differing:,}") if count else ""
        self.show_filtered(shown, len(shown), count, told, self._rows.cursor)

    def show_placeholder(self, text: str) -> None:
        self.session = self._all = None
        self.show_rows(NoRows(text))

    @on(Rows.Chosen)
    def _chosen(self, event: Rows.Chosen) -> None:
        event.stop()
        if isinstance(event.source, DifferenceRows):
            details = event.source.rows[event.row].details
            self.app.push_screen(TextDialog(_(self.TITLE), FactTable(list(details))))


class SettingsPane(TablePane):
    """The configuration, field by field."""

    TITLE = N_("Configuration")
    NAME, COLUMNS = "settings", rows.SETTINGS
    NOUN, SAME = N_("field"), N_("The configurations are the same.")
    ROWS = NN_("{count} field differs", "{count} fields differ")
    WORDS: ClassVar[Literal["setting_words"]] = "setting_words"
    HELP = N_("""\
## Configuration of both images

The fields of the configuration that differ, with the values of the old and the new image; secrets
are masked.
""")

    def find(self, session: ComparedSession) -> list[ComparedRow]:
        return rows.setting_rows(session)


class ComparedPackagesPane(TablePane):
    """Packages from one version to another."""

    TITLE = N_("Packages")
    NAME, COLUMNS = "packages", rows.PACKAGES
    NOUN, SAME = N_("package"), N_("The packages are the same.")
    ROWS = NN_("{count} package differs", "{count} packages differ")
    WORDS: ClassVar[Literal["package_words"]] = "package_words"
    HELP = N_("""\
## Packages of both images

The packages that came, went or changed their version, and how many bytes that costs.
""")

    def find(self, session: ComparedSession) -> list[ComparedRow] | None:
        return None if session.found is None else rows.package_rows(session.found)


class ComparedHistoryPane(TablePane):
    """Both histories in one list."""

    TITLE = N_("History")
    NAME, COLUMNS = "history", rows.HISTORY
    NOUN, SAME = N_("row"), N_("Neither image has a history.")
    ROWS = NN_("{count} row differs", "{count} rows differ")
    WORDS: ClassVar[Literal["history_words"]] = "history_words"
    HELP = N_("""\
## History of both images

The rows of both histories beside each other, and the fields in which they differ.
""")

    def find(self, session: ComparedSession) -> list[ComparedRow]:
        return rows.history_rows(session)


class ComparedFindingsPane(TablePane):
    """Findings that are new, and that are gone."""

    TITLE = N_("Findings")
    NAME, COLUMNS = "findings", rows.FINDINGS
    NOUN, SAME = N_("finding"), N_("No finding is new, and none is gone.")
    ROWS = NN_("{count} finding differs", "{count} findings differ")
    WORDS: ClassVar[Literal["finding_words"]] = "finding_words"
    HELP = N_("""\
## Findings of both images

The findings that only the new image has, then those that only the old one has.
""")

    def find(self, session: ComparedSession) -> list[ComparedRow] | None:
        return None if session.found is None else rows.finding_rows(session.found)
