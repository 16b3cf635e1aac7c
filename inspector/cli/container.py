"""``layerscope container``: what commands would leave in a container's writable layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from inspector.cli.kit.command import Command
from inspector.cli.kit.opening import Loaded, image_options, load_image, write_verdict
from inspector.cli.kit.saving import checked_target, writing
from inspector.cli.kit.streams import complain, is_terminal
from inspector.errors import ExitCode, LayerscopeError, UsageError
from inspector.language import N_, Lazy, _, ngettext
from inspector.text import human_size, printable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from inspector.container.filesystem import Filesystem
    from inspector.container.stat import UpperRow
    from inspector.exports.container import ContainerReport

_EXAMPLE = "layerscope container app.tar -c 'rm -rf /var/lib/apt/lists'"


@click.command("container", cls=Command, epilog=f"Example: {_EXAMPLE}")
@click.argument("reference", metavar="IMAGE")
@click.option(
    "-c",
    "--command",
    "lines",
    metavar="COMMAND",
    multiple=True,
    help=N_("Run this (repeatable)."),
)
@click.option("--json", "as_json", is_flag=True, help=N_("Print one JSON object."))
@click.option(
    "--save", "target", metavar="FILE", help=N_("Write the image with the writable layer on top.")
)
@click.option("--tag", metavar="NAME", help=N_("Name of the image that --save writes."))
@image_options
def command(
    *,
    reference: str,
    lines: tuple[str, ...],
    as_json: bool,
    target: str | None,
    tag: str | None,
    name: str | None,
    platform: str | None,
) -> int:
    """Show what each COMMAND would leave in the writable layer of a container of IMAGE.

    Without a COMMAND, on a terminal, open a screen with a prompt.

    Nothing is run: ls, cat, find, rm, mkdir, mv, cp, ln, chmod, chown, touch, truncate, echo,
    printf, dd, sed, tar and others are imitated, with quotes, globs, ;, &&, ||, > and >>. The exit
    code is 1 if a command failed, and 2 if one is not understood.
    """
    if tag is not None and target is None:
        raise UsageError(Lazy("--tag names the image that --save writes: give --save FILE, too"))
    path = None if target is None else checked_target(target, reference)
    if not lines:
        return _on_screen(reference, name, platform, wants_report=as_json or target is not None)
    from inspector.container.shell import Shell

    for line in lines:
        Shell.check(line)
    loaded = load_image(reference, name, platform, by_table=path is None)
    filesystem = _container(loaded)
    report = _ran(loaded, filesystem, lines)
    code = max(loaded.exit_code, _code(report))
    if as_json:
        code = max(code, _add_digests(report, filesystem))
    if path is not None:
        _save(loaded, filesystem, lines, (path, tag))
    from inspector.exports.container import render_json, render_text

    write_verdict((render_json(report) if as_json else render_text(report),))
    _say_failed(report)
    return code


def _on_screen(
    reference: str, name: str | None, platform: str | None, *, wants_report: bool
) -> int:
    """Open the screen with a prompt; where there is no terminal for it, commands are needed."""
    from inspector.ui.shell.terminal.device import open_keyboard

    keyboard = open_keyboard() if is_terminal() and not wants_report else None
    if keyboard is None:
        told = (
            N_("give a command with -c")
            if is_terminal()
            else N_("give a command with -c where there is no terminal")
        )
        raise UsageError(Lazy(told), hint=_EXAMPLE)
    from inspector.cli.view import on_screen

    return on_screen(keyboard, reference, name, platform, is_container=True)


def _container(loaded: Loaded) -> Filesystem:
    from time import time

    from inspector.container.filesystem import Filesystem

    return Filesystem(loaded.image, loaded.tree, loaded.contents, lambda: int(time()))


def _ran(loaded: Loaded, filesystem: Filesystem, lines: Sequence[str]) -> ContainerReport:
    """Run the lines in order, whatever their exit codes are."""
    from inspector.analyses.container_cost import container_cost
    from inspector.analyses.usage import layer_sizes
    from inspector.container.shell import Shell
    from inspector.exports.container import ContainerReport, RanCommand

    shell = Shell(filesystem)
    commands: list[RanCommand] = []
    rows: list[UpperRow] = []
    for line in lines:
        result = shell.run(line)
        rows = filesystem.upper()
        commands.append(RanCommand(result, container_cost(loaded.tree, rows)))
    image_bytes = sum(layer_sizes(loaded.tree))
    return ContainerReport(commands, rows, filesystem.stored_bytes, image_bytes, {})


def _code(report: ContainerReport) -> ExitCode:
    failed = any(each.result.exit for each in report.commands)
    return ExitCode.CHECK_FAILED if failed else ExitCode.OK


def _say_failed(report: ContainerReport) -> None:
    failed = [each.result for each in report.commands if each.result.exit]
    if not failed:
        return
    count, first = len(report.commands), failed[0]
    told = ngettext(
        "{count:,} command failed: exit code {exit} of {command}",
        "{failed} of {count:,} commands failed: exit code {exit} of {command}",
        count,
    )
    values = {"failed": len(failed), "exit": first.exit, "command": first.command}
    complain(told.format(count=count, **values))


def _add_digests(report: ContainerReport, filesystem: Filesystem) -> ExitCode:
    """Add the SHA-256 of files; one that cannot be read has none."""
    code = ExitCode.OK
    digests: dict[str, str] = {}
    for row in report.rows:
        if row.content is None:
            continue
        try:
            digests[row.path] = row.content.sha256(filesystem.contents)
        except LayerscopeError as error:
            complain(f"{printable(row.path)}: {error}")
            code = ExitCode.PARTIAL
    report.sha256.update(digests)
    return code


def _save(
    loaded: Loaded, filesystem: Filesystem, lines: Sequence[str], target: tuple[Path, str | None]
) -> None:
    from inspector.container.commit import save

    path, tag = target
    row = f"/bin/sh -c {'; '.join(lines)}"
    with writing(path):
        committed = save(loaded.image, filesystem, path, tag, row)
    told = human_size(committed.stored_bytes)
    complain(
        _("{path}: saved {name} with one more layer ({size})").format(
            path=path, name=tag or committed.id, size=told
        )
    )
