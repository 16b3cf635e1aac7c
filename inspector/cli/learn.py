"""``layerscope learn``: the lessons, and one of them on the screen."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

import click

from inspector.cli.kit.command import Command
from inspector.cli.kit.opening import browser_option, write
from inspector.cli.kit.saving import writing
from inspector.cli.kit.streams import is_terminal, tell
from inspector.errors import ExitCode, UsageError
from inspector.exports.layout.words import joined
from inspector.io.atomic import write_public
from inspector.language import N_, _, chosen
from inspector.lessons.catalogue import lessons
from inspector.lessons.progress import LessonProgress, progress_path
from inspector.lessons.texts import lesson_text, list_json, list_text, progress_text
from inspector.text import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspector.lessons.model import Lesson

_STDOUT = "-"


@click.command("learn", cls=Command, epilog="Example: layerscope learn deletion")
@click.argument("name", metavar="[LESSON]", required=False)
@click.option("--json", "as_json", is_flag=True, help=N_("Print the list as JSON."))
@click.option(
    "--export", "target", metavar="FILE", help=N_("Write what was solved to FILE; -: stdout.")
)
@browser_option
def command(*, name: str | None, as_json: bool, target: str | None, in_browser: bool) -> int:
    """Open a LESSON: something to do on a small image, in about five minutes.

    Without one, list all lessons. If stdout is not a terminal, the lesson's task is printed.
    """
    if (name is not None) + as_json + (target is not None) > 1:
        raise UsageError(_("give only one of LESSON, --json and --export"))
    found, progress = lessons(), LessonProgress(progress_path())
    if name is not None:
        return _open(_named(name, found), found, progress, in_browser=in_browser)
    solved = progress.solved()
    if as_json:
        write(list_json(found, solved))
    elif target is None:
        write(list_text(found, solved, chosen()))
    else:
        _export(progress_text(found, solved, chosen()), target)
    return ExitCode.OK


def _named(name: str, found: Sequence[Lesson]) -> Lesson:
    ids = [each.id for each in found]
    if name in ids:
        return found[ids.index(name)]
    nearest = get_close_matches(name, ids, 1)
    told = _("there is no lesson {name}; the lessons are {names}")
    if nearest:
        told = _("there is no lesson {name}: did you mean {nearest}? The lessons are {names}")
    values = {"name": printable(name), "nearest": "".join(nearest), "names": joined(ids)}
    raise UsageError(told.format(**values))


def _open(
    lesson: Lesson, found: Sequence[Lesson], progress: LessonProgress, *, in_browser: bool
) -> int:
    """Open a lesson on the screen; without a terminal or a browser, print its task."""
    from inspector.ui.shell.terminal.device import open_keyboard

    keyboard = open_keyboard() if is_terminal() and not in_browser else None
    if keyboard is None and not in_browser:
        write(lesson_text(lesson, chosen()))
        return ExitCode.OK
    from inspector.cli.view import lesson_on_screen

    return lesson_on_screen(keyboard, found, lesson, progress)


def _export(text: str, target: str) -> None:
    """Write to a file or to stdout. Raises UnreadableError where a file cannot be written."""
    if target == _STDOUT:
        write(text)
        return
    with writing(target):
        write_public(Path(target), (text.encode(),))
    tell(_("written: {file}").format(file=printable(target)) + "\n")
