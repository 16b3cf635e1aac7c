"""An image before it is written: its layers, its configuration, their digests."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from tests.build_image.codecs import compress
from tests.build_image.layers import layer_tar
from tests.build_image.toc import TOC_CODECS, TocBlob

if TYPE_CHECKING:
    from tests.build_image.members import Part

CREATED = "2023-11-14T22:13:20Z"

Json = Mapping[str, object]


def digest(data: bytes, algorithm: str = "sha256") -> str:
    return f"{algorithm}:{hashlib.new(algorithm, data).hexdigest()}"


def encode_json(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def empty(created_by: str, **fields: object) -> Json:
    """Return a history row that owns no layer."""
    return {"created": CREATED, "created_by": created_by, **fields, "empty_layer": True}


@dataclass(frozen=True)
class ImageSpec:
    """What to build.

    ``layers`` are members, or a tar's bytes as they are. ``history``: None for one row a layer; a
    ``str`` is the ``created_by`` of a layer's row, a mapping a row as it is. ``config`` sets
    top-level keys of the configuration, ``without`` leaves some out, ``config_bytes`` replaces the
    whole. ``codec``: of all layers, or one for each, also of ``TOC_CODECS``. ``media_types``: of
    the layers, where they shall lie.
    """

    layers: Sequence[Sequence[Part] | bytes] = ()
    history: Sequence[str | Json] | None = None
    config: Json = field(default_factory=dict)
    without: frozenset[str] = frozenset()
    config_bytes: bytes | None = None
    tags: Sequence[str] = ("example.com/app:1",)
    platform: str = "linux/amd64"
    codec: str | Sequence[str] = "none"
    media_types: Sequence[str] = ()


@dataclass(frozen=True)
class BuiltLayer:
    """A layer's tar and the blob that is stored for it; ``toc``: with a table of contents."""

    tar: bytes
    codec: str
    toc: TocBlob | None = None

    @cached_property
    def blob(self) -> bytes:
        return self.toc.blob if self.toc is not None else compress(self.tar, self.codec)

    @property
    def annotations(self) -> dict[str, str]:
        """What its descriptor says of the table of contents."""
        return self.toc.annotations if self.toc is not None else {}

    @cached_property
    def diff_id(self) -> str:
        return digest(self.tar)


@dataclass(frozen=True)
class BuiltImage:
    """What the writers write and what tests expect to read."""

    spec: ImageSpec
    layers: tuple[BuiltLayer, ...]
    config: bytes

    @property
    def image_id(self) -> str:
        return digest(self.config)

    @property
    def diff_ids(self) -> list[str]:
        return [layer.diff_id for layer in self.layers]

    @property
    def digests(self) -> list[str]:
        return [digest(layer.blob) for layer in self.layers]

    @property
    def tags(self) -> list[str]:
        return list(self.spec.tags)

    @property
    def platform(self) -> dict[str, str]:
        return _platform(self.spec.platform)


def build(spec: ImageSpec) -> BuiltImage:
    codecs = [spec.codec] * len(spec.layers) if isinstance(spec.codec, str) else spec.codec
    layers = tuple(
        _layer(layer if isinstance(layer, bytes) else layer_tar(layer), codec)
        for layer, codec in zip(spec.layers, codecs, strict=True)
    )
    config = spec.config_bytes
    if config is None:
        config = encode_json(_config(spec, [layer.diff_id for layer in layers]))
    return BuiltImage(spec, layers, config)


def _layer(tar: bytes, codec: str) -> BuiltLayer:
    if codec not in TOC_CODECS:
        return BuiltLayer(tar, codec)
    toc = TOC_CODECS[codec](tar)
    return BuiltLayer(toc.tar, codec, toc)


def _platform(text: str) -> dict[str, str]:
    return dict(zip(("os", "architecture", "variant"), text.split("/"), strict=False))


def _config(spec: ImageSpec, diff_ids: list[str]) -> dict[str, object]:
    rows = spec.history
    if rows is None:
        rows = [f"RUN step {number} # buildkit" for number in range(len(diff_ids))]
    whole = {
        **_platform(spec.platform),
        "created": CREATED,
        "config": {"Cmd": ["/bin/sh"]},
        "rootfs": {"type": "layers", "diff_ids": diff_ids},
        "history": [
            {"created": CREATED, "created_by": row} if isinstance(row, str) else dict(row)
            for row in rows
        ],
        **spec.config,
    }
    return {key: value for key, value in whole.items() if key not in spec.without}
