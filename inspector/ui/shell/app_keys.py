"""The keys that work wherever one is."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from inspector.language import N_
from inspector.ui.keys.app import KeyedApp

# Keys that work in every terminal, so in dialogs, too, which take all other keys for themselves.
_OF_TERMINALS = ("app.redraw", "app.suspend", "app.interrupt")


class AppKeys(KeyedApp):
    """An application with keys of its own; what they do is the application's."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+p,colon", "command_palette", N_("Commands"), id="app.palette", show=False,
                tooltip=N_("Find commands, layers, themes and files by name")),
        Binding("T", "change_theme", N_("Theme"), id="app.theme", show=False,
                tooltip=N_("Choose the colour theme")),
        Binding("K,f12", "present", N_("Presentation"), id="app.present", show=False,
                tooltip=N_("Presentation: less on the screen, with larger spacing")),
        Binding("question_mark", "help", N_("Help"), id="app.help", tooltip=N_("Show this help")),
        Binding("ctrl+l", "redraw", N_("Redraw"), id="app.redraw", show=False,
                tooltip=N_("Redraw the whole screen")),
        Binding("ctrl+z", "suspend_process", N_("Suspend"), id="app.suspend", show=False,
                tooltip=N_("Suspend to the shell; fg continues")),
        Binding("ctrl+c", "interrupt", N_("Interrupt"), id="app.interrupt", show=False,
                tooltip=N_("Interrupt the program, or copy the selected text")),
    ]  # fmt: skip
    HELP = N_("""\
## Everywhere

The command palette finds every command, layer, theme and file by name. Keys can be changed in a
file: see docs/screen.md.
""")

    async def _check_bindings(self, key: str, priority: bool = False) -> bool:  # noqa: FBT001, FBT002  Textual's
        """Do what a key is bound to, in a dialog also what it does in every terminal."""
        is_done = await super()._check_bindings(key, priority)
        return is_done or (not priority and self.screen.is_modal and await _do(self, key))


async def _do(app: AppKeys, key: str) -> bool:
    """Do what a key does in every terminal; say whether it does anything."""
    known = app.actions()
    for action in (known[name] for name in _OF_TERMINALS):
        if key in app.keys_of(action):
            return await app.run_action(action.call, app)
    return False
