"""What is suspicious in the image? Everything doubtful that was met while it was read."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType

from inspector.findings import Level
from inspector.language import N_, NN_, _
from inspector.text import counted
from inspector.ui.findings.rows import FindingRows, is_of
from inspector.ui.kit.filtered_list import FilteredList
from inspector.ui.kit.pane import PATH_KEYS
from inspector.ui.kit.placeholders import WAITING_FOR_ALL
from inspector.ui.kit.sentences import listed
from inspector.ui.session import messages
from inspector.ui.session.selection import FindingLevels
from inspector.ui.widgets.row_source import NoRows
from inspector.ui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspector.findings import Finding
    from inspector.ui.session.selection import Selection
    from inspector.ui.session.session import Session

# The keys that act on a finding and its path; those that are for the files alone.
_OF_ROWS = (*PATH_KEYS, "rows.choose")
_OF_FILES = ("main.mode", "main.sort")


class FindingsPane(FilteredList):
    """The list of findings."""

    TITLE = N_("Findings")
    ROWS, WORDS = NN_("{count} finding", "{count} findings"), "finding_words"
    HINT = N_("part of an id, a message or a path   !not")
    HELP = N_("""\
## Findings

Everything suspicious in the image: in its format and history, its configuration, and what it holds.
Errors come first, then warnings, then notes, and what costs most before what costs less. A line
says what it is, where, since which layer, until which layer (nothing while it is visible in the
final image), and what it costs. `{findings.group}` shows only errors, warnings, notes, secrets or
leftovers of the build, `{main.filter}` those of them whose id, message, path or place contain what
you type. `{rows.choose}` shows the path among the changes of its layer; without a path, the files
of the layer. The line at the bottom shows the whole message and what to do, the lines above it
which instructions wrote it and hid it.
""")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f", "group", N_("Show only"), id="findings.group",
                tooltip=N_("Show only errors, warnings, notes, secrets or leftovers, or all"
                           " findings")),
    ]  # fmt: skip
    DEFAULT_CSS = """
    FindingsPane {
        & > #findings-title { height: 1; color: $text-muted; padding: 0 1; text-overflow: ellipsis;
            text-wrap: nowrap; }
    }
    """

    @property
    def UNOFFERED_KEYS(self) -> Sequence[str]:  # type: ignore[override]  # noqa: N802 - constant in most panes
        """Where there is no finding, there is nothing to open, and no path."""
        if not isinstance(self._rows.source, FindingRows) or not self._rows.source.source:
            return (*_OF_ROWS, "findings.group")
        return _OF_FILES if len(self._rows.source) else _OF_ROWS

    def __init__(self) -> None:
        super().__init__("findings", "finding-rows")

    def show_session(self, session: Session) -> None:
        """Show another image, whose findings are known when all layers are read."""
        self.show_rows(NoRows(_(WAITING_FOR_ALL)))
        super().show_session(session)

    def refresh_session(self) -> None:
        """Show the findings once they are known."""
        session, group = self.session, self.selection.finding_levels
        if session is None or session.usage is None:
            return
        shown, cursor = self._rows.source, 0
        if isinstance(shown, FindingRows):
            if (shown.source, shown.group, shown.words) == (session.findings, group, self.words):
                return
            kept = shown.findings[self._rows.cursor : self._rows.cursor + 1]
        else:
            kept = []
        rows = FindingRows(session, group, self.words)
        cursor = next((at for at, each in enumerate(rows.findings) if each in kept), 0)
        told = _told(session.findings, group)
        self.show_filtered(rows, len(rows.findings), rows.count, told, cursor)

    def show_selection(self, selection: Selection) -> None:
        """Show the findings of the group that is chosen."""
        super().show_selection(selection)
        self.refresh_session()

    def action_group(self) -> None:
        """Show the next group that has findings."""
        if self.session is None:
            return
        group = self.selection.finding_levels.next
        while group is not FindingLevels.ALL and not any(
            is_of(each, group) for each in self.session.findings
        ):
            group = group.next
        self.post_message(messages.SelectionAsked({"finding_levels": group}))

    def show_placeholder(self, text: str) -> None:
        """Show a sentence in place of the findings."""
        self.session = None
        self.show_rows(NoRows(text))

    @on(Rows.Chosen)
    def _chosen(self, event: Rows.Chosen) -> None:
        event.stop()
        if not isinstance(event.source, FindingRows):
            return
        place, layer = event.source.place_at(event.row), event.source.findings[event.row].layer
        if place is not None:
            self.post_message(messages.PathAsked(*place))
        elif layer is not None:
            self.post_message(messages.LayerAsked(layer))
        else:
            told = _("This finding is about the whole image, not about a layer.")
            self.notify(told, markup=False)


def _told(findings: Sequence[Finding], group: FindingLevels) -> str:
    """Return how many there are of each level, and how many of them are shown."""
    of_levels = Counter(each.level for each in findings)
    counts = (
        (of_levels[Level.ERROR], counted(of_levels[Level.ERROR], "error")),
        (of_levels[Level.WARNING], counted(of_levels[Level.WARNING], "warning")),
        (of_levels[Level.NOTE], counted(of_levels[Level.NOTE], "note")),
    )
    found = listed(text for count, text in counts if count)
    if group is FindingLevels.ALL:
        return found
    told = _("{findings}; only {group} are shown: {count}")
    shown = sum(is_of(each, group) for each in findings)
    return told.format(findings=found, group=_(group.value), count=f"{shown:,}")
