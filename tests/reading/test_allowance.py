"""What all layers of an image may cost together: which are left out never depends on speed."""

from __future__ import annotations

from random import Random
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from inspector.errors import LimitError
from inspector.io.progress import CancelledError
from inspector.limits import DEFAULT_LIMITS, GIB, Limits
from inspector.reading.allowance import Allowance
from inspector.reading.image import Image
from inspector.reading.scan import LayerState
from tests.build_image import ImageSpec, compress, directory, file, format_named, hardlink
from tests.formats.opened import archive

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from inspector.reading.image import Layer

TEN = Limits(entries=10, upper_entry=1, unpacked_bytes=100)


def outcome(job: Callable[[], None], said: list[str], name: str) -> Thread:
    """Start a thread; what became of its job is said when it ends."""

    def run() -> None:
        try:
            job()
        except (LimitError, CancelledError) as error:
            said.append(f"{name} {type(error).__name__}")
        else:
            said.append(f"{name} granted")

    thread = Thread(target=run)
    thread.start()
    return thread


def test_a_layer_may_have_all_there_is_and_no_more() -> None:
    share = Allowance(TEN, 1).share(0)
    share.take(4)
    share.take(6)
    with pytest.raises(LimitError, match="more than 10 entries"):
        share.take(1)


def test_what_was_given_back_can_be_taken_again() -> None:
    share = Allowance(TEN, 1).share(0)
    share.take(10)
    share.give_back()
    share.take(10)


def test_a_little_is_granted_before_lower_layers_are_known() -> None:
    allowance = Allowance(TEN, 3)
    allowance.share(2).take(1)
    allowance.share(1).take(1)


@pytest.mark.parametrize(("below", "becomes"), [(3, "granted"), (4, "LimitError")])
def test_who_wants_much_waits_for_lower_layers(below: int, becomes: str) -> None:
    allowance = Allowance(TEN, 2)
    said: list[str] = []
    waiting = outcome(lambda: allowance.share(1).take(7), said, "upper")
    allowance.share(0).take(below)
    said.append("lower ended")
    allowance.share(0).end(0)
    waiting.join()
    assert said == ["lower ended", f"upper {becomes}"]


def test_who_waits_is_sent_home_when_the_image_is_given_up() -> None:
    allowance = Allowance(TEN, 2)
    said: list[str] = []
    waiting = outcome(lambda: allowance.share(1).take(7), said, "upper")
    allowance.stop()
    waiting.join()
    assert said == ["upper CancelledError"]


def test_nothing_is_left_above_a_layer_that_wanted_too_much() -> None:
    allowance = Allowance(TEN, 2)
    with pytest.raises(LimitError):
        allowance.share(0).take(11)
    allowance.share(0).end(0)
    for job in (allowance.share(1).begin, lambda: allowance.share(1).take(1)):
        with pytest.raises(LimitError, match="not read, as the layers below"):
            job()


def test_bytes_of_lower_layers_leave_none_for_those_above() -> None:
    allowance = Allowance(TEN, 3)
    allowance.share(0).end(60)
    allowance.share(1).begin()
    allowance.share(1).end(60)
    with pytest.raises(LimitError, match="decompress to all"):
        allowance.share(2).begin()


# whole images

THREE = [file("a"), file("b"), file("c")]


def read(
    path: Path, layers: Sequence[Sequence[object]], limits: Limits, codec: str = "gzip"
) -> list[tuple[LayerState, list[str], str]]:
    spec = ImageSpec(layers=layers, codec=codec)  # type: ignore[arg-type]
    found = archive(format_named("oci-archive").write(path, spec))
    image = Image(found, found.images[0], limits)
    return [
        (layer.state, [each.path for each in layer.entries], str(layer.error or ""))
        for layer in image.read_layers()
    ]


@pytest.mark.parametrize("codec", ["none", "gzip"])
def test_entries_of_all_layers_together_have_a_limit(tmp_path: Path, codec: str) -> None:
    names = ["a", "b", "c"]
    found = read(tmp_path / "i.tar", [THREE] * 4, Limits(entries=8, upper_entry=1), codec)
    assert found[:2] == [(LayerState.READ, names, "")] * 2
    state, paths, error = found[2]
    assert (state, paths) == (LayerState.PARTIAL, [])
    assert "more than 8 entries" in error
    assert found[3] == (
        LayerState.PARTIAL,
        [],
        "not read, as the layers below reach the limit of 8 entries",
    )


@pytest.mark.parametrize("processors", [1, 2, 3])
def test_the_longest_layer_is_begun_first_and_leaves_lower_ones_what_they_need(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, processors: int
) -> None:
    monkeypatch.setattr("inspector.reading.image.processors", lambda: processors)
    noise = Random(1).randbytes  # noqa: S311
    long = [file(f"{number}", noise(5000)) for number in range(6)]
    layers = [THREE, [file("d")], THREE, [*long, file("e")], [file("f")], [*long[:4]]]
    spec = ImageSpec(layers=layers, codec="gzip")
    found = archive(format_named("oci-archive").write(tmp_path / "i.tar", spec))
    begun: list[int] = []

    def begins(layer: Layer) -> None:
        begun.append(layer.index)

    image = Image(found, found.images[0], Limits(entries=9, upper_entry=1))
    read = [len(layer.entries) for layer in image.read_layers(begins)]
    assert read == [3, 1, 3, 0, 0, 0]
    assert sorted(begun) == [0, 1, 2, 3, 4, 5]
    if processors == 1:
        assert begun == sorted(begun)
    else:
        assert 3 in begun[:processors]


def test_a_layer_above_one_that_was_refused_has_nothing_however_small_it_is(
    tmp_path: Path,
) -> None:
    many = [file(f"f{number}") for number in range(9)]
    for _ in range(5):  # whoever is faster
        found = read(
            tmp_path / "i.tar", [THREE, many, [file("z")]], Limits(entries=8, upper_entry=1)
        )
        assert [len(paths) for _, paths, _ in found] == [3, 0, 0]


def test_layers_up_to_the_limit_are_read_whole(tmp_path: Path) -> None:
    found = read(tmp_path / "i.tar", [THREE] * 4, Limits(entries=12, upper_entry=1))
    assert [len(paths) for _, paths, _ in found] == [3] * 4


def test_entries_above_the_lowest_layer_count_twice(tmp_path: Path) -> None:
    for entries, above in ((9, LayerState.READ), (8, LayerState.PARTIAL)):
        found = read(tmp_path / "i.tar", [THREE, THREE], Limits(entries=entries))
        assert [state for state, _, _ in found] == [LayerState.READ, above]


def test_what_layers_decompress_to_together_has_a_limit(tmp_path: Path) -> None:
    limits = Limits(unpacked_bytes=30_000, unpacked_ratio=1)
    layers = [[file(str(number), b"x" * 20_000)] for number in range(3)]
    found = read(tmp_path / "i.tar", layers, limits)
    assert [state for state, _, _ in found] == [*[LayerState.READ] * 2, LayerState.PARTIAL]
    assert "decompress to all that is allowed" in found[2][2]
    # One that is not compressed costs no more than what is read of it.
    found = read(tmp_path / "i.tar", layers, limits, "none")
    assert [state for state, _, _ in found] == [LayerState.READ] * 3


@pytest.mark.parametrize(
    ("member", "weight"),
    [
        (file("plain"), 1),
        (file("caf\u00e9"), 2),
        (hardlink("x", "first"), 2),
        (file("x", xattrs={"user.a": b"b"}), 2 + 2),  # an extended header, too
        (file("l" * 200), 2 + 2),
        (file("l" * 2000), 2 + 2 + 2000 // 256),
        (file("\U0001f600" + "l" * 2000), 2 + 2 + 4 * 2001 // 256),
    ],
)
def test_what_takes_longer_or_more_memory_counts_several_times(
    tmp_path: Path, member: object, weight: int
) -> None:
    layers = [[file("first"), member]]
    for room, state in ((weight, LayerState.PARTIAL), (weight + 1, LayerState.READ)):
        ((found, _, _),) = read(tmp_path / "i.tar", layers, Limits(entries=room))
        assert found is state


def test_going_to_another_folder_counts(tmp_path: Path) -> None:
    apart = [directory("a"), directory("b"), file("a/1"), file("b/1"), file("a/2")]
    together = [directory("a"), directory("b"), file("a/1"), file("a/2"), file("a/3")]
    limits = Limits(entries=6)
    assert read(tmp_path / "i.tar", [together], limits)[0][0] is LayerState.READ
    assert read(tmp_path / "i.tar", [apart], limits)[0][0] is LayerState.PARTIAL


# archives of different sizes


def test_small_archives_have_the_limits_of_the_promise() -> None:
    for size in (0, 5_000_000, 99_999_999):
        found = DEFAULT_LIMITS.of_archive(size)
        assert found.entries == DEFAULT_LIMITS.entries
        assert found.entries_per_layer == DEFAULT_LIMITS.entries
        assert found.unpacked_bytes == DEFAULT_LIMITS.unpacked_bytes


def test_large_archives_may_cost_more() -> None:
    found = DEFAULT_LIMITS.of_archive(1_000_000_000)
    assert found.entries > 20_000_000
    assert found.entries_per_layer == DEFAULT_LIMITS.entries_per_layer
    assert found.implied_directories == DEFAULT_LIMITS.implied_directories
    assert found.unpacked_bytes > 100 * GIB


def test_a_blob_that_is_listed_again_makes_no_archive_larger(tmp_path: Path) -> None:
    layer = [file("noise", bytes(60_000_000))]
    spec = ImageSpec(layers=[layer, layer, layer])
    found = archive(format_named("oci-archive").write(tmp_path / "i.tar", spec))
    limits = Image(found, found.images[0], DEFAULT_LIMITS).limits
    assert limits.entries == DEFAULT_LIMITS.entries


def test_an_archive_that_is_packed_as_a_whole_counts_as_packed(tmp_path: Path) -> None:
    plain = format_named("docker-legacy").write(
        tmp_path / "i.tar", ImageSpec(layers=[[file("zeros", bytes(120_000_000))]])
    )
    packed = tmp_path / "i.tar.gz"
    packed.write_bytes(compress(plain.read_bytes(), "gzip"))
    for path, is_small in ((plain, False), (packed, True)):
        found = archive(path)
        limits = Image(found, found.images[0], DEFAULT_LIMITS).limits
        assert (limits.entries == DEFAULT_LIMITS.entries) is is_small
