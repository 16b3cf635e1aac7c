"""The details of a path, as text: what the panes and the dialogs show of it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from rich.measure import Measurement
from rich.segment import Segment
from rich.style import Style

from inspector.analyses.life import hidden_by
from inspector.exports.layout.words import clauses
from inspector.exports.listing import mode_text
from inspector.findings import Level
from inspector.language import N_, _
from inspector.text import counted, human_size, printable
from inspector.tree.listing import type_of
from inspector.tree.view import IMPLIED_MODE, ChangeKind
from inspector.ui.kit.sentences import listed
from inspector.ui.widgets.wrapping import wrapped

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import Console, ConsoleOptions, RenderResult

    from inspector.tree import Node, Version
    from inspector.ui.session.changes import Below
    from inspector.ui.session.history_steps import Span
    from inspector.ui.session.session import Session
    from inspector.ui.session.target import Target

# A text may be megabytes long; a dialog that holds it all could not be scrolled.
TEXT_LIMIT = 4000
_BRIEF = 300
_KINDS = {
    ChangeKind.ADDED: N_("added"),
    ChangeKind.MODIFIED: N_("modified"),
    ChangeKind.METADATA: N_("metadata only"),
    ChangeKind.REMOVED: N_("removed"),
}
_LINES = {
    "since": N_("since layer {layer}: {instruction}"),
    "hidden by": N_("hidden by layer {layer}: {instruction}"),
}
_LEVELS = {
    Level.NOTE: N_("note"),
    Level.WARNING: N_("warning"),
    Level.ERROR: N_("error"),
}


def shortened(text: str, limit: int = TEXT_LIMIT) -> str:
    """Return text made printable; what was cut says how much."""
    if len(text) <= limit:
        return printable(text)
    more = _("… (+{count:,} more characters)").format(count=len(text) - limit)
    return printable(text[:limit]) + more


# Lists of folders, such as PATH=/bin:/usr/bin, as variables of the environment hold them.
_FOLDERS = re.compile(r"[A-Za-z_]\w*=\S*/\S*:\S*/\S*")
_GAP = 2
_NAME = Style(dim=True)


class FactTable:
    """Names and values in two columns; a list of folders is broken between folders.

    A table of Rich's own measures each cell several times, for each row that the cursor passes.
    """

    def __init__(self, facts: list[tuple[str, str]]) -> None:
        self._facts = facts
        self._widest = max((cell_len(name) for name, _ in facts), default=0)
        self._longest = max((cell_len(value) for _, value in facts), default=0)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        room = max(1, min(self._longest, options.max_width - self._widest - _GAP))
        for name, value in self._facts:
            for line in _lines(value, room):
                yield Segment(set_cell_size(name, self._widest), _NAME if name else None)
                yield Segment(" " * _GAP + set_cell_size(line, room))
                yield Segment.line()
                name = ""  # noqa: PLW2901

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        least = self._widest + _GAP
        return Measurement(least + 1, least + self._longest).with_maximum(options.max_width)


def _lines(value: str, room: int) -> list[str]:
    """Break a value into lines of so many cells."""
    if cell_len(value) <= room:
        return [value]
    lines = [""]
    for part in re.split("(?<=:)", value) if _FOLDERS.fullmatch(value) else (value,):
        if lines[-1] and cell_len(lines[-1] + part) > room:
            lines.append("")
        lines[-1] += part
    return [part for line in lines for part in wrapped(line, room)]


def path_facts(target: Target, version: Version, layer: int) -> FactTable:
    """Return what is known of a path: a version of it, as it is at a layer."""
    session, node = target.session, target.node
    facts = [(_("path"), shortened(node.path)), (_("type"), _type(session, version))]
    entry = version.entry
    facts.append((_("mode"), _permissions(version)))
    if entry is not None:
        written = datetime.fromtimestamp(entry.mtime, UTC) if _is_date(entry.mtime) else None
        told = f"{written:%Y-%m-%d %H:%M:%S} UTC" if written else str(entry.mtime)
        facts.append((_("mtime"), told))
        if version.is_symlink:
            facts.append((_("link"), shortened(entry.link)))
        if entry.device is not None and type_of(version) in {"char", "block"}:
            facts.append((_("device"), "{}, {}".format(*entry.device)))
        facts += [
            ("xattr", f"{shortened(name, 200)} ({len(value):,} B)")
            for name, value in sorted((entry.xattrs or {}).items())
        ]
    facts.append((_("size"), _size(session, node, version, layer)))
    changed = _changed(target) if version.is_dir and target.stored is None else ""
    if changed:
        facts.append((_("changes"), changed))
    facts.append((_("written by"), _written(session, version)))
    hider = target.hidden_by
    if hider is None:
        hider = _hider(session, node, version)
    facts.append((_("hidden by"), _hidden(session, hider)))
    facts += [
        (level_word(each.level), shortened(each.message, _BRIEF))
        for each in session.findings_on(version.layer, node.path)
    ]
    return FactTable(facts)


def whereabouts(session: Session, node: Node, version: Version) -> str:
    """Return in short who wrote a path and who hides it."""
    hider = _hider(session, node, version)
    is_implied = version.entry is None
    if hider is not None:
        said = _("written by {layer}, hidden by {hider}")
        said = _("implied by {layer}, hidden by {hider}") if is_implied else said
    elif session.is_read:
        said = _("written by {layer}, still visible")
        said = _("implied by {layer}, still visible") if is_implied else said
    else:
        said = _("written by {layer}, visible so far")
        said = _("implied by {layer}, visible so far") if is_implied else said
    return said.format(layer=version.layer, hider=hider)


def _is_date(seconds: int) -> bool:
    return -62_135_596_800 <= seconds < 253_402_300_800


def _type(session: Session, version: Version) -> str:
    if version.entry is None:
        return _("dir (implied: no entry describes it)")
    link = session.tree.link(version.entry)
    if link is not None:
        first = shortened(link.first.path)
        said = _("{type}, one inode with several names, the first {first}")
        return said.format(type=_(type_of(version)), first=first)
    return _(type_of(version))


def _permissions(version: Version) -> str:
    entry = version.entry
    mode = entry.mode if entry is not None else IMPLIED_MODE
    owner = f"{entry.uid}:{entry.gid}" if entry is not None else "0:0"
    return f"{mode_text(type_of(version), mode)} ({mode:04o})  {owner}"


def exact_size(size: int) -> str:
    """Return a size with one unit and in bytes."""
    short = human_size(size)
    return short if size < 1000 else f"{short} ({size:,} B)"


def _size(session: Session, node: Node, version: Version, layer: int) -> str:
    if not version.is_dir:
        return exact_size(version.size)
    if session.sizes is None:
        return _("adding up…")
    total = session.sizes.at(node, layer)
    said = _("{size} in {files}, everything up to layer {layer}")
    files = counted(total.files, "file")
    return said.format(size=human_size(total.bytes), files=files, layer=layer)


def _changed(target: Target) -> str:
    """Return what the chosen layers changed below a folder, as its row counts it, and in itself."""
    span = target.span
    changes = target.session.changes.get(span)
    if changes is None:
        return ""
    parts = []
    below = changes.below.get(target.node)
    if below is not None:
        parts.append(_changed_below(span, below))
    own = changes.kinds.get(target.node)
    # Else its letter says it: only M is also of what lies below.
    if own is not None and (below is None or own is ChangeKind.METADATA):
        parts.append(_("itself: {change}").format(change=_(_KINDS[own])))
    return clauses(parts)


def _changed_below(span: Span, below: Below) -> str:
    written, removed = below.written_bytes, below.removed_bytes
    if written and removed:
        said = _("{layers} wrote {written} and removed {removed} below it: {counts}")
    elif written:
        said = _("{layers} wrote {written} below it: {counts}")
    elif removed:
        said = _("{layers} removed {removed} below it: {counts}")
    else:
        said = _("{layers} changed paths below it: {counts}")
    return said.format(
        layers=span,
        written=human_size(written),
        removed=human_size(removed),
        counts=listed(
            change_counts(below.added, below.modified, below.metadata, below.removed).values()
        ),
    )


def change_counts(
    added: int, modified: int, metadata: int, removed: int, *, with_none: bool = False
) -> Mapping[ChangeKind, str]:
    """Return how many paths were changed in which way; ``with_none``: also where none was."""
    counts = {
        ChangeKind.ADDED: (_("{count:,} added"), added),
        ChangeKind.MODIFIED: (_("{count:,} modified"), modified),
        ChangeKind.METADATA: (_("{count:,} metadata only"), metadata),
        ChangeKind.REMOVED: (_("{count:,} removed"), removed),
    }
    return {
        kind: said.format(count=count)
        for kind, (said, count) in counts.items()
        if count or with_none
    }


def _written(session: Session, version: Version) -> str:
    said = _("layer {layer}: {instruction}")
    if version.home != version.layer:
        said = _("layer {layer}, stored in layer {home}: {instruction}")
    told = _told(session, version.layer)
    return said.format(layer=version.layer, home=version.home, instruction=told)


def _hidden(session: Session, hider: int | None) -> str:
    if hider is None:
        return _("no layer") if session.is_read else _("no layer so far")
    said = _("layer {layer}: {instruction}")
    return said.format(layer=hider, instruction=_told(session, hider))


def _hider(session: Session, node: Node, version: Version) -> int | None:
    """Return who hides a version, as far as layers were merged."""
    hider = hidden_by(node, version)
    return hider if hider is not None and session.is_merged(hider) else None


def level_word(level: Level) -> str:
    """Return what the screen calls a level of findings."""
    return _(_LEVELS[level])


def layer_line(session: Session, verb: str, layer: int) -> str:
    """Return that something is, say, ``hidden by layer 4: RUN rm x``, or ``since`` it."""
    return _(_LINES[verb]).format(layer=layer, instruction=_told(session, layer))


def _told(session: Session, layer: int) -> str:
    return shortened(session.instruction_of(layer), 300)
