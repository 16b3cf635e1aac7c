"""The JSON of images: each kind of document, and what is made of a configuration."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from fuzz.bounds import hold
from inspector.analyses.dockerfile import dockerfile
from inspector.analyses.explain import explained, process, uncached
from inspector.analyses.history.rows import history_rows
from inspector.errors import LayerscopeError
from inspector.exports.docker.history import render_history
from inspector.exports.dockerfile import render_dockerfile
from inspector.exports.explain.text import render_explanation
from inspector.formats.blobs import decode_json
from inspector.reading.image import pair_history
from inspector.spec import DockerManifestItem, ImageConfig, Index, Manifest

_KINDS: tuple[Any, ...] = (ImageConfig, Index, Manifest, list[DockerManifestItem])
_NOW = datetime(2026, 1, 1, tzinfo=UTC)


def run(data: bytes) -> None:
    """Decode one document, whose kind the first byte says."""
    if not data:
        return
    kind = _KINDS[data[0] % len(_KINDS)]
    with suppress(LayerscopeError):
        found = decode_json(data[1:], kind, "document")
        if isinstance(found, ImageConfig):
            _use(found, len(data))


def _use(config: ImageConfig, size: int) -> None:
    layers = len(config.diff_ids)
    rows = pair_history(config, layers)
    hold(len(rows), size, "rows")
    history = history_rows(config, "sha256:0", [None] * layers)
    render_history(
        history,
        trunc=True,
        human=True,
        quiet=False,
        template=None,
        now=_NOW,
        zone=UTC,
        visible=True,
    )
    recipe = dockerfile(config, rows)
    render_dockerfile(recipe, [], None)
    found = explained(config, rows, None, None, unread=[])
    render_explanation("", found, process(config, (), None), None, uncached(found), width=80)
