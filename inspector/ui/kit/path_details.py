"""The details of a path, as text: what the panes and the dialogs show of it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from inspector.analyses.life import hidden_by
from inspector.exports.listing import mode_text
from inspector.text import human_size, printable
from inspector.tree.listing import type_of
from inspector.tree.view import IMPLIED_MODE, ChangeKind

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderResult

    from inspector.tree import Node, Version
    from inspector.ui.session.session import Session
    from inspector.ui.session.target import Target

# A text may be megabytes long; a dialog that holds it all could not be scrolled.
TEXT_LIMIT = 4000
_BRIEF = 300
_KINDS = {ChangeKind.METADATA.value: "metadata only"}


def shortened(text: str, limit: int = TEXT_LIMIT) -> str:
    """Return text made printable; what was cut says how much."""
    if len(text) <= limit:
        return printable(text)
    return f"{printable(text[:limit])}… (+{len(text) - limit:,} more characters)"


class BrokenAt:
    """A text that is broken behind a separator where it is too long: ``PATH`` behind ``:``."""

    def __init__(self, text: str, separator: str) -> None:
        self._text = text
        self._separator = separator

    def __rich_console__(self, _: Console, options: ConsoleOptions) -> RenderResult:
        lines = [""]
        for part in re.split(f"(?<={re.escape(self._separator)})", self._text):
            if lines[-1] and cell_len(lines[-1] + part) > options.max_width:
                lines.append("")
            lines[-1] += part
        yield Text("\n".join(lines), overflow="fold")

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        return Measurement.get(console, options, Text(self._text))


# Lists of folders, such as PATH=/bin:/usr/bin, as variables of the environment hold them.
_FOLDERS = re.compile(r"[A-Za-z_]\w*=\S*/\S*:\S*/\S*")


def fact_table(facts: list[tuple[str, str]]) -> Table:
    """Return names and values in two columns; values are printable already."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in facts:
        is_folders = _FOLDERS.fullmatch(value) is not None
        table.add_row(Text(name, style="dim"), BrokenAt(value, ":") if is_folders else Text(value))
    return table


def path_facts(target: Target, version: Version, layer: int) -> Table:
    """Return what is known of a path: a version of it, as it is at a layer."""
    session, node = target.session, target.node
    facts = [("path", shortened(node.path)), ("type", _type(session, version))]
    entry = version.entry
    facts.append(("mode", _permissions(version)))
    if entry is not None:
        written = datetime.fromtimestamp(entry.mtime, UTC) if _is_date(entry.mtime) else None
        facts.append(("mtime", f"{written:%Y-%m-%d %H:%M:%S} UTC" if written else str(entry.mtime)))
        if version.is_symlink:
            facts.append(("link", shortened(entry.link)))
        if entry.device is not None and type_of(version) in {"char", "block"}:
            facts.append(("device", "{}, {}".format(*entry.device)))
        facts += [
            ("xattr", f"{shortened(name, 200)} ({len(value):,} B)")
            for name, value in sorted((entry.xattrs or {}).items())
        ]
    facts.append(("size", _size(session, node, version, layer)))
    changed = _changed(target) if version.is_dir and target.stored is None else ""
    if changed:
        facts.append(("changes", changed))
    facts.append(("written by", _written(session, version)))
    hider = target.hidden_by
    if hider is None:
        hider = _hider(session, node, version)
    facts.append(("hidden by", _hidden(session, hider)))
    facts += [
        (str(each.level), shortened(each.message, _BRIEF))
        for each in session.findings_on(version.layer, node.path)
    ]
    return fact_table(facts)


def whereabouts(session: Session, node: Node, version: Version) -> str:
    """Return in short who wrote a path and who hides it."""
    hider = _hider(session, node, version)
    if hider is not None:
        end = f"hidden by {hider}"
    else:
        end = "still visible" if session.is_read else "visible so far"
    verb = "written" if version.entry is not None else "implied"
    return f"{verb} by {version.layer}, {end}"


def _is_date(seconds: int) -> bool:
    return -62_135_596_800 <= seconds < 253_402_300_800


def _type(session: Session, version: Version) -> str:
    if version.entry is None:
        return "dir (implied: no entry describes it)"
    link = session.tree.link(version.entry)
    if link is not None:
        first = shortened(link.first.path)
        return f"{type_of(version)}, one inode with several names, the first {first}"
    return type_of(version)


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
        return "adding up…"
    total = session.sizes.at(node, layer)
    noun = "file" if total.files == 1 else "files"
    return f"{human_size(total.bytes)} in {total.files:,} {noun}, everything up to layer {layer}"


def _changed(target: Target) -> str:
    """Return what the chosen layers changed below a folder, as its row counts it, and in itself."""
    span = target.span
    changes = target.session.changes.get(span)
    if changes is None:
        return ""
    parts = []
    below = changes.below.get(target.node)
    if below is not None:
        sizes = [("wrote", below.written_bytes), ("removed", below.removed_bytes)]
        done = " and ".join(f"{verb} {human_size(size)}" for verb, size in sizes if size)
        kinds = [(kind.value, getattr(below, kind.value)) for kind in ChangeKind]
        counts = ", ".join(f"{count:,} {_KINDS.get(kind, kind)}" for kind, count in kinds if count)
        parts.append(f"{span} {done or 'changed paths'} below it: {counts}")
    own = changes.kinds.get(target.node)
    # Else its letter says it: only M is also of what lies below.
    if own is not None and (below is None or own is ChangeKind.METADATA):
        parts.append(f"itself: {_KINDS.get(own.value, own.value)}")
    return "; ".join(parts)


def _written(session: Session, version: Version) -> str:
    layer = f"layer {version.layer}"
    if version.home != version.layer:
        layer += f", stored in layer {version.home}"
    return f"{layer}: {_told(session, version.layer)}"


def _hidden(session: Session, hider: int | None) -> str:
    if hider is None:
        return "no layer" if session.is_read else "no layer so far"
    return f"layer {hider}: {_told(session, hider)}"


def _hider(session: Session, node: Node, version: Version) -> int | None:
    """Return who hides a version, as far as layers were merged."""
    hider = hidden_by(node, version)
    return hider if hider is not None and session.is_merged(hider) else None


def layer_line(session: Session, verb: str, layer: int) -> str:
    """Return that something is, say, ``hidden by layer 4: RUN rm x``."""
    return f"{verb} layer {layer}: {_told(session, layer)}"


def _told(session: Session, layer: int) -> str:
    return shortened(session.instruction_of(layer), 300)
