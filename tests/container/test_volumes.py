"""Volumes: none of the writable layer's, and still there when the container is gone."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

import pytest

from inspector.container.content import Content
from inspector.container.filesystem import Filesystem
from inspector.container.shell import Shell
from inspector.errors import FileError
from tests.build_image import directory, file, hardlink
from tests.container.imagined import NOW, container, shown

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LAYERS = (
    [directory("data"), file("srv/a", b"12"), hardlink("srv/b", "srv/a"), file("etc/f", b"3")],
)


@pytest.fixture
def image(tmp_path: Path) -> Filesystem:
    return container(tmp_path / "image.tar", *LAYERS)


def mounted(image: Filesystem, *volumes: str) -> Filesystem:
    return Filesystem(image.image, image.tree, image.contents, lambda: NOW, volumes)


def test_what_is_written_to_a_volume_is_none_of_the_layers(image: Filesystem) -> None:
    filesystem = mounted(image, "/data")
    shell = Shell(filesystem)
    assert shell.run("echo kept > /data/x; mkdir /data/d; mv /data/x /data/d/y").stored_bytes == 0
    assert shell.run("cat /data/d/y").output == "kept\n"
    assert shown(filesystem) == []
    assert filesystem.stored_bytes == 0
    assert shell.run("echo lost > /etc/x; echo 12 >> /data/d/y").stored_bytes == 5
    assert shown(filesystem) == ["dir /etc copied-up", "file /etc/x"]
    assert filesystem.is_in_volume("/data/d/y")
    assert filesystem.is_in_volume("/data")
    assert not filesystem.is_in_volume("/etc/x")


def test_a_new_container_has_the_volumes_of_the_one_before(image: Filesystem) -> None:
    filesystem = mounted(image, "/data")
    shell = Shell(filesystem)
    shell.run("echo kept > /data/x; echo lost > /etc/x; rm /srv/a; chmod 700 /")
    filesystem.renew()
    assert shown(filesystem) == []
    assert filesystem.root_row() is None
    assert filesystem.stored_bytes == 0
    assert shell.run("cat /data/x").output == "kept\n"
    assert shell.run("ls /etc /srv").output == "/etc:\nf\n\n/srv:\na\nb\n"
    shell.run("rm /data/x; echo 123456 > /srv/a")
    assert filesystem.stored_bytes == 7
    filesystem.renew()
    assert shell.run("ls /data").output == ""


def test_a_new_volume_begins_with_what_the_image_has_there(image: Filesystem) -> None:
    filesystem = mounted(image, "/srv")
    shell = Shell(filesystem)
    assert shell.run("rm /srv/a; ls /srv; cat /srv/b").output == "b\n12"
    assert shown(filesystem) == []


def test_where_the_image_has_no_directory_one_is_made(image: Filesystem) -> None:
    filesystem = mounted(image, "/new/place")
    assert shown(filesystem) == ["dir /new", "dir /new/place"]
    Shell(filesystem).run("echo x > /new/place/x; rm -r /new")
    assert shown(filesystem) == ["dir /new", "dir /new/place"]
    with pytest.raises(FileError) as error:
        mounted(image, "/etc/f")
    assert error.value.errno == errno.ENOTDIR


@pytest.mark.parametrize(
    ("refused", "number"),
    [
        (lambda it: it.rmdir("/data"), errno.EBUSY),
        (lambda it: it.rename("/data", "/other"), errno.EBUSY),
        (lambda it: it.rename("/dir", "/data"), errno.EBUSY),
        (lambda it: it.rename("/etc/f", "/data/f"), errno.EXDEV),
        (lambda it: it.rename("/data/v", "/etc/v"), errno.EXDEV),
        (lambda it: it.link("/data/v", "/etc/v"), errno.EXDEV),
        (lambda it: it.link("/etc/f", "/data/f"), errno.EXDEV),
    ],
)
def test_what_the_kernel_refuses(
    image: Filesystem, refused: Callable[[Filesystem], object], number: int
) -> None:
    filesystem = mounted(image, "/data")
    filesystem.write("/data/v", Content.of_bytes(b"1"))
    filesystem.mkdir("/dir")
    with pytest.raises(FileError) as error:
        refused(filesystem)
    assert error.value.errno == number


def test_a_file_is_moved_between_layer_and_volume_as_mv_does(image: Filesystem) -> None:
    filesystem = mounted(image, "/data")
    shell = Shell(filesystem)
    assert shell.run("mv /etc/f /data/f; cat /data/f").output == "3"
    assert shown(filesystem) == ["dir /etc copied-up", "whiteout /etc/f"]
    snapshot = filesystem.snapshot()
    shell.run("mv /data/f /etc/g")
    assert "file /etc/g" in shown(filesystem)
    filesystem.restore(snapshot)
    assert shell.run("ls /data").output == "f\n"


def test_without_volumes_nothing_is_in_one(image: Filesystem) -> None:
    assert not image.is_in_volume("/data")
    assert not mounted(image).is_in_volume("/data")
