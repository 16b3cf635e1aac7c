"""Everything that is known of a layer, and keys that show what its numbers sum."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from inspector.ui.keys.app import key_of
from inspector.ui.kit.command_text import command_text
from inspector.ui.kit.dialog import TextDialog
from inspector.ui.layers.layer_details import layer_facts
from inspector.ui.session import messages
from inspector.ui.session.selection import Grouping

if TYPE_CHECKING:
    from rich.console import RenderableType
    from textual.app import ComposeResult

    from inspector.ui.session.history_steps import Step
    from inspector.ui.session.session import Session


class LayerDialog(TextDialog):
    """A step's command and facts. Closes with what is asked for."""

    HELP = """\
## Layer

Everything known about a layer, with its whole command. The letter after a number lists the paths
behind it: `{layer.added}` the paths that the layer added, `{layer.modified}` those whose content it
changed, `{layer.metadata}` those of which it changed only the mode, owner or times,
`{layer.removed}` those that it removed, `{layer.waste}` what it stores that is wasted.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("A", "changes('added')", "Added", id="layer.added", show=False,
                tooltip="Show the paths that the layer added"),
        Binding("M", "changes('modified')", "Modified", id="layer.modified", show=False,
                tooltip="Show the paths whose content it changed"),
        Binding("m", "changes('metadata')", "Metadata", id="layer.metadata", show=False,
                tooltip="Show the paths with only mode, owner or times changed"),
        Binding("D", "changes('removed')", "Removed", id="layer.removed", show=False,
                tooltip="Show the paths that the layer removed"),
        Binding("w", "waste", "Waste", id="layer.waste", show=False,
                tooltip="Show what is wasted in this layer"),
    ]  # fmt: skip

    def __init__(self, session: Session, step: Step) -> None:
        layer = step.layer
        super().__init__("Step without a layer" if layer is None else f"Layer {layer}")
        self._session = session
        self._step = step

    def compose(self) -> ComposeResult:
        self._texts = (command_text(self._step.instruction), self._facts())
        yield from super().compose()

    def _facts(self) -> RenderableType:
        return layer_facts(self._session, self._step, partial(key_of, self))

    def refresh_ages(self) -> None:
        self._box.query(Static).last().update(self._facts())

    def begin(self) -> None:
        if self._step.layer is not None:
            told = f"(A) lists the paths behind a number, {key_of(self, 'dialog.close')} closes"
            self._box.border_subtitle = Content(told)

    def action_changes(self, kind: str) -> None:
        if self._step.layer is not None:
            self.dismiss(messages.ChangesAsked(self._step.layer, f"change:{kind}"))

    def action_waste(self) -> None:
        if self._step.layer is not None:
            self.dismiss(messages.WasteAsked(Grouping.FILES, self._step.layer))
