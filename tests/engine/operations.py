"""Shell commands that change a tree in every way a layer can record.

Each takes the sketch of what exists, returns a command and notes what it does; None where
nothing fits it yet. Commands must work in busybox and must not fail.
"""

from __future__ import annotations

import functools
from collections.abc import Callable

from tests.engine.sketch import Sketch, quoted

ANY = ("file", "dir", "symlink", "fifo", "char", "block")
MODES = ("0600", "0644", "0755", "4755", "2775", "1777", "0000", "6711")
# The last one needs more than the eleven octal digits of a tar header. Before 1970 and after
# 2262 docker saves what it built but loads the epoch: those have a test of their own.
TIMES = ("2001-09-09 01:46:40", "1970-01-01 00:00:00", "2250-01-01 00:00:00")

Operation = Callable[[Sketch], str | None]


def on(*types: str) -> Callable[[Callable[[Sketch, bytes], str]], Operation]:
    """Make an operation of a change to some existing path of one of `types`."""

    def decorate(change: Callable[[Sketch, bytes], str]) -> Operation:
        @functools.wraps(change)
        def operation(sketch: Sketch) -> str | None:
            path = sketch.pick(*types)
            return None if path is None else change(sketch, path)

        return operation

    return decorate


def write_file(sketch: Sketch) -> str:
    path = sketch.fresh()
    sketch.put(path, "file")
    return _content(sketch, path)


@on("file")
def rewrite_file(sketch: Sketch, path: bytes) -> str:
    return _content(sketch, path)


def _content(sketch: Sketch, path: bytes) -> str:
    size = sketch.rng.choice((0, 1, 511, 512, 513, 4096, 70_000))
    letter = sketch.rng.choice("abcdef")
    return f"head -c {size} /dev/zero | tr '\\000' {letter} > {quoted(path)}"


@on("file")
def append(sketch: Sketch, path: bytes) -> str:
    return f"echo more >> {quoted(path)}"


@on("file")
def write_same_again(sketch: Sketch, path: bytes) -> str:
    """A copy takes the place of the original: the same content with a new time."""
    return f"cp {quoted(path)} /w/.t && rm -f {quoted(path)} && mv /w/.t {quoted(path)}"


def sparse(sketch: Sketch) -> str:
    path = sketch.fresh()
    sketch.put(path, "file")
    return f"echo x > {quoted(path)} && truncate -s 300000 {quoted(path)}"


def make_directory(sketch: Sketch) -> str:
    path = sketch.fresh()
    sketch.put(path, "dir")
    return f"mkdir {quoted(path)}"


def make_nested(sketch: Sketch) -> str:
    path = sketch.fresh()
    for below in (b"", b"/in", b"/in/ner"):
        sketch.put(path + below, "dir")
    sketch.put(path + b"/in/f", "file")
    deep, file = quoted(path + b"/in/ner"), quoted(path + b"/in/f")
    return f"mkdir -p {deep} && echo deep > {file}"


@on("file", "dir", "fifo", "char", "block")
def change_mode(sketch: Sketch, path: bytes) -> str:
    return f"chmod {sketch.rng.choice(MODES)} {quoted(path)}"


@on("dir")
def change_mode_of_all(sketch: Sketch, path: bytes) -> str:
    return f"chmod -R g+w {quoted(path)}"


@on(*ANY)
def change_owner(sketch: Sketch, path: bytes) -> str:
    owner = sketch.rng.choice(("1000:1000", "65534", "0:12", "3000000:4000000"))
    return f"chown -h {owner} {quoted(path)}"


@on(*ANY)
def change_time(sketch: Sketch, path: bytes) -> str:
    return f"touch -h -d '{sketch.rng.choice(TIMES)}' {quoted(path)}"


@on("file", "symlink", "fifo")
def hardlink(sketch: Sketch, source: bytes) -> str:
    path = sketch.fresh()
    sketch.put(path, sketch.types[source])
    return f"ln {quoted(source)} {quoted(path)}"


def hardlinks_of_one_layer(sketch: Sketch) -> str:
    path, other = sketch.fresh(), b""
    sketch.put(path, "file")
    other = sketch.fresh()
    sketch.put(other, "file")
    return f"echo twin > {quoted(path)} && ln {quoted(path)} {quoted(other)}"


def symlink(sketch: Sketch) -> str:
    path = sketch.fresh()
    target = sketch.pick("file", "dir") or b"/nowhere"
    text = sketch.rng.choice((target, target.lstrip(b"/"), b"../nowhere", b".", b"/"))
    sketch.put(path, "symlink")
    return f"ln -s -- {quoted(text)} {quoted(path)}"


def fifo(sketch: Sketch) -> str:
    path = sketch.fresh()
    sketch.put(path, "fifo")
    return f"mkfifo {quoted(path)}"


def device(sketch: Sketch) -> str:
    path = sketch.fresh()
    letter, kind = sketch.rng.choice((("c", "char"), ("b", "block")))
    sketch.put(path, kind)
    return f"mknod {quoted(path)} {letter} {sketch.rng.randint(1, 250)} {sketch.rng.randint(0, 70)}"


@on("file", "symlink", "fifo", "char", "block")
def remove(sketch: Sketch, path: bytes) -> str:
    sketch.drop(path)
    return f"rm -f {quoted(path)}"


@on("dir")
def remove_directory(sketch: Sketch, path: bytes) -> str:
    sketch.drop(path)
    return f"rm -rf {quoted(path)}"


@on("dir")
def make_opaque(sketch: Sketch, path: bytes) -> str:
    """The directory is new: nothing of the old one may shine through."""
    sketch.drop(path)
    sketch.put(path, "dir")
    sketch.put(path + b"/again", "file")
    again = quoted(path + b"/again")
    return f"rm -rf {quoted(path)} && mkdir {quoted(path)} && echo again > {again}"


@on("file")
def delete_and_restore(sketch: Sketch, path: bytes) -> str:
    return f"rm -f {quoted(path)} && echo restored > {quoted(path)}"


@on(*ANY)
def change_type(sketch: Sketch, path: bytes) -> str:
    others = [kind for kind in ("file", "dir", "symlink", "fifo") if kind != sketch.types[path]]
    kind = sketch.rng.choice(others)
    sketch.drop(path)
    sketch.put(path, kind)
    make = {"file": "echo new >", "dir": "mkdir", "symlink": "ln -s /w", "fifo": "mkfifo"}
    return f"rm -rf {quoted(path)} && {make[kind]} {quoted(path)}"


@on(*ANY)
def rename(sketch: Sketch, source: bytes) -> str:
    target = sketch.fresh(outside=source)
    sketch.copy(source, target)
    sketch.drop(source)
    return f"mv {quoted(source)} {quoted(target)}"


def rename_over(sketch: Sketch) -> str | None:
    source, target = sketch.pick("file"), sketch.pick("file")
    if source is None or target is None or source == target:
        return None
    sketch.drop(source)
    # two names of one inode: rename does nothing, so the source goes by itself
    return f"mv -f {quoted(source)} {quoted(target)} && rm -f {quoted(source)}"


@on("dir")
def copy_tree(sketch: Sketch, source: bytes) -> str:
    target = sketch.fresh(outside=source)
    sketch.copy(source, target)
    return f"cp -a {quoted(source)} {quoted(target)}"


MAKERS: tuple[Operation, ...] = (
    write_file,
    sparse,
    make_directory,
    make_nested,
    hardlink,
    hardlinks_of_one_layer,
    symlink,
    fifo,
    device,
    copy_tree,
)
CHANGERS: tuple[Operation, ...] = (
    rewrite_file,
    append,
    write_same_again,
    change_mode,
    change_mode_of_all,
    change_owner,
    change_time,
    remove,
    remove_directory,
    make_opaque,
    delete_and_restore,
    change_type,
    rename,
    rename_over,
)
