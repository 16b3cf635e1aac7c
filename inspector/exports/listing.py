"""Listings: one JSON object a line for programs, aligned columns for people."""

from __future__ import annotations

import json
import stat
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


def row_json(row: ListedPath, sha256: str | None = None) -> str:
    """Return one row as a line of ASCII JSON; undecodable bytes appear as lone surrogates."""
    entry = row.version.entry
    document: dict[str, object] = {
        "path": row.path,
        "type": row.type,
        "mode": f"{row.mode:04o}",
        "uid": row.uid,
        "gid": row.gid,
        "size": row.version.size,
        "mtime": row.mtime,
        "layer": row.layer,
    }
    if row.link is not None:
        document["link"] = row.link
    if entry is not None and entry.device is not None and row.type in {"char", "block"}:
        document["dev"] = list(entry.device)
    if entry is not None and entry.xattrs:
        document["xattrs"] = {name: value.hex() for name, value in sorted(entry.xattrs.items())}
    if row.hardlinks is not None:
        document["hardlinks"] = row.hardlinks
    if sha256 is not None:
        document["sha256"] = sha256
    if row.change is not None:
        document["change"] = str(row.change)
        document["fields"] = list(row.fields)
    return json.dumps(document, ensure_ascii=True)


def mode_text(type_: str, mode: int) -> str:
    """Return permissions as ``ls -l`` writes them."""
    text = stat.filemode(_TYPE_BITS.get(type_, 0) | mode)
    return text if type_ in _TYPE_BITS else "?" + text[1:]


def row_text(row: ListedPath) -> str:
    """Return one row for people."""
    name = printable(row.path)
    if row.link is not None:
        name += f" -> {printable(row.link)}"
    size = human_size(row.version.size) if row.type == "file" else "-"
    owner = f"{row.uid}:{row.gid}"
    text = f"{mode_text(row.type, row.mode)}  {owner:>11}  {size:>9}  {row.layer:>3}  {name}"
    if row.change is None:
        return text
    told = f"  ({', '.join(row.fields)})" if row.fields else ""
    return f"{CHANGE_LETTERS[row.change]}  {text}{told}"


def render_rows(rows: list[ListedPath], digest: Callable[[ListedPath], str | None]) -> list[str]:
    """Return a line for each row, with the digest that ``digest`` gives."""
    return [
        f"{text}  sha256:{found}" if (found := digest(row)) else text
        for row in rows
        for text in (row_text(row),)
    ]
