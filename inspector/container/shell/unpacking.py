"""``tar -x`` and ``tar -t`` of an archive in the image."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from errno import EISDIR
from functools import partial
from typing import TYPE_CHECKING

from inspector.compression import MAGIC_BYTES, detect
from inspector.container.content import Content
from inspector.container.shell.errors import CommandError
from inspector.container.shell.options import Options
from inspector.container.shell.process import UMASK, ContainerCommand, reason
from inspector.errors import FileError, LayerscopeError
from inspector.language import Lazy
from inspector.tarstream import FILE_KINDS, Kind, TarScanner, clean_path, looks_like_tar, runs
from inspector.text import encode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from inspector.container.shell.options import Given
    from inspector.container.shell.process import Process
    from inspector.tarstream import Entry

_TAR = Options(
    "tar", "-x --extract --get", "-t --list", "-f= --file=", "-C= --directory=", "-v --verbose",
    "-z --gzip --gunzip", "-j --bzip2", "-J --xz", "--zstd", "-a --auto-compress",
    "-p --preserve-permissions --same-permissions", "-o --no-same-owner", "--strip-components=",
    "--same-owner", "--no-same-permissions",
)  # fmt: skip
_VALUED = "fC"
# What is decompressed is held in memory.
_UNPACKED_BYTES = 256 << 20
_READ = 1 << 20
_FAILED = "tar: Exiting with failure status due to previous errors"


class _ContentStream:
    """A content as a stream."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._rest = b""

    def read(self, size: int, /) -> bytes:
        if not self._rest:
            self._rest = next(self._chunks, b"")
        data, self._rest = self._rest[:size], self._rest[size:]
        return data


def _plain(process: Process, content: Content) -> Content:
    """Return a tar without its compression. Raises LayerscopeError."""
    contents = process.filesystem.contents
    codec = detect(_head(process, content, MAGIC_BYTES))
    if codec is None:
        return content
    stream = codec.open(_ContentStream(content.chunks(contents)), process.filesystem.image.limits)
    data = bytearray()
    while part := stream.read(_READ):
        data += part
        if len(data) > _UNPACKED_BYTES:
            raise LayerscopeError(Lazy("it is larger than 256 MiB decompressed"))
    return Content.of_bytes(bytes(data))


def _head(process: Process, content: Content, size: int) -> bytes:
    return b"".join(content[:size].chunks(process.filesystem.contents))


def _payload(archive: Content, entry: Entry) -> Content:
    stored = archive[entry.offset : entry.offset + entry.stored]
    if entry.segments is None:
        return stored
    whole = Content()
    at = 0
    for is_hole, length in runs(entry.segments, entry.size):
        whole = whole + (Content.of_zeros(length) if is_hole else stored[at : at + length])
        at += 0 if is_hole else length
    return whole


@dataclass
class _TarExtraction:
    """Writes entries below a directory; what belongs to directories is set at the end."""

    process: Process
    archive: Content
    given: Given
    folder: str
    strip: int
    code: int = 0
    _wanted: dict[str, str] = field(init=False)  # as they stand in the archive: as given
    _found: set[str] = field(default_factory=set)
    _later: list[tuple[str, Entry]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._wanted = {_clean(each): each for each in self.given.operands}

    def take(self, entry: Entry) -> None:
        """Write an entry, unless it is not among those that were asked for."""
        path = entry.path
        found = [e for e in self._wanted if path == e or path.startswith(f"{e}/")]
        self._found.update(found)
        if self._wanted and not found:
            return
        shown = f"{path or '.'}/" if entry.kind is Kind.DIR else path
        parts = path.split("/")[self.strip :] if path else []
        is_left_out = self.strip and not parts
        if self.given.has("t") or (self.given.has("v") and not is_left_out):
            self.process.say(shown)
        if self.given.has("t") or is_left_out:
            return
        place = f"{self.folder.rstrip('/')}/{'/'.join(parts)}"
        try:
            self._write(place, entry)
        except FileError as error:
            self.process.complain(f"tar: {path}: Cannot {_verb(entry.kind)}: {reason(error)}")
            self.code = 2

    def _write(self, place: str, entry: Entry) -> None:
        filesystem = self.process.filesystem
        self._make_parents(place)
        there = self.process.stat(place, follow=False)
        if entry.kind is Kind.DIR:
            if there is None or there.kind is not Kind.DIR:
                if there is not None:
                    filesystem.unlink(place)
                filesystem.mkdir(place, 0o700)
            self._later.append((place, entry))
            return
        if entry.kind is Kind.HARDLINK:
            parts = _clean(entry.link).split("/")[self.strip :]
            target = f"{self.folder.rstrip('/')}/{'/'.join(parts)}"
            if there is not None:
                filesystem.unlink(place)
            filesystem.link(target, place)
            return
        if there is not None:
            filesystem.unlink(place)
        if entry.kind in FILE_KINDS:
            filesystem.write(place, _payload(self.archive, entry), mode=0o600)
        elif entry.kind is Kind.SYMLINK:
            filesystem.symlink(entry.link, place)
        else:
            filesystem.mknod(place, entry.kind, 0o600, entry.device)
        self._keep(place, entry)

    def _keep(self, place: str, entry: Entry) -> None:
        filesystem = self.process.filesystem
        is_link = entry.kind is Kind.SYMLINK
        if not self.given.has("o"):
            filesystem.chown(place, entry.uid, entry.gid, follow=not is_link)
        if not is_link:
            masked = UMASK if self.given.has("no-same-permissions") else 0
            filesystem.chmod(place, entry.mode & 0o7777 & ~masked)
        if entry.xattrs:
            filesystem.setxattrs(place, entry.xattrs, follow=not is_link)
        filesystem.utime(place, entry.mtime, follow=not is_link)

    def _make_parents(self, place: str) -> None:
        parts = place.split("/")
        for count in range(2, len(parts)):
            above = "/".join(parts[:count])
            if self.process.stat(above, follow=False) is None:
                self.process.filesystem.mkdir(above, 0o777 & ~UMASK)

    def end(self) -> None:
        """Complain of names that are missing; set what belongs to directories, inner ones first."""
        for clean, name in self._wanted.items():
            if clean not in self._found:
                self.process.complain(f"tar: {name}: Not found in archive")
                self.code = 2
        for place, entry in reversed(self._later):
            with suppress(FileError):
                self._keep(place, entry)


def _clean(path: str) -> str:
    return clean_path(encode(path))[0]


def _verb(kind: Kind) -> str:
    return {
        Kind.DIR: "mkdir", Kind.SYMLINK: "create symlink", Kind.HARDLINK: "hard link",
    }.get(kind, "open" if kind in FILE_KINDS else "mknod")  # fmt: skip


def _tar(given: Given, strip: int, process: Process) -> int:
    name, folder = given.value("f") or "", given.value("C") or "."
    content = _opened(process, name)
    if content is None or not _is_folder(process, folder):
        process.complain("tar: Error is not recoverable: exiting now")
        return 2
    try:
        archive = _plain(process, content)
        if not looks_like_tar(_head(process, archive, _READ)):
            process.complain("tar: This does not look like a tar archive")
            process.complain(_FAILED)
            return 2
        extraction = _TarExtraction(process, archive, given, process.at(folder), strip)
        reader = _ContentStream(archive.chunks(process.filesystem.contents))
        for entry in TarScanner(reader, process.filesystem.image.limits):
            extraction.take(entry)
        extraction.end()
    except LayerscopeError as error:
        process.complain(f"tar: {name}: {error}")
        return 2
    if extraction.code:
        process.complain(_FAILED)
    return extraction.code


def _opened(process: Process, name: str) -> Content | None:
    """Return what an archive holds, None after a complaint."""
    try:
        return process.filesystem.content(process.at(name))
    except FileError as error:
        if error.errno == EISDIR:  # which can be opened
            process.complain(f"tar: {name}: Cannot read: {reason(error)}")
            process.complain("tar: At beginning of tape, quitting now")
        else:
            process.complain(f"tar: {name}: Cannot open: {reason(error)}")
        return None


def _is_folder(process: Process, folder: str) -> bool:
    try:
        process.filesystem.names(process.at(folder))
    except FileError as error:
        process.complain(f"tar: {folder}: Cannot open: {reason(error)}")
        return False
    return True


def _old_style(words: Sequence[str]) -> list[str]:
    """Return ``xzf FILE`` as ``-x -z -f FILE``."""
    if not words or words[0].startswith("-"):
        return list(words)
    rest = list(words[1:])
    options: list[str] = []
    for letter in words[0]:
        options.append(f"-{letter}")
        if letter in _VALUED and rest:
            options.append(rest.pop(0))
    return options + rest


def _prepare_tar(words: Sequence[str]) -> Callable[[Process], int]:
    given = _TAR.read(_old_style(words))
    if given.has("x") is given.has("t"):
        raise CommandError(Lazy("tar: give either -x or -t"))
    if given.value("f") in {None, "-"}:
        raise CommandError(Lazy("tar: -f with a file of the image is missing"))
    strip = given.value("strip-components") or "0"
    if not strip.isdecimal() or len(strip) > 4:
        raise CommandError(Lazy("tar: --strip-components={number} is not understood", number=strip))
    return partial(_tar, given, int(strip))


COMMANDS = (ContainerCommand("tar", _prepare_tar),)
