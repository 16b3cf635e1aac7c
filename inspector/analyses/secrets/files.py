"""Secrets in the files that layers store, whether someone can see them at the end or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from inspector.analyses.checks.amounts import listing
from inspector.analyses.secrets.words import named
from inspector.errors import LayerscopeError
from inspector.findings import Finding, FindingLog
from inspector.language import Lazy, LazyPlural
from inspector.secrets import SecretKind, is_telling
from inspector.secrets.names import HEADS, TAILS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from inspector.limits import Limits
    from inspector.reading.contents import Contents
    from inspector.reading.image import Image
    from inspector.secrets import Secret
    from inspector.tarstream import Entry
    from inspector.tree import Node, Tree, Version

_MOST_TOLD = 3
# Of so many entries that an archive of its size may have, one is a text that is searched: each
# takes 20 µs.
_ENTRIES_A_TEXT = 16
_STORE = "secret-file"
_IDS = {SecretKind.PRIVATE_KEY: "secret-private-key", SecretKind.TOKEN: "secret-token"}


class _SearchedFile(msgspec.Struct, gc=False, eq=False):
    """A file to be looked at: ``home`` is the layer that stores it."""

    home: int
    entry: Entry
    node: Node


def secret_findings(
    image: Image, tree: Tree, contents: Contents, *, deep: bool = False
) -> list[Finding]:
    """Find secrets in files whose names tell, or ``deep``: in every text that is not large.

    Files of all layers count. They are read in the order in which they lie. What cannot be read is
    left out: that the layer is damaged is a finding of its own.
    """
    limits = image.limits
    most = limits.secret_text if deep else limits.secret_file
    files = _files(tree, most, deep=deep)
    count = limits.entries // _ENTRIES_A_TEXT if deep else limits.secret_files
    logs = [FindingLog(limits.findings_per_kind) for _ in image.layers]
    for file, found in _examined(image, files[:count], contents, limits, deep=deep):
        log = logs[file.home]
        for id_, secrets in _by_id(file, found).items():
            if log.count(id_):
                hidden_by = _hidden_by(tree, file)
                told = _told(secrets)
                log.keep(Finding(id_, file.home, file.node.path, told, hidden_by=hidden_by))
    findings = [each for log in logs for each in log.findings()]
    if len(files) > count:
        detail = Lazy(
            "secrets of {count} more files, which were not searched,",
            count=f"{len(files) - count:,}",
        )
        findings.append(Finding("more-findings", detail=detail))
    return findings


def _files(tree: Tree, most: int, *, deep: bool) -> list[_SearchedFile]:
    """Return the files to look at, each once, in the order in which layers store them."""
    found: dict[int, _SearchedFile] = {}
    for node, version in _written(tree, deep=deep):
        entry = version.entry
        if entry is None or not version.is_file or not 0 < entry.size <= most:
            continue
        found.setdefault(id(entry), _SearchedFile(version.home, entry, node))
    return sorted(found.values(), key=lambda each: (each.home, each.entry.offset))


def _written(tree: Tree, *, deep: bool) -> Iterator[tuple[Node, Version]]:
    for layer, touched in enumerate(tree.touched):
        for node in touched if deep else _telling(touched):
            version = node.version_in(layer)
            if version is not None:
                yield node, version
    for dropped in tree.dropped:
        if deep or _is_telling(dropped.node):
            yield dropped.node, dropped.version


def _telling(nodes: list[Node]) -> list[Node]:
    """Return those whose names tell; an image may have millions, so the first look is short."""
    some = [node for node in nodes if node.name[-4:] in TAILS or node.name[:4] in HEADS]
    return [node for node in some if _is_telling(node)]


def _is_telling(node: Node) -> bool:
    return is_telling(node.parent.name if node.parent is not None else "", node.name)


def _examined(
    image: Image, files: Iterable[_SearchedFile], contents: Contents, limits: Limits, *, deep: bool
) -> Iterator[tuple[_SearchedFile, tuple[Secret, ...]]]:
    room = limits.secret_bytes
    for file in files:
        known = image.layers[file.home].scan.secrets
        entry = file.entry
        if known is not None and not deep:
            found = known.get(entry.offset, ())
        elif deep or entry.size <= room:
            room -= entry.size
            found = _read(contents, file)
        else:
            continue
        if found:
            yield file, found


def _read(contents: Contents, file: _SearchedFile) -> tuple[Secret, ...]:
    from inspector.secrets.files import secrets_in  # most images have none to look at

    entry = file.entry
    try:
        data = contents.read_range(file.home, entry, 0, entry.size)
    except LayerscopeError:
        return ()
    return secrets_in(entry.folder, entry.name, data)


def _by_id(file: _SearchedFile, found: tuple[Secret, ...]) -> dict[str, list[Secret]]:
    """Return the secrets by the findings that tell of them."""
    names_tell = _is_telling(file.node)
    groups: dict[str, list[Secret]] = {}
    for each in found:
        id_ = _IDS.get(each.kind, _STORE)
        if names_tell and each.kind is SecretKind.TOKEN:
            id_ = _STORE
        groups.setdefault(id_, []).append(each)
    return groups


def _told(secrets: list[Secret]) -> str:
    """Return what a finding says: what they are, and in which lines."""
    lines: dict[str, list[int]] = {}
    for each in secrets:
        lines.setdefault(each.what, []).append(each.line)
    told = [
        LazyPlural(
            "{what} (line {lines})",
            "{what} (lines {lines})",
            len(numbers),
            what=named(what),
            lines=listing(list(map(str, numbers)), _MOST_TOLD),
        )
        for what, numbers in lines.items()
    ]
    return listing(told, _MOST_TOLD)


def _hidden_by(tree: Tree, file: _SearchedFile) -> int | None:
    """Return the layer that hid the last name of a file, None while one is visible."""
    link = tree.link(file.entry)
    nodes = [file.node] if link is None else [file.node, *link.names]
    last = file.home
    for node in nodes:
        for version in node.versions:
            if version.entry is file.entry:
                hidden = _end_of(node, version)
                if hidden is None:
                    return None
                last = max(last, hidden)
    return last


def _end_of(node: Node, version: Version) -> int | None:
    """Return the first layer above a version that wrote at its path, or cleared above it."""
    ends = [each.layer for each in node.versions if each.layer > version.layer]
    parent = node.parent
    while parent is not None:
        ends += [layer for layer in parent.cleared if layer > version.layer]
        parent = parent.parent
    return min(ends, default=None)
