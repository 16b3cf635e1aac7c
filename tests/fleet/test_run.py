"""Each layer is read once, by whichever process, in whichever run."""

from __future__ import annotations

import io
import os
import re
import shutil
import signal
import time
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from inspector.fleet.kept_files import KeepingWatch
from inspector.fleet.layer_file import LayerFile
from inspector.fleet.progress import RunProgress
from inspector.fleet.run import run_sources
from inspector.fleet.source import FleetSource
from inspector.fleet.sources import sources
from inspector.fleet.tables import Tables
from inspector.fleet.work_folder import WorkFolder
from inspector.fleet.writing import WorkFolderError
from inspector.io.descriptors import write_all
from inspector.io.progress import CancelledError
from inspector.limits import DEFAULT_LIMITS
from tests.build_image import (
    ImageSpec,
    OciOptions,
    build,
    digest,
    file,
    format_named,
    layer_tar,
    oci_layout,
)
from tests.build_image.writers import save
from tests.fake_registry import FakeRegistry, push
from tests.fleet.fleets import BASE, Silent, content, fleet, image, settle
from tests.formats.test_engines import Play

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.build_image import Member, Part


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three images on one base, in three forms; one of them twice."""
    found = tmp_path / "images"
    image(found / "a.tar", BASE, [file("a", b"a" * 20_000)])
    image(found / "b.tar", BASE, [file("b", b"b")], form="oci-archive", codec="gzip")
    image(found / "deep" / "c", BASE, [file("c", b"c")], form="oci-dir", codec="zstd")
    shutil.copy(found / "a.tar", found / "deep" / "again.tar")
    settle()
    return found


@pytest.mark.parametrize("jobs", [1, 3])
def test_a_layer_is_read_once_whatever_form_it_has(tmp_path: Path, folder: Path, jobs: int) -> None:
    came = fleet(tmp_path / "out", folder, jobs=jobs)
    assert (came.reached.images, came.reached.unread) == (4, 0)
    assert came.reached.layers == 4
    assert came.reached.bytes < came.reached.stored / 1.5
    layers = {row["diff_id"]: row["images"] for row in came.rows("layers")}
    assert layers[digest(layer_tar(BASE))] == 3
    assert sorted(layers.values()) == [1, 1, 1, 3]


def test_tables_are_the_same_whatever_number_of_processes(tmp_path: Path, folder: Path) -> None:
    one = fleet(tmp_path / "one", folder)
    several = fleet(tmp_path / "several", folder, jobs=3)
    assert content(one.out) == content(several.out)
    assert one.summary == several.summary


def test_a_second_run_reads_nothing_and_says_the_same(tmp_path: Path, folder: Path) -> None:
    first = fleet(tmp_path / "out", folder)
    before = content(first.out)
    again = fleet(tmp_path / "out", folder)
    assert (again.reached.layers, again.reached.bytes) == (0, 0)
    assert (again.reached.known, again.reached.images) == (4, 4)
    assert content(again.out) == before


def test_a_changed_archive_is_read_again(tmp_path: Path, folder: Path) -> None:
    fleet(tmp_path / "out", folder)
    image(folder / "a.tar", BASE, [file("a", b"another")])
    settle()
    came = fleet(tmp_path / "out", folder)
    assert (came.reached.known, came.reached.layers) == (3, 1)
    stored = {row["reference"]: row["stored_bytes"] for row in came.rows("images")}
    assert stored[str(folder / "a.tar")] == stored[str(folder / "b.tar")] - 1 + len(b"another")


def test_a_new_archive_is_all_that_is_read(tmp_path: Path, folder: Path) -> None:
    fleet(tmp_path / "out", folder)
    image(folder / "new.tar", BASE, [file("new", b"new")])
    came = fleet(tmp_path / "out", folder)
    assert (came.reached.images, came.reached.layers) == (5, 1)
    assert content(came.out) == content(fleet(tmp_path / "afresh", folder).out)


def kept(out: Path) -> dict[str, int]:
    """Return how many files there are of each kind in the work folder."""
    files = [each for each in (out / ".work").rglob("*") if each.is_file()]
    return Counter(each.relative_to(out / ".work").parts[0].partition("-")[0] for each in files)


def test_what_the_last_run_did_not_need_goes_and_all_else_stays(
    tmp_path: Path, folder: Path
) -> None:
    out = tmp_path / "out"
    (folder / "notes.txt").write_text("no image\n")
    settle()
    fleet(out, folder)
    all_of_it = {"layers": 4, "rows": 5, "lock": 1}
    assert kept(out) == all_of_it
    (out / ".work" / "rows-1-0.0.1").mkdir()  # of an earlier version
    assert fleet(out, folder).reached.known == 5
    assert kept(out) == all_of_it
    assert not (out / ".work" / "rows-1-0.0.1").exists()
    # What cannot be asked for now may be there again the next time.
    fleet(out, folder / "a.tar", "docker-archive:missing.tar", tmp_path / "none")
    assert kept(out) == all_of_it
    # Neither the layers of what is gone nor its rows.
    (folder / "b.tar").unlink()
    assert fleet(out, folder).reached.layers == 0
    assert kept(out) == {"layers": 3, "rows": 4, "lock": 1}


def test_what_a_limit_left_out_is_read_where_the_limit_is_raised(tmp_path: Path) -> None:
    path = image(tmp_path / "a.tar", [file("zeros", bytes(3_000_000))], codec="gzip")
    settle()
    low = DEFAULT_LIMITS.unpacking(1_000_000)
    for limits, errors in ((low, 1), (DEFAULT_LIMITS, 0)):
        came = fleet(tmp_path / "out", path, limits=limits)
        assert sum(row["error"] is not None for row in came.rows("images")) == errors


def test_one_platform_of_each_image_is_read_where_one_is_wanted(tmp_path: Path) -> None:
    intel, arm = (
        ImageSpec(layers=[BASE, [file("own", name.encode())]], platform=f"linux/{name}")
        for name in ("amd64", "arm64")
    )
    members = oci_layout(*map(build, (intel, arm)), options=OciOptions(one_index=True))
    both = save(tmp_path / "both.tar", members)
    alone = format_named("oci-archive").write(tmp_path / "intel.tar", intel)
    settle()
    every = fleet(tmp_path / "out", both, alone)
    platforms = sorted(row["platform"] for row in every.rows("images"))
    assert platforms == ["linux/amd64", "linux/amd64", "linux/arm64"]
    came = fleet(tmp_path / "out", both, alone, platform="linux/arm64")
    first, second = came.rows("images")
    assert (first["platform"], first["error"]) == ("linux/arm64", None)
    assert second["error"] == (
        "no image for platform linux/arm64 here; choose one with --platform:"
        f" 1 {build(intel).image_id[:19]} linux/amd64"
    )


def test_one_archive_of_several_images_shares_layers_too(tmp_path: Path) -> None:
    specs = [
        ImageSpec(layers=[BASE, [file("x", name.encode())]], tags=[f"example.com/{name}:1"])
        for name in ("one", "two")
    ]
    path = format_named("docker-25").write(tmp_path / "both.tar", *specs)
    came = fleet(tmp_path / "out", path)
    assert (came.reached.images, came.reached.layers) == (2, 3)
    assert [row["reference"] for row in came.rows("images")] == [
        f"{path}#example.com/one:1",
        f"{path}#example.com/two:1",
    ]


def lying(path: Path, form: str = "docker-legacy") -> Path:
    """Write an image whose configuration claims BASE, and whose layer is another."""
    evil = layer_tar([file("evil", b"e" * 30_000)])

    def change(members: Sequence[Member]) -> list[Member]:
        return [
            replace(each, content=evil) if each.content == layer_tar(BASE) else each
            for each in members
        ]

    path.parent.mkdir(parents=True, exist_ok=True)
    return format_named(form).write(path, ImageSpec(layers=[BASE]), change=change)


@pytest.mark.parametrize("names", [("a.tar", "b.tar"), ("b.tar", "a.tar")])
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_lying_diff_id_poisons_no_other_image(
    tmp_path: Path, names: tuple[str, str], jobs: int
) -> None:
    liar, honest = (tmp_path / "images" / name for name in names)
    lying(liar)
    image(honest, BASE, [file("own", b"own")])
    came = fleet(tmp_path / "out", tmp_path / "images", jobs=jobs)
    rows = {row["reference"]: row for row in came.rows("images")}
    assert rows[str(honest)]["error"] is None
    alone = fleet(tmp_path / "alone", honest)
    for table in ("waste", "findings", "packages"):
        mine = [row for row in came.rows(table) if row["id"] == rows[str(honest)]["id"]]
        assert mine == alone.rows(table), table
    if names[0] == "a.tar":  # it comes first, so it is the one that is read
        assert "the configuration says" in rows[str(liar)]["error"]
        assert rows[str(liar)]["stored_bytes"] == 30_000


def test_a_bad_image_is_a_row_and_what_is_none_is_not(tmp_path: Path, folder: Path) -> None:
    (folder / "notes.txt").write_text("no image\n")
    (folder / "cut.tar").write_bytes((folder / "a.tar").read_bytes()[:60_000])
    (folder / "none.tar").write_bytes((folder / "a.tar").read_bytes()[:700])
    came = fleet(tmp_path / "out", folder, tmp_path / "missing.tar")
    bad = {row["reference"]: row["error"] for row in came.rows("images") if row["error"]}
    assert set(bad) <= {
        str(folder / "cut.tar"),
        str(folder / "none.tar"),
        str(tmp_path / "missing.tar"),
    }
    assert str(folder / "none.tar") in bad
    assert "no such file" in bad[str(tmp_path / "missing.tar")]
    assert came.reached.unread == len(bad) == len(came.told)
    assert came.reached.images - len(bad) == 4


def test_a_process_that_is_killed_costs_its_image_alone(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wants = KeepingWatch.wants

    def killing(watch: KeepingWatch, inside: str, name: str, size: int) -> int:
        if name == "a":
            os.kill(os.getpid(), signal.SIGKILL)
        return wants(watch, inside, name, size)

    monkeypatch.setattr(KeepingWatch, "wants", killing)
    came = fleet(tmp_path / "out", folder, jobs=2)
    bad = [row for row in came.rows("images") if row["error"]]
    assert {row["reference"] for row in bad} == {
        str(folder / "a.tar"),
        str(folder / "deep" / "again.tar"),
    }
    assert "was killed" in bad[0]["error"]
    monkeypatch.undo()
    healed = fleet(tmp_path / "out", folder)
    assert (healed.reached.unread, healed.reached.layers) == (0, 1)
    assert content(healed.out) == content(fleet(tmp_path / "afresh", folder).out)


class Impatient(Silent):
    """Gives up after so many sources."""

    after: int = 1

    def reached(self, now: RunProgress) -> None:
        if now.done >= self.after:
            raise CancelledError


@pytest.mark.parametrize("after", [1, 2, 3])
def test_what_is_given_up_half_way_goes_on_where_it_was(
    tmp_path: Path, folder: Path, after: int
) -> None:
    work = WorkFolder(tmp_path / "out")
    with work.locked():
        work.prepare()
        found = list(sources([str(folder)], (), io.BytesIO(), without=work.root))
        with pytest.raises(CancelledError):
            run_sources(found, work, 1, Impatient(after=after))
    before = sum(1 for _ in work.root.glob("layers-*/*/*"))
    came = fleet(tmp_path / "out", folder)
    assert came.reached.known >= after
    assert came.reached.layers == 4 - before
    assert content(came.out) == content(fleet(tmp_path / "afresh", folder).out)


def test_a_full_disk_ends_the_run_and_loses_nothing(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = 2

    def full(fd: int, data: bytes) -> None:
        nonlocal left
        left -= len(data) > 100
        if left < 0:
            raise OSError(28, os.strerror(28))
        write_all(fd, data)

    monkeypatch.setattr("inspector.fleet.layer_file.write_all", full)
    with pytest.raises(WorkFolderError, match="No space left on device"):
        fleet(tmp_path / "out", folder)
    monkeypatch.undo()
    came = fleet(tmp_path / "out", folder)
    assert came.reached.unread == 0
    assert content(came.out) == content(fleet(tmp_path / "afresh", folder).out)


def test_a_disk_that_is_full_when_tables_are_made_is_told(tmp_path: Path) -> None:
    path = image(tmp_path / "a.tar", [file("a", b"a")])
    work = WorkFolder(tmp_path / "out")
    work.prepare()
    _, files = run_sources([FleetSource(str(path))], work, 1, Silent())
    (work.tables / "images.json").symlink_to("/dev/full")
    tables = Tables(work, 1)
    with pytest.raises(WorkFolderError, match="No space left on device"):
        tables.gather(files)
    tables.close()


def test_an_engine_is_asked_for_each_image_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    play = Play(tmp_path)
    monkeypatch.setenv("PATH", str(play.bin))
    images = {name: image(tmp_path / f"{name}.tar", BASE, [file(name, b"x")]) for name in "ab"}
    paths = {name: str(path) for name, path in images.items()}
    play.program(
        "docker",
        f"""
paths = {paths!r}
if sys.argv[1] == "image":
    for each in paths:
        print("sha256:" + each * 64, each + ":1")
else:
    give(paths[name[0]])
""",
    )
    came = fleet(tmp_path / "out", "docker://", jobs=2)
    assert (came.reached.images, came.reached.unread, came.reached.layers) == (2, 0, 3)
    assert [row["reference"] for row in came.rows("images")] == ["docker://a:1", "docker://b:1"]
    again = fleet(tmp_path / "out", "docker://")
    assert (again.reached.known, again.reached.layers) == (2, 0)
    assert content(again.out) == content(came.out)
    assert sum(line.startswith("docker save") for line in play.asked()) == 2


def test_the_estimate_grows_with_what_is_left() -> None:
    reached = RunProgress(4, work=400, began=time.monotonic() - 10)
    assert reached.seconds_left is None
    reached.worked = 100
    assert reached.seconds_left == pytest.approx(30, abs=1)
    reached.spared = 200
    assert reached.seconds_left == pytest.approx(10, abs=1)
    reached.ahead = 60
    assert reached.seconds_left == pytest.approx(10 * 40 / 160, abs=0.1)
    reached.ahead = 1000
    assert reached.seconds_left == 0


def damaged(path: Path, *layers: Sequence[Part]) -> Path:
    """Write an image whose top layer is damaged half-way."""

    def change(members: list[Member]) -> list[Member]:
        largest = max(members, key=lambda each: len(each.content))
        half = len(largest.content) // 2
        broken = largest.content[:half] + b"\xff" * (len(largest.content) - half)
        return [replace(each, content=broken) if each is largest else each for each in members]

    path.parent.mkdir(parents=True, exist_ok=True)
    spec = ImageSpec(layers=layers, codec="gzip")
    return format_named("oci-archive").write(path, spec, change=change)


def test_damage_is_the_error_of_the_image_that_was_read_and_of_no_other(tmp_path: Path) -> None:
    images = tmp_path / "images"
    top = [file(f"f{number}", os.urandom(3000)) for number in range(40)]
    bad = damaged(images / "a.tar", BASE, top)
    good = image(images / "b.tar", BASE, top, [file("own", b"own")])
    settle()
    came = fleet(tmp_path / "out", images)
    found = {row["reference"]: row for row in came.rows("images")}
    assert found[str(good)]["error"] is None
    assert found[str(bad)]["error"].startswith("layer 1: ")
    assert 0 < found[str(bad)]["stored_bytes"] < found[str(good)]["stored_bytes"]
    assert came.reached.layers == 4
    (row,) = (each for each in came.rows("layers") if each["diff_id"] == digest(layer_tar(top)))
    assert (row["images"], row["entries"]) == (2, 40)  # as the whole one is
    again = fleet(tmp_path / "out", images)
    assert (again.reached.layers, again.reached.unread) == (0, 1)
    assert content(again.out) == content(came.out)


def test_what_is_kept_of_a_layer_is_read_again_where_it_was_damaged(
    tmp_path: Path, folder: Path
) -> None:
    came = fleet(tmp_path / "out", folder)
    before = content(came.out)
    for path in (tmp_path / "out" / ".work").glob("layers-*/*/*"):
        path.write_bytes(path.read_bytes()[:-20])
    for path in (tmp_path / "out" / ".work").glob("rows-*/*"):
        path.write_bytes(path.read_bytes()[:-5])
    again = fleet(tmp_path / "out", folder)
    assert (again.reached.layers, again.reached.known) == (4, 0)
    assert content(again.out) == before


def test_an_error_of_the_program_is_a_row_without_what_it_says(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise KeyError("a secret of the image")

    monkeypatch.setattr("inspector.fleet.reading.image_rows", broken)
    errors = {row["error"] for row in fleet(tmp_path / "out", folder).rows("images")}
    assert len(errors) == 1
    assert re.fullmatch(r"internal error: KeyError \(reading\.py:\d+\)", errors.pop())


def test_entries_that_were_damaged_cost_one_run(tmp_path: Path, folder: Path) -> None:
    before = fleet(tmp_path / "out", folder).rows("images")
    work = WorkFolder(tmp_path / "out")
    path = work.layer(digest(layer_tar(BASE)))
    kept = LayerFile(path, "layer")
    place, length = kept.facts.scan
    data = bytearray(path.read_bytes())
    data[place + length // 2] ^= 0xFF
    path.write_bytes(data)
    shutil.rmtree(next(work.root.glob("rows-*")))
    hurt = fleet(tmp_path / "out", folder)
    assert "run the command again" in next(row["error"] for row in hurt.rows("images"))
    assert not [row for row in hurt.rows("images") if "internal" in (row["error"] or "")]
    assert fleet(tmp_path / "out", folder).rows("images") == before


def test_layers_of_a_registry_are_fetched_unless_they_were_read(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    fleet(tmp_path / "out", folder)
    with FakeRegistry() as registry:
        spec = ImageSpec(layers=[BASE, [file("d", b"d" * 5_000)]], codec="gzip")
        push(registry, "team/app:1", build(spec))
        name = f"registry://{registry.host}/team/app:1"
        came = fleet(tmp_path / "out", folder, name)
        fetched = sum(path.startswith("/v2/team/app/blobs/") for path in registry.paths())
    assert (came.reached.images, came.reached.unread) == (5, 0)
    assert came.reached.layers == 1
    assert fetched == 2  # the configuration, and the layer that no archive has
    assert name in [row["reference"] for row in came.rows("images")]
