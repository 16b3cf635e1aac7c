"""One line of the palette, and under which heading it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

FILES = "Files"
CURSOR = "Moving the cursor"
LAYERS = "Go to a layer"
THEMES = "Themes"
PATHS = "Files of the image"

# By the beginning of an action's name; of several the first.
_GROUPS = (
    (FILES, (
        "files.", "filter.", "main.mode", "main.all", "main.changes", "main.added",
        "main.modified", "main.removed", "main.unmodified", "main.fold_all", "main.attributes",
        "main.filter", "main.clear_filter", "main.sort", "main.next_match", "main.previous_match",
    )),
    ("File under the cursor", (
        "path.", "viewer.", "difference.", "stack.", "lines.copy", "lines.life",
        "lines.extract",
    )),
    ("Layers", (
        "layers.", "main.previous", "main.next", "main.range", "main.end_range", "main.base",
    )),
    ("Build, step by step", ("main.build", "steps.", "build.")),
    ("Waste", ("waste.", "main.worst")),
    ("Findings", ("findings.",)),
    ("Packages", ("packages.",)),
    ("History", ("history.",)),
    ("Dockerfile", ("dockerfile.",)),
    ("Map", ("map.",)),
    ("Image", ("image.", "run.", "main.images")),
    ("Container", ("main.container", "container.", "prompt.", "commit.", "remove.")),
    ("Lesson", ("lesson.",)),
    ("View", (
        "main.tab", "main.focus", "main.totals", "header.", "sizes.", "app.theme", "app.redraw",
        "app.present",
        "lines.search", "lines.next", "lines.previous", "lines.wrap", "search.",
    )),
    ("Details", ("details.",)),
    (CURSOR, ("rows.", "boxes.", "lines.")),
    ("Application", ("app.", "main.quit", "dialog.")),
)  # fmt: skip
# The order of all headings.
ORDER = (
    *(heading for heading, _ in _GROUPS if heading != CURSOR), CURSOR, LAYERS, THEMES, PATHS,
)  # fmt: skip


def group_of(action: str) -> str:
    """Return the heading for an action; of a part that is not listed, its own name."""
    for heading, beginnings in _GROUPS:
        if action.startswith(beginnings):
            return heading
    return action.partition(".")[0].capitalize()


@dataclass(frozen=True, slots=True)
class Command:
    """One line of the palette: under which heading, its text, which is printable, and its keys.

    It is found by its ``label`` in the line of keys, too, and by other words for it.
    """

    group: str
    text: str
    run: Callable[[], object]
    keys: str = ""
    is_common: bool = False
    label: str = ""
    other_words: str = ""
