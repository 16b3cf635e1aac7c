"""The new layer's tar, as another reader has it."""

from __future__ import annotations

import io
import tarfile
from typing import TYPE_CHECKING

from inspector.container.content import Content
from inspector.container.layer_tar import layer_tar
from inspector.tarstream import Kind
from tests.build_image import char, directory, file, hardlink, symlink
from tests.container.imagined import NOW, container

if TYPE_CHECKING:
    from pathlib import Path

    from inspector.container.filesystem import Filesystem


def read(box: Filesystem) -> list[tarfile.TarInfo]:
    data = b"".join(layer_tar(box.upper(), box.contents, NOW))
    assert len(data) % 512 == 0
    with tarfile.open(fileobj=io.BytesIO(data), errors="surrogateescape") as archive:
        return archive.getmembers()


def test_whiteouts_and_opaque_directories_are_markers(tmp_path: Path) -> None:
    box = container(tmp_path / "image.tar", [directory("a"), file("a/x"), file("f"), file("d/g")])
    box.unlink("/f")
    box.unlink("/d/g")
    box.unlink("/a/x")
    box.rmdir("/a")
    box.mkdir("/a")
    box.mkdir("/a/new")
    found = read(box)
    assert [each.name for each in found] == [
        "a",
        "a/.wh..wh..opq",
        "a/new",
        "d",
        "d/.wh.g",
        ".wh.f",
    ]
    markers = [each for each in found if ".wh." in each.name]
    assert {(each.type, each.mode, each.size, each.mtime) for each in markers} == {
        (tarfile.REGTYPE, 0, 0, NOW)
    }


def test_names_of_one_inode_are_links_to_the_first(tmp_path: Path) -> None:
    members = [file("b", b"1"), symlink("s", "x"), file("m", b"2"), hardlink("m2", "m")]
    box = container(tmp_path / "image.tar", members)
    box.link("/b", "/a")
    box.link("/s", "/s2")
    box.chmod("/m", 0o600)
    box.chmod("/m2", 0o600)
    assert [(each.name, each.type, each.linkname, each.size) for each in read(box)] == [
        ("a", tarfile.REGTYPE, "", 1),
        ("b", tarfile.LNKTYPE, "a", 0),
        ("m", tarfile.REGTYPE, "", 1),
        ("m2", tarfile.REGTYPE, "", 1),
        ("s", tarfile.SYMTYPE, "x", 0),
        ("s2", tarfile.LNKTYPE, "s", 0),
    ]


def test_each_name_of_an_inode_has_its_attributes(tmp_path: Path) -> None:
    """Docker's chown of a later name takes the capabilities away that the first one gave."""
    capability = {"security.capability": b"\1\0\0\2"}
    box = container(tmp_path / "image.tar", [file("ping", b"1", xattrs=capability)])
    box.link("/ping", "/ping6")
    found = [(each.type, each.pax_headers) for each in read(box)]
    assert [kind for kind, _ in found] == [tarfile.REGTYPE, tarfile.LNKTYPE]
    assert {headers["SCHILY.xattr.security.capability"] for _, headers in found} == {"\1\0\0\2"}


def test_what_no_plain_header_holds_is_kept(tmp_path: Path) -> None:
    long = "/".join(["deep" * 20] * 4)
    members = [
        file(long, b"1"),
        file(b"\xff\xe9", b"2", xattrs={"user.x": b"\0\xff=\n", "user.\u00e9": b""}),
        file("far", b"3", uid=1 << 31, gid=1 << 30, mtime=-5),
        char("dev", 300, 4000),
        symlink("s", "t" * 300),
    ]
    box = container(tmp_path / "image.tar", members)
    for name in box.names("/"):
        if name != "deep" * 20:
            box.chown(f"/{name}", -1, 9, follow=False)
    box.chmod(f"/{long}", 0o4711)
    box.utime("/dev", 1 << 34)
    found = {each.name: each for each in read(box)}
    assert (found[long].mode, found[long].mtime) == (0o4711, 1_700_000_000)
    assert found["\udcff\udce9"].pax_headers["SCHILY.xattr.user.x"] == "\0\udcff=\n"
    assert found["\udcff\udce9"].pax_headers["SCHILY.xattr.user.\u00e9"] == ""
    assert (found["far"].uid, found["far"].gid, found["far"].mtime) == (1 << 31, 9, -5)
    assert (found["dev"].devmajor, found["dev"].devminor, found["dev"].mtime) == (
        300,
        4000,
        1 << 34,
    )
    assert found["s"].linkname == "t" * 300


def test_kinds_and_contents(tmp_path: Path) -> None:
    box = container(tmp_path / "image.tar", [file("f", b"12345")])
    box.mknod("/p", Kind.FIFO, 0o600)
    box.mknod("/b", Kind.BLOCK, 0o600, (7, 1))
    box.write("/g", box.content("/f")[1:] + Content.of_zeros(700))
    data = b"".join(layer_tar(box.upper(), box.contents, NOW))
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        assert {each.name: each.type for each in archive} == {
            "p": tarfile.FIFOTYPE,
            "b": tarfile.BLKTYPE,
            "g": tarfile.REGTYPE,
        }
        content = archive.extractfile("g")
        assert content is not None
        assert content.read() == b"2345" + bytes(700)


def test_nothing_is_an_empty_tar(tmp_path: Path) -> None:
    box = container(tmp_path / "image.tar", [file("f")])
    assert b"".join(layer_tar(box.upper(), box.contents, NOW)) == bytes(1024)
