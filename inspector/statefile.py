"""Small files in the user's state folder: read whole or not at all, written whole or not at all.

What does not fit (damage, another version, a file that grew beyond reason) counts as not there, and
where nothing can be written nothing is remembered: none of it is worth an error.
"""

from __future__ import annotations

import os.path
from contextlib import suppress
from typing import Any, TypeAlias

import msgspec

AnyPath: TypeAlias = "str | os.PathLike[str]"

# The largest of them has some 100 kB; whatever is larger is none.
_MOST_BYTES = 256 << 10


def state_path(name: str) -> str | None:
    """Return where a file of the user's state lies, None where no home is known.

    Source: XDG base directories, ``XDG_STATE_HOME``. platformdirs takes long to import, and
    most commands need nothing else of it.
    """
    folder = os.environ.get("XDG_STATE_HOME", "")
    if not os.path.isabs(folder):  # noqa: PTH117  pathlib takes long to import
        folder = os.path.expanduser("~/.local/state")  # noqa: PTH111
    return f"{folder}/layerscope/{name}" if os.path.isabs(folder) else None  # noqa: PTH117


def read_state(path: AnyPath) -> dict[str, Any]:
    """Return the object in a file, an empty one where there is none that can be read."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123
            found = msgspec.json.decode(file.read(_MOST_BYTES))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def write_state(path: AnyPath, values: object) -> None:
    """Write an object and move it into place, so that no one reads half of it."""
    from pathlib import Path

    from inspector.io.atomic import write_whole  # takes longer to import than a file to read

    path = Path(path)
    data = msgspec.json.encode(values) + b"\n"
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, data)
