"""Layers with a table of contents for tests: random trees, and blobs that count what is asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from inspector.formats.model import LayerSource
from inspector.io.progress import NoProgress
from inspector.limits import DEFAULT_LIMITS
from inspector.reading.toc.files import FileBytes
from inspector.reading.toc.reader import TocReader
from inspector.spec import Digest
from tests.build_image import (
    Member,
    block,
    char,
    digest,
    directory,
    estargz_blob,
    fifo,
    file,
    hardlink,
    opaque,
    symlink,
    whiteout,
    zstd_chunked_blob,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from inspector.io.progress import Progress
    from inspector.reading.toc.listing import TocListing
    from inspector.tarstream import Entry
    from tests.build_image import TocBlob

WRITERS: dict[str, Callable[..., TocBlob]] = {
    "estargz": estargz_blob,
    "estargz-small-chunks": partial(estargz_blob, chunk=512),
    "estargz-shared-members": partial(estargz_blob, chunk=512, least=300),
    "estargz-legacy": partial(estargz_blob, legacy=True),
    "zstd-chunked": zstd_chunked_blob,
    "zstd-chunked-small": partial(zstd_chunked_blob, chunk=512),
    "zstd-chunked-first": partial(zstd_chunked_blob, prefix="io.containers.zstd-chunked."),
}


@dataclass
class Counted:
    """A blob in memory, and the spans that were asked for."""

    data: bytes
    asked: list[tuple[int, int]] = field(default_factory=list)

    @property
    def size(self) -> int:
        return len(self.data)

    @property
    def sent(self) -> int:
        """Bytes of all spans."""
        return sum(size for _, size in self.asked)

    def span(self, start: int, size: int, progress: Progress) -> bytes:
        assert size > 0
        assert 0 <= start <= start + size <= len(self.data)
        self.asked.append((start, size))
        progress.advance(size)
        return self.data[start : start + size]


def source_of(made: TocBlob) -> LayerSource:
    return LayerSource(
        "layer", None, None, Digest(digest(made.blob)), len(made.blob), annotations=made.annotations
    )


def listing_of(made: TocBlob, blob: Counted | None = None) -> TocListing:
    """Return what the table says. Raises DamageError."""
    found = TocReader(DEFAULT_LIMITS, NoProgress()).read(
        source_of(made), blob or Counted(made.blob)
    )
    assert found is not None
    return found


def files_of(toc: TocListing, blob: Counted) -> FileBytes:
    return FileBytes(blob, toc.chunks, toc.compression, DEFAULT_LIMITS, toc.path_at)


def content(files: FileBytes, entry: Entry) -> bytes:
    """Return a file's bytes. Raises DamageError."""
    return b"".join(pieces(files, entry))


def pieces(files: FileBytes, entry: Entry) -> Iterator[bytes]:
    at = 0
    while at < entry.size:
        data = files.pread(entry.size - at, entry.offset + at)
        assert data
        yield data
        at += len(data)


# random trees, of what makers of such layers take

_NAMES = ["a", "b", "usr", "é", "日本", "{x}", '"q"', "<&>", ".wh", "long" * 30]
_PATHS = st.tuples(
    st.sampled_from(["", "./", "/", "../", "a/../"]),
    st.lists(st.sampled_from(_NAMES), min_size=1, max_size=4).map("/".join),
).map("".join)
_CONTENTS = st.lists(
    st.one_of(
        st.binary(max_size=700), st.sampled_from([b"text\n" * 300, bytes(1023), bytes(3000)])
    ),
    max_size=4,
).map(b"".join)
_TIMES = st.one_of(
    st.just(0),
    st.integers(0, 2**31),
    st.integers(0, 2**37).map(lambda quarters: quarters / 4),
    st.integers(-1000, -1),
)
_XATTRS = st.dictionaries(
    st.sampled_from(["security.capability", "user.é", "trusted.overlay.opaque"]),
    st.binary(min_size=1, max_size=30),
    max_size=2,
)
_FIELDS = st.fixed_dictionaries(
    {
        "mode": st.integers(0, 0o7777),
        "uid": st.one_of(st.just(0), st.integers(0, 2**40)),
        "gid": st.integers(0, 65_534),
        "mtime": _TIMES,
        "xattrs": _XATTRS,
    }
)


def _made(
    make: Callable[..., Member], *given: st.SearchStrategy[object]
) -> st.SearchStrategy[Member]:
    return st.tuples(_FIELDS, *given).map(lambda drawn: make(*drawn[1:], **drawn[0]))


TREES = st.lists(
    st.one_of(
        _made(file, _PATHS, _CONTENTS),
        _made(file, _PATHS, _CONTENTS),
        _made(directory, _PATHS),
        _made(symlink, _PATHS, st.sampled_from(["a", "../é", "/x" * 80])),
        _made(hardlink, _PATHS, _PATHS),
        _made(char, _PATHS, st.integers(0, 300), st.integers(0, 300)),
        _made(block, _PATHS, st.integers(0, 300), st.integers(0, 300)),
        _made(fifo, _PATHS),
        _made(whiteout, _PATHS),
        _made(opaque, _PATHS),
    ),
    max_size=8,
)
