"""What commands leave in the writable layer, as overlayfs keeps it, and what is refused."""

from __future__ import annotations

import errno
from collections.abc import Callable
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from inspector.container.content import Content
from inspector.container.filesystem import Filesystem
from inspector.container.upper import Snapshot
from inspector.errors import FileError, LimitError
from inspector.limits import DEFAULT_LIMITS
from inspector.tarstream import Kind
from tests.build_image import (
    MTIME,
    char,
    directory,
    fifo,
    file,
    hardlink,
    opaque,
    sparse,
    symlink,
    truncate,
    whiteout,
)
from tests.container.calls import make, merged_view, random_calls, upper_layer
from tests.container.imagined import NOW, container, shown

if TYPE_CHECKING:
    from pathlib import Path

LAYERS = (
    [
        directory("a"),
        file("a/x", b"one"),
        directory("a/sub"),
        file("a/sub/z", b"zz"),
        directory("e"),
        file("f", b"hello", mode=0o640, uid=3, gid=4),
        hardlink("f2", "f"),
        file("s", b"alone"),
        symlink("link", "s"),
        symlink("to-a", "a"),
        symlink("dangling", "/nowhere"),
        symlink("round", "round"),
        symlink("slash", "a/"),
        file("gone", b"x"),
        file("masked/old", b"x"),
        file("implied/deep/f", b"1"),
        fifo("pipe"),
        char("null", 1, 3),
        char("tty", 5, 0),
    ],
    [whiteout("gone"), opaque("masked"), file("masked/new", b"n")],
)
Do = Callable[[Filesystem], object]
Fresh = tuple[Filesystem, Snapshot]


def data(text: str) -> Content:
    return Content.of_bytes(text.encode())


def clear(filesystem: Filesystem, path: str) -> None:
    """Remove a path and all below it, as rm -rf does."""
    if filesystem.lstat(path).kind is Kind.DIR:
        for name in filesystem.names(path):
            clear(filesystem, f"{path}/{name}")
        filesystem.rmdir(path)
    else:
        filesystem.unlink(path)


@pytest.fixture
def box(tmp_path: Path) -> Filesystem:
    return container(tmp_path / "image.tar", *LAYERS)


def touch(box: Filesystem, path: str) -> None:
    box.write(path, Content(), append=True)


def remade(box: Filesystem, path: str) -> None:
    clear(box, path)
    box.mkdir(path)


def _chmod_all(box: Filesystem) -> None:
    for path in ("/a", "/a/x", "/a/sub", "/a/sub/z"):
        box.chmod(path, 0o770)


def _new_and_gone(box: Filesystem) -> None:
    touch(box, "/n")
    box.unlink("/n")
    box.mkdir("/q")
    touch(box, "/q/1")
    clear(box, "/q")


def _emptied_again(box: Filesystem) -> None:
    remade(box, "/a")
    touch(box, "/a/x")
    box.unlink("/a/x")


def _replaced(box: Filesystem) -> None:
    box.unlink("/f")
    box.write("/f", data("new"))


def _directory_for_file(box: Filesystem) -> None:
    box.unlink("/f")
    box.mkdir("/f")


def _file_for_directory(box: Filesystem) -> None:
    clear(box, "/a")
    touch(box, "/a")


def _renamed_directory(box: Filesystem) -> None:
    box.mkdir("/q")
    touch(box, "/q/1")
    box.rename("/q", "/r")


def _renamed_onto_whiteout(box: Filesystem) -> None:
    box.mkdir("/q")
    box.rmdir("/e")
    box.rename("/q", "/e")


def _renamed_into_new(box: Filesystem) -> None:
    box.mkdir("/q")
    box.rename("/s", "/q/s")


def _emptied_lower(box: Filesystem) -> None:
    box.unlink("/a/x")
    box.unlink("/a/sub/z")
    box.rmdir("/a/sub")


# FORMATS: what the command is, what it does, what the layer then holds, and how many bytes
TABLE: list[tuple[str, Do, list[str], int]] = [
    ("read", lambda box: (box.names("/a"), box.stat("/f"), box.content("/f")), [], 0),
    ("rm f", lambda box: box.unlink("/f"), ["whiteout /f"], 0),
    ("rm -rf a", lambda box: clear(box, "/a"), ["whiteout /a"], 0),
    ("rmdir e", lambda box: box.rmdir("/e"), ["whiteout /e"], 0),
    ("rm link", lambda box: box.unlink("/link"), ["whiteout /link"], 0),
    ("rm of what is new", _new_and_gone, [], 0),
    ("rm f; echo > f", _replaced, ["file /f"], 3),
    ("rm -rf a; mkdir a", lambda box: remade(box, "/a"), ["dir /a opaque"], 0),
    ("rmdir e; mkdir e", lambda box: remade(box, "/e"), ["dir /e opaque"], 0),
    ("rm f; mkdir f", _directory_for_file, ["dir /f opaque"], 0),
    ("rm -rf a; touch a", _file_for_directory, ["file /a"], 0),
    ("rm within an opaque directory", _emptied_again, ["dir /a opaque"], 0),
    ("chmod f", lambda box: box.chmod("/f", 0o640), ["file /f copied-up"], 5),
    ("chown f", lambda box: box.chown("/f", -1, -1), ["file /f copied-up"], 5),
    ("touch f", lambda box: box.utime("/f", 5), ["file /f copied-up"], 5),
    ("setfattr f", lambda box: box.setxattrs("/f", {"user.x": b"1"}), ["file /f copied-up"], 5),
    ("open f for writing", lambda box: touch(box, "/f"), ["file /f copied-up"], 5),
    (
        "chmod a/sub/z",
        lambda box: box.chmod("/a/sub/z", 0o600),
        ["dir /a copied-up", "dir /a/sub copied-up", "file /a/sub/z copied-up"],
        2,
    ),
    ("chmod a", lambda box: box.chmod("/a", 0o700), ["dir /a copied-up"], 0),
    (
        "chmod -R a",
        _chmod_all,
        [
            "dir /a copied-up",
            "dir /a/sub copied-up",
            "file /a/sub/z copied-up",
            "file /a/x copied-up",
        ],
        5,
    ),
    ("echo >> f", lambda box: box.write("/f", data("++"), append=True), ["file /f copied-up"], 7),
    ("echo > f", lambda box: box.write("/f", data("+")), ["file /f copied-up"], 1),
    ("truncate f", lambda box: box.truncate("/f", 2), ["file /f copied-up"], 2),
    (
        "mv s a/g",
        lambda box: box.rename("/s", "/a/g"),
        ["dir /a copied-up", "file /a/g copied-up", "whiteout /s"],
        5,
    ),
    ("mv s f", lambda box: box.rename("/s", "/f"), ["file /f copied-up", "whiteout /s"], 5),
    ("mkdir q; mv q r", _renamed_directory, ["dir /r", "file /r/1"], 0),
    ("mkdir q; rmdir e; mv q e", _renamed_onto_whiteout, ["dir /e opaque"], 0),
    (
        "mkdir q; mv s q",
        _renamed_into_new,
        ["dir /q", "file /q/s copied-up", "whiteout /s"],
        5,
    ),
    ("ln s g", lambda box: box.link("/s", "/g"), ["file /g copied-up", "file /s copied-up"], 5),
    ("ln f g", lambda box: box.link("/f", "/g"), ["file /f copied-up", "file /g copied-up"], 5),
    (
        "ln link l",
        lambda box: box.link("/link", "/l"),
        ["symlink /l copied-up", "symlink /link copied-up"],
        1,
    ),
    (
        "chown -h link",
        lambda box: box.chown("/link", 1, 1, follow=False),
        ["symlink /link copied-up"],
        1,
    ),
    ("chmod link", lambda box: box.chmod("/link", 0o600), ["file /s copied-up"], 5),
    (
        "rm in a directory",
        _emptied_lower,
        ["dir /a copied-up", "whiteout /a/sub", "whiteout /a/x"],
        0,
    ),
    ("write through a link", lambda box: box.write("/dangling", data("1")), ["file /nowhere"], 1),
    ("write to /dev/null", lambda box: box.write("/null", data("1")), [], 0),
    ("mkfifo", lambda box: box.mknod("/p", Kind.FIFO, 0o644), ["fifo /p"], 0),
    ("ln -s", lambda box: box.symlink("abc", "/e/l"), ["dir /e copied-up", "symlink /e/l"], 3),
    ("below what is implied", lambda box: box.unlink("/implied/deep/f"),
     ["dir /implied copied-up", "dir /implied/deep copied-up", "whiteout /implied/deep/f"], 0),
    ("where the image has none", lambda box: touch(box, "/gone"), ["file /gone"], 0),
    ("a name that the image hides", lambda box: box.mkdir("/masked/old"),
     ["dir /masked copied-up", "dir /masked/old"], 0),
]  # fmt: skip


@pytest.mark.parametrize(
    ("do", "layer", "stored"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE]
)
def test_the_layer_holds_what_the_kernel_keeps(
    box: Filesystem, do: Do, layer: list[str], stored: int
) -> None:
    do(box)
    assert (shown(box), box.stored_bytes) == (layer, stored)


def test_a_broken_hard_link_keeps_the_old_content_elsewhere(box: Filesystem) -> None:
    assert (box.stat("/f").nlink, box.stat("/f").inode) == (2, box.stat("/f2").inode)
    box.write("/f", data("++"), append=True)
    assert [box.content(path).size for path in ("/f", "/f2")] == [7, 5]
    assert (box.stat("/f").nlink, box.stat("/f2").nlink) == (1, 2)
    assert box.stat("/f").inode != box.stat("/f2").inode


def test_names_given_here_are_one_inode(box: Filesystem) -> None:
    before = box.stat("/s")
    box.link("/s", "/g")
    box.write("/g", data("both"))
    assert box.content("/s").size == 4
    assert (box.stat("/s").nlink, box.stat("/s").inode) == (2, before.inode)
    box.unlink("/s")
    assert box.stat("/g").nlink == 1
    box.rename("/g", "/g")
    assert shown(box) == ["file /g copied-up", "whiteout /s"]


def test_renaming_between_names_of_one_inode_does_nothing(box: Filesystem) -> None:
    touch(box, "/n")
    box.link("/n", "/n2")
    box.rename("/n", "/n2")
    assert shown(box) == ["file /n", "file /n2"]


def test_a_copy_up_keeps_times_and_a_change_sets_them(box: Filesystem) -> None:
    box.chmod("/a/sub/z", 0o600)
    assert [box.stat(path).mtime for path in ("/", "/a", "/a/sub", "/a/sub/z")] == [
        None,
        MTIME,
        MTIME,
        MTIME,
    ]
    box.write("/a/sub/z", data("."), append=True)
    assert (box.stat("/a/sub/z").mtime, box.stat("/a/sub").mtime) == (NOW, MTIME)
    box.rename("/a/sub/z", "/e/z")
    assert [box.stat(path).mtime for path in ("/a", "/a/sub", "/e", "/")] == [
        MTIME,
        NOW,
        NOW,
        None,
    ]


def test_an_append_of_nothing_keeps_the_time(box: Filesystem) -> None:
    touch(box, "/f")
    assert box.stat("/f").mtime == MTIME
    box.write("/f", Content())
    assert (box.stat("/f").mtime, box.stat("/f").mode, box.stat("/f").uid) == (NOW, 0o640, 3)


def test_links_of_directories(box: Filesystem) -> None:
    box.mkdir("/q")
    box.mkdir("/q/i")
    touch(box, "/e/n")
    assert [box.stat(path).nlink for path in ("/", "/q", "/q/i", "/e", "/a")] == [1, 3, 2, 1, 3]


def test_what_the_image_implies_is_a_plain_directory_without_a_time(box: Filesystem) -> None:
    about = box.stat("/implied/deep")
    assert (about.kind, about.mode, about.uid, about.mtime) == (Kind.DIR, 0o755, 0, None)


def test_writing_takes_capabilities_and_a_new_owner_setuid(tmp_path: Path) -> None:
    able = {"security.capability": b"\1", "user.x": b"2"}
    members = [
        file("w", b"1", mode=0o4755, xattrs=able),
        file("c", b"1", mode=0o6755, xattrs=able),
        file("g", b"1", mode=0o6745),
        directory("d", mode=0o6755),
        file("m", b"1", xattrs=able),
    ]
    box = container(tmp_path / "image.tar", members)
    box.write("/w", data("2"), append=True)
    box.chmod("/m", 0o6711)
    for path in ("/c", "/g", "/d"):
        box.chown(path, 7, 8)
    assert {path: (oct(box.stat(path).mode), [*box.stat(path).xattrs]) for path in "wcgdm"} == {
        "w": ("0o4755", ["user.x"]),
        "c": ("0o755", ["user.x"]),
        "g": ("0o2745", []),
        "d": ("0o6755", []),
        "m": ("0o6711", ["security.capability", "user.x"]),
    }


def test_a_setgid_directory_gives_its_group(tmp_path: Path) -> None:
    box = container(tmp_path / "image.tar", [directory("d", mode=0o2775, gid=7)])
    box.mkdir("/d/in", 0o7755)
    touch(box, "/d/f")
    found = [(oct(box.stat(path).mode), box.stat(path).gid) for path in ("/d/in", "/d/f")]
    assert found == [("0o3755", 7), ("0o644", 7)]


def test_overlays_own_attributes_are_not_copied_up(tmp_path: Path) -> None:
    marked = {"trusted.overlay.opaque": b"y", "trusted.other": b"1"}
    box = container(tmp_path / "image.tar", [directory("d", xattrs=marked)])
    box.chmod("/d", 0o700)
    assert box.stat("/d").xattrs == {"trusted.other": b"1"}


LONG = "n" * 256
REFUSED: list[tuple[Do, int]] = [
    (lambda box: box.stat(""), errno.ENOENT),
    (lambda box: box.stat("/nowhere"), errno.ENOENT),
    (lambda box: box.stat("/gone"), errno.ENOENT),
    (lambda box: box.stat("/masked/old"), errno.ENOENT),
    (lambda box: box.stat("/dangling"), errno.ENOENT),
    (lambda box: box.stat("/f/x"), errno.ENOTDIR),
    (lambda box: box.lstat("/f/"), errno.ENOTDIR),
    (lambda box: box.lstat("/f/."), errno.ENOTDIR),
    (lambda box: box.lstat("/nowhere/."), errno.ENOENT),
    (lambda box: box.stat("/round"), errno.ELOOP),
    (lambda box: box.stat(f"/{LONG}"), errno.ENAMETOOLONG),
    (lambda box: box.stat("/a" * 2048), errno.ENAMETOOLONG),
    (lambda box: box.resolve("/nowhere/x"), errno.ENOENT),
    (lambda box: box.names("/f"), errno.ENOTDIR),
    (lambda box: box.content("/a"), errno.EISDIR),
    (lambda box: box.content("/pipe"), errno.ENXIO),
    (lambda box: box.write("/a", data("1")), errno.EISDIR),
    (lambda box: box.write("/to-a", data("1")), errno.EISDIR),
    (lambda box: box.write("/new/", data("1")), errno.EISDIR),
    (lambda box: box.write("/slash", data("1")), errno.EISDIR),
    (lambda box: box.write("/pipe", data("1")), errno.ENXIO),
    (lambda box: box.write("/tty", data("1")), errno.ENXIO),
    (lambda box: box.write("/f/x", data("1")), errno.ENOTDIR),
    (lambda box: box.write("/nowhere/x", data("1")), errno.ENOENT),
    (lambda box: box.truncate("/nowhere", 1), errno.ENOENT),
    (lambda box: box.truncate("/a", 1), errno.EISDIR),
    (lambda box: box.truncate("/f", -1), errno.EINVAL),
    (lambda box: box.truncate("/null", 1), errno.EINVAL),
    (lambda box: box.truncate("/f", 1 << 63), errno.EFBIG),
    (lambda box: box.mkdir("/a"), errno.EEXIST),
    (lambda box: box.mkdir("/"), errno.EEXIST),
    (lambda box: box.mkdir("/a/.."), errno.EEXIST),
    (lambda box: box.mkdir("/dangling"), errno.EEXIST),
    (lambda box: box.mkdir("/x/y"), errno.ENOENT),
    (lambda box: box.mkdir("/f/y"), errno.ENOTDIR),
    (lambda box: box.mkdir(f"/{LONG}"), errno.ENAMETOOLONG),
    (lambda box: box.symlink("", "/y"), errno.ENOENT),
    (lambda box: box.symlink("x", "/y/"), errno.ENOENT),
    (lambda box: box.symlink("x", "/f"), errno.EEXIST),
    (lambda box: box.symlink("x" * 4096, "/y"), errno.ENAMETOOLONG),
    (lambda box: box.mknod("/y", Kind.CHAR, 0o600, (0, 0)), errno.EPERM),
    (lambda box: box.mknod("/y/", Kind.FIFO, 0o600), errno.ENOENT),
    (lambda box: box.link("/a", "/y"), errno.EPERM),
    (lambda box: box.link("/f", "/s"), errno.EEXIST),
    (lambda box: box.link("/f", "/y/"), errno.ENOENT),
    (lambda box: box.link("/nowhere", "/s"), errno.ENOENT),
    (lambda box: box.unlink("/a"), errno.EISDIR),
    (lambda box: box.unlink("/"), errno.EISDIR),
    (lambda box: box.unlink("/f/"), errno.ENOTDIR),
    (lambda box: box.unlink("/to-a/"), errno.ENOTDIR),
    (lambda box: box.unlink("/nowhere"), errno.ENOENT),
    (lambda box: box.rmdir("/a"), errno.ENOTEMPTY),
    (lambda box: box.rmdir("/f"), errno.ENOTDIR),
    (lambda box: box.rmdir("/to-a"), errno.ENOTDIR),
    (lambda box: box.rmdir("/e/."), errno.EINVAL),
    (lambda box: box.rmdir("/e/.."), errno.ENOTEMPTY),
    (lambda box: box.rmdir("/"), errno.EBUSY),
    (lambda box: box.rename("/a", "/b"), errno.EXDEV),
    (lambda box: box.rename("/a", "/e"), errno.EXDEV),
    (lambda box: box.rename("/a", "/a/b"), errno.EINVAL),
    (lambda box: box.rename("/a/sub", "/a"), errno.ENOTEMPTY),
    (lambda box: box.rename("/f", "/e"), errno.EISDIR),
    (lambda box: box.rename("/e", "/f"), errno.ENOTDIR),
    (lambda box: box.rename("/nowhere", "/f"), errno.ENOENT),
    (lambda box: box.rename("/f", "/nowhere/x"), errno.ENOENT),
    (lambda box: box.rename("/f", "/y/"), errno.ENOTDIR),
    (lambda box: box.rename("/f/", "/y"), errno.ENOTDIR),
    (lambda box: box.rename("/.", "/y"), errno.EBUSY),
    (lambda box: box.chmod("/dangling", 0o600), errno.ENOENT),
    (lambda box: box.setxattrs("/pipe", {"user.x": b"1"}), errno.EPERM),
    (lambda box: box.setxattrs("/f", {"other.x": b"1"}), errno.EOPNOTSUPP),
]


def test_what_the_kernel_refuses(box: Filesystem) -> None:
    for number, (do, error) in enumerate(REFUSED):
        with pytest.raises(FileError) as caught:
            do(box)
        assert errno.errorcode[caught.value.errno] == errno.errorcode[error], number
    assert shown(box) == []


def test_a_new_directory_replaces_an_empty_one_alone(box: Filesystem) -> None:
    box.mkdir("/q")
    with pytest.raises(FileError, match="Directory not empty"):
        box.rename("/q", "/a")
    box.unlink("/a/x")
    clear(box, "/a/sub")
    box.rename("/q/", "/a/")
    assert shown(box) == ["dir /a opaque"]


def test_the_message_names_the_path_as_it_was_given(box: Filesystem) -> None:
    with pytest.raises(FileError) as caught:
        box.unlink("/e/../nowhere")
    assert (str(caught.value), caught.value.path) == (
        "/e/../nowhere: No such file or directory",
        "/e/../nowhere",
    )


def test_paths_are_resolved_within_the_root(box: Filesystem) -> None:
    assert [
        box.resolve(path)
        for path in ("/to-a/../../e", "/to-a/new", "/dangling", "/slash/sub/", "//a/./x", "/new/")
    ] == ["/e", "/a/new", "/nowhere", "/a/sub", "/a/x", "/new"]
    assert box.resolve("/link", follow=False) == "/link"
    assert [box.lstat(path).kind for path in ("/to-a", "/to-a/")] == [Kind.SYMLINK, Kind.DIR]


def test_names_are_sorted_by_their_bytes(tmp_path: Path) -> None:
    box = container(tmp_path / "image.tar", [file(b"\xe9"), file("z"), file("\U0001f600")])
    touch(box, "/é")
    assert box.names("/") == ["z", "é", "\udce9", "\U0001f600"]


# hostile images --------------------------------------------------------------------------------


def test_a_layer_has_room_for_so_many_names(tmp_path: Path) -> None:
    few = replace(DEFAULT_LIMITS, entries_per_layer=20)
    box = container(tmp_path / "image.tar", [file("f")], limits=few)
    for number in range(19):
        box.mkdir(f"/{number}")
    box.unlink("/f")
    with pytest.raises(FileError, match="No space left on device"):
        box.mkdir("/more")
    box.rmdir("/1")
    box.mkdir("/more")
    assert len(shown(box)) == 20


def test_a_file_has_room_for_so_many_pieces(tmp_path: Path) -> None:
    box = container(
        tmp_path / "image.tar",
        [file("f", b"12")],
        limits=replace(DEFAULT_LIMITS, content_pieces=64),
    )
    for _ in range(5):
        box.write("/f", box.content("/f") + Content.of_zeros(1) + box.content("/f"))
    with pytest.raises(FileError, match="No space left on device"):
        box.write("/f", box.content("/f") + Content.of_zeros(1) + box.content("/f"))


@pytest.mark.parametrize("codec", ["none", "gzip"])
def test_bytes_that_are_lost_are_an_input_error(tmp_path: Path, codec: str) -> None:
    archive = tmp_path / "image.tar"
    box = container(archive, [file("a", Random(1).randbytes(90_000)), file("b")], codec=codec)  # noqa: S311
    truncate(archive, 60_000)
    box.chmod("/a", 0o600)
    with pytest.raises(FileError) as caught:
        list(box.content("/a").chunks(box.contents))
    assert (caught.value.errno, caught.value.path) == (errno.EIO, "/a")
    assert str(caught.value).startswith("/a: Input/output error: ")
    assert caught.value.hint


def test_a_file_that_claims_exabytes_is_copied_up_and_not_read(tmp_path: Path) -> None:
    box = container(tmp_path / "image.tar", [sparse(b"huge", 1 << 60, [(0, b"1")])])
    box.chmod("/huge", 0o600)
    assert box.stored_bytes == 1 << 60
    with pytest.raises(FileError, match=r"Input/output error.*holes"):
        next(box.content("/huge").chunks(box.contents))
    assert next(box.content("/huge")[:2].chunks(box.contents)) == b"1\0"
    for size in (1 << 59, 1, 1 << 62):
        box.truncate("/huge", size)
        assert box.stored_bytes == size
        if size > 1:
            with pytest.raises(LimitError):
                next(box.content("/huge").chunks(box.contents))


def test_links_that_lead_through_too_many_are_refused(tmp_path: Path) -> None:
    members = [symlink(f"l{number}", f"l{number + 1}") for number in range(50)]
    box = container(tmp_path / "image.tar", [*members, file("l50")])
    assert box.resolve("/l10") == "/l50"
    with pytest.raises(FileError, match="Too many levels"):
        box.stat("/l9")


# properties ------------------------------------------------------------------------------------

_seeds = st.integers(0, 1 << 30)


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Fresh:
    """A container of few names, many of which lead elsewhere."""
    members = [
        directory("a"),
        file("a/b", b"1"),
        hardlink("a/c", "a/b"),
        directory("b"),
        directory("b/a"),
        file("b/a/c", b"22"),
        symlink("c", "/b/a"),
        symlink("a/d", "../d"),
        file("d", b"333"),
    ]
    box = container(tmp_path_factory.mktemp("box") / "image.tar", members)
    return box, box.snapshot()


@given(first=_seeds, second=_seeds)
def test_going_back_leaves_nothing_of_what_came_between(
    image: Fresh, first: int, second: int
) -> None:
    box = _fresh(image)
    make(random_calls(Random(first), 15), box)  # noqa: S311
    before = box.snapshot()
    seen = merged_view(box), upper_layer(box), box.stored_bytes
    make(random_calls(Random(second), 15), box)  # noqa: S311
    after = box.snapshot()
    changed = merged_view(box), upper_layer(box), box.stored_bytes
    box.restore(before)
    assert (merged_view(box), upper_layer(box), box.stored_bytes) == seen
    box.restore(after)
    assert (merged_view(box), upper_layer(box), box.stored_bytes) == changed


@given(seed=_seeds)
def test_stored_bytes_are_those_of_the_rows(image: Fresh, seed: int) -> None:
    box = _fresh(image)
    make(random_calls(Random(seed), 30), box)  # noqa: S311
    sizes = {row.stat.inode: row.stat.size for row in box.upper() if row.stat is not None}
    assert box.stored_bytes == sum(sizes.values())


@given(seed=_seeds)
def test_what_the_layer_shows_is_what_the_container_sees(image: Fresh, seed: int) -> None:
    box = _fresh(image)
    make(random_calls(Random(seed), 30), box)  # noqa: S311
    view = merged_view(box)
    for row in box.upper():
        if row.stat is None:
            assert row.path not in view
        else:
            assert box.lstat(row.path) == row.stat


def _fresh(image: Fresh) -> Filesystem:
    """Return a container of which nothing is changed."""
    box, empty = image
    box.restore(empty)
    return box
