"""What else people type for what actions do, besides the words that the palette shows."""

from __future__ import annotations

from inspector.language import N_

# By the names of actions in a keymap. An action's own words and the label of its key need no entry.
SYNONYMS = {
    "main.filter": N_("search find grep"),
    "main.mode": N_("toggle"),
    "main.sort": N_("order by largest biggest"),
    "main.worst": N_("costs expensive largest biggest"),
    "main.range": N_("several layers"),
    "main.base": N_("FROM parent image"),
    "main.container": N_(
        "writable layer copy-up whiteout overlay shell prompt run rm cp docker run"
    ),
    "main.quit": N_("exit leave"),
    "main.removed": N_("deleted"),
    "main.fold_all": N_("collapse expand"),
    "layers.reverse": N_("order newest oldest"),
    "path.difference": N_("compare what changed"),
    "main.build": N_("instructions cache rebuild replay forward backward"),
    "history.turn": N_("explain what each step does, docker history table"),
    "path.life": N_("who changed this path, blame"),
    "path.stack": N_("layers overlay lookup whiteout opaque hidden copy"),
    "path.extract": N_("save export copy download write to disk"),
    "rows.choose": N_("view read contents cat"),
    "app.theme": N_("colors dark light"),
    "app.help": N_("keys shortcuts manual"),
}
