"""A screen with files among its panes: what its keys do to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.actions import SkipAction
from textual.widgets import Input

from inspector.language import _
from inspector.ui.keys.app import key_of
from inspector.ui.session import messages
from inspector.ui.session.change_kinds import PathKind
from inspector.ui.session.selection import Mode
from inspector.ui.shell.pane_screen import PaneScreen, bring

if TYPE_CHECKING:
    from inspector.ui.session.history_steps import Step


class FilesScreen(PaneScreen):
    """Panes with the files among them."""

    def pick(self, step: Step, /) -> None:
        """Have another step chosen."""
        self.choose(step=step)

    @on(messages.PathPicked)
    def _path_picked(self, event: messages.PathPicked) -> None:
        if event.leads is ((active := self.active_pane) is not None and active.IS_LEADING):
            self.choose(node=event.node, wanted=event.wanted)
            self.show_pointed()

    @on(messages.SelectionAsked)
    def _selection_asked(self, event: messages.SelectionAsked) -> None:
        self.choose(**event.changes)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to clear a filter only where there is one, and of a pane what it offers itself."""
        if action == "clear_filter":
            active = self.active_pane
            return any(each.unfiltered for each in self.panes.filterable(active)) or None
        if action != "pane" or not self.panes:
            return True
        return self.panes.named(parameters[0]).check_action(str(parameters[1]), parameters[2:])

    async def action_pane(self, name: str, action: str, *parameters: object) -> None:
        """Do an action of a pane, by its ID, from anywhere; where text is typed, a key is text."""
        if isinstance(self.focused, Input):
            raise SkipAction
        await bring(self, pane := self.panes.named(name))
        if not await self.app.run_action(("", action, parameters), pane):
            raise SkipAction

    def action_begin_filter(self) -> None:
        """Begin a filter of the tab that is shown; where it has none, of the files."""
        if isinstance(self.focused, Input):
            raise SkipAction
        self.panes.filterable(self.active_pane)[0].action_begin_filter()

    def action_tab(self, number: int) -> None:
        """Show a tab and go into it."""
        self.show_tab(type(self.panes.tabs[number - 1]))

    def action_turn_mode(self) -> None:
        """Show everything up to the layer, or what it changed."""
        self.action_mode(self.selection.mode is Mode.CHANGES)

    def action_mode(self, is_all: bool) -> None:  # noqa: FBT001 - an action's own parameter
        """Show everything up to the layer (True), or what it changed."""
        if _is_for(self, "files", "map"):
            self.choose(mode=Mode.ALL if is_all else Mode.CHANGES)

    def action_turn_kind(self, kind: str) -> None:
        """Hide the files of a kind, or show them again."""
        if not _is_for(self, "files"):
            return
        turned, is_all = PathKind(kind), self.selection.mode is Mode.ALL
        if turned is PathKind.UNMODIFIED and not is_all:
            _tell_of_all(self)
            return
        self.choose(kinds=self.selection.kinds.turned(turned, is_all=is_all))

    def action_turn_attributes(self) -> None:
        """Hide mode, owner and size of the files, or show them again."""
        if _is_for(self, "files"):
            self.choose(has_attributes=not self.selection.has_attributes)

    def action_clear_filter(self) -> None:
        """Show all again that a filter leaves out."""
        pane = next(each for each in self.panes.filterable(self.active_pane) if each.unfiltered)
        if not pane.is_seen:
            self.notify(_("The filter is cleared."), markup=False)
        self.choose(**pane.unfiltered)

    def action_turn_sort(self) -> None:
        """Sort the files by the next figure."""
        if _is_for(self, "files"):
            self.choose(sort=self.selection.sort.next)
            if self.session is not None:
                self.session.memory.change(sort=self.selection.sort.value)

    async def action_fold_all(self) -> None:
        """Close all folders of the files, or open them."""
        if _is_for(self, "files"):
            await self.action_pane("files", "fold_all")


def _is_for(screen: FilesScreen, *names: str) -> bool:
    """Whether the tab of one of these panes is shown; what is not seen of it is said."""
    panes = [pane for pane in screen.panes if pane.id in names and pane.is_seen]
    if not any(screen.find_widget(pane).visible_region for pane in panes):
        _tell_of_files(screen, has_acted=bool(panes))
    return bool(panes)


def _tell_of_files(screen: FilesScreen, *, has_acted: bool) -> None:
    """Say which key shows the files, for which a key was."""
    files = screen.panes.tabs.index(screen.panes.named("files"))
    key = key_of(screen, f"main.tab{1 + files}")
    changed = _("This changed the files: {key} shows them.")
    said = changed if has_acted else _("This is for the files: {key} shows them.")
    screen.notify(said.format(key=key), markup=False)


def _tell_of_all(screen: FilesScreen) -> None:
    """Say which key shows unmodified files."""
    said = _("A layer's changes have no unmodified files: {key} shows everything.")
    if screen.session is not None and screen.session.is_of_two:
        said = _("Only files that differ are listed: {key} shows all.")
    screen.notify(said.format(key=key_of(screen, "main.mode")), markup=False)
