"""What is done to a container, for its thread, and what the screen says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.errors import LayerscopeError
from inspector.io.progress import CancelledError
from inspector.language import _
from inspector.text import human_size
from inspector.ui.container.words import outcome_text

if TYPE_CHECKING:
    from typing import TypeAlias

    from inspector.ui.session.container import Container

    # Lines, each with a component class of ``TextLines``.
    Said: TypeAlias = list[tuple[str, str]]

COMMAND, RESULT, NOTE, WRONG, PLAIN = (
    "lines--key",
    "lines--fact",
    "lines--note",
    "lines--removed",
    "",
)

# The screen's own sentences, which are broken at words.
PROSE = frozenset({RESULT, NOTE, WRONG})


def run_line(container: Container, line: str) -> Said:
    """Run a line; return its output, and in one line what it did to the writable layer."""
    said = [(f"{container.shell.directory} # {line}", COMMAND)]
    try:
        ran = container.run(line)
    except CancelledError:
        return [*said, (_("Stopped: all is as it was before this line."), WRONG)]
    except LayerscopeError as error:
        return [*said, (str(error), WRONG)]
    if ran.result.output:
        said.append((ran.result.output, PLAIN))
    outcome = outcome_text(ran, container.filesystem.stored_bytes)
    if ran.is_volume:
        outcome = _("→ changed a volume; the writable layer is as it was")
    return [*said, (outcome, RESULT)]


def undo(container: Container) -> Said:
    """Take back the last line that changed something."""
    line = container.undo()
    if line is None:
        return [(_("There is nothing to undo."), NOTE)]
    return [(_("Undone: {line}").format(line=line), RESULT)]


def reset(container: Container) -> Said:
    """Empty the writable layer."""
    container.reset()
    return [(_("The writable layer is empty again. undo brings back what it held."), RESULT)]


def remove(container: Container) -> Said:
    """Remove the container; another one begins."""
    gone = human_size(container.filesystem.stored_bytes)
    container.restart()
    said = _(
        "The container is gone, and with it all it wrote ({size}). The image is as it was."
        " A new container starts with an empty writable layer."
    )
    told = [(said.format(size=gone), RESULT)]
    if container.filesystem.volumes:
        told.append((_("What it wrote to volumes stays in them."), RESULT))
    return told
