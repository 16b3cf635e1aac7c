"""What commands did in an imagined container: a text for people, one JSON object for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import msgspec

from inspector.analyses.container_cost import ContainerCost
from inspector.exports.layout.cells import padded
from inspector.exports.layout.words import and_more, joined
from inspector.exports.listing import mode_text
from inspector.exports.log_commands import without_commands
from inspector.language import N_, _, ngettext
from inspector.text import counted, human_size, printable, printable_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from inspector.container.shell import CommandResult
    from inspector.container.stat import UpperRow

_CHANGES = (
    (N_("copied up: {paths}"), "copied_up"),
    (N_("hidden: {paths}"), "hidden"),
    (N_("written: {paths}"), "written"),
)
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
            some = and_more(list(map(printable, paths)), _NAMED)
            yield "  " + _(told).format(paths=some)
    if result.exit:
        yield "  " + _("exit code {code}").format(code=result.exit)
    stored, hidden = result.stored_bytes, ran.cost.hidden_bytes - before.hidden_bytes
    size = human_size(abs(stored))
    told = _("stores {size} less") if stored < 0 else _("stores {size}")
    if hidden > 0:
        told = _("{stores}, hides {size}").format(
            stores=told.format(size=size), size=human_size(hidden)
        )
    yield "  " + told.format(size=size)
    yield ""


def _layer(rows: Sequence[UpperRow]) -> Iterator[str]:
    if not rows:
        yield _("The writable layer is empty.")
        return
    yield _("The writable layer:")
    for row in rows:
        yield f"  {_row(row)}"


def _row(row: UpperRow) -> str:
    stat = row.stat
    name = printable(row.path)
    if stat is None:
        origin = _("whiteout")
        return f"{padded(origin, 9)}  {'':<10}  {'':>11}  {'':>9}  {name}"
    origin = _("opaque") if row.is_opaque else _("copied up") if row.is_copied_up else _("new")
    size = human_size(stat.size) if row.type == "file" else "-"
    link = f" -> {printable(stat.link)}" if stat.link else ""
    owner = f"{stat.uid}:{stat.gid}"
    mode = mode_text(row.type, stat.mode)
    return f"{padded(origin, 9)}  {mode}  {owner:>11}  {size:>9}  {name}{link}"


def _verdict(report: ContainerReport) -> Iterator[str]:
    """Yield what this comes to, in sentences."""
    cost = report.cost
    if cost.hidden_bytes:
        where = _layers(cost.layers)
        if cost.removed_bytes:
            yield ngettext(
                "{size} in {files} is hidden, and none of it is freed: {layers} still stores it.",
                "{size} in {files} are hidden, and none of it is freed: {layers} still stores it.",
                cost.removed_files,
            ).format(
                size=human_size(cost.removed_bytes),
                files=counted(cost.removed_files, "file"),
                layers=where,
            )
        again = cost.hidden_bytes - cost.removed_bytes
        if again:
            files = counted(cost.hidden_files - cost.removed_files, "file")
            yield _("{size} in {files} had to be stored again: the image keeps its copy.").format(
                size=human_size(again), files=files
            )
    yield _("The image stays {size}, and this layer adds {added}: {total} together.").format(
        size=human_size(report.image_bytes),
        added=human_size(report.stored_bytes),
        total=human_size(report.image_bytes + report.stored_bytes),
    )
    if cost.removed_bytes:
        yield _("To make the image smaller, remove such files in the RUN that writes them.")


def _layers(numbers: Sequence[int]) -> str:
    if len(numbers) == 1:
        return _("layer {layer}").format(layer=numbers[0])
    if len(numbers) >= 6:
        return _("the image")
    return _("one of the layers {layers}").format(layers=joined(map(str, numbers)))


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
