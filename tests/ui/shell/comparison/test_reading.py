from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest

from inspector.analyses.comparison import ignored
from inspector.formats.choice import choose
from inspector.formats.source import open_archive
from inspector.io.progress import CancelledError
from inspector.limits import DEFAULT_LIMITS
from inspector.reading.cache import LayerCache
from inspector.reading.image import Image
from inspector.ui.session.messages import ComparisonOpened
from inspector.ui.shell.comparison.reading import compare_both, find_audited, read_old
from inspector.ui.shell.loading import complaints_of
from tests.build_image import ImageSpec, empty, file, format_named
from tests.ui.comparison.pair import pair
from tests.ui.images import damaged, small
from tests.ui.sessions import session_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from inspector.reading.layer_data import LayerData
    from inspector.reading.scan import LayerScan
    from inspector.ui.kit.jobs import Job
    from inspector.ui.session.compared import ComparedSession
    from tests.build_image.images import Json


class Waiting:
    """A job that is awaited until it was asked so often, and the screen that is told."""

    def __init__(self, checks: int = 1000) -> None:
        self.checks = checks
        self.told: list[str] = []

    def check(self) -> None:
        self.checks -= 1
        if self.checks < 0:
            raise CancelledError

    def tell(self, told: Callable[..., object], /, *args: object, **others: object) -> None:
        told(*args, **others)

    def progressed(self, layer: int, share: float, *, is_merging: bool) -> None:
        self.told.append(f"layer {layer} {share:.0%} {is_merging}")


def read(
    old: Path,
    new: Path,
    job: Waiting,
    *,
    cache: LayerCache | None = None,
) -> ComparedSession:
    archive = open_archive(str(old), DEFAULT_LIMITS)
    image = Image(archive, choose(archive, image=None, platform=None), DEFAULT_LIMITS)
    session = session_of(new)
    session.cache = cache
    asked = ComparisonOpened(session, str(old), image, ignored(["mtime"]))
    read_image = read_old(job, asked, cast("Job", job))
    return compare_both(read_image, asked, cast("Job", job))


def test_what_base_images_store_twice_is_no_new_finding(tmp_path: Path) -> None:
    """As on the command line: ``tests/cli/test_diff.py``."""
    big = [file("big", b"1" * 2_000_000)]
    later = {"created": "2030-01-01T00:00:00Z", "created_by": "COPY app /"}
    bash = empty('CMD ["bash"]')
    steps: list[str | Json] = ["ADD file:1 in /", "RUN a", "RUN b", bash, later]
    write = format_named("oci-archive").write
    spec = ImageSpec([big, big, big, [file("app")]], history=steps)
    path = write(tmp_path / "old.tar", spec)
    job = Waiting()
    found = read(path, write(tmp_path / "new.tar", spec), job)
    assert found.old.base is not None
    found.new.base = found.old.base  # which the loader of the screen finds
    audits = find_audited(found, cast("Job", job))
    told = [each.id for each in (*audits.old.findings, *audits.new.findings)]
    assert "copied-metadata" in told
    assert "mergeable-layers" not in told


def test_both_images_are_read_and_compared(tmp_path: Path) -> None:
    job = Waiting()
    found = read(*pair(tmp_path), job)
    assert found.comparison.ignored.fields == {"mtime"}
    assert found.sizes is not None
    assert found.old.sizes is not None
    assert job.told
    assert found.verdict.startswith("different: ")


def test_who_leaves_does_not_wait(tmp_path: Path) -> None:
    old, new = pair(tmp_path)
    with pytest.raises(CancelledError):
        read(old, new, Waiting(0))


def test_what_could_not_be_read_of_the_old_image_is_said_at_the_end(tmp_path: Path) -> None:
    found = read(damaged(tmp_path), small(tmp_path), Waiting())
    (line,) = complaints_of(found.new)
    assert "damaged.tar: layer 1: " in line


def test_what_comparing_contents_has_taught_is_kept(tmp_path: Path) -> None:
    old, new = pair(tmp_path)
    kept: list[object] = []

    class Keeping(LayerCache):
        def keep_fingerprints(self, data: LayerData, scan: LayerScan) -> None:
            assert any(each.fingerprint is not None for each in scan.entries)
            kept.append(data)

    found = read(old, new, Waiting(), cache=Keeping(tmp_path / "cache", lambda _said: None))
    layers = found.comparison.both.fingerprinted()
    assert layers
    assert kept == [each.data for each in layers]
