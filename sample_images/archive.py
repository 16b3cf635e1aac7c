"""How a container image is put together, with nothing but the standard library.

A step's entries become a tar, the *layer*. The SHA-256 of that tar is the layer's *diff_id*. The
*configuration*, a JSON text, lists the diff_ids and the history; its own SHA-256 is the image's ID.
``layouts.py`` packs configuration and layers into the archives that programs exchange.
"""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# 2024-03-01 09:00 UTC, and a minute for each step
START = 1_709_283_600
MINUTE = 60

# two blocks of zeros
END_OF_TAR = bytes(1024)


@dataclass(frozen=True)
class Entry:
    """One thing in a tar."""

    path: str
    kind: bytes = tarfile.REGTYPE
    content: bytes = b""
    mode: int = 0o644
    target: str = ""
    capability: bytes = b""
    time: int = START
    owner: int = 0


def file(path: str, content: bytes, mode: int = 0o644) -> Entry:
    """Return a regular file."""
    return Entry(path, content=content, mode=mode)


def folder(path: str, mode: int = 0o755) -> Entry:
    """Return a directory."""
    return Entry(path, tarfile.DIRTYPE, mode=mode)


def link(path: str, target: str) -> Entry:
    """Return a symbolic link."""
    return Entry(path, tarfile.SYMTYPE, mode=0o777, target=target)


def second_name(path: str, target: str, mode: int = 0o644) -> Entry:
    """Return a hardlink: another name for a file of the same layer."""
    return Entry(path, tarfile.LNKTYPE, mode=mode, target=target)


def removed(path: str) -> Entry:
    """Return a whiteout: an empty file whose name says what is gone."""
    parent, slash, name = path.rpartition("/")
    return Entry(f"{parent}{slash}.wh.{name}", mode=0o600)


def emptied(path: str) -> list[Entry]:
    """Return a directory made anew: a marker in it hides all that it held below."""
    return [folder(path), Entry(f"{path}/.wh..wh..opq", mode=0o600)]


@dataclass(frozen=True)
class Step:
    """One line of the history; ``entries`` is None where it made no layer."""

    created_by: str
    entries: tuple[Entry, ...] | None = None


@dataclass(frozen=True)
class Image:
    """A recipe: a name, the steps, and what a container starts with.

    ``settings`` are more keys of the configuration's ``config``, as OCI has them.
    """

    name: str
    steps: tuple[Step, ...]
    command: tuple[str, ...] = ()
    labels: dict[str, str] = field(default_factory=dict)
    settings: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Built:
    """An image's bytes: the layers' tars, base first, and the configuration."""

    layers: tuple[bytes, ...]
    config: bytes


def digest(data: bytes) -> str:
    """Return the name that everything in an image goes by."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def encode(value: object) -> bytes:
    """Return JSON without blanks."""
    return json.dumps(value, separators=(",", ":")).encode()


def tar(entries: Iterable[Entry]) -> bytes:
    """Return a tar of the entries in their order, without padding at its end."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for entry in entries:
            info = tarfile.TarInfo(entry.path)
            info.type, info.mode, info.linkname = entry.kind, entry.mode, entry.target
            info.mtime, info.size = entry.time, len(entry.content)
            info.uid = entry.owner
            if entry.capability:
                # PAX keeps extended attributes under this name; tarfile wants text
                text = entry.capability.decode("utf-8", "surrogateescape")
                info.pax_headers = {"SCHILY.xattr.security.capability": text}
            archive.addfile(info, io.BytesIO(entry.content))
        end = buffer.tell()
    return buffer.getvalue()[:end] + END_OF_TAR


class Disk:
    """What the steps so far left, so that a layer's tar looks like one of an overlay mount.

    There a file whose content stays keeps its time, and the directories on the way to a change are
    written, too: with a new time where a name came or went, else as they were.
    """

    def __init__(self) -> None:
        self._known: dict[str, Entry] = {}

    def layer(self, entries: Iterable[Entry], time: int) -> bytes:
        """Return the tar of one step."""
        found: dict[str, Entry] = {}
        for entry in entries:
            known = self._known.get(entry.path)
            kept = known and (known.kind, known.content) == (entry.kind, entry.content)
            found[entry.path] = replace(entry, time=known.time if known and kept else time)
        for path, entry in list(found.items()):
            moved = path not in self._known or entry.time == time
            self._add_folders(found, path, time if moved else None)
            if entry.kind == tarfile.LNKTYPE:
                found[path] = replace(entry, time=found[entry.target].time)
        self._known |= found
        return tar(found[path] for path in sorted(found, key=lambda path: path.split("/")))

    def _add_folders(self, found: dict[str, Entry], path: str, time: int | None) -> None:
        """Add the directories above ``path``; the nearest gets ``time`` where there is one."""
        while path := path.rpartition("/")[0]:
            entry = found.get(path) or self._known.get(path) or folder(path)
            found[path] = entry if time is None else replace(entry, time=time)
            if path in self._known:
                time = None


def build(image: Image) -> Built:
    """Follow the recipe."""
    disk = Disk()
    layers, history = [], []
    for number, step in enumerate(image.steps):
        time = START + number * MINUTE
        row: dict[str, object] = {"created": _rfc3339(time), "created_by": step.created_by}
        if step.entries is None:
            row["empty_layer"] = True
        else:
            layers.append(disk.layer(step.entries, time))
        history.append(row)
    return Built(tuple(layers), encode(_config(image, layers, history)))


def _config(image: Image, layers: list[bytes], history: list[dict[str, object]]) -> object:
    return {
        "architecture": "amd64",
        "os": "linux",
        "created": history[-1]["created"],
        "config": {
            "Env": ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
            "Cmd": list(image.command) or None,
            "Labels": image.labels or None,
            **image.settings,
        },
        "rootfs": {"type": "layers", "diff_ids": [digest(layer) for layer in layers]},
        "history": history,
    }


def _rfc3339(time: int) -> str:
    return datetime.fromtimestamp(time, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
