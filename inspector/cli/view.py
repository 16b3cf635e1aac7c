"""``layerscope IMAGE``: the screen; where there is no terminal for it, the audit's text."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from inspector import garbage
from inspector.cli.kit.base import base_option
from inspector.cli.kit.command import Command
from inspector.cli.kit.dive_options import dive_options, sourced
from inspector.cli.kit.opening import access, browser_option, image_options, layer_cache
from inspector.cli.kit.streams import complain, is_terminal
from inspector.language import N_, _, chosen
from inspector.reading.image import Processes
from inspector.ui.shell.terminal.device import open_keyboard

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspector.lessons.model import Lesson
    from inspector.lessons.progress import LessonProgress
    from inspector.rules.rule_set import RuleSet
    from inspector.ui.session.other_image import OtherImage

# Bytes of an archive from which on a server pays: it takes some 100 ms until it has made processes.
_LARGE = 64 << 20


@click.command("view", cls=Command, epilog="Example: layerscope app.tar")
@click.argument("reference", metavar="IMAGE")
@click.option(
    "-j", "--json", "json_file", metavar="FILE", help=N_("Write dive's JSON to FILE instead.")
)
@dive_options
@base_option
@browser_option
@image_options
def command(
    *,
    reference: str,
    json_file: str | None,
    ci: bool,
    source: str | None,
    base: str | None,
    name: str | None,
    platform: str | None,
    in_browser: bool,
) -> int:
    """Open IMAGE on the screen. With --ci, print the audit and apply rules, as dive does."""
    (reference,) = sourced((reference,), source)
    if json_file is not None:
        from inspector.rules.rule_set import RuleSet

        if ci:
            complain(
                _(
                    "--json writes its file and applies no rule, as in dive; layerscope audit does"
                    " both"
                )
            )
        return _audit(reference, name, platform, base, rules=RuleSet(), dive_json=json_file)
    if ci:
        return _audit(reference, name, platform, base, rules=_rules(ci=True))
    if in_browser:
        return on_screen(None, reference, name, platform, base)
    return show(reference, name, platform, base)


def _rules(*, ci: bool = False) -> RuleSet:
    from inspector.cli.kit.rule_options import given_rules

    return given_rules(wants_dive=ci)


def _audit(
    reference: str,
    name: str | None,
    platform: str | None,
    base: str | None,
    *,
    rules: RuleSet,
    dive_json: str | None = None,
) -> int:
    from inspector.cli.audit import run_audit
    from inspector.cli.kit.auditor import Auditor
    from inspector.cli.kit.base import base_finder
    from inspector.cli.kit.image_folder import ImageCandidate
    from inspector.cli.kit.report_targets import PRINTED, ReportTarget, check_targets

    target = PRINTED if dive_json is None else ReportTarget("dive-json", dive_json)
    check_targets([target])
    auditor = Auditor(name, platform, base_finder(base), rules)
    return run_audit([ImageCandidate(reference)], [target], auditor)


def show(
    reference: str,
    name: str | None = None,
    platform: str | None = None,
    base: str | None = None,
) -> int:
    """Open an image on the screen; return the exit code.

    Where stdout is no terminal, or none gives keys, print the audit's text.
    """
    keyboard = open_keyboard() if is_terminal() else None
    if keyboard is None:
        return _audit(reference, name, platform, base, rules=_rules())
    return on_screen(keyboard, reference, name, platform, base)


def on_screen(
    keyboard: int | None,
    reference: str,
    name: str | None = None,
    platform: str | None = None,
    base: str | None = None,
    *,
    is_container: bool = False,
    other: OtherImage | None = None,
) -> int:
    """Open an image on the screen, its container or a comparison first if asked for.

    Return the exit code.

    Without a keyboard, on the screen of a browser.
    """
    from inspector.ui.shell.run import run_screen

    garbage.enable()
    return run_screen(
        reference,
        name,
        platform,
        keyboard=keyboard,
        cache=layer_cache(),
        processes=_processes(reference),
        base=base,
        access=access(),
        is_container=is_container,
        other=other,
    )


def lesson_on_screen(
    keyboard: int | None, lessons: Sequence[Lesson], lesson: Lesson, progress: LessonProgress
) -> int:
    """Open one of the lessons on the screen; return the exit code."""
    from inspector.ui.shell.run import show_lesson

    garbage.enable()
    return show_lesson(lessons, lesson, chosen(), progress, keyboard=keyboard)


def _processes(reference: str) -> Processes:
    """Start what makes processes for the screen, where there seems to be much to read."""
    with suppress(OSError):
        if Path(reference).stat().st_size >= _LARGE:
            from inspector.reading.pool import start_server

            start_server()
            return Processes.SERVED
    return Processes.NONE
