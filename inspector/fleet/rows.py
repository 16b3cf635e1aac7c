"""The rows that one image gives to the tables: plain values, as lines of JSON.

Text of images is made printable here, so that no table holds what a terminal would obey or a
program could not decode.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec
from msgspec import structs

from inspector.analyses.audit import AuditOptions, all_findings
from inspector.analyses.base_image import base_image
from inspector.analyses.history.rows import parse_time
from inspector.analyses.secrets import concealed
from inspector.analyses.troubles import trouble_lines, troubles
from inspector.analyses.usage import usage
from inspector.packages.owners import packages
from inspector.reading.contents import Contents
from inspector.text import printable
from inspector.tree import Tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from inspector.analyses.base_image import BaseImage
    from inspector.analyses.usage import Usage
    from inspector.findings import Finding
    from inspector.fleet.stored_layer import StoredLayer
    from inspector.formats import ImageSource
    from inspector.packages import Packages
    from inspector.reading.image import Image, Layer

_OPTIONS = AuditOptions(packages=True)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# What a column of numbers holds, and what of a text is kept.
_MOST = (1 << 63) - 1
_LONGEST = 16 << 10
# What the years 1 to 9999 hold.
_FIRST, _LAST = -62_135_596_800, 253_402_300_799


class ImageRow(msgspec.Struct, frozen=True):
    """A row of images.parquet."""

    reference: str
    id: str | None = None
    digest: str | None = None
    platform: str | None = None
    created: str | None = None
    layers: int | None = None
    stored_bytes: int | None = None
    live_bytes: int | None = None
    wasted_bytes: int | None = None
    efficiency: float | None = None
    findings: int | None = None
    error: str | None = None


class ImageLayerRow(msgspec.Struct, frozen=True):
    """A row of image_layers.parquet; ``chain`` tells this layer with all below it from others."""

    id: str
    index: int
    diff_id: str | None
    created_by: str
    size: int
    wasted_bytes: int
    chain: str


class LayerRow(msgspec.Struct, frozen=True):
    """A row of layers.parquet, and what else is known of it: its file, whether it is whole."""

    diff_id: str
    digest: str | None
    size: int
    compressed_size: int
    entries: int
    but_times: str | None
    file: str
    is_whole: bool


class WasteRow(msgspec.Struct, frozen=True):
    """A row of waste.parquet."""

    id: str
    path: str
    bytes: int
    written_by: int
    hidden_by: int
    cause: str


class FindingRow(msgspec.Struct, frozen=True):
    """A row of findings.parquet."""

    id: str
    finding: str
    level: str
    message: str
    layer: int | None
    path: str | None
    bytes: int | None
    hidden_by: int | None


class PackageRow(msgspec.Struct, frozen=True):
    """A row of packages.parquet."""

    id: str
    purl: str
    type: str
    name: str
    version: str
    layer: int
    files: int
    bytes: int


class BaseRow(msgspec.Struct, frozen=True):
    """What an image says of its base image: how many layers, its name, when it was made."""

    id: str
    layers: int
    name: str | None
    created: str | None


class ImageRows(msgspec.Struct, frozen=True, array_like=True):
    """All rows of one image, by table, each table's as lines of JSON."""

    id: str | None
    error: str | None
    tables: dict[str, bytes]

    @property
    def is_read(self) -> bool:
        """Whether all of it could be read."""
        return self.error is None


_ENCODER = msgspec.json.Encoder()


def unread_image(reference: str, told: str) -> ImageRows:
    """Return the row of what could not be opened."""
    row = ImageRow(_text(reference), error=_text(told))
    return ImageRows(None, row.error, {"images": _lines([row])})


def image_rows(
    reference: str, image: Image, stored: Sequence[StoredLayer], lies: Sequence[str]
) -> ImageRows:
    """Read and merge an image's layers, audit it, and return its rows.

    ``lies``: what its configuration claims and its layers are not.
    """
    tree = Tree()
    for layer in image.read_layers():
        tree.apply(layer.entries, image.limits)
    contents = Contents(image)
    found = usage(tree, contents)
    base = base_image(image)
    shown = concealed(image)
    findings = all_findings(shown, tree, contents, _OPTIONS, found=found, base=base)
    row = structs.replace(
        _image_row(reference, image, found),
        findings=len(findings),
        error=_text("; ".join(_errors(image, tree, lies))) or None,
    )
    tables: dict[str, Iterable[msgspec.Struct]] = {
        "images": [row],
        "image_layers": _image_layers(shown, found, stored),
        "layers": _layers(image.layers, found, stored),
        "waste": _waste(image.id, found),
        "findings": _findings(image.id, findings),
        "packages": _packages(image.id, packages(tree, contents, image.limits)),
        "bases": _bases(image, base),
    }
    return ImageRows(image.id, row.error, {name: _lines(each) for name, each in tables.items()})


def _errors(image: Image, tree: Tree, lies: Sequence[str]) -> Iterator[str]:
    """Yield why an image is not known whole, or not what it says."""
    yield from lies
    found = troubles(image, tree)
    yield from trouble_lines(found)
    if image.archive.damage is not None and not found and not lies:
        yield f"the archive is damaged: {image.archive.damage.text}"


def _image_row(reference: str, image: Image, found: Usage) -> ImageRow:
    return ImageRow(
        reference=_text(reference),
        id=image.id,
        digest=image.source.manifest_digest,
        platform=_text(str(image.source.platform)) or None,
        created=_time(image.config.created),
        layers=len(image.layers),
        stored_bytes=_size(found.stored_bytes),
        live_bytes=_size(found.live_bytes),
        wasted_bytes=_size(found.wasted_bytes),
        efficiency=found.efficiency,
    )


def _waste(id_: str, found: Usage) -> Iterator[WasteRow]:
    for each in found.waste:
        where = each.written_by, each.hidden_by
        yield WasteRow(id_, _text(each.path), _size(each.bytes), *where, str(each.cause))


def _findings(id_: str, found: Iterable[Finding]) -> Iterator[FindingRow]:
    for each in found:
        yield FindingRow(
            id_,
            each.id,
            str(each.level),
            _text(each.message),
            each.layer,
            None if each.path is None else _text(each.path),
            each.bytes,
            each.hidden_by,
        )


def _packages(id_: str, found: Packages) -> Iterator[PackageRow]:
    for each in found.rows:
        name, version = _text(each.name), _text(each.version)
        counts = each.layer, each.files, _size(each.bytes)
        yield PackageRow(id_, _text(each.purl), str(each.type), name, version, *counts)


def image_name(reference: str, source: ImageSource, count: int) -> str:
    """Return what to call an image of an archive that holds so many."""
    return reference if count < 2 else f"{reference}#{source.reference}"


def _lines(rows: Iterable[msgspec.Struct]) -> bytes:
    return _ENCODER.encode_lines(list(rows))


def _diff_id(layer: Layer, stored: StoredLayer) -> str | None:
    """Return what a layer is: what was read, or else what is claimed."""
    read = stored.file.facts.diff_id if stored.file is not None else None
    return read or (_text(layer.diff_id) if layer.diff_id else None)


def _image_layers(
    image: Image, found: Usage, stored: Sequence[StoredLayer]
) -> Iterator[ImageLayerRow]:
    chain = ""
    for layer, used, data in zip(image.layers, found.layers, stored, strict=True):
        diff_id = _diff_id(layer, data)
        chain = hashlib.sha256(f"{chain} {diff_id}".encode()).hexdigest()[:32]
        yield ImageLayerRow(
            image.id,
            layer.index,
            diff_id,
            _text(layer.created_by),
            _size(used.size),
            _size(used.wasted_bytes),
            chain,
        )


def _layers(
    layers: Sequence[Layer], found: Usage, stored: Sequence[StoredLayer]
) -> Iterator[LayerRow]:
    for layer, used, data in zip(layers, found.layers, stored, strict=True):
        diff_id = _diff_id(layer, data)
        if diff_id is None:
            continue
        file = data.file
        if file is None:
            size = _size(layer.compressed_size)
            yield LayerRow(diff_id, None, _size(used.size), size, 0, None, "", is_whole=False)
            continue
        facts = file.facts
        sizes = _size(used.size), _size(facts.size), facts.entries
        about = facts.but_times, file.name
        yield LayerRow(diff_id, facts.digest, *sizes, *about, is_whole=not facts.error)


def _bases(image: Image, base: BaseImage | None) -> Iterator[BaseRow]:
    if base is None or not base.layers:
        return
    times = [entry.created for entry, _ in image.history[: base.rows] if entry.created]
    name = base.name or base.reference
    yield BaseRow(
        image.id,
        base.layers,
        _text(name) if name else None,
        _time(times[-1]) if times else None,
    )


def _text(text: str) -> str:
    return printable(text[:_LONGEST])


def _size(size: int) -> int:
    """Return a size as a column holds it: claims of holes may be larger."""
    return min(size, _MOST)


def _time(text: str | None) -> str | None:
    """Return a time as DuckDB reads it, in UTC; None where there is none that calendars have."""
    seconds = parse_time(text) if text else None
    if seconds is None or not _FIRST <= seconds <= _LAST:
        return None
    return f"{_EPOCH + timedelta(seconds=seconds):%Y-%m-%d %H:%M:%S}".rjust(19, "0")
