"""How two images differ, in words; nothing is printable yet."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, TypeVar

from inspector.analyses.comparison.model import (
    DifferenceCause,
    FileState,
    LayerOutcome,
    LayerPair,
    RowState,
)
from inspector.exports.layout.words import bracketed, clauses, joined
from inspector.exports.sentences.growth import signed
from inspector.language import N_, NN_, _, ngettext
from inspector.text import human_size

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from inspector.analyses.comparison.model import Comparison, FileChange, Reason
    from inspector.rules.compared import Compared

T = TypeVar("T")

# None: it differs in what is ignored alone.
LAYER_STATES = {
    LayerOutcome.SHARED: N_("shared"),
    LayerOutcome.REBUILT: N_("rebuilt"),
    LayerOutcome.ADDED: N_("added"),
    LayerOutcome.REMOVED: N_("removed"),
    None: N_("ignored"),
}
ROW_STATES = {
    RowState.SAME: N_("same"),
    RowState.CHANGED: N_("changed"),
    RowState.ADDED: N_("added"),
    RowState.REMOVED: N_("removed"),
}
FILE_STATES = {
    FileState.ADDED: N_("added"),
    FileState.REMOVED: N_("removed"),
    FileState.MODIFIED: N_("modified"),
    FileState.METADATA: N_("metadata"),
    FileState.MOVED: N_("moved"),
}
# In the order in which a verdict names them.
_FILES = {
    FileState.ADDED: NN_("{count} path added", "{count} paths added"),
    FileState.REMOVED: NN_("{count} path removed", "{count} paths removed"),
    FileState.MODIFIED: NN_("{count} path modified", "{count} paths modified"),
    FileState.MOVED: NN_("{count} file moved", "{count} files moved"),
    FileState.METADATA: NN_(
        "{count} path with other metadata only", "{count} paths with other metadata only"
    ),
}
_LAYERS = {
    LayerOutcome.SHARED: NN_("{count} layer shared", "{count} layers shared"),
    LayerOutcome.REBUILT: NN_("{count} layer rebuilt", "{count} layers rebuilt"),
    LayerOutcome.ADDED: NN_("{count} layer added", "{count} layers added"),
    LayerOutcome.REMOVED: NN_("{count} layer removed", "{count} layers removed"),
    None: NN_(
        "{count} layer that differs only in what is ignored",
        "{count} layers that differ only in what is ignored",
    ),
}
_OTHERS = {
    "config": NN_("{count} field of the configuration", "{count} fields of the configuration"),
    "history": NN_("{count} row of the history", "{count} rows of the history"),
}
_CAUSES = {
    DifferenceCause.CACHE: N_("a cache"),
    DifferenceCause.LOG: N_("a log"),
    DifferenceCause.RANDOM_NAME: N_("a random name"),
    DifferenceCause.ARCHIVE_TIME: N_("times within an archive"),
    DifferenceCause.COMPILED_TIME: N_("the time of its source in a .pyc file"),
    DifferenceCause.TIME_IN_TEXT: N_("a time in its text"),
    DifferenceCause.RANDOM_VALUE: N_("a random value in its text"),
    DifferenceCause.LINE_ORDER: N_("the order of its lines"),
}
_REASONS = {
    "added": NN_("{count} entry added", "{count} entries added"),
    "removed": NN_("{count} entry removed", "{count} entries removed"),
    "content": NN_("content of {count} file", "content of {count} files"),
    "type": NN_("type of {count} path", "type of {count} paths"),
    "link": NN_("target of {count} link", "target of {count} links"),
    "dev": NN_("number of {count} device", "number of {count} devices"),
    "mode": NN_("mode of {count} path", "mode of {count} paths"),
    "uid": NN_("owner of {count} path", "owner of {count} paths"),
    "gid": NN_("group of {count} path", "group of {count} paths"),
    "mtime": NN_("time of {count} path", "time of {count} paths"),
    "xattrs": NN_("extended attributes of {count} path", "extended attributes of {count} paths"),
}
_OF_TAR = {
    "order": N_("order of the entries"),
    "pax": N_("records of the tar only: fractions of seconds, names of owners"),
    "unread": N_("cannot be read"),
}
_FIELDS = {
    "type": N_("type"),
    "content": N_("content"),
    "link": N_("link target"),
    "dev": N_("device number"),
    "mode": N_("mode"),
    "uid": N_("owner"),
    "gid": N_("group"),
    "mtime": N_("time"),
    "xattrs": N_("extended attributes"),
    "hardlinks": N_("hard links"),
    "created_by": N_("command"),
    "created": N_("date"),
    "author": N_("author"),
    "comment": N_("comment"),
    "empty_layer": N_("whether it has a layer"),
}


def comparison_verdict(comparison: Comparison) -> str:
    """Return ``same``, or ``different: 3 files modified; 1 layer rebuilt``."""
    if comparison.is_same:
        if comparison.ignored:
            return _("same, except for what is ignored")
        return _("same")
    layers = (each.state for each in comparison.layers if comparison.differs(each))
    rows = sum(each.state is not RowState.SAME for each in comparison.history)
    parts = [
        *_numbers(Counter(each.state for each in comparison.files), _FILES),
        *_numbers(Counter[LayerOutcome | None](layers), _LAYERS),
        *_numbers({"config": len(comparison.settings), "history": rows}, _OTHERS),
    ]
    return _("different: {what}").format(what=joined(parts))


def _numbers(counts: Mapping[T, int], templates: Mapping[T, tuple[str, str]]) -> Iterator[str]:
    for state, (one, several) in templates.items():
        if count := counts.get(state, 0):
            yield ngettext(one, several, count).format(count=f"{count:,}")


def bytes_told(comparison: Comparison) -> str:
    """Return how many visible bytes there are, and which came and went."""
    sums = comparison.bytes
    return _("{old} to {new} visible ({change}): {added} added, {removed} removed").format(
        old=human_size(sums.old),
        new=human_size(sums.new),
        change=signed(sums.new - sums.old),
        added=human_size(sums.added),
        removed=human_size(sums.removed),
    )


def sizes_told(found: Compared) -> str:
    """Return the sizes of both images, as docker shows them."""
    growth = found.growth
    return _("{old} to {new} in all layers ({change}), wasted {wasted}").format(
        old=human_size(growth.size_before),
        new=human_size(growth.size_after),
        change=signed(growth.bytes),
        wasted=signed(growth.wasted_after - growth.wasted_before),
    )


def layers_told(comparison: Comparison) -> str:
    """Return how many layers there are of each state, as ``layer_state`` tells them."""
    states = (_shown_state(comparison, each) for each in comparison.layers)
    return joined(_numbers(Counter(states), _LAYERS))


def layer_state(comparison: Comparison, pair: LayerPair) -> str:
    """Return what became of a layer; ``ignored`` of one that differs in nothing else."""
    return _(LAYER_STATES[_shown_state(comparison, pair)])


def _shown_state(comparison: Comparison, pair: LayerPair) -> LayerOutcome | None:
    is_told = pair.state is LayerOutcome.SHARED or comparison.differs(pair)
    return pair.state if is_told else None


def reasons_told(pair: LayerPair) -> str:
    """Return in what a rebuilt layer differs."""
    if pair.state is LayerOutcome.REBUILT and not pair.reasons:
        return _("nothing that is not ignored")
    return joined(map(_reason, pair.reasons))


def _reason(reason: Reason) -> str:
    if reason.kind in _OF_TAR:
        return _(_OF_TAR[reason.kind])
    one, several = _REASONS[reason.kind]
    return ngettext(one, several, reason.count).format(count=f"{reason.count:,}")


def fields_told(fields: tuple[str, ...]) -> str:
    """Return the names of fields of a path, or of a row of the history."""
    return joined(_(_FIELDS[each]) for each in fields)


def change_told(change: FileChange) -> str:
    """Return what differs at a path, and why."""
    parts = [fields_told(change.fields)]
    if change.source is not None:
        parts.insert(0, _("from {path}").format(path=change.source))
    if change.cause is not None:
        parts.append(cause_told(change.cause))
    return clauses(filter(None, parts))


def cause_told(cause: DifferenceCause) -> str:
    """Return why a file differs although nothing was meant to change it."""
    return _(_CAUSES[cause])


def value_told(value: object) -> str:
    """Return a value of the configuration in one line."""
    if value is None:
        return bracketed(_("none"))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
