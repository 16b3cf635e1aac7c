"""What the user names, as references."""

from __future__ import annotations

import io
import os
from typing import TYPE_CHECKING

import pytest

from inspector.errors import UnreadableError, UsageError
from inspector.fleet.source import FleetSource, Unlisted
from inspector.fleet.sources import source_state_of, sources
from tests.build_image import ImageSpec, file, format_named
from tests.fleet.fleets import settle
from tests.formats.test_engines import Play

if TYPE_CHECKING:
    from pathlib import Path

SPEC = ImageSpec(layers=[[file("a", b"a")]])


def found(*named: str | Path, lists: tuple[str, ...] = (), stdin: bytes = b"") -> list[str]:
    given = sources(map(str, named), lists, io.BytesIO(stdin), without=named_out())
    return [each.reference for each in given]


def named_out() -> Path:
    from pathlib import Path

    return Path("out")


def test_a_folder_is_looked_through_in_the_order_of_its_names(tmp_path: Path) -> None:
    for name in ("b.tar", "a/z.tar", "a/b/c.txt", ".hidden/x.tar", ".x.tar"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    format_named("oci-dir").write(tmp_path / "layout", SPEC)
    (tmp_path / "link").symlink_to(tmp_path)
    names = [os.path.relpath(each, tmp_path) for each in found(tmp_path)]
    assert names == ["a/b/c.txt", "a/z.tar", "b.tar", "layout"]


def test_the_folder_of_the_results_is_left_out(tmp_path: Path) -> None:
    for name in ("images.parquet", "more/a.tar"):
        path = tmp_path / "out" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")
    given = sources([str(tmp_path)], (), io.BytesIO(), without=tmp_path / "out")
    assert list(given) == []


def test_a_folder_that_may_not_be_read_hides_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a/closed/x.tar", "a/gone/x.tar", "a/open.tar", "z.tar"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"")

    def looked_at(folder: str) -> bool:
        if folder.endswith("closed"):
            raise UnreadableError("cannot read index.json: Permission denied")
        if folder.endswith("gone"):
            raise FileNotFoundError(2, "No such file or directory")
        return False

    monkeypatch.setattr("inspector.fleet.sources._is_image", looked_at)
    given = list(sources([str(tmp_path)], (), io.BytesIO(), without=tmp_path / "out"))
    assert [each.reference.removeprefix(f"{tmp_path}/") for each in given] == [
        *("a/closed", "a/gone", "a/open.tar", "z.tar"),
    ]
    assert [isinstance(each, Unlisted) for each in given] == [True, True, False, False]


def test_each_is_named_once(tmp_path: Path) -> None:
    path = format_named("docker-25").write(tmp_path / "a.tar", SPEC)
    listed = tmp_path / "list"
    listed.write_text(f"{path}\ndocker://app:1\n")
    assert found(path, tmp_path / "a.tar", f"@{listed}") == [str(path), "docker://app:1"]
    given = b"\xef\xbb\xbfx.tar\r\n# y.tar\n\n z.tar \nx\0y\n"
    assert found(lists=("-",), stdin=given) == ["x.tar", "z.tar", "x\0y"]


def test_a_path_that_begins_with_the_mark_of_lists_is_a_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "@odd").write_bytes(b"")
    assert found("@odd") == ["@odd"]
    with pytest.raises(UsageError, match="cannot read the list even"):
        found("@even")


def test_a_list_has_an_end() -> None:
    with pytest.raises(UsageError, match="/dev/zero is larger than 33,554,432 bytes"):
        found("@/dev/zero")


def test_an_engine_is_asked_for_all_its_images(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    play = Play(tmp_path)
    monkeypatch.setenv("PATH", str(play.bin))
    one, two, three = (f"sha256:{digit * 64}" for digit in "123")
    lines = f"{two} b:2\\n{one} a:1\\n{one} also/a:1\\n{three} <none>:<none>\\n"
    play.program("docker", f"print('{lines}', end='')")
    given = list(sources(["docker://"], (), io.BytesIO(), without=tmp_path))
    assert given == [
        FleetSource(f"docker://{'3' * 64}", known=three),
        FleetSource("docker://a:1", known=one),
        FleetSource("docker://b:2", known=two),
    ]
    assert play.asked() == ["docker image ls --no-trunc --format {{.ID}} {{.Repository}}:{{.Tag}}"]
    play.program("docker", "refuse('Cannot connect to the Docker daemon')")
    (failed,) = sources(["docker://"], (), io.BytesIO(), without=tmp_path)
    assert isinstance(failed, Unlisted)
    assert "Cannot connect" in failed.error.text
    (absent,) = sources(["podman://"], (), io.BytesIO(), without=tmp_path)
    assert isinstance(absent, Unlisted)
    assert "podman: not installed" in absent.error.text


def test_a_state_changes_with_a_file_and_with_any_of_a_folder(tmp_path: Path) -> None:
    path = format_named("docker-25").write(tmp_path / "a.tar", SPEC)
    layout = format_named("oci-dir").write(tmp_path / "layout", SPEC)
    assert source_state_of(FleetSource(str(path))) is None  # written a moment ago
    settle()
    for source, changed in (
        (FleetSource(str(path)), path),
        (FleetSource(str(layout)), next((layout / "blobs" / "sha256").iterdir())),
    ):
        before = source_state_of(source)
        assert before is not None
        assert source_state_of(source) == before
        changed.write_bytes(changed.read_bytes() + b"x")
        settle()
        assert source_state_of(source) not in {None, before}
    for unsure in ("-", "x\0y", "docker://app:1", str(tmp_path / "missing")):
        assert source_state_of(FleetSource(unsure)) is None
    assert source_state_of(FleetSource("docker://app:1", known="sha256:1")) == "sha256:1"
