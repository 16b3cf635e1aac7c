"""Listings: one JSON object a line for programs, aligned columns for people."""

from __future__ import annotations

import json
import stat
from functools import lru_cache
from typing import TYPE_CHECKING

from inspector.text import human_size, printable

if TYPE_CHECKING:
    from collections.abc import Callable

    from inspector.tree.listing import ListedPath

_TYPE_BITS = {
    "dir": stat.S_IFDIR,
    "file": stat.S_IFREG,
    "symlink": stat.S_IFLNK,
    "char": stat.S_IFCHR,
    "block": stat.S_IFBLK,
    "fifo": stat.S_IFIFO,
}
CHANGE_LETTERS = {"added": "A", "modified": "M", "metadata": "m", "removed": "D"}
_quoted = json.JSONEncoder(ensure_ascii=True).encode


def row_json(row: ListedPath, sha256: str | None = None) -> str:
    """Return one row as a line of ASCII JSON; undecodable bytes appear as lone surrogates.

    What every row has is written in one go: there may be millions.
    """
    version, entry = row.version, row.version.entry
    mtime = "null" if entry is None else entry.mtime
    line = (
        f'{{"path": {_quoted(row.path)}, "type": "{row.type}", "mode": "{row.mode:04o}", '
        f'"uid": {row.uid}, "gid": {row.gid}, "size": {version.size}, "mtime": {mtime}, '
        f'"layer": {row.layer}'
    )
    rare: dict[str, object] = {}
    if row.link is not None:
        rare["link"] = row.link
    if entry is not None and entry.rare is not None:
        if entry.device is not None and row.type in {"char", "block"}:
            rare["dev"] = list(entry.device)
        if entry.xattrs:
            rare["xattrs"] = {name: value.hex() for name, value in sorted(entry.xattrs.items())}
    if row.hardlinks is not None:
        rare["hardlinks"] = row.hardlinks
    if sha256 is not None:
        rare["sha256"] = sha256
    if row.change is not None:
        rare["change"] = str(row.change)
        rare["fields"] = list(row.fields)
    return f"{line}, {json.dumps(rare, ensure_ascii=True)[1:]}" if rare else line + "}"


def mode_text(type_: str, mode: int) -> str:
    """Return permissions as ``ls -l`` writes them."""
    text = stat.filemode(_TYPE_BITS.get(type_, 0) | mode)
    return text if type_ in _TYPE_BITS else "?" + text[1:]


def row_text(row: ListedPath) -> str:
    """Return one row for people."""
    name = printable(row.path)
    if row.link is not None:
        name += f" -> {printable(row.link)}"
    type_ = row.type
    size = human_size(row.version.size) if type_ == "file" else "-"
    access = _access(type_, row.mode, row.uid, row.gid)
    text = f"{access}  {size:>9}  {row.layer:>3}  {name}"
    if row.change is None:
        return text
    told = f"  ({', '.join(row.fields)})" if row.fields else ""
    return f"{CHANGE_LETTERS[row.change]}  {text}{told}"


@lru_cache(maxsize=4096)  # most rows have what few others have not
def _access(type_: str, mode: int, uid: int, gid: int) -> str:
    """Return permissions and owner as columns."""
    owner = f"{uid}:{gid}"
    return f"{mode_text(type_, mode)}  {owner:>11}"


def render_rows(rows: list[ListedPath], digest: Callable[[ListedPath], str | None]) -> list[str]:
    """Return a line for each row, with the digest that ``digest`` gives."""
    return [
        f"{text}  sha256:{found}" if (found := digest(row)) else text
        for row in rows
        for text in (row_text(row),)
    ]
