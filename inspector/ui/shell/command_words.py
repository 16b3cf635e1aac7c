"""What else people type for what actions do, besides the words that the palette shows."""

from __future__ import annotations

# By the names of actions in a keymap. An action's own words and the label of its key need no entry.
SYNONYMS = {
    "main.filter": "search find grep",
    "main.mode": "toggle",
    "main.sort": "order by largest biggest",
    "main.worst": "costs expensive largest biggest",
    "main.range": "several layers",
    "main.base": "FROM parent image",
    "main.container": "writable layer copy-up whiteout overlay shell prompt run rm cp docker run",
    "main.quit": "exit leave",
    "main.removed": "deleted",
    "main.fold_all": "collapse expand",
    "layers.reverse": "order newest oldest",
    "path.difference": "compare what changed",
    "path.life": "who changed this path, blame",
    "path.stack": "layers overlay lookup whiteout opaque hidden copy",
    "path.extract": "save export copy download write to disk",
    "rows.choose": "view read contents cat",
    "app.theme": "colors dark light",
    "app.help": "keys shortcuts manual",
}
