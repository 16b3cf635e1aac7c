"""The application opened on an image, settled, and read as text; goldens of what it shows."""

from __future__ import annotations

import asyncio
import os
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from inspector.ui.session.selection import Sort
from inspector.ui.session.settings import Memory
from inspector.ui.shell.app import LayerscopeApp
from inspector.ui.shell.features import tabs
from inspector.ui.shell.image_job import Wanted
from inspector.ui.shell.main_screen import MainScreen
from tests.ui.headless import draw, draw_by_hand, shown, wait_for_idle

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from textual.pilot import Pilot

    from inspector.ui.kit.pane import Pane
    from inspector.ui.session.other_image import OtherImage

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "sample_images"
GOLDENS = ROOT / "tests" / "goldens"
UPDATE = "LAYERSCOPE_UPDATE_GOLDENS"

NOW = datetime(2024, 3, 15, 12, tzinfo=UTC)
# The key of each tab, by its title in small letters.
TAB = {pane.TITLE.lower(): str(number) for number, pane in enumerate(tabs(), 1)}
# The edge of the pane with the focus, and the thumb of a scrollbar.
EDGES = str.maketrans("▌▐┃", "   ")
LOW = (40, 10)
NARROW = (80, 24)
WIDE = (160, 50)


class Stage:
    """A running application and what a user does with it."""

    def __init__(self, app: LayerscopeApp, pilot: Pilot[int]) -> None:
        draw_by_hand(app)
        self.app = app
        self.pilot = pilot
        self._pane: Pane | None = None  # of the tab that was shown after the last key

    @property
    def main(self) -> MainScreen:
        """The main screen, whatever lies over it."""
        screen = self.app.screen_stack[0]
        assert isinstance(screen, MainScreen)
        return screen

    @property
    def _is_busy(self) -> bool:
        """Whether a thread works, or what it said is still to be shown."""
        return self.main.image_loading._timer is not None or any(
            not each.is_finished for each in self.app.workers
        )

    async def settle(self) -> None:
        """Wait until no thread works and no message waits."""
        for _ in range(2):
            await self.pilot.pause()
            await self._wait_for_threads()
        # The details are laid out once the cursor rests.
        await self.pilot.pause(0.01)
        draw(self.app)
        await wait_for_idle()
        # What is drawn may ask a thread for its bytes.
        while self._is_busy:
            await self._wait_for_threads()
            await self.pilot.pause()
            draw(self.app)

    async def _wait_for_threads(self) -> None:
        while self._is_busy:  # noqa: ASYNC110
            await asyncio.sleep(0.005)

    async def press(self, *keys: str) -> None:
        """Press keys one after the other: each has had its effect before the next."""
        for key in keys:
            await self.pilot.press(key)
            if self._is_busy:
                await self._wait_for_threads()
                await self.pilot.pause()
            await self._wait_for_room()
        await self.settle()

    async def _wait_for_room(self) -> None:
        """Wait until a pane that has just come has its size, unless there is no room for it."""
        if not self.app.is_running or len(self.app.screen_stack) != 1:
            return
        pane = self.main.active_pane
        if pane is self._pane:
            return
        self._pane = pane
        for _ in range(20):
            await self.pilot.pause(0.002)
            if pane is None or pane.size:
                break

    @property
    def text(self) -> str:
        """What the screen shows."""
        return shown(self.app)

    @property
    def words(self) -> str:
        """What the screen shows, as one line of words, without scrollbars and a pane's edge."""
        return " ".join(self.text.translate(EDGES).split())

    def line(self, part: str) -> str:
        """Return the first line that shows a text, without scrollbars and the edge of a pane."""
        found = next((line for line in self.text.splitlines() if part in line), "")
        return found.translate(EDGES).rstrip()

    @property
    def rows(self) -> list[str]:
        """The names in the file tree, indented, with the letter in front."""
        source = self.main.query_one("#file-rows").source  # type: ignore[attr-defined]
        cells = (source.row(index).cells for index in range(len(source)))
        return [f"{mark!s:<2}{name(NARROW[0])}" for mark, *_, name in cells]


@asynccontextmanager
async def opened(
    reference: Path | str,
    size: tuple[int, int] = NARROW,
    *,
    name: str | None = None,
    sort: Sort = Sort.NAME,
    memory: Memory | None = None,
    base: str | None = None,
    other: OtherImage | None = None,
) -> AsyncIterator[Stage]:
    """Open an image and wait until everything is known of it.

    By name, unless ``sort`` says otherwise: so many steps down then lead to the same path, whatever
    the sizes are.
    """
    memory = memory or Memory()
    memory.change(sort=sort.value)
    wanted = Wanted(str(reference), name, base=base, other=other)
    app = LayerscopeApp(wanted, now=NOW, memory=memory)
    draw_by_hand(app)
    async with app.run_test(size=size) as pilot:
        stage = Stage(app, pilot)
        await stage.settle()
        yield stage


def check_golden(name: str, text: str) -> None:
    """Compare with a stored screen; stored anew only where the environment asks for it."""
    path = GOLDENS / f"{name}.txt"
    if os.environ.get(UPDATE) == "1":
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8"), f"{path}: set {UPDATE}=1 to store it anew"
