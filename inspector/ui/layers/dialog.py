"""Everything that is known of a layer, and keys that show what its numbers sum."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import Static

from inspector.language import N_, _
from inspector.ui.keys.app import key_of
from inspector.ui.kit.command_text import command_text
from inspector.ui.kit.dialog import TextDialog, border_text
from inspector.ui.layers.layer_details import layer_facts
from inspector.ui.session import messages
from inspector.ui.session.history_steps import steps_of
from inspector.ui.session.selection import Grouping

if TYPE_CHECKING:
    from rich.console import RenderableType
    from textual.app import ComposeResult

    from inspector.ui.session.history_steps import Step
    from inspector.ui.session.session import Session


class LayerDialog(TextDialog):
    """A step's command and facts. Closes with what is asked for."""

    HELP = N_("""\
## Layer

Everything known about a layer, with its whole command. `{layer.previous}` and `{layer.next}` go to
the layers before and after it. The letter after a number lists the paths
behind it: `{layer.added}` the paths that the layer added, `{layer.modified}` those whose content it
changed, `{layer.metadata}` those of which it changed only the mode, owner or times,
`{layer.removed}` those that it removed, `{layer.waste}` what it stores that is wasted.
""")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("A", "changes('added')", N_("Added"), id="layer.added", show=False,
                tooltip=N_("Show the paths that the layer added")),
        Binding("M", "changes('modified')", N_("Modified"), id="layer.modified", show=False,
                tooltip=N_("Show the paths whose content it changed")),
        Binding("m", "changes('metadata')", N_("Metadata"), id="layer.metadata", show=False,
                tooltip=N_("Show the paths with only mode, owner or times changed")),
        Binding("D", "changes('removed')", N_("Removed"), id="layer.removed", show=False,
                tooltip=N_("Show the paths that the layer removed")),
        Binding("w", "waste", N_("Waste"), id="layer.waste", show=False,
                tooltip=N_("Show what is wasted in this layer")),
        Binding("left_square_bracket", "step(-1)", N_("Layers"), key_display="[ ]",
                id="layer.previous", tooltip=N_("The previous layer")),
        Binding("right_square_bracket", "step(1)", N_("Next layer"), key_display="]",
                id="layer.next", show=False, tooltip=N_("The next layer")),
    ]  # fmt: skip

    def __init__(self, session: Session, step: Step) -> None:
        super().__init__(_title(step))
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
        self._tell_keys()

    def _tell_keys(self) -> None:
        told = [_("{key} closes").format(key=key_of(self, "dialog.close"))]
        if self._step.layer is not None:
            told.insert(0, _("The letter after a number lists its paths"))
        self._box.border_subtitle = border_text(self.app.size.width, *told)

    def action_step(self, by: int) -> None:
        """Show the next step that made a layer, or the one before; the list of layers follows."""
        steps = steps_of(self._session.image)
        places = [at for at, step in enumerate(steps) if step.layer is not None]
        here = next((at for at, step in enumerate(steps) if step.entry is self._step.entry
                     and step.layer == self._step.layer), 0)  # fmt: skip
        later = [at for at in places if (at - here) * by > 0]
        if not later:
            return
        self._step = steps[min(later) if by > 0 else max(later)]
        self._box.border_title = _title(self._step)
        command, facts = self._box.query(Static)
        command.update(command_text(self._step.instruction))
        facts.update(self._facts())
        self._box.scroll_home(animate=False)
        self._tell_keys()
        if self._step.layer is not None:
            self.post_message(messages.LayerStepAsked(self._step.layer))

    def action_changes(self, kind: str) -> None:
        if self._step.layer is not None:
            self.dismiss(messages.ChangesAsked(self._step.layer, f"change:{kind}"))

    def action_waste(self) -> None:
        if self._step.layer is not None:
            self.dismiss(messages.WasteAsked(Grouping.FILES, self._step.layer))


def _title(step: Step) -> str:
    if step.layer is None:
        return _("Step without a layer")
    return _("Layer {layer}").format(layer=step.layer)
