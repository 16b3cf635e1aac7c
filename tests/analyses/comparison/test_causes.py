"""Why files of two builds differ: by their paths, and by what is in them where that is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from inspector.analyses.comparison.causes import explained
from tests.analyses.comparison.pairs import of_layers
from tests.build_image import directory, file

if TYPE_CHECKING:
    from pathlib import Path

OLD = [
    file("var/log/dpkg.log", b"1"),
    file("var/cache/x", b"1"),
    directory("srv/build.a8Kd2x"),
    file("srv/libx-1.2.so", b"1"),
    file("srv/date", b"2024-01-02"),
    file("srv/README", b"old"),
    file("srv/mode", b"", mode=0o600),
]
NEW = [
    file("var/log/dpkg.log", b"2"),
    file("var/cache/x", b"2"),
    directory("srv/build.Zk9pQr"),
    file("srv/libx-1.3.so", b"22"),
    file("srv/date", b"2024-01-03"),
    file("srv/CHANGE", b"new!"),
    file("srv/mode", b"", mode=0o644),
]
BY_PATH = {
    "/srv/build.Zk9pQr": "random-name",
    "/srv/build.a8Kd2x": "random-name",
    "/var/cache/x": "cache",
    "/var/log/dpkg.log": "log",
}


@pytest.mark.parametrize("reads", [False, True])
def test_causes(tmp_path: Path, *, reads: bool) -> None:
    found = explained(of_layers(tmp_path, [OLD], [NEW]), reads=reads)
    causes = {each.path: str(each.cause) for each in found.files if each.cause is not None}
    assert causes == BY_PATH | ({"/srv/date": "time-in-text"} if reads else {})
