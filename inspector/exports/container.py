"""What commands did in an imagined container: a text for people, one JSON object for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import msgspec

from inspector.analyses.container_cost import ContainerCost
from inspector.exports.listing import mode_text
from inspector.exports.log_commands import without_commands
from inspector.text import counted, human_size, printable, printable_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from inspector.container.shell import CommandResult
    from inspector.container.stat import UpperRow

_CHANGES = (("copied up", "copied_up"), ("hidden", "hidden"), ("written", "written"))
# Paths of one command that are named; the writable layer below lists them all.
_NAMED = 3


class RanCommand(msgspec.Struct, frozen=True):
    """A line with what the layer cost when it had run."""

    result: CommandResult
    cost: ContainerCost


class ContainerReport(msgspec.Struct, frozen=True):
    """All that is told: the commands, the writable layer, its bytes and those of the image.

    ``sha256`` is by path, of the files that could be read.
    """

    commands: Sequence[RanCommand]
    rows: Sequence[UpperRow]
    stored_bytes: int
    image_bytes: int
    sha256: dict[str, str] = msgspec.field(default_factory=dict)

    @property
    def cost(self) -> ContainerCost:
        """What the layer costs at the end."""
        return self.commands[-1].cost if self.commands else ContainerCost()


# text --------------------------------------------------------------------------------------------


def render_text(report: ContainerReport) -> str:
    """Return the report for people; everything from the image is made printable."""
    lines: list[str] = []
    before = ContainerCost()
    for each in report.commands:
        lines += _command(each, before)
        before = each.cost
    lines += [*_layer(report.rows), "", *_verdict(report)]
    return without_commands("\n".join(lines) + "\n")


def _command(ran: RanCommand, before: ContainerCost) -> Iterator[str]:
    result = ran.result
    yield f"$ {printable_text(result.command)}"
    if result.output:
        yield printable_text(result.output).rstrip("\n")
    for told, name in _CHANGES:
        paths: tuple[str, ...] = getattr(result.changes, name)
        if paths:
            yield f"  {told}: {_some(paths)}"
    if result.exit:
        yield f"  exit code {result.exit}"
    stored = result.stored_bytes
    less = " less" if stored < 0 else ""
    hidden = ran.cost.hidden_bytes - before.hidden_bytes
    tail = f", hides {human_size(hidden)}" if hidden > 0 else ""
    yield f"  stores {human_size(abs(stored))}{less}{tail}"
    yield ""


def _some(paths: Sequence[str]) -> str:
    named = ", ".join(map(printable, paths[:_NAMED]))
    more = len(paths) - _NAMED
    return f"{named} and {more:,} more" if more > 0 else named


def _layer(rows: Sequence[UpperRow]) -> Iterator[str]:
    if not rows:
        yield "The writable layer is empty."
        return
    yield "The writable layer:"
    for row in rows:
        yield f"  {_row(row)}"


def _row(row: UpperRow) -> str:
    stat = row.stat
    name = printable(row.path)
    if stat is None:
        return f"{'whiteout':<9}  {'':<10}  {'':>11}  {'':>9}  {name}"
    origin = "opaque" if row.is_opaque else "copied up" if row.is_copied_up else "new"
    size = human_size(stat.size) if row.type == "file" else "-"
    link = f" -> {printable(stat.link)}" if stat.link else ""
    owner = f"{stat.uid}:{stat.gid}"
    return f"{origin:<9}  {mode_text(row.type, stat.mode)}  {owner:>11}  {size:>9}  {name}{link}"


def _verdict(report: ContainerReport) -> Iterator[str]:
    """Yield what this comes to, in sentences."""
    cost = report.cost
    if cost.hidden_bytes:
        where = _layers(cost.layers)
        if cost.removed_bytes:
            verb = "is" if cost.removed_files == 1 else "are"
            yield (
                f"{human_size(cost.removed_bytes)} in {counted(cost.removed_files, 'file')} {verb}"
                f" hidden, and none of it is freed: {where} still stores it."
            )
        again = cost.hidden_bytes - cost.removed_bytes
        if again:
            files = counted(cost.hidden_files - cost.removed_files, "file")
            told = f"{human_size(again)} in {files}"
            yield f"{told} had to be stored again: the image keeps its copy."
    size, added = human_size(report.image_bytes), human_size(report.stored_bytes)
    total = human_size(report.image_bytes + report.stored_bytes)
    yield f"The image stays {size}, and this layer adds {added}: {total} together."
    if cost.removed_bytes:
        yield "To make the image smaller, remove such files in the RUN that writes them."


def _layers(numbers: Sequence[int]) -> str:
    if len(numbers) == 1:
        return f"layer {numbers[0]}"
    return f"one of the layers {', '.join(map(str, numbers))}" if len(numbers) < 6 else "the image"


# JSON --------------------------------------------------------------------------------------------


def render_json(report: ContainerReport) -> str:
    """Return the report as one line of ASCII; undecodable bytes appear as lone surrogates."""
    document = {
        "schema": 1,
        "commands": [
            {
                "command": each.result.command,
                "exit": each.result.exit,
                "output": each.result.output,
                "stored_bytes": each.result.stored_bytes,
                "copied_up": each.result.changes.copied_up,
                "hidden": each.result.changes.hidden,
                "written": each.result.changes.written,
            }
            for each in report.commands
        ],
        "upper": [_row_json(row, report.sha256.get(row.path)) for row in report.rows],
        "bytes": report.stored_bytes,
        "hidden_bytes": report.cost.hidden_bytes,
        "image_bytes": report.image_bytes,
    }
    return without_commands(json.dumps(document, ensure_ascii=True) + "\n", r"\u0023")


def _row_json(row: UpperRow, sha256: str | None) -> dict[str, object]:
    stat = row.stat
    if stat is None:
        return {"path": row.path, "type": row.type}
    told: dict[str, object] = {
        "path": row.path,
        "type": row.type,
        "mode": f"{stat.mode:04o}",
        "uid": stat.uid,
        "gid": stat.gid,
        "size": stat.size if row.type == "file" else 0,
        "mtime": stat.mtime,
    }
    if stat.link:
        told["link"] = stat.link
    if stat.device is not None and row.type in {"char", "block"}:
        told["dev"] = list(stat.device)
    if stat.xattrs:
        told["xattrs"] = {name: value.hex() for name, value in sorted(stat.xattrs.items())}
    if sha256 is not None:
        told["sha256"] = sha256
    if row.is_opaque:
        told["opaque"] = True
    told["origin"] = "copied-up" if row.is_copied_up else "new"
    return told
