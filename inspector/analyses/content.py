"""What a file's content is: text, an archive, or bytes; and a file object to read it by."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from inspector.compression import detect
from inspector.errors import LayerscopeError
from inspector.language import Lazy
from inspector.tarstream import looks_like_tar

if TYPE_CHECKING:
    from inspector.io.window import Readable
    from inspector.limits import Limits
    from inspector.reading.contents import Contents
    from inspector.tarstream import Entry

_PROBE = 8192
# What a text may hold of them: latin-1 letters that are no UTF-8, an ESC here and there.
_ODD_SHARE = 0.3
_CONTROLS = re.compile("[\x00-\x06\x0e-\x1a\x1c-\x1f\x7f\udc80-\udcff]")
_ZIP_MAGICS = (b"PK\x03\x04", b"PK\x05\x06")
_HEAD = 512


class ContentKind(StrEnum):
    """What a content is."""

    TEXT = "text"
    BYTES = "bytes"
    TAR = "tar"
    ZIP = "zip"


@dataclass(frozen=True, slots=True)
class FileStart:
    """The beginning of a file.

    ``packed`` names the compression that was undone, "" for none; ``head`` is then decompressed.
    ``is_cut`` says that more follows. ``trouble`` is why reading ended early.
    """

    form: ContentKind
    head: bytes
    size: int
    packed: str = ""
    is_cut: bool = False
    trouble: str = ""


class ContentFile(io.RawIOBase):
    """One file of an image as a file object. Reading raises LayerscopeError, too.

    ``largest`` bounds what is read at a time: a library that asks for more is being fooled.
    """

    def __init__(
        self, contents: Contents, layer: int, entry: Entry, largest: int | None = None
    ) -> None:
        super().__init__()
        self._contents = contents
        self._layer = layer
        self._entry = entry
        self._largest = largest
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._entry.size}[whence]
        if base + offset < 0:
            raise OSError("before the first byte")
        self._at = base + offset
        return self._at

    def skip(self, size: int, /) -> int:
        """Move on by at most ``size`` bytes, to the end at most."""
        size = max(0, min(size, self._entry.size - self._at))
        self._at += size
        return size

    def read(self, size: int = -1, /) -> bytes:
        """Return at most ``size`` bytes from the position, all that follow for -1."""
        wanted = self._entry.size - self._at if size < 0 else size
        # Before the base class makes room for so much.
        if self._largest is not None and wanted > self._largest:
            raise OSError("too much is asked for at once")
        return super().read(size) or b""

    def readinto(self, buffer: Any, /) -> int:  # noqa: ANN401 - the base class's signature
        data = self._contents.read_range(self._layer, self._entry, self._at, len(buffer))
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)


def is_text(data: bytes) -> bool:
    """Whether data looks like text: no NUL, few controls and few bytes that are no UTF-8.

    Looks at the beginning only, as git does (buffer_is_binary).
    """
    probe = data[:_PROBE]
    if b"\0" in probe:
        return False
    text = probe.decode("utf-8", "surrogateescape")
    return len(_CONTROLS.findall(text)) <= len(text) * _ODD_SHARE


def form_of(head: bytes) -> ContentKind:
    """Return what data beginning with ``head`` is."""
    if head.startswith(_ZIP_MAGICS):
        return ContentKind.ZIP
    if looks_like_tar(head) and any(head[:_HEAD]):
        return ContentKind.TAR
    return ContentKind.TEXT if is_text(head) else ContentKind.BYTES


def open_content(
    contents: Contents, layer: int, entry: Entry, limits: Limits, most: int
) -> FileStart:
    """Read at most ``most`` bytes of a file. Raises LayerscopeError where there are none.

    A compressed text or tar is looked at decompressed.
    """
    head = contents.read_range(layer, entry, 0, min(most, entry.size))
    codec = detect(head)
    if codec is not None:
        stream = codec.open(ContentFile(contents, layer, entry), limits)
        inner, trouble = _read(stream, most + 1)
        if inner and (form := form_of(inner)) in {ContentKind.TEXT, ContentKind.TAR}:
            cut = len(inner) > most
            return FileStart(form, inner[:most], entry.size, codec.name, cut, trouble)
    missing = min(most, entry.size) - len(head)
    trouble = ""
    if missing:
        trouble = Lazy("{count:,} bytes are missing: the layer is damaged", count=missing)
    return FileStart(form_of(head), head, entry.size, "", entry.size > len(head), trouble)


def unpacked(contents: Contents, layer: int, entry: Entry, limits: Limits, packed: str) -> Readable:
    """Return a file's stream, decompressed where ``packed`` names a compression."""
    file = ContentFile(contents, layer, entry)
    if not packed:
        return file
    codec = detect(contents.read_range(layer, entry, 0, _HEAD))
    return file if codec is None else codec.open(file, limits)


def _read(stream: Readable, most: int) -> tuple[bytes, str]:
    parts: list[bytes] = []
    room = most
    try:
        while room > 0 and (data := stream.read(min(room, 1 << 20))):
            parts.append(data)
            room -= len(data)
    except LayerscopeError as error:
        return b"".join(parts), str(error)
    return b"".join(parts), ""
