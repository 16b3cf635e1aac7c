"""Room on disk that no one has to clear up."""

from __future__ import annotations

import os


def unlinked_file() -> int:
    """Return a file without a name, which goes when it is closed. Raises OSError."""
    import tempfile  # takes long to import, and hardly any audit needs a copy

    fd, path = tempfile.mkstemp(prefix="layerscope-")
    os.unlink(path)  # noqa: PTH108  pathlib takes long to import
    return fd
