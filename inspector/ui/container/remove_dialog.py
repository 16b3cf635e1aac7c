"""Asks whether the container may be stopped and removed: there is no way back."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from inspector.language import N_, _
from inspector.text import counted, human_size
from inspector.ui.keys.app import key_of
from inspector.ui.kit.dialog import CLOSING, HELP_KEY, ScrolledDialog, border_text
from inspector.ui.kit.key_line import KeyLine
from inspector.ui.widgets.wide_text import wide_text

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from inspector.ui.container.views import Views


class RemoveDialog(ScrolledDialog[bool]):
    """Says what would be gone; closed with whether it may be."""

    HELP = N_("""\
## Stop and remove

What docker stop and docker rm do: the writable layer is deleted with all that the container wrote,
and the image is as it was. What should last belongs in a volume, or must be committed first.
""")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter", "remove", N_("Remove"), id="remove.remove", tooltip=N_("Remove the container")
        ),
        *CLOSING,
        HELP_KEY,
    ]
    DEFAULT_CSS = """
    RemoveDialog > VerticalScroll { height: auto; max-height: 90%; & > Static { height: auto; } }
    """

    def __init__(self, views: Views) -> None:
        super().__init__()
        self._views = views

    def compose(self) -> ComposeResult:
        with VerticalScroll() as box:
            box.border_title = _("Stop and remove the container")
            enter, escape = key_of(self, "remove.remove"), key_of(self, "dialog.close")
            told = (_("{key} removes").format(key=enter), _("{key} keeps it").format(key=escape))
            box.border_subtitle = border_text(self.app.size.width, *told)
            yield Static(wide_text(self._text), markup=False)
        yield KeyLine()

    @property
    def _text(self) -> str:
        size, paths = human_size(self._views.stored_bytes), len(self._views.layer)
        return _(
            "Its writable layer goes with it: {paths}, {size}. The image stays"
            " as it was, and a new container starts with an empty layer. This cannot be undone."
        ).format(paths=counted(paths, "path"), size=size)

    def action_remove(self) -> None:
        """Agree."""
        self.dismiss(result=True)
