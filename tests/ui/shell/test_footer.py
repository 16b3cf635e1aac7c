"""The line at the bottom begins with the keys of the pane that has the focus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.ui.kit.key_line import shown_bindings
from inspector.ui.kit.pane import Pane
from inspector.ui.shell.keymap.table import actions_of
from tests.ui.images import small
from tests.ui.stage import TAB, Stage, opened

if TYPE_CHECKING:
    from pathlib import Path


def _near(stage: Stage) -> set[str]:
    """Return the names of the actions of what has the focus, up to its pane."""
    focused = stage.app.focused
    assert focused is not None
    names: set[str] = set()
    for node in focused.ancestors_with_self:
        names |= {action.id for part in type(node).__mro__ for action in actions_of(part)}
        if isinstance(node, Pane):
            return names | {*node.FIRST_KEYS}
    raise AssertionError("no pane has the focus")


async def test_the_keys_of_each_pane_stand_before_those_from_everywhere(tmp_path: Path) -> None:
    async with opened(small(tmp_path)) as stage:
        for keys in ([], *([key] for key in TAB.values())):
            await stage.press(*keys)
            near = _near(stage)
            shown = [(each.id or "") in near for each in shown_bindings(stage.app.screen)]
            assert shown == sorted(shown, reverse=True), keys
