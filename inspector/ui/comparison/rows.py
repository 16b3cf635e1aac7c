"""How two images differ, row by row: layers, configuration, packages, history, findings."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from textual.content import Content

from inspector.analyses.comparison.both import NEW, OLD
from inspector.analyses.comparison.model import RowState
from inspector.exports.comparison.words import (
    ROW_STATES,
    fields_told,
    layer_state,
    reasons_told,
    value_told,
)
from inspector.exports.sentences.growth import package_change, signed
from inspector.exports.sentences.problems import finding_sentence, level_named
from inspector.language import N_, _, pgettext
from inspector.text import human_size
from inspector.ui.kit.path_details import exact_size, shortened
from inspector.ui.kit.words import words_of
from inspector.ui.session.target import Pointed
from inspector.ui.widgets.columns import Column
from inspector.ui.widgets.row_source import Cell, Row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspector.analyses.comparison.model import HistoryPair, LayerPair, SettingChange
    from inspector.findings import Finding
    from inspector.rules.compared import Compared
    from inspector.rules.report import PackageGrowth
    from inspector.tree import Node
    from inspector.ui.session.compared import ComparedSession
    from inspector.ui.session.session import Session

_BRIEF = 500
# The letter and the tone of what became of something, as everywhere; what stayed has neither.
_MARKS = {
    "added": ("A", "rows--added"),
    "removed": ("D", "rows--removed"),
    "changed": ("M", "rows--modified"),
    "rebuilt": ("M", "rows--modified"),
}
_SAME = ("", "rows--dim")
_MARK = Column("", width=1)

LAYERS = (
    Column("", width=2),
    Column(N_("before"), width=6, right=True),
    Column(N_("after"), width=5, right=True),
    Column(N_("state"), width=8),
    Column(N_("old size"), width=8, right=True),
    Column(N_("new size"), width=8, right=True),
    Column(N_("instruction"), least=18, share=3),
    Column(N_("differs in"), least=14, share=2, drop=1),
)
SETTINGS = (
    _MARK,
    Column(N_("field"), least=14, share=2),
    Column(N_("before"), least=12, share=3, gap=2),
    Column(N_("after"), least=12, share=3, gap=2),
)
PACKAGES = (
    _MARK,
    Column(N_("type"), width=4, drop=2),
    Column(N_("package"), least=14, share=3, gap=2),
    Column(N_("from"), least=10, share=2, gap=2),
    Column(N_("to"), least=10, share=2, gap=2),
    Column(N_("change"), width=9, right=True, drop=1),
)
HISTORY = (
    _MARK,
    Column(N_("before"), width=6, right=True),
    Column(N_("after"), width=5, right=True),
    Column(N_("command"), least=20, share=3, gap=2),
    Column(N_("differs in"), least=12, gap=2, drop=1),
)
FINDINGS = (
    _MARK,
    Column(N_("state"), width=5),
    Column(N_("level"), width=7),
    Column(N_("finding"), least=20),
)


class ComparedRow(NamedTuple):
    """A row: its cells, as they are filtered too, and all that is known, printable.

    ``state`` is a word of ``_MARKS``, or another one for what stayed the same.
    """

    state: str
    cells: Sequence[str]
    details: Sequence[tuple[str, str]]
    said: str


class DifferenceRows:
    """Rows that words leave of all."""

    def __init__(
        self, columns: Sequence[Column], rows: Sequence[ComparedRow], empty: str, words: str = ""
    ) -> None:
        wanted = words_of(words)
        self.columns = columns
        self.empty = empty
        self.rows = [each for each in rows if wanted.match("\n".join(each.cells))]

    def __len__(self) -> int:
        return len(self.rows)

    def row(self, index: int) -> Row:
        """Return the cells with the letter of the change."""
        shown = self.rows[index]
        letter, tone = _MARKS.get(shown.state, _SAME)
        cells: list[Cell] = [letter, *shown.cells]
        return Row(cells, tone)

    def pointed_at(self, index: int) -> Pointed:
        """Return what the line at the bottom says."""
        return Pointed(said=self.rows[index].said)


class LayerPairRows(DifferenceRows):
    """The layers of both images; ``touching`` are the rows that store the path under the cursor."""

    def __init__(self, session: ComparedSession) -> None:
        super().__init__(LAYERS, layer_rows(session), N_("Neither image has layers."))
        self.touching: frozenset[int] = frozenset()
        self._session = session

    def touch(self, node: Node | None) -> bool:
        """Mark the layers that store what both images have at a path; say if others were marked."""
        stored = [] if node is None else self._session.stored_in(node)
        pairs = enumerate(self._session.comparison.layers)
        before = self.touching
        self.touching = frozenset(
            row for row, pair in pairs if (OLD, pair.old) in stored or (NEW, pair.new) in stored
        )
        return self.touching != before

    def row(self, index: int) -> Row:
        found = super().row(index)
        letter, *cells = found.cells
        touch = ("*", ".rows--mark") if index in self.touching else " "
        return Row((Content.assemble(f"{letter or ' '}", touch), *cells), found.tone)


def layer_rows(session: ComparedSession) -> list[ComparedRow]:
    """Return the layers of both images in their order."""
    return [_layer(session, pair) for pair in session.comparison.layers]


def _layer(session: ComparedSession, pair: LayerPair) -> ComparedRow:
    reasons, told = reasons_told(pair), layer_state(session.comparison, pair)
    cells = (
        _number(pair.old),
        _number(pair.new),
        told,
        _size(session.old, pair.old),
        _size(session.new, pair.new),
        pair.instruction,
        reasons,
    )
    details = [
        (_("layer"), told),
        (_("old image"), _whole_layer(session.old, pair.old)),
        (_("new image"), _whole_layer(session.new, pair.new)),
        (_("differs in"), shortened(reasons)),
        (_("instruction"), shortened(pair.instruction)),
    ]
    state = pair.state.value if session.comparison.differs(pair) else ""
    return ComparedRow(state, cells, [each for each in details if each[1]], "")


def _number(index: int | None) -> str:
    return "." if index is None else str(index)


def _size(session: Session, layer: int | None) -> str:
    size = None if layer is None else session.size_of(layer)
    if layer is None or size is None:
        return "."
    return "?" if session.is_unknown(layer) else human_size(size)


def _whole_layer(session: Session, layer: int | None) -> str:
    if layer is None:
        return ""
    size, trouble = session.size_of(layer), session.trouble(layer)
    told = [
        _("layer {layer}").format(layer=layer),
        "" if size is None or session.is_unknown(layer) else exact_size(size),
        shortened(session.image.layers[layer].diff_id or ""),
        shortened(trouble, _BRIEF),
    ]
    return "  ".join(filter(None, told))


def setting_rows(session: ComparedSession) -> list[ComparedRow]:
    """Return the fields of the configuration that differ."""
    return [_setting(change) for change in session.comparison.settings]


def _setting(change: SettingChange) -> ComparedRow:
    old, new = value_told(change.old), value_told(change.new)
    state = "added" if change.old is None else "removed" if change.new is None else "changed"
    name = shortened(change.field, _BRIEF)
    details = [(_("field"), name), (_("before"), shortened(old)), (_("after"), shortened(new))]
    said = _("{name}: {old} → {new}").format(
        name=name, old=shortened(old, _BRIEF), new=shortened(new, _BRIEF)
    )
    return ComparedRow(state, (change.field, old, new), details, said)


def history_rows(session: ComparedSession) -> list[ComparedRow]:
    """Return the rows of both histories in their order."""
    return [_row(pair) for pair in session.comparison.history]


def _row(pair: HistoryPair) -> ComparedRow:
    fields = fields_told(pair.fields)
    command = (pair.old if pair.new is None else pair.new) or ""
    details = [
        (_("row"), _(ROW_STATES[pair.state])),
        (_("differs in"), fields),
        (_("before"), shortened(pair.old or "")),
        (_("after"), shortened(pair.new or "")),
    ]
    state = "" if pair.state is RowState.SAME else pair.state.value
    cells = (_number(pair.old_row), _number(pair.new_row), command, fields)
    shown = [each for each in details if each[1]]
    return ComparedRow(state, cells, shown, shortened(command, _BRIEF))


def package_rows(found: Compared) -> list[ComparedRow]:
    """Return the packages that differ, those first whose bytes changed most."""
    return [_package(each) for each in found.growth.packages or ()]


def _package(growth: PackageGrowth) -> ComparedRow:
    state = "added" if growth.old is None else "removed" if growth.new is None else "changed"
    change = signed(growth.after - growth.before)
    cells = (growth.type, growth.name, growth.old or ".", growth.new or ".", change)
    sizes = (human_size(growth.before), human_size(growth.after))
    details = [
        (_("package"), shortened(f"{growth.type} {growth.name}")),
        (_("from"), shortened(growth.old or "")),
        (_("to"), shortened(growth.new or "")),
        (_("size"), _("{old} → {new} ({change})").format(old=sizes[OLD], new=sizes[NEW],
                                                        change=change)),
    ]  # fmt: skip
    shown = [each for each in details if each[1]]
    return ComparedRow(state, cells, shown, shortened(package_change(growth), _BRIEF))


def finding_rows(found: Compared) -> list[ComparedRow]:
    """Return the findings that are new, then those that are gone."""
    return [
        *(
            _finding("added", pgettext("a finding", "new"), each)
            for each in found.growth.new_findings
        ),
        *(_finding("removed", pgettext("a finding", "gone"), each) for each in found.gone),
    ]


def _finding(state: str, said: str, finding: Finding) -> ComparedRow:
    sentence, level = finding_sentence(finding), level_named(finding.level)
    shown = shortened(sentence)
    details = [(_("state"), said), (_("level"), level), (_("finding"), shown)]
    return ComparedRow(state, (said, level, sentence), details, shortened(sentence, _BRIEF))
