"""Small files in the user's state folder: read whole or not at all, written whole or not at all.

What does not fit (damage, another version, a file that grew beyond reason) counts as not there, and
where nothing can be written nothing is remembered: none of it is worth an error.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from pathlib import Path

# The largest of them has some 100 kB; whatever is larger is none.
_MOST_BYTES = 256 << 10


def state_path(name: str) -> Path:
    """Return where a file of the user's state lies (XDG base directories, ``XDG_STATE_HOME``)."""
    from platformdirs import user_state_path

    return user_state_path("layerscope") / name


def read_state(path: Path) -> dict[str, Any]:
    """Return the object in a file, an empty one where there is none that can be read."""
    try:
        with path.open("rb") as file:
            found = msgspec.json.decode(file.read(_MOST_BYTES))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def write_state(path: Path, values: object) -> None:
    """Write an object and move it into place, so that no one reads half of it."""
    from inspector.io.atomic import write_whole  # takes longer to import than a file to read

    data = msgspec.json.encode(values) + b"\n"
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, data)
