"""The audit's JSON as typed values: what is written is made of them, and so is its JSON Schema.

A contract that other programs rely on (``"schema": 1``): a field keeps its name, its type and its
meaning; new ones are added. Sizes are bytes, layers are counted from 0, the lowest. Types are
imported where they are used by msgspec when it makes the schema.
"""

from __future__ import annotations

from collections.abc import Sequence  # noqa: TC003
from datetime import date  # noqa: TC003
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from inspector.analyses.base_image import Source  # noqa: TC001
from inspector.analyses.usage import Cause  # noqa: TC001
from inspector.exports.audit.sums_json import (  # noqa: TC001
    Count,
    NotCountedDocument,
    SumsDocument,
    WasteTotalsDocument,
)
from inspector.findings import Level  # noqa: TC001
from inspector.packages import PackageType  # noqa: TC001
from inspector.rules.report import Status  # noqa: TC001

Fraction = Annotated[float, Meta(ge=0, le=1)]


class ImageDocument(msgspec.Struct, frozen=True):
    """The image: as the user named it, its ID (the digest of its configuration), its platform."""

    reference: str
    id: str
    platform: str | None
    created: str | None


class ReferenceDocument(msgspec.Struct, frozen=True):
    """An image that could not be read, as the user named it."""

    reference: str


class BaseDocument(msgspec.Struct, frozen=True):
    """The base image: the lowest layers, and who says so."""

    layers: Count
    source: Source
    reference: str | None


class LayerDocument(msgspec.Struct, frozen=True):
    """A layer: size is what docker history shows; the four changes are numbers of paths."""

    index: Count
    diff_id: str | None
    digest: str | None
    media_type: str | None
    size: Count
    compressed_size: Count
    created_by: str
    added: Count
    modified: Count
    removed: Count
    metadata: Count
    wasted_bytes: Count


class WasteDocument(msgspec.Struct, frozen=True, gc=False):
    """A stored payload that no one can see at the end: who wrote it, who hid it, and how.

    What every build stores again, such as a package database, is unavoidable.
    """

    path: str
    bytes: Count
    written_by: Count
    hidden_by: Count
    cause: Cause
    unavoidable: Literal[True] | UnsetType = UNSET


class DuplicateDocument(msgspec.Struct, frozen=True):
    """Files of the final image that have the same content; bytes are those of one copy."""

    sha256: str
    bytes: Count
    count: Count
    paths: tuple[str, ...]


class PackageDocument(msgspec.Struct, frozen=True):
    """A package: the first layer whose database lists this version, and its visible files."""

    purl: str
    type: PackageType
    name: str
    version: str
    layer: Count
    files: Count
    bytes: Count


class FindingDocument(msgspec.Struct, frozen=True):
    """What is doubtful; the last four fields are there where they apply."""

    id: str
    level: Level
    message: str
    layer: int | None
    path: str | None
    bytes: int | UnsetType = UNSET
    hidden_by: int | UnsetType | None = UNSET
    advice: str | UnsetType = UNSET
    see: tuple[str, ...] | UnsetType = UNSET


class IgnoredDocument(msgspec.Struct, frozen=True):
    """A finding that the rule file wants ignored, why, and up to which day."""

    id: str
    level: Level
    message: str
    layer: int | None
    path: str | None
    reason: str
    until: date | None


class DiveFileDocument(msgspec.Struct, frozen=True, gc=False):
    """A path that dive counts as inefficient: how often, and the sum of all its sizes."""

    path: str
    count: Count
    bytes: Count


class DiveDocument(msgspec.Struct, frozen=True):
    """What dive 0.13 computes; the percentage is a fraction, null where dive divides by zero."""

    efficiency: float
    wasted_bytes: Count
    user_wasted_percent: float | None
    files: Sequence[DiveFileDocument]


class RuleDocument(msgspec.Struct, frozen=True):
    """A rule by its key in the rule file."""

    rule: str
    threshold: float | str | None
    value: float | str | None
    status: Status


class ChangeDocument(msgspec.Struct, frozen=True):
    """Bytes in the baseline and now."""

    before: Count
    after: Count


class LayerGrowthDocument(msgspec.Struct, frozen=True):
    """A layer whose size changed; without an index it is gone, without a baseline's it is new."""

    index: Count | None
    baseline_index: Count | None
    created_by: str
    before: Count
    after: Count


class FolderGrowthDocument(msgspec.Struct, frozen=True):
    """A folder whose visible bytes changed."""

    path: str
    before: Count
    after: Count


class PackageGrowthDocument(msgspec.Struct, frozen=True):
    """A package whose version or bytes changed; without a version it was, or is, not there."""

    type: PackageType
    name: str
    old: str | None
    new: str | None
    before: Count
    after: Count


class GrowthDocument(msgspec.Struct, frozen=True):
    """What has changed since the baseline, the largest change first."""

    reference: str
    id: str
    size: ChangeDocument
    wasted_bytes: ChangeDocument
    layers: tuple[LayerGrowthDocument, ...]
    folders: tuple[FolderGrowthDocument, ...] | None
    packages: tuple[PackageGrowthDocument, ...] | None
    new_findings: tuple[FindingDocument, ...]


class FolderDocument(msgspec.Struct, frozen=True):
    """The visible bytes in a folder at most three names deep and in those below it."""

    path: str
    bytes: Count


class AuditDocument(msgspec.Struct, frozen=True):
    """The audit of one image."""

    schema: Literal[1]
    image: ImageDocument
    base: BaseDocument | None
    not_counted: NotCountedDocument | None
    stored_bytes: Count
    live_bytes: Count
    wasted_bytes: Count
    efficiency: Fraction
    duplicate_bytes: Count | None
    layers: Sequence[LayerDocument]
    waste: Sequence[WasteDocument]
    waste_totals: WasteTotalsDocument
    sums: SumsDocument
    duplicates: Sequence[DuplicateDocument] | None
    packages: Sequence[PackageDocument] | None
    unowned_bytes: Count | None
    findings: Sequence[FindingDocument]
    dive: DiveDocument
    rules: Sequence[RuleDocument]
    verdict: Literal["pass", "fail"]
    rule_file: str | None
    ignored: Sequence[IgnoredDocument]
    baseline: GrowthDocument | None
    folders: Sequence[FolderDocument] | None


class ErrorDocument(msgspec.Struct, frozen=True):
    """An image of several that could not be read."""

    image: ReferenceDocument
    error: str
