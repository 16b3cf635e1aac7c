"""What a user does on the screen, and how long each key takes to be seen.

A key's time ends with the last byte of the repaint that shows what the key is for, not with the
first byte of any.
"""

from __future__ import annotations

import re
from itertools import cycle, islice
from typing import TYPE_CHECKING, TypeAlias

from benchmarks.terminal import ROWS, Terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Times: TypeAlias = "list[float | None]"
"""Seconds of each try; None where what was waited for was not seen in time."""

# Seconds to wait for a first frame, for all layers, and for what a key does.
FRAME, LOAD, KEY = 20.0, 120.0, 3.0
_LAYERS = 6  # a column within the list of layers
_NAME = re.compile(r"[\w.-]+")
_UNREADY = ("reading layer", "comparing", "opening", "adding up")
_REST = 0.1  # between keys, so that a repaint is not taken for the next key's
_MISSES = 2  # keys without an effect, after which the others are not tried
_BACKSPACE = "\x7f"


class User:
    """Someone at the keyboard, who looks at the screen."""

    def __init__(self, terminal: Terminal, layers: int) -> None:
        self.terminal = terminal
        self._layers = layers

    # -- what is seen

    def shows_layers(self) -> bool:
        """Whether the layers and their history are there, as far as there is room."""
        text = self.terminal.text
        return "step 0 " in text and f"step {min(self._layers, 8) - 1} " in text

    def _shows(self, text: str) -> bool:
        """Whether a text is there, and nothing says that more is to come."""
        shown = self.terminal.text
        return text in shown and not any(each in shown for each in _UNREADY)

    def _row(self, column: int) -> str:
        """Return the text of the list's row under the cursor, "" where there is none."""
        line = self.terminal.marked_line(column)
        return "" if line is None else self.terminal.lines[line][column:]

    def _layer(self) -> str:
        return self._row(_LAYERS)

    def _file(self) -> str:
        """Return the file under the cursor, once the line below tells of it, too."""
        row, told = self._row(self._files_column), self.terminal.lines[ROWS - 2]
        name = _NAME.findall(row)[-1:]
        return row if any(f"/{each} " in told for each in name) else ""

    def _files(self) -> str:
        column = self._files_column
        return "\n".join(line[column:] for line in self.terminal.lines[2:-4])

    @property
    def _files_column(self) -> int:
        """A column within the list of files: that of its tab. The panes share the width anew."""
        tabs = (line.find(" Files ") for line in self.terminal.lines)
        return max(tabs)

    # -- what is done

    def wait_until_read(self) -> tuple[float | None, Times]:
        """Move among the layers until all are read; return how long that took, and each move."""
        terminal = self.terminal
        moves: Times = []
        terminal.wait(self.shows_layers, FRAME)
        for key in cycle("jk"):
            if self._shows("efficiency") or terminal.age > LOAD:
                break
            moves += self._change(key, self._layer)
        complete = self.see_complete()
        terminal.settle(2.0, LOAD)
        return complete, moves

    def see_complete(self) -> float | None:
        """Wait until all layers are read; return the seconds from the start."""
        return self.terminal.wait(lambda: self._shows("efficiency"), LOAD)

    def walk(self) -> Times:
        """Go to the last layer, and from there through all layers, down and up again."""
        top = self._layers - 1
        titles = [f"changes of layer {layer} " for layer in range(self._layers)]
        self._press("G", lambda: self._shows(titles[top]))
        down = [("[", title) for title in reversed(titles[:-1])]
        return self._reach([*down, *(("]", title) for title in titles[1:])])

    def turn_modes(self, presses: int) -> Times:
        """Turn between the changes of a layer and everything."""
        titles = cycle(("everything up to", "changes of layer"))
        return self._reach([("a", title) for title in islice(titles, presses)])

    def enter_files(self) -> None:
        """Go into the tree of files, and open the first folders."""
        for key in ("1", "g", "l", "l", "l", "l", "l"):
            self._press(key, lambda: True)

    def move(self, presses: int) -> Times:
        """Move down the tree of files, and up again."""
        half = presses // 2
        return self._change("j" * half + "k" * half, self._file)

    def fold(self, presses: int) -> Times:
        """Go to the folder around, and close and open it."""
        self._press("h", lambda: True)
        return self._change(" " * presses, self._files)

    def sort(self, presses: int) -> Times:
        """Turn through the orders."""
        return self._change("s" * presses, self._files)

    def filter(self, presses: int) -> Times:
        """Type the number of files into the filter and take it back, again and again."""
        self._press("/", lambda: True)
        typed = "file-0199"
        keys = cycle(typed + _BACKSPACE * len(typed))
        return self._change(islice(keys, presses), self._files)

    # -- within

    def _reach(self, ways: Iterable[tuple[str, str]]) -> Times:
        """Press keys, each of which makes its text be shown."""
        times: Times = []
        for key, text in ways:
            times.append(self._press(key, lambda wanted=text: self._shows(wanted)))  # type: ignore[misc]
            if times.count(None) == _MISSES:
                break
        return times

    def _change(self, keys: Iterable[str], look: Callable[[], str]) -> Times:
        """Press keys, each of which changes what a look at the screen finds."""
        times: Times = []
        for key in keys:
            before = look()
            times.append(self._press(key, lambda was=before: look() not in {"", was}))  # type: ignore[misc]
            if times.count(None) == _MISSES:
                break
        return times

    def _press(self, key: str, condition: Callable[[], bool]) -> float | None:
        taken = self.terminal.press(key.encode(), condition, KEY)
        self.terminal.settle(_REST, KEY)
        return taken
