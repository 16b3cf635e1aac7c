"""What ``--ignore`` means: fields, presets, globs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from inspector.analyses.comparison.ignored import ignored
from inspector.errors import UsageError
from tests.analyses.comparison.pairs import of_layers, told
from tests.build_image import directory, file

if TYPE_CHECKING:
    from pathlib import Path


def test_words() -> None:
    found = ignored(["owner", "mtime", "*.pyc", "/var/log", "config.Labels.*", "config.d/*"])
    assert found.fields == {"uid", "gid", "mtime"}
    assert found.globs == ("*.pyc", "/var/log", "config.d/*")
    assert found.settings == ("Labels.*",)


def test_a_misspelt_field() -> None:
    with pytest.raises(
        UsageError, match=r"did you mean mtime\?: a path of this name is \*\*/mtimes"
    ):
        ignored(["mtimes"])
    assert ignored(["**/mtimes", "core"]).globs == ("**/mtimes", "core")


def test_paths_and_fields_that_are_ignored_differ_in_nothing(tmp_path: Path) -> None:
    old = [[directory("log", mtime=1), file("log/x", b"123"), file("a", b"1", mtime=1)]]
    new = [[directory("log", mtime=2), file("log/x", b"12"), file("a", b"1", mtime=2, uid=5)]]
    assert told(of_layers(tmp_path, old, new, "mtime")) == {
        "/a": "metadata uid", "/log/x": "modified content",
    }  # fmt: skip
    found = of_layers(tmp_path, old, new, "/log", "semantic", "owner")
    assert told(found) == {}
    assert found.is_same
    assert (found.bytes.old, found.bytes.new) == (1, 1)
