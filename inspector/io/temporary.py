"""Room on disk that no one has to clear up."""

from __future__ import annotations

import os


def unlinked_file() -> int:
    """Return a file without a name, which goes when it is closed. Raises OSError."""
    import tempfile  # takes long to import, and hardly any audit needs a copy

    # On most file systems it never has one, which a signal could leave behind.
    with tempfile.TemporaryFile(prefix="layerscope-", buffering=0) as file:
        return os.dup(file.fileno())
