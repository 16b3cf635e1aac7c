"""Errors that nobody raised on purpose, in a line."""

from __future__ import annotations

import pytest

from inspector.cli.kit.faults import fault


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(28, "No space left on device"), "system error: No space left on device"),
        (OSError(13, "Permission denied", "/a/b"), "system error: Permission denied: /a/b"),
        (MemoryError(), "out of memory"),
        (ImportError("x.so: no\n"), "a part of the program cannot be loaded: x.so: no\\n"),
    ],
)
def test_what_happened_and_where_is_said(error: Exception, said: str) -> None:
    assert fault(error) == said
