"""One line of the palette, and under which heading it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspector.language import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

FILES = N_("Files")
CURSOR = N_("Moving the cursor")
LAYERS = N_("Go to a layer")
THEMES = N_("Themes")
VIEW = N_("View")
PATHS = N_("Files of the image")

# By the beginning of an action's name; of several the first.
_GROUPS = (
    (FILES, (
        "files.", "filter.", "main.mode", "main.all", "main.changes", "main.added",
        "main.modified", "main.removed", "main.unmodified", "main.fold_all", "main.attributes",
        "main.filter", "main.clear_filter", "main.sort", "main.next_match", "main.previous_match",
    )),
    (N_("File under the cursor"), (
        "path.", "viewer.", "difference.", "stack.", "lines.copy", "lines.life",
        "lines.extract",
    )),
    (N_("Layers"), (
        "layers.", "main.previous", "main.next", "main.range", "main.end_range", "main.base",
    )),
    (N_("Build, step by step"), ("main.build", "steps.", "build.")),
    (N_("Waste"), ("waste.", "main.worst")),
    (N_("Findings"), ("findings.",)),
    (N_("Packages"), ("packages.",)),
    (N_("History"), ("history.",)),
    (N_("Dockerfile"), ("dockerfile.",)),
    (N_("Map"), ("map.",)),
    (N_("Image"), ("image.", "run.", "main.images")),
    (N_("Container"), ("main.container", "container.", "prompt.", "remove.")),
    (N_("Two images"), ("main.compare", "comparison.", "other.")),
    (N_("Lesson"), ("lesson.",)),
    (VIEW, (
        "main.tab", "main.focus", "main.totals", "header.", "sizes.", "app.theme", "app.redraw",
        "app.present",
        "lines.search", "lines.next", "lines.previous", "lines.wrap", "search.",
    )),
    (N_("Details"), ("details.",)),
    (CURSOR, ("rows.", "boxes.", "lines.")),
    (N_("Application"), ("app.", "main.quit", "dialog.")),
)  # fmt: skip
# The order of all headings.
ORDER = (
    *(heading for heading, _ in _GROUPS if heading != CURSOR), CURSOR, LAYERS, THEMES, PATHS,
)  # fmt: skip


def ordered(headings: Collection[str]) -> list[str]:
    """Return all headings in their order: before View those of parts that are not listed."""
    at = ORDER.index(VIEW)
    return [*ORDER[:at], *sorted({*headings} - {*ORDER}), *ORDER[at:]]


def group_of(action: str) -> str:
    """Return the heading for an action; of a part that is not listed, its own name."""
    for heading, beginnings in _GROUPS:
        if action.startswith(beginnings):
            return heading
    return action.partition(".")[0].capitalize()


@dataclass(frozen=True, slots=True)
class PaletteCommand:
    """One line of the palette: under which heading, its text, which is printable, and its keys.

    The heading is English, and translated where it is shown. It is found by its ``label`` in the
    line of keys, too, and by other words for it.
    """

    group: str
    text: str
    run: Callable[[], object]
    keys: str = ""
    is_common: bool = False
    label: str = ""
    other_words: str = ""
