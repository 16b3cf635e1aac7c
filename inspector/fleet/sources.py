"""What the user names, as references: what lies in folders, in lists, what an engine has."""

from __future__ import annotations

import os
import stat
from codecs import BOM_UTF8
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from inspector.errors import LayerscopeError, UnreadableError, UsageError, reason
from inspector.fleet.source import USUALLY, FleetSource, Unlisted
from inspector.fleet.work_folder import name_of
from inspector.formats import FORMATS
from inspector.formats.directory import DirectoryStore
from inspector.formats.engines import listed_images
from inspector.formats.source import STDIN, parse_reference
from inspector.io.descriptors import is_settled
from inspector.language import Lazy
from inspector.text import path_key, printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import BinaryIO

    from inspector.fleet.source import HowOpened

_LIST_MARK = "@"
# Bytes of a list: half a million names.
_MOST_LISTED = 32 << 20


class _Stamp(NamedTuple):
    """What the system says of a file; its times are in nanoseconds."""

    path: str
    device: int
    inode: int
    size: int
    modified: int
    changed: int


def sources(
    named: Iterable[str],
    lists: Iterable[str],
    stdin: BinaryIO,
    *,
    without: Path,
    opening: HowOpened = USUALLY,
) -> Iterator[FleetSource | Unlisted]:
    """Yield all sources, each once, in the order in which they are named; folders sorted by name.

    A folder is looked through but for hidden names and ``without``; engines and registries are
    asked. Raises UsageError for a list
    that cannot be read.
    """
    seen: set[str] = set()
    for each in _named(named, lists, stdin):
        for found in _expanded(each, without, opening):
            if found.reference not in seen:
                seen.add(found.reference)
                yield found


def _named(named: Iterable[str], lists: Iterable[str], stdin: BinaryIO) -> Iterator[str]:
    for each in named:
        if each.startswith(_LIST_MARK) and not os.path.lexists(each):
            yield from _listed(each.removeprefix(_LIST_MARK), stdin)
        else:
            yield each
    for each in lists:
        yield from _listed(each, stdin)


def _listed(name: str, stdin: BinaryIO) -> Iterator[str]:
    """Yield the lines of a list; empty ones and those that begin with # are none."""
    try:
        with nullcontext(stdin) if name == STDIN else Path(name).open("rb") as file:
            data = file.read(_MOST_LISTED + 1)
    except OSError as error:
        told = Lazy("cannot read the list {name}: {reason}", name=name, reason=reason(error))
        raise UsageError(told) from error
    if len(data) > _MOST_LISTED:
        raise UsageError(
            Lazy("the list {name} is larger than {most:,} bytes", name=name, most=_MOST_LISTED)
        )
    for line in os.fsdecode(data.removeprefix(BOM_UTF8)).splitlines():
        reference = line.strip()
        if reference and not reference.startswith("#"):
            yield reference


def _expanded(named: str, without: Path, opening: HowOpened) -> Iterator[FleetSource | Unlisted]:
    parsed = parse_reference(named)
    try:
        if parsed.is_engine and not parsed.is_container and not parsed.rest:
            for each in listed_images(parsed.scheme):
                yield FleetSource(f"{parsed.scheme}://{each.name}", known=each.id)
        elif parsed.is_registry:
            yield from _of_registry(named, parsed.rest, opening)
        elif not parsed.scheme and os.path.isdir(named) and not _is_image(named):  # noqa: PTH112
            yield from _inside(named, without.resolve())
        else:
            yield FleetSource(named, size=_size(parsed.rest))
    except LayerscopeError as error:
        yield Unlisted(named, error)
    except OSError as error:
        yield Unlisted(named, _unreadable(named, error))


def _of_registry(named: str, name: str, opening: HowOpened) -> Iterator[FleetSource | Unlisted]:
    from inspector.fleet.registry_images import images, listing_of  # few need the client

    listing = listing_of(name)
    if listing is None:
        yield FleetSource(named)
    else:
        yield from images(listing, opening)


def _size(path: str) -> int:
    try:
        return os.path.getsize(path)  # noqa: PTH202  "" is no path, Path("") is "."
    except (OSError, ValueError):
        return 0


def _is_image(folder: str) -> bool:
    store = DirectoryStore(folder)
    return any(each.holds(store) for each in FORMATS)


def _inside(folder: str, without: Path) -> Iterator[FleetSource | Unlisted]:
    """Yield the files and layouts below a folder; links to folders are not followed."""
    with os.scandir(folder) as found:
        inside = sorted(found, key=lambda each: path_key(each.name))
    for each in inside:
        if each.name.startswith("."):
            continue
        try:
            if not each.is_dir(follow_symlinks=False):
                if each.is_file():
                    yield FleetSource(each.path, is_found=True, size=each.stat().st_size)
            elif _is_image(each.path):
                yield FleetSource(each.path, is_found=True)
            elif Path(each.path).resolve() != without:
                yield from _inside(each.path, without)
        except OSError as error:
            yield Unlisted(each.path, _unreadable(each.path, error))
        except LayerscopeError as error:
            yield Unlisted(each.path, error)


def _unreadable(named: str, error: Exception) -> UnreadableError:
    told = Lazy("cannot read {named}: {reason}", named=printable(named), reason=reason(error))
    return UnreadableError(told)


def source_state_of(source: FleetSource) -> str | None:
    """Return what changes whenever a source does; None where nothing is sure to tell."""
    if source.known is not None:
        return source.known
    parsed = parse_reference(source.reference)
    if parsed.is_engine or parsed.rest in {"", STDIN}:
        return None
    try:
        stamps = sorted(_stamps(parsed.rest))
    except (OSError, ValueError):
        return None
    are_settled = all(is_settled(max(each.modified, each.changed)) for each in stamps)
    return name_of(stamps) if stamps and are_settled else None


def _stamps(path: str) -> Iterator[_Stamp]:
    """Yield the stamps of a regular file, or of all files below a folder. Raises OSError."""
    status = os.stat(path)  # noqa: PTH116  as the reader of archives takes it
    if stat.S_ISREG(status.st_mode):
        yield _stamp(path, status)
    elif stat.S_ISDIR(status.st_mode):
        for above, _, names in os.walk(path):
            for name in names:
                inside = os.path.join(above, name)  # noqa: PTH118  a registry has many
                yield _stamp(inside, os.stat(inside))  # noqa: PTH116


def _stamp(path: str, status: os.stat_result) -> _Stamp:
    return _Stamp(
        path,
        status.st_dev,
        status.st_ino,
        status.st_size,
        status.st_mtime_ns,
        status.st_ctime_ns,
    )
