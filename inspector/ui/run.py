"""Runs the screen from the first frame to the shell's next prompt."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from inspector.basememory import base_memory
from inspector.formats.source import STDIN
from inspector.formats.stream import take_keyboard
from inspector.image import Processes
from inspector.text import printable
from inspector.ui.app import LayerscopeApp
from inspector.ui.loading import Wanted
from inspector.ui.settings import Memory, settings_path
from inspector.ui.terminal import drawn_on_terminal

if TYPE_CHECKING:
    from inspector.cache import LayerCache

# Seconds after which a thread that reads lets the screen go on; Python's own five milliseconds add
# up to a frame for each key.
_SWITCH_INTERVAL = 0.001


def run_screen(
    reference: str,
    name: str | None,
    platform: str | None,
    cache: LayerCache | None = None,
    processes: Processes = Processes.NONE,
    *,
    base: str | None = None,
) -> int:
    """Show an image until the user leaves; return the exit code.

    Raises UsageError where the archive comes on stdin and there is no terminal for the keys,
    UnreadableError where the screen breaks. A signal ends the screen before it has its effect.
    """
    # The keymap knows every part of the screen, the application among them.
    from inspector.ui.keymap import keymap_path, read_keymap

    stdin = take_keyboard() if reference == STDIN else 0
    wanted = Wanted(
        reference, name, platform, cache, stdin, verifies=True, processes=processes, base=base
    )
    memory, keymap = Memory(settings_path(), base_memory()), read_keymap(keymap_path())
    app = LayerscopeApp(wanted, memory=memory, keymap=keymap)
    sys.setswitchinterval(_SWITCH_INTERVAL)
    with app.ended_by_signals(), drawn_on_terminal():
        code = app.run()
    for line in app.complaints():
        text = "\n".join(printable(part) for part in line.split("\n"))
        sys.stderr.write(f"layerscope: {text}\n")
    app.raise_fault()
    return app.exit_code if code is None else code
