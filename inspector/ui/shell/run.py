"""Runs the screen from the first frame to the shell's next prompt."""

from __future__ import annotations

import signal
import sys
from contextlib import nullcontext, suppress
from typing import TYPE_CHECKING

from inspector.basememory import base_memory
from inspector.formats.access import USUAL
from inspector.language import _
from inspector.reading.image import Processes
from inspector.text import printable
from inspector.ui.session.settings import Memory, settings_path
from inspector.ui.shell.app import LayerscopeApp
from inspector.ui.shell.image_job import Wanted
from inspector.ui.shell.terminal.device import lent_to_textual

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspector.formats.access import Access
    from inspector.lessons.model import Lesson
    from inspector.lessons.progress import LessonProgress
    from inspector.reading.cache import LayerCache
    from inspector.ui.keys.actions import Keymap
    from inspector.ui.session.other_image import OtherImage

# Seconds after which a thread that reads lets the screen go on; Python's own five milliseconds add
# up to a frame for each key.
_SWITCH_INTERVAL = 0.001
_HUNG_UP = 128 + signal.SIGHUP


def run_screen(
    reference: str,
    name: str | None,
    platform: str | None,
    *,
    keyboard: int | None,
    cache: LayerCache | None = None,
    processes: Processes = Processes.NONE,
    base: str | None = None,
    access: Access = USUAL,
    is_container: bool = False,
    other: OtherImage | None = None,
) -> int:
    """Show an image until the user leaves, its container or a comparison with ``other`` first.

    Return the exit code. Keys come from the terminal ``keyboard``, a descriptor; stdout is one,
    too. Without it, stdin and stdout lead to a browser. Raises UnreadableError where the screen
    breaks. A signal ends the screen before it has its effect.
    """
    wanted = Wanted(
        reference,
        name,
        platform,
        cache,
        verifies=True,
        processes=processes,
        base=base,
        access=access,
        is_container=is_container,
        other=other,
    )
    memory, keymap = _memory(), _keymap()
    return _run(LayerscopeApp(wanted, memory=memory, keymap=keymap), keyboard)


def show_lesson(
    lessons: Sequence[Lesson],
    lesson: Lesson,
    language: str,
    progress: LessonProgress,
    *,
    keyboard: int | None,
) -> int:
    """Show one of the lessons until the user leaves; otherwise as ``run_screen``."""
    from inspector.ui.shell.lesson_guide import LessonGuide, lesson_image

    app = LayerscopeApp(lesson_image(lesson), memory=_memory(), keymap=_keymap())
    app.lesson_guide = LessonGuide(app, lessons, lesson, language, progress)
    return _run(app, keyboard)


def _memory() -> Memory:
    return Memory(settings_path(), base_memory())


def _keymap() -> Keymap:
    # The keymap knows every part of the screen, the application among them.
    from inspector.ui.shell.keymap.file import keymap_path, read_keymap

    return read_keymap(keymap_path())


def _run(app: LayerscopeApp, keyboard: int | None) -> int:
    sys.setswitchinterval(_SWITCH_INTERVAL)
    if keyboard is None:
        from inspector.ui.shell.terminal.web_driver import BrowserDriver

        app.driver_class = BrowserDriver
    with nullcontext() if keyboard is None else lent_to_textual(keyboard), app.ended_by_signals():
        code = app.run()
    if app.has_hung_up:  # and SIGHUP is ignored, which would have its usual effect above
        _complain(_("the terminal is gone"))
        return _HUNG_UP
    for line in app.complaints():
        _complain(line)
    app.raise_fault()
    return app.exit_code if code is None else code


def _complain(line: str) -> None:
    text = "\n".join(printable(part) for part in line.split("\n"))
    with suppress(OSError):  # no one can read it: the exit code says it
        sys.stderr.write(f"layerscope: {text}\n")
