"""The imagined container's layer and its commands, beside the kernel's and GNU's."""

from __future__ import annotations

import io
import random
import subprocess
import tarfile
import time
from typing import TYPE_CHECKING

import pytest

from inspector.container.filesystem import Filesystem
from inspector.container.shell import Shell
from inspector.formats.choice import choose
from inspector.formats.source import open_archive
from inspector.limits import DEFAULT_LIMITS
from inspector.reading.contents import Contents
from inspector.reading.image import Image
from inspector.tarstream import Kind
from inspector.tree import Tree
from tests.build_image import ImageSpec, format_named
from tests.engine.overlay import NOW, Look, Overlay, Ran, as_layer, tmpfs
from tests.engine.shell_lines import Lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from inspector.container.stat import Stat

pytestmark = pytest.mark.engine

SEQUENCES = 100
# Where the commands run: symlinks that lead upwards, once moved, stay within the mount.
START = "/r/o/t"
# Times of the trees that the commands find, far below any clock's.
OLD = 1_100_000_000


# What depends on the order of a directory, what a damaged archive makes tar and gzip say, and
# cp's copy of a directory into itself, which ends where the kernel takes no longer path.
UNCERTAIN = (
    "into itself", "will not create hard link", "gzip: ", "does not look like", "Unexpected EOF",
    "Skipping to next", "File name too long",
)  # fmt: skip


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A place for upper directories."""
    with tmpfs(tmp_path_factory.mktemp("shell") / "t") as place:
        yield place


def write_tree(top: Path) -> None:
    """Write what the commands find: files, directories, links of both kinds, an archive."""
    for folder in ("a", "a/b", "a/b/c", "d", "e", "e/f", "empty"):
        (top / folder).mkdir(parents=True)
    for name, text in (
        ("one.txt", "one\ntwo\n"), ("a/x.txt", "one"), ("a/b/y.log", "three\none two\n"),
        ("a/b/c/z", ""), ("d/a", "quoted\n"), ("d/b", "o" * 2000), (".h", "hidden\n"),
        ("d/.h", "x\n"), ("e/f/g", "t\n"), ("two words", "words\n"),
    ):  # fmt: skip
        (top / name).write_text(text)
    (top / "twin").write_text("twins\n")
    (top / "a" / "twin").hardlink_to(top / "twin")
    (top / "d" / "twin").hardlink_to(top / "twin")
    (top / "e" / "pair").write_text("pair\n")
    (top / "e" / "f" / "pair").hardlink_to(top / "e" / "pair")
    for name, target in (
        ("link", "d/a"), ("folder", "a/b"), ("a/up", "../one.txt"), ("dangling", "nowhere"),
        ("d/loop", "loop"), ("e/in", "f"),
    ):  # fmt: skip
        (top / name).symlink_to(target)
    (top / "d" / "b").chmod(0o4755)
    (top / "e").chmod(0o2775)
    (top / "d" / "b").touch()
    archive = archived()
    (top / "t.tar").write_bytes(archive)
    subprocess.run(["/bin/gzip", "-n", "t.tar", "-k", "-S", ".tgz.gz"], cwd=top, check=True)
    (top / "t.tar.tgz.gz").rename(top / "t.tgz")
    subprocess.run(["/bin/chown", "-h", "5:6", "a/x.txt", "d/b", "link"], cwd=top, check=True)
    (top / "d" / "b").chmod(0o4755)
    paths = [*top.parents[:2], top, *top.rglob("*")]
    subprocess.run(["/usr/bin/touch", "-h", "-d", f"@{OLD}", *paths], check=True)


def archived() -> bytes:
    """Return a tar with something of each kind."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name, kind, text, more in (
            ("in", tarfile.DIRTYPE, "", {"mode": 0o750}),
            ("in/file", tarfile.REGTYPE, "of the tar\n", {"mode": 0o640, "uid": 3}),
            ("in/again", tarfile.LNKTYPE, "", {"linkname": "in/file"}),
            ("in/link", tarfile.SYMTYPE, "", {"linkname": "file"}),
            ("a/x.txt", tarfile.REGTYPE, "replaced\n", {}),
        ):
            info = tarfile.TarInfo(name)
            info.type, info.size, info.mtime = kind, len(text), OLD + 5
            for key, value in more.items():
                setattr(info, key, value)
            tar.addfile(info, io.BytesIO(text.encode()))
    return out.getvalue()


def lower_layers(room: Path) -> tuple[list[Path], list[bytes]]:
    """Return two lower directories, and the same as tars: the upper one hides and replaces."""
    base = room / "base"
    write_tree(base / START[1:])
    overlay = Overlay(room / "second", [base], int(time.time()) - 5, START)
    for line in (
        "rm d/.h; rm -r e/f; mkdir e/f; echo in > e/f/in",
        "echo more >> one.txt; touch new",
        "mkdir -p p/q; echo deep > p/q/deep; ln p/q/deep p/deep; chmod 700 a/b",
    ):
        assert overlay.run(line) == Ran(0, ("",))
    overlay.close()
    second = overlay.upper
    paths = [second, *second.rglob("*")]
    real = [path for path in paths if not path.is_char_device()]
    subprocess.run(["/usr/bin/touch", "-h", "-d", f"@{OLD + 50}", *real], check=True)
    return [base, second], [as_layer(base), as_layer(second)]


def opened(layers: list[bytes], to: Path) -> Callable[[], Filesystem]:
    """Return what makes a container of an image with these layers."""
    path = format_named("docker-legacy").write(to, ImageSpec(layers=layers))
    archive = open_archive(str(path), DEFAULT_LIMITS)
    image = Image(archive, choose(archive, image=None, platform=None), DEFAULT_LIMITS)
    tree = Tree()
    for layer in image.read_layers():
        tree.apply(layer.entries, image.limits)
    contents = Contents(image)
    return lambda: Filesystem(image, tree, contents, lambda: 1 << 32)


def look(path: str, about: Stat, filesystem: Filesystem, *, is_opaque: bool = False) -> Look:
    """Return what our file system says of a path."""
    content = filesystem.content(path) if about.kind is Kind.FILE else None
    return Look(
        path,
        about.type,
        about.mode,
        about.uid,
        about.gid,
        about.size,
        NOW if about.mtime == 1 << 32 else about.mtime or 0,
        about.nlink,
        about.link,
        about.device,
        content.sha256(filesystem.contents) if content is not None else "",
        is_opaque,
    )


def with_names(looks: list[tuple[Look, int]]) -> list[Look]:
    """Return looks that know which names share their inode."""
    from dataclasses import replace

    shared: dict[int, set[str]] = {}
    for each, inode in looks:
        if each.type not in {"dir", "whiteout"}:
            shared.setdefault(inode, set()).add(each.path)
    names = {inode: frozenset(each) for inode, each in shared.items() if len(each) > 1}
    return [replace(each, names=names.get(inode, frozenset())) for each, inode in looks]


def our_merged(filesystem: Filesystem) -> list[Look]:
    """Return all that a process sees in ours."""
    found: list[tuple[Look, int]] = []
    pending = [""]
    while pending:
        above = pending.pop()
        for name in filesystem.names(above or "/"):
            path = f"{above}/{name}"
            about = filesystem.lstat(path)
            found.append((look(path, about, filesystem), about.inode))
            if about.kind is Kind.DIR:
                pending.append(path)
    return with_names(
        sorted(found, key=lambda each: each[0].path.encode("utf-8", "surrogateescape"))
    )


def our_upper(filesystem: Filesystem) -> list[Look]:
    """Return what our layer holds; a directory's links are the merged view's affair."""
    from dataclasses import replace

    found: list[tuple[Look, int]] = []
    for row in filesystem.upper():
        if row.stat is None:
            found.append((Look(row.path, "whiteout"), 0))
            continue
        each = look(row.path, row.stat, filesystem, is_opaque=row.is_opaque)
        if each.type == "dir":
            each = replace(each, nlink=0)
        found.append((each, row.stat.inode))
    return with_names(found)


def is_same(theirs: Ran, ours: Ran) -> bool:
    """Whether a line ended alike; a line that no one ends may have the other stream's in it."""
    # which of two hard links mv copies depends on the order of a directory
    told = [[line for line in each.output if line[:8] != "copied '"] for each in (theirs, ours)]
    one, two = ("".join(sorted("".join(each))) for each in told)
    return theirs.exit == ours.exit and (told[0] == told[1] or one == two)


def differences(expected: list[Look], found: list[Look]) -> str:
    """Return how two states differ, "" where they do not."""
    one, two = {each.path: each for each in expected}, {each.path: each for each in found}
    lines = [f"missing {one[path]}" for path in one if path not in two]
    lines += [f"too much {two[path]}" for path in two if path not in one]
    for path in one.keys() & two.keys():
        pairs = (
            (name, getattr(one[path], name), getattr(two[path], name)) for name in vars(one[path])
        )
        told = [f"{name} should be {a}, is {b}" for name, a, b in pairs if a != b]
        if told:
            lines.append(f"{path}: {'; '.join(told)}")
    return "\n".join(lines)


@pytest.fixture(scope="module")
def lowers(
    room: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[list[Path], Callable[[], Filesystem]]:
    """The lower directories, and what makes a container of the same image."""
    directories, tars = lower_layers(room)
    return directories, opened(tars, tmp_path_factory.mktemp("image") / "image.tar")


def test_the_layer_is_the_kernels(
    room: Path, lowers: tuple[list[Path], Callable[[], Filesystem]], seed: int
) -> None:
    for number in range(SEQUENCES):
        compare(room / "run", *lowers, seed + number)


def compare(
    home: Path, directories: list[Path], container: Callable[[], Filesystem], seed: int
) -> None:
    """Run a random sequence in both and compare after each line."""
    chosen = random.Random(seed)  # noqa: S311
    since = int(time.time()) - 5
    overlay = Overlay(home, directories, since, START)
    filesystem = container()
    shell = Shell(filesystem)
    lines: list[str] = []
    try:
        for _ in range(chosen.randint(10, 20)):
            there = our_merged(filesystem)
            below = [each for each in there if each.path.startswith(f"{START}/")]
            names = {each.path.removeprefix(f"{START}/"): each.type for each in below}
            links = [name for name, kind in names.items() if kind == "symlink"]
            line = Lines(chosen, list(names), links).line()
            lines.append(line)
            theirs = overlay.run(line)
            shell.directory = START
            result = shell.run(line)
            ours = Ran(result.exit, tuple(sorted(result.output.split("\n"))))
            if any(each in line for each in UNCERTAIN for line in theirs.output):
                return
            told = [
                "" if is_same(theirs, ours) else f"ended {theirs}, ours {ours}",
                differences(overlay.merged_looks(), our_merged(filesystem)),
                differences(overlay.upper_looks(), our_upper(filesystem)),
            ]
            assert not any(told), "\n".join([f"--seed={seed}", *lines, "", *told])
    finally:
        overlay.close()
        # A directory copied into itself may be too deep for Python.
        subprocess.run(["/bin/rm", "-rf", "--", str(home)], check=True)
