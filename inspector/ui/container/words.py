"""What the screen says of a container: what a line did, what it cost, what there is to try."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.exports.layout.words import clauses, joined
from inspector.language import N_, _, ngettext
from inspector.text import human_size
from inspector.ui.container.completion import as_word
from inspector.ui.container.views import COPIED_UP, PARENT, WHITEOUT
from inspector.ui.kit.path_details import shortened
from inspector.ui.kit.sentences import listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from inspector.ui.container.views import Views
    from inspector.ui.session.container import Ran

# Paths of one line that are named; the writable layer lists them all.
_NAMED = 2
_LONGEST, _LONGEST_TROUBLE = 100, 300

OWN_WORDS = {
    "help": N_("show this"),
    "undo": N_("take back the last change"),
    "reset": N_("empty the writable layer"),
    "commit": N_("make an image of it"),
    "remove": N_("stop and remove the container"),
    "clear": N_("clear this output"),
    "exit": N_("close this screen, keep the container until the program ends"),
}
NOTHING_RUNS = N_(
    "An imagined container: these commands are imitated on the image's files. No program is run,"
    " and nothing on this computer changes."
)


def outcome_text(ran: Ran, stored_bytes: int) -> str:
    """Return one printable line: what a line copied up, hid or wrote, and what that cost."""
    changes = ran.result.changes
    every = (*changes.copied_up, *changes.hidden, *changes.written, *changes.dropped)
    around = {f"{path[:at]}" for path in every for at, char in enumerate(path) if char == "/"}
    parts = [_("exit {code}").format(code=ran.result.exit)] if ran.result.exit else []
    parts += [
        done.format(paths=_some(paths))
        for done, paths in (
            # Directories are copied up for what lies in them.
            (_("copied up {paths}"), [path for path in changes.copied_up if path not in around]),
            (_("hid {paths}"), changes.hidden),
            (_("wrote {paths}"), changes.written),
            (_("dropped {paths}"), changes.dropped),
        )
        if paths
    ]
    if len(parts) == bool(ran.result.exit):
        parts.append(_("changed attributes only") if ran.has_changed else _("nothing was written"))
    else:
        parts += _cost(ran, stored_bytes)
    return f"→ {clauses(parts)}"


def _cost(ran: Ran, stored_bytes: int) -> Iterator[str]:
    """Yield what a line stored more, and what it hid of the image."""
    stored = ran.result.stored_bytes
    if stored:
        more = f"{'+' if stored > 0 else '-'}{human_size(abs(stored))}"
        told = _("{size} in the writable layer, now {total}")
        yield told.format(size=more, total=human_size(stored_bytes))
    else:
        yield _("stores nothing more")
    if ran.hidden_bytes > 0:
        told = _("{size} more of the image hidden, none of it freed")
        yield told.format(size=human_size(ran.hidden_bytes))
    elif ran.hidden_bytes < 0:
        yield _("{size} of the image seen again").format(size=human_size(-ran.hidden_bytes))


def _some(paths: Sequence[str]) -> str:
    named = joined(shortened(path, _LONGEST) for path in paths[:_NAMED])
    more = len(paths) - _NAMED
    told = _("{paths} and {count} more")
    return told.format(paths=named, count=f"{more:,}") if more > 0 else named


def totals(image_bytes: int, views: Views) -> str:
    """Return what image and layer come to."""
    hidden = views.cost.hidden_bytes
    said = _("image {image} (stays as it is) + layer {layer} = {total}")
    if hidden:
        said = _("image {image} (stays as it is) + layer {layer} = {total}   hidden: {hidden}")
    return said.format(
        image=human_size(image_bytes),
        layer=human_size(views.stored_bytes),
        total=human_size(image_bytes + views.stored_bytes),
        hidden=human_size(hidden),
    )


def layer_summary(views: Views) -> str:
    """Return how many paths the writable layer has, by how they came there."""
    kinds = [each.origin for each in views.layer if each.origin != PARENT]
    copied, hidden = kinds.count(COPIED_UP), kinds.count(WHITEOUT)
    written = len(kinds) - copied - hidden
    parts = (
        (written, _("{count} new")),
        (copied, _("{count} copied up")),
        (hidden, _("{count} hidden")),
    )
    told = [text.format(count=f"{number:,}") for number, text in parts if number]
    return listed(told) or _("empty")


def help_lines(commands: Sequence[str]) -> Iterator[str]:
    """Yield what the prompt understands."""
    yield _("Commands, like GNU's: {commands}").format(commands=" ".join(sorted(commands)))
    yield _("With quotes, * ? [a-z], ; && || and > >> to a file. Tab completes, Up goes back.")
    entry = _("{word}: {meaning}")
    own = (entry.format(word=word, meaning=_(meaning)) for word, meaning in OWN_WORDS.items())
    yield _("{words}.").format(words=clauses(own))


def not_ready(merged: int, layers: int) -> str:
    """Return why the container has not started yet."""
    if merged >= layers:
        return _("Adding up the image: the container starts in a moment.")
    left = layers - merged
    told = ngettext(
        "Reading layer {layer} of {layers}: the container starts when {count} more layer is read.",
        "Reading layer {layer} of {layers}: the container starts when {count} more layers are"
        " read.",
        left,
    )
    return told.format(layer=merged, layers=layers, count=f"{left:,}")


def damage(layer: int, trouble: str) -> str:
    """Return a warning for a layer that is not known whole."""
    told = _("Layer {layer} is {trouble}; what it held may be missing.")
    return told.format(layer=layer, trouble=shortened(trouble, _LONGEST_TROUBLE))


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
