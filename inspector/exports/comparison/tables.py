"""What two images differ in, as tables: each report lays them out in its own way.

Cells of foreign columns hold text of the images and are not printable yet.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from inspector.analyses.comparison.model import FileState, RowState
from inspector.exports.audit.text.rules import status_named
from inspector.exports.comparison.words import (
    FILE_STATES,
    ROW_STATES,
    cause_told,
    change_told,
    fields_told,
    layer_state,
    reasons_told,
    value_told,
)
from inspector.exports.layout.words import first_of
from inspector.exports.sentences.growth import package_change, signed
from inspector.exports.sentences.problems import finding_sentence, level_named, rule_sentence
from inspector.language import N_, NN_, _, ngettext
from inspector.text import human_size

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from inspector.analyses.comparison.model import (
        FileChange,
        FolderChange,
        HistoryPair,
        LayerPair,
        SettingChange,
    )
    from inspector.findings import Finding
    from inspector.rules.compared import Compared
    from inspector.rules.report import PackageGrowth

    Row = tuple[str, ...]


T = TypeVar("T")


class TableColumn(NamedTuple):
    """A column with its title, to be translated; ``widest`` where cells stand beside each other."""

    title: str
    is_right: bool = False
    is_foreign: bool = False
    widest: int = 100


class TableKind(NamedTuple):
    """What a table is of: its title, and what its rows are, one and several, to be translated."""

    title: str
    one: str
    several: str
    columns: tuple[TableColumn, ...]


class Table(NamedTuple):
    """A table with its title; ``total`` rows there are, of which some may be left out."""

    kind: TableKind
    rows: tuple[Row, ...]
    total: int

    @property
    def title(self) -> str:
        """What its rows are about."""
        return _(self.kind.title)

    @property
    def columns(self) -> tuple[TableColumn, ...]:
        """The columns of its rows."""
        return self.kind.columns

    def counted(self, most: int) -> str:
        """Return how many rows there are: ``12 paths``, or ``40 of 773 paths``."""
        rows = ngettext(self.kind.one, self.kind.several, self.total)
        return rows.format(count=first_of(most, self.total))


_OLD, _NEW = TableColumn(N_("before"), is_right=True), TableColumn(N_("after"), is_right=True)
_CHANGE = TableColumn(N_("change"), is_right=True)
_STATE = TableColumn(N_("state"))
_LAYERS = TableKind(
    N_("Layers"),
    *NN_("{count} row", "{count} rows"),
    (
        _OLD,
        _NEW,
        _STATE,
        TableColumn(N_("size before"), is_right=True),
        TableColumn(N_("size after"), is_right=True),
        TableColumn(N_("instruction"), is_foreign=True, widest=60),
        TableColumn(N_("differs in")),
    ),
)
_FILES = TableKind(
    N_("Files"),
    *NN_("{count} path", "{count} paths"),
    (
        _STATE,
        _OLD,
        _NEW,
        TableColumn(N_("path"), is_foreign=True),
        TableColumn(N_("differs in"), is_foreign=True),
    ),
)
_NUMBER = TableColumn(N_("paths"), is_right=True)
_METADATA = TableKind(
    N_("Metadata only"),
    *NN_("{count} kind of difference", "{count} kinds of difference"),
    (_NUMBER, TableColumn(N_("differs in")), TableColumn(N_("for example"), is_foreign=True)),
)
_WHY = TableKind(
    N_("Why files differ"),
    *NN_("{count} cause", "{count} causes"),
    (_NUMBER, TableColumn(N_("because of")), TableColumn(N_("for example"), is_foreign=True)),
)
_FOLDERS = TableKind(
    N_("Folders"),
    *NN_("{count} folder", "{count} folders"),
    (_OLD, _NEW, _CHANGE, TableColumn(N_("folder"), is_foreign=True)),
)
_PACKAGES = TableKind(
    N_("Packages"),
    *NN_("{count} package", "{count} packages"),
    (_OLD, _NEW, _CHANGE, TableColumn(N_("package"), is_foreign=True)),
)
_SETTINGS = TableKind(
    N_("Configuration"),
    *NN_("{count} field", "{count} fields"),
    (
        TableColumn(N_("field"), is_foreign=True),
        TableColumn(N_("before"), is_foreign=True),
        TableColumn(N_("after"), is_foreign=True),
    ),
)
_HISTORY = TableKind(
    N_("History"),
    *NN_("{count} row", "{count} rows"),
    (
        _OLD,
        _NEW,
        _STATE,
        TableColumn(N_("command"), is_foreign=True, widest=60),
        TableColumn(N_("differs in")),
    ),
)
_FINDINGS = TableKind(
    N_("Findings"),
    *NN_("{count} finding", "{count} findings"),
    (_STATE, TableColumn(N_("level")), TableColumn(N_("finding"), is_foreign=True)),
)
_RULES = TableKind(
    N_("Rules"),
    *NN_("{count} rule", "{count} rules"),
    (TableColumn(N_("status")), TableColumn(N_("rule"), is_foreign=True)),
)


def tables(found: Compared, most: int) -> Iterator[Table]:
    """Yield the tables that have rows, of each at most so many."""
    for table in _all(found, most):
        if table.rows:
            yield table


def _all(found: Compared, most: int) -> Iterator[Table]:
    comparison, growth = found.comparison, found.growth
    rules = [(status_named(each), rule_sentence(each)) for each in found.report.rules]
    yield _table(_RULES, rules, tuple, most)
    yield _table(_LAYERS, comparison.layers, lambda row: _layer(row, found), most)
    files = [each for each in comparison.files if each.state is not FileState.METADATA]
    files.sort(key=lambda each: -max(each.old_size or 0, each.new_size or 0))
    yield _table(_FILES, files, _file, most)
    yield _table(_METADATA, _by_fields(found), tuple, most)
    yield _table(_WHY, _by_cause(found), tuple, most)
    yield _table(_PACKAGES, growth.packages or (), _package, most)
    yield _table(_SETTINGS, comparison.settings, _setting, most)
    yield _table(_FOLDERS, comparison.folders, _folder, most)
    findings = [
        *((N_("added"), each) for each in growth.new_findings),
        *((N_("removed"), each) for each in found.gone),
    ]
    yield _table(_FINDINGS, findings, _finding, most)
    rows = [each for each in comparison.history if each.state is not RowState.SAME]
    yield _table(_HISTORY, rows, _row, most)


def _table(kind: TableKind, rows: Sequence[T], cells: Callable[[T], Row], most: int) -> Table:
    return Table(kind, tuple(map(cells, rows[:most])), len(rows))


def _number(index: int | None) -> str:
    return "" if index is None else str(index)


def _size(size: int | None) -> str:
    return "" if size is None else human_size(size)


def _layer(pair: LayerPair, found: Compared) -> Row:
    old = None if pair.old is None else found.old.layers[pair.old].usage.size
    new = None if pair.new is None else found.new.layers[pair.new].usage.size
    state = layer_state(found.comparison, pair)
    numbers = (_number(pair.old), _number(pair.new))
    return (*numbers, state, _size(old), _size(new), pair.instruction, reasons_told(pair))


def _file(change: FileChange) -> Row:
    sizes = _size(change.old_size), _size(change.new_size)
    return (_(FILE_STATES[change.state]), *sizes, change.path, change_told(change))


def _by_fields(found: Compared) -> list[Row]:
    """Return how many paths differ in which metadata alone, with the first of them."""
    rows = [each for each in found.comparison.files if each.state is FileState.METADATA]
    counts = Counter(each.fields for each in rows)
    firsts = {each.fields: each.path for each in reversed(rows)}
    return [
        (f"{count:,}", fields_told(fields), firsts[fields])
        for fields, count in counts.most_common()
    ]


def _by_cause(found: Compared) -> list[Row]:
    rows = [(each.cause, each.path) for each in found.comparison.files if each.cause is not None]
    counts = Counter(cause for cause, _path in rows)
    firsts = dict(reversed(rows))
    return [
        (f"{count:,}", cause_told(cause), firsts[cause]) for cause, count in counts.most_common()
    ]


def _package(package: PackageGrowth) -> Row:
    return (*_changed(package.before, package.after), package_change(package))


def _folder(folder: FolderChange) -> Row:
    return (*_changed(folder.old, folder.new), folder.path or "/")


def _changed(before: int, after: int) -> Row:
    return human_size(before), human_size(after), signed(after - before)


def _setting(change: SettingChange) -> Row:
    return change.field, value_told(change.old), value_told(change.new)


def _finding(row: tuple[str, Finding]) -> Row:
    state, finding = row
    return _(state), level_named(finding.level), finding_sentence(finding)


def _row(pair: HistoryPair) -> Row:
    command = pair.old if pair.new is None else pair.new
    numbers = (_number(pair.old_row), _number(pair.new_row))
    return (*numbers, _(ROW_STATES[pair.state]), command or "", fields_told(pair.fields))
