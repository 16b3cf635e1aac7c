"""From what the user names to an archive: paths, schemes, standard input, FIFOs, devices."""

from __future__ import annotations

import os
import pty
import socket
import threading
from typing import TYPE_CHECKING

import pytest

from inspector.errors import EngineError, UnreadableError, UsageError
from inspector.formats import stream
from inspector.formats.choice import choose
from inspector.formats.source import Reference, open_archive, parse_reference
from inspector.io.progress import CancelledError
from inspector.limits import DEFAULT_LIMITS
from tests.build_image import ImageSpec, build, compress, file, format_named
from tests.cases import tried_with
from tests.formats.test_stream import Counting

if TYPE_CHECKING:
    from pathlib import Path

SPEC = ImageSpec(layers=[[file("a", b"one")]])


@pytest.fixture
def image(tmp_path: Path) -> Path:
    return format_named("docker-legacy").write(tmp_path / "image.tar", SPEC)


def image_id(text: str, stdin: int = 0) -> str:
    archive = open_archive(text, DEFAULT_LIMITS, stdin=stdin)
    return choose(archive, image=None, platform=None).id


@tried_with(
    ("text", "scheme", "rest"),
    [
        ("image.tar", "", "image.tar"),
        ("docker-archive:a.tar", "docker-archive", "a.tar"),
        ("docker-archive://a.tar", "docker-archive", "a.tar"),
        ("oci-archive:/a.tar", "oci-archive", "/a.tar"),
        ("oci:dir:tag", "oci", "dir:tag"),
        ("docker://app:1", "docker", "app:1"),
        ("docker:app", "docker", "app"),
        ("podman://app", "podman", "app"),
        ("containerd://app", "containerd", "app"),
        ("app:1", "", "app:1"),
        ("registry://app", "registry", "app"),
        ("registry://host/app:1", "registry", "host/app:1"),
        ("registry:host:80/app@sha256:0", "registry", "host:80/app@sha256:0"),
        ("registry:2", "", "registry:2"),
        ("registry:5000/app", "", "registry:5000/app"),
        ("host:5000/app", "", "host:5000/app"),
        ("-", "", "-"),
    ],
)
def test_references(text: str, scheme: str, rest: str) -> None:
    assert parse_reference(text) == Reference(scheme, rest)


@pytest.mark.parametrize("name", ["docker:app", "oci:x", "app:1", "history", "-x"])
def test_a_path_that_exists_wins(
    name: str, image: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    image.rename(tmp_path / name)
    assert image_id(name) == build(SPEC).image_id


@pytest.mark.parametrize("prefix", ["docker-archive:", "docker-archive://", "oci-archive:", "oci:"])
def test_a_scheme_names_a_path(prefix: str, image: Path) -> None:
    assert image_id(f"{prefix}{image}") == build(SPEC).image_id


@pytest.mark.parametrize(
    "text",
    ["/none/there", "./none", "../none", "", "docker-archive:none", "oci:", "No/Name", "a b"],
)
def test_no_such_file(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UnreadableError, match=r"no such file$"):
        image_id(text)


def test_a_tag_behind_a_path_is_explained(image: Path) -> None:
    with pytest.raises(UnreadableError, match="no such file: --image 1 chooses an image"):
        image_id(f"docker-archive:{image}:1")


def test_a_link_that_dangles_is_no_image_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "app").symlink_to("gone")
    with pytest.raises(UnreadableError, match=r"app: no such file$"):
        image_id("app")


@pytest.mark.parametrize("path", ["/dev/null", "/dev/zero", "/dev/full"])
def test_devices_are_refused(path: str) -> None:
    with pytest.raises(UnreadableError, match="it is a device"):
        image_id(path)
    device = os.open(path, os.O_RDONLY)
    with pytest.raises(UnreadableError, match="standard input: no archive was piped in"):
        image_id("-", stdin=device)
    os.close(device)


def test_sockets_with_a_name_are_refused(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "s"))
        with pytest.raises(UnreadableError, match="not a file, a directory or a FIFO"):
            image_id(str(tmp_path / "s"))


def test_a_terminal_is_no_archive() -> None:
    leader, terminal = pty.openpty()
    with pytest.raises(UsageError, match="terminal"):
        image_id("-", stdin=terminal)
    os.close(leader)
    os.close(terminal)


def write_and_close(fd: int, data: bytes) -> None:
    with os.fdopen(fd, "wb") as pipe:
        pipe.write(data)


@pytest.mark.parametrize("codec", ["none", "gzip", "zstd", "xz", "bzip2"])
def test_standard_input_is_a_file_or_a_pipe(codec: str, image: Path) -> None:
    data = compress(image.read_bytes(), codec)
    image.write_bytes(data)
    with image.open("rb") as opened:
        assert image_id("-", stdin=opened.fileno()) == build(SPEC).image_id
    reading, writing = os.pipe()
    thread = threading.Thread(target=write_and_close, args=(writing, data))
    thread.start()
    assert image_id("-", stdin=reading) == build(SPEC).image_id
    thread.join()
    os.close(reading)


def test_a_file_is_read_from_where_it_stands(image: Path) -> None:
    image.write_bytes(b"a line\n" + image.read_bytes())
    with image.open("rb") as opened:
        os.lseek(opened.fileno(), 7, os.SEEK_SET)
        assert image_id("-", stdin=opened.fileno()) == build(SPEC).image_id


def test_standard_input_may_be_a_socket(image: Path) -> None:
    ours, theirs = socket.socketpair()
    ours.sendall(image.read_bytes())
    ours.close()
    assert image_id("-", stdin=theirs.fileno()) == build(SPEC).image_id
    theirs.close()


def test_nothing_on_standard_input_is_said() -> None:
    reading, writing = os.pipe()
    os.close(writing)
    with pytest.raises(UnreadableError, match="standard input: the file is empty"):
        image_id("-", stdin=reading)
    os.close(reading)


def test_a_pipe_by_its_name(image: Path) -> None:
    """What a shell makes of ``<(docker save x)``."""
    reading, writing = os.pipe()
    os.write(writing, image.read_bytes())
    os.close(writing)
    assert image_id(f"/dev/fd/{reading}") == build(SPEC).image_id
    os.close(reading)


def test_a_fifo(image: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "f")
    data = image.read_bytes()
    thread = threading.Thread(target=lambda: (tmp_path / "f").write_bytes(data))
    thread.start()
    assert image_id(str(tmp_path / "f")) == build(SPEC).image_id
    thread.join()


def test_a_fifo_without_a_writer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "WRITER_PATIENCE", 0.1)
    os.mkfifo(tmp_path / "f")
    with pytest.raises(UnreadableError, match="f: a FIFO that no program has opened for writing"):
        image_id(str(tmp_path / "f"))


def test_waiting_can_be_cancelled_and_closes_what_was_opened() -> None:
    reading, writing = os.pipe()
    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208
    with pytest.raises(CancelledError):
        open_archive("-", DEFAULT_LIMITS, Counting(patience=3), stdin=reading)
    assert len(os.listdir("/proc/self/fd")) == before  # noqa: PTH208
    os.close(reading)
    os.close(writing)


@pytest.mark.parametrize("text", ["docker://-x", "docker:a b", "podman://", "containerd://A;b"])
def test_names_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(EngineError, match="is not an image name: no engine was asked") as error:
        image_id(text)
    assert str(error.value).startswith(text)


def test_what_may_not_be_read_is_said(image: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object, **options: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(UnreadableError, match=f"cannot read {image}: Permission denied"):
        image_id(str(image))
