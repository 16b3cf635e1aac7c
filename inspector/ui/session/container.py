"""The imagined container of the image on the screen: what was run in it, and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from inspector.analyses.container_cost import ContainerCost, container_cost
from inspector.container.filesystem import Filesystem
from inspector.container.shell import Shell
from inspector.io.progress import CancelledError
from inspector.ui.session.text_history import TextHistory
from inspector.ui.session.transcript import Transcript

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from inspector.container.shell import CommandResult
    from inspector.container.upper import Snapshot
    from inspector.reading.contents import Contents
    from inspector.reading.image import Image
    from inspector.tree import Tree

# What undo may keep: each step copies the names of the whole layer.
_MOST_STEPS, _MOST_NAMES = 100, 500_000


class Ran(NamedTuple):
    """What a line did.

    ``hidden_bytes`` is how much more of the image is hidden than before; ``has_changed``: whether
    anything in the writable layer has changed, if only a time; ``is_volume``: or in a volume alone.
    """

    result: CommandResult
    hidden_bytes: int
    has_changed: bool
    is_volume: bool = False


class Tried(NamedTuple):
    """A line that was typed; ``has_failed``: it was refused, or ended with an error."""

    line: str
    has_failed: bool


class _Undone(NamedTuple):
    """What was run, and how all was before."""

    line: str
    snapshot: Snapshot
    directory: str
    lines: tuple[str, ...]
    cost: ContainerCost
    commands: int


class Container:
    """One container at a time; ``image`` is the same file system with nothing on top.

    ``lines`` are those that changed something, if only the directory; ``tried`` are all, also of
    containers before this one, of which ``removed`` counts how many there were; ``commands`` counts
    them without those that were not understood, or taken back since. ``volumes`` are
    directories that are mounted volumes. All that changes or reads the file systems runs in one
    thread at a time.
    """

    def __init__(
        self,
        image: Image,
        tree: Tree,
        contents: Contents,
        clock: Callable[[], int],
        volumes: Sequence[str] = (),
    ) -> None:
        self._tree = tree
        self._clock = clock
        self._is_stopping = False
        self.image = Filesystem(image, tree, contents, clock)
        self.history = TextHistory()
        self.transcript = Transcript()
        self.tried: list[Tried] = []
        self.removed = self.commands = 0
        self.filesystem = Filesystem(image, tree, contents, self._time, volumes)
        self._begin()

    def restart(self) -> None:
        """Begin anew: what was written, but to volumes, is gone, and there is no way back."""
        self.removed += 1
        self._begin()

    def _begin(self) -> None:
        self.filesystem.renew()
        self.shell = Shell(self.filesystem)
        self.cost = ContainerCost()
        self.lines: tuple[str, ...] = ()
        self._steps: list[_Undone] = []
        self._first = self._step("")

    def start_here(self) -> None:
        """Take the layer as it is for the start, which a reset goes back to."""
        self.cost = container_cost(self._tree, self.filesystem.upper())
        self._first = self._step("")

    def refuse(self, line: str) -> None:
        """Note a line that was not understood."""
        self.tried.append(Tried(line, has_failed=True))

    def run(self, line: str) -> Ran:
        """Run a line. Raises CancelledError, with all as before, where it was stopped."""
        self._is_stopping = False
        step, cost = self._step(line), self.cost
        try:
            result = self.shell.run(line)
            self._time()
            has_changed = self.filesystem.snapshot() != step.snapshot
            if has_changed:
                self.cost = container_cost(self._tree, self.filesystem.upper())
        except CancelledError:
            self._go_back(step)
            raise
        self.tried.append(Tried(line, has_failed=bool(result.exit)))
        self.commands += 1
        if has_changed or self.shell.directory != step.directory:
            self.lines = (*self.lines, line)
            self._keep(step)
        is_volume = has_changed and self.filesystem.has_layer_of(step.snapshot)
        return Ran(result, self.cost.hidden_bytes - cost.hidden_bytes, has_changed, is_volume)

    def stop(self) -> None:
        """End a line that runs in another thread, at its next change."""
        self._is_stopping = True

    def undo(self) -> str | None:
        """Take back the last line that changed something; return it, None where there is none."""
        if not self._steps:
            return None
        step = self._steps.pop()
        self._go_back(step)
        return step.line

    def reset(self) -> None:
        """Empty the writable layer; this can be undone."""
        step = self._step("reset")
        self._go_back(self._first)
        self._keep(step)

    def _time(self) -> int:
        if self._is_stopping:
            raise CancelledError
        return self._clock()

    def _step(self, line: str) -> _Undone:
        snapshot, directory = self.filesystem.snapshot(), self.shell.directory
        return _Undone(line, snapshot, directory, self.lines, self.cost, self.commands)

    def _keep(self, step: _Undone) -> None:
        steps = [*self._steps[1 - _MOST_STEPS :], step]
        names = sum(each.snapshot.names for each in steps)
        while names > _MOST_NAMES and len(steps) > 1:
            names -= steps.pop(0).snapshot.names
        self._steps = steps

    def _go_back(self, step: _Undone) -> None:
        self._is_stopping = False
        self.filesystem.restore(step.snapshot)
        self.shell.directory = step.directory
        self.lines, self.cost, self.commands = step.lines, step.cost, step.commands
