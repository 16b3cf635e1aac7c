"""The whole way: an archive of layers is opened, merged, audited, listed, verified, compared.

An input is a sequence of choices (``taker``), so that few bytes make layers that meet each other.
"""

from __future__ import annotations

import tempfile
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from fuzz.bounds import hold
from fuzz.history import as_docker
from fuzz.opening import LIMITS, Opened
from fuzz.taker import Taker
from inspector.analyses.audit import Audit, AuditOptions, audit
from inspector.analyses.comparison import Side, compare
from inspector.analyses.history.rows import history_rows
from inspector.analyses.usage import layer_sizes
from inspector.analyses.verify import verify
from inspector.errors import LayerscopeError
from inspector.exports.audit.reports import FORMATS, renderer
from inspector.exports.listing import row_json
from inspector.rules.rule_set import RuleSet
from inspector.rules.verdict import judge
from inspector.tree.listing import list_changes, list_tree
from inspector.writing.squash import squash
from tests.build_image import (
    FORMATS as ARCHIVES,
)
from tests.build_image import (
    ImageSpec,
    block,
    build,
    char,
    directory,
    fifo,
    file,
    hardlink,
    layer_tar,
    opaque,
    raw,
    sparse,
    symlink,
    whiteout,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.build_image import Part

_LAYERS, _MEMBERS = 4, 24
_OPTIONS = AuditOptions(
    duplicates=True, globs=("*.pem",), folders=True, files=True, secrets="deep", packages=True
)
_CODECS = ("none", "none", "gzip", "zstd")
_NAMES = (
    *("a", "b", "a/b", "a/b/c", "b/a", "./a", "../a", "/a", "a/", "a//b", ".", "A", "é", "e\u0301"),
    *(".wh..wh..opq", ".wh..wh.aufs", ".wh..wh.plnk/1", "a/.wh.", ".wh.x/y", "etc/passwd"),
    *("root/.ssh/id_rsa", "var/lib/dpkg/status", "lib/apk/db/installed", "app/.env", "tmp/x.log"),
    *("usr/lib/node_modules/a/package.json", "=1+1", "[bold]x", "\x1b]0;x\x07", "::error::x"),
)
_TARGETS = ("a", "b", "/a/b", "..", "../../..", ".", "a/b/c", "loop", "", "/", "l" * 200)
_CONTENTS = (
    b"",
    b"x",
    b"Package: a\nVersion: 1\nStatus: install ok installed\n\n",
    b"P:a\nV:1\nF:bin\nR:a\n",
    b"-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\n",
    b"AWS_SECRET_ACCESS_KEY=abcdefghijklmnopqrstuvwxyz0123456789ABCD\n",
    b'{"name": "a", "version": "1"}',
    bytes(5000),
)
_COMMANDS = (
    "RUN make # buildkit",
    '/bin/sh -c #(nop)  CMD ["sh" "-c" "x"]',
    "/bin/sh -c #(nop) COPY file:ab in /a ",
    "|1 A=b /bin/sh -c chmod -R 777 /a && rm -rf /b",
    "ENV TOKEN=ghp_0123456789abcdefghijklmnopqrstuvwxyzAB",
    "RUN <<EOF (a)",
)


def run(data: bytes) -> None:
    """Open one archive and ask it everything."""
    taker = Taker(data)
    archive = _archive(taker)
    with suppress(LayerscopeError):
        opened = Opened.of(archive)
        _ask(opened)
        with suppress(LayerscopeError):
            _squash(opened)
        other = Opened.of(_archive(taker) if taker else archive)
        compare(Side(other.image, other.tree), Side(opened.image, opened.tree))


def _archive(taker: Taker) -> bytes:
    form = taker.one_of([each for each in ARCHIVES if not each.directory])
    count = taker.below(_LAYERS + 1)
    layers = [[_member(taker) for _ in range(taker.below(_MEMBERS))] for _ in range(count)]
    codecs = [taker.one_of(_CODECS) for _ in layers]
    history = [_row(taker) for _ in range(taker.below(count + 2))]
    image = build(ImageSpec(layers=layers, codec=codecs, history=history))
    archive = bytearray(layer_tar(form.layout(image)))
    for _ in range(taker.below(4)):  # damage
        at = (taker.below(256) << 8 | taker.below(256)) % len(archive)
        archive[at] ^= taker.below(256)
    return bytes(archive)


def _row(taker: Taker) -> str | Mapping[str, object]:
    command = taker.one_of((*_COMMANDS, ""))
    if not command:
        command = taker.some().decode("utf-8", "replace")
    return {"created_by": command, "empty_layer": bool(taker.below(2)), "created": None}


def _name(taker: Taker) -> str | bytes:
    at = taker.below(len(_NAMES) + 1)
    return _NAMES[at] if at < len(_NAMES) else taker.some() or b"x"


def _member(taker: Taker) -> Part:
    kind, name = taker.below(12), _name(taker)
    if kind < 3:
        at = taker.below(len(_CONTENTS) + 1)
        content = _CONTENTS[at] if at < len(_CONTENTS) else taker.some()
        return file(name, content, mode=taker.one_of((0o644, 0o755, 0o4755, 0o666)))
    if kind < 5:
        return directory(name, mode=taker.one_of((0o755, 0o1777)))
    makers = (whiteout, opaque, fifo)
    if kind < 8:
        return makers[kind - 5](name)
    if kind == 8:
        return symlink(name, taker.one_of(_TARGETS))
    if kind == 9:
        return hardlink(name, taker.one_of((*_TARGETS, *_NAMES)))
    if kind == 10:
        numbers = taker.below(2), taker.below(2)
        return (char if taker.below(2) else block)(name, *numbers)
    if taker.below(2):
        own = name.encode() if isinstance(name, str) else name
        return sparse(own, 4096 << taker.below(40), [(taker.below(200), b"data")])
    return raw(taker.some())


def _ask(opened: Opened) -> None:
    image, tree, contents = opened.image, opened.tree, opened.contents
    layers = len(image.layers)
    done = audit("image", image, tree, contents, options=_OPTIONS)
    _report(done)
    for layer in range(layers):
        rows = [row_json(row) for row in list_tree(tree, layer)]
        hold(len(rows), LIMITS.entries + LIMITS.implied_directories, "rows")
        for row in list_changes(tree, layer, contents):
            row_json(row)
    history = history_rows(image.config, image.id, layer_sizes(tree))
    as_docker(history)
    verify(image.source, LIMITS)


def _report(done: Audit) -> None:
    report = judge(done, RuleSet(), None, date.min)
    for name, _, _ in FORMATS:
        if name not in {"cyclonedx", "dive-json"}:
            renderer(name)([report])


def _squash(opened: Opened) -> None:
    if opened.image.layers:
        made = range(len(opened.image.layers))
        with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
            squash(opened.image, opened.tree, opened.contents, made, Path(folder, "squashed.tar"))
