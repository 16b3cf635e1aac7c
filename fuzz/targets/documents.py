"""The JSON of images: each kind of document, and what is made of a configuration."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from fuzz.bounds import hold
from fuzz.history import as_docker
from inspector.analyses.dockerfile import dockerfile
from inspector.analyses.explain import explained, process, uncached
from inspector.analyses.history.rows import history_rows
from inspector.errors import LayerscopeError
from inspector.exports.dockerfile import render_dockerfile
from inspector.exports.explain.text import render_explanation
from inspector.formats.blobs import decode_json
from inspector.reading.image import pair_history
from inspector.spec import DockerManifestItem, ImageConfig, Index, Manifest

_KINDS: tuple[Any, ...] = (ImageConfig, Index, Manifest, list[DockerManifestItem])


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
    as_docker(history)
    recipe = dockerfile(config, rows)
    render_dockerfile(recipe, [], None)
    found = explained(config, rows, None, None, unread=[])
    render_explanation("", found, process(config, (), None), None, uncached(found), width=80)
