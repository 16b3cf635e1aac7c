"""What the screen says of a container: what a line did, what it cost, what there is to try."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.text import counted, human_size
from inspector.ui.container.completion import as_word
from inspector.ui.container.views import COPIED_UP, WHITEOUT
from inspector.ui.kit.path_details import shortened

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from inspector.ui.container.views import Views
    from inspector.ui.session.container import Ran

# Paths of one line that are named; the writable layer lists them all.
_NAMED = 2
_LONGEST, _LONGEST_TROUBLE = 100, 300

OWN_WORDS = {
    "help": "show this",
    "undo": "take back the last change",
    "reset": "empty the writable layer",
    "commit": "make an image of it",
    "remove": "stop and remove the container",
    "clear": "clear this output",
    "exit": "close this screen, keep the container until the program ends",
}
NOTHING_RUNS = (
    "An imagined container: these commands are imitated on the image's files. No program is run,"
    " and nothing on this computer changes."
)


def told(ran: Ran, stored_bytes: int) -> str:
    """Return one printable line: what a line copied up, hid or wrote, and what that cost."""
    changes = ran.result.changes
    every = (*changes.copied_up, *changes.hidden, *changes.written, *changes.dropped)
    around = {f"{path[:at]}" for path in every for at, char in enumerate(path) if char == "/"}
    parts = [f"exit {ran.result.exit}"] if ran.result.exit else []
    parts += [
        f"{verb} {_some(paths)}"
        for verb, paths in (
            # Directories are copied up for what lies in them.
            ("copied up", [path for path in changes.copied_up if path not in around]),
            ("hid", changes.hidden),
            ("wrote", changes.written),
            ("dropped", changes.dropped),
        )
        if paths
    ]
    if len(parts) == bool(ran.result.exit):
        parts.append("changed attributes only" if ran.has_changed else "nothing was written")
        return f"→ {'; '.join(parts)}"
    stored = ran.result.stored_bytes
    if stored:
        sign, now = "+" if stored > 0 else "-", human_size(stored_bytes)
        parts.append(f"{sign}{human_size(abs(stored))} in the writable layer, now {now}")
    else:
        parts.append("stores nothing more")
    if ran.hidden_bytes > 0:
        parts.append(f"{human_size(ran.hidden_bytes)} more of the image hidden, none of it freed")
    elif ran.hidden_bytes < 0:
        parts.append(f"{human_size(-ran.hidden_bytes)} of the image seen again")
    return f"→ {'; '.join(parts)}"


def _some(paths: Sequence[str]) -> str:
    named = ", ".join(shortened(path, _LONGEST) for path in paths[:_NAMED])
    more = len(paths) - _NAMED
    return f"{named} and {more:,} more" if more > 0 else named


def totals(image_bytes: int, views: Views) -> str:
    """Return what image and layer come to."""
    layer = human_size(views.stored_bytes)
    total, hidden = human_size(image_bytes + views.stored_bytes), views.cost.hidden_bytes
    said = f"image {human_size(image_bytes)} (stays as it is) + layer {layer} = {total}"
    return said + (f"   hidden: {human_size(hidden)}" if hidden else "")


def layer_summary(views: Views) -> str:
    """Return how many paths the writable layer has, by how they came there."""
    # Directories that are there for what lies in them do not count.
    kinds = [
        each.origin
        for each in views.layer
        if (each.row.type, each.letter, each.origin) != ("dir", "M", COPIED_UP)
    ]
    copied, hidden = kinds.count(COPIED_UP), kinds.count(WHITEOUT)
    written = len(kinds) - copied - hidden
    parts = [
        f"{number:,} {word}"
        for number, word in ((written, "new"), (copied, "copied up"), (hidden, "hidden"))
        if number
    ]
    return ", ".join(parts) or "empty"


def help_lines(commands: Sequence[str]) -> Iterator[str]:
    """Yield what the prompt understands."""
    yield "Commands, as GNU's: " + " ".join(sorted(commands))
    yield "With quotes, * ? [a-z], ; && || and > >> to a file. Tab completes, Up goes back."
    yield "; ".join(f"{word}: {meaning}" for word, meaning in OWN_WORDS.items()) + "."


def not_ready(merged: int, layers: int) -> str:
    """Return why the container has not started yet."""
    if merged >= layers:
        return "Adding up the image: the container starts in a moment."
    left = layers - merged
    verb = "is" if left == 1 else "are"
    return (
        f"Reading layer {merged} of {layers}: the container starts when {counted(left, 'layer')}"
        f" more {verb} read."
    )


def damage(layer: int, trouble: str) -> str:
    """Return a warning for a layer that is not known whole."""
    return f"Layer {layer} is {shortened(trouble, _LONGEST_TROUBLE)}; what it held may be missing."


def suggestions(large: str, folder: str, small: str) -> list[str]:
    """Return three lines to try, by paths of the image; "" for one that it does not have."""
    if not large:
        return ["mkdir /data", "echo hello > /data/hello", "ls -l /data"]
    folder = folder or large
    option = "-rf " if folder != large else ""
    return [
        f"echo hello >> {as_word(small or large)}",
        f"chmod 700 {as_word(large)}",
        f"rm {option}{as_word(folder)}",
    ]
