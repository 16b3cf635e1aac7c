"""An earlier report of ``audit --json``, to compare with: what must be known of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, TypeAlias

import msgspec

from inspector.errors import UsageError, reason
from inspector.language import English, Lazy, _
from inspector.packages.model import PackageType  # noqa: TC001 - msgspec reads it

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from inspector.analyses.audit import Audit, AuditedLayer

_SCHEMA = 1
# Bytes of a file of reports: that of a large image has some millions.
_MOST_BYTES = 64 << 20

# What this program writes at most; a larger number is damage.
Bytes: TypeAlias = Annotated[int, msgspec.Meta(ge=0, lt=1 << 62)]


class BaselineImage(msgspec.Struct, frozen=True):
    """The image that the report is on."""

    reference: str
    id: str = ""
    platform: str | None = None


class BaselineLayer(msgspec.Struct, frozen=True):
    """A layer; ``size`` as ``docker history`` counts it."""

    index: Bytes
    size: Bytes
    wasted_bytes: Bytes = 0
    diff_id: str | None = None
    created_by: str = ""


class BaselineFinding(msgspec.Struct, frozen=True):
    """A finding, by what tells it from others."""

    id: str
    message: str = ""
    path: str | None = None


class BaselineFolder(msgspec.Struct, frozen=True):
    """The visible bytes in a folder."""

    path: str
    bytes: Bytes


class BaselinePackage(msgspec.Struct, frozen=True):
    """A package and what its files store."""

    type: PackageType
    name: str
    version: str
    bytes: Bytes


class BaselineBase(msgspec.Struct, frozen=True):
    """The base image, by its number of layers."""

    layers: Bytes


class BaselineScope(msgspec.Struct, frozen=True):
    """What did not count."""

    base_layers: Bytes = 0
    exclude: list[str] = []


class Baseline(msgspec.Struct, frozen=True):
    """One image's earlier report; without ``folders`` where an older version wrote it.

    ``packages`` is None where they were not asked for.
    """

    schema: int
    image: BaselineImage
    wasted_bytes: Bytes
    layers: list[BaselineLayer]
    findings: list[BaselineFinding]
    folders: list[BaselineFolder] | None = None
    packages: list[BaselinePackage] | None = None
    base: BaselineBase | None = None
    not_counted: BaselineScope | None = None


def read_baselines(path: Path) -> tuple[Baseline, ...]:
    """Return the reports of a file, without those of images that could not be read.

    Raises UsageError.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
        if len(data) > _MOST_BYTES:
            raise UsageError(
                Lazy("baseline {path}: larger than {most:,} bytes", path=path, most=_MOST_BYTES)
            )
        found = json.loads(data)
    except OSError as error:
        raise UsageError(
            Lazy("baseline {path}: {reason}", path=path, reason=reason(error))
        ) from error
    except (ValueError, RecursionError) as error:
        raise UsageError(
            Lazy("baseline {path}: not JSON: {error}", path=path, error=reason(error))
        ) from error
    rows = found if isinstance(found, list) else [found]
    kept = [row for row in rows if not (isinstance(row, dict) and "error" in row)]
    try:
        baselines = tuple(msgspec.convert(row, Baseline) for row in kept)
    except UnicodeError as error:  # half a surrogate pair where a name is looked up
        raise UsageError(
            Lazy("baseline {path}: not a report of layerscope audit --json", path=path)
        ) from error
    except msgspec.ValidationError as error:
        raise UsageError(
            Lazy(
                "baseline {path}: not a report of layerscope audit --json: {error}",
                path=path,
                error=error,
            )
        ) from error
    if any(each.schema != _SCHEMA for each in baselines):
        raise UsageError(
            Lazy("baseline {path}: a schema other than {schema}", path=path, schema=_SCHEMA)
        )
    if not baselines:
        raise UsageError(Lazy("baseline {path}: no report of an image in it", path=path))
    return baselines


def as_baseline(audit: Audit) -> Baseline:
    """Return an audit as the report of it would be read."""
    with English():
        findings = [BaselineFinding(each.id, each.message, each.path) for each in audit.findings]
    packages = audit.packages.rows if audit.packages is not None else None
    return Baseline(
        schema=_SCHEMA,
        image=BaselineImage(audit.reference, audit.id, audit.platform),
        wasted_bytes=audit.usage.wasted_bytes,
        layers=[_layer(each) for each in audit.layers],
        findings=findings,
        packages=None
        if packages is None
        else [BaselinePackage(row.type, row.name, row.version, row.bytes) for row in packages],
        not_counted=BaselineScope(audit.scope.base_layers, list(audit.scope.exclude)),
    )


def _layer(layer: AuditedLayer) -> BaselineLayer:
    usage = layer.usage
    return BaselineLayer(
        layer.index, usage.size, usage.wasted_bytes, layer.diff_id, layer.created_by
    )


def baseline_of(reference: str, baselines: Sequence[Baseline], *, only: bool) -> Baseline | None:
    """Return an image's baseline: by its reference; the single one where each is ``only`` one."""
    if only and len(baselines) == 1:
        return baselines[0]
    return next((each for each in baselines if each.image.reference == reference), None)


def unlike(baseline: Baseline, audit: Audit) -> Iterator[str]:
    """Yield what makes a baseline one of something else; nothing of it is printable yet."""
    before, after = baseline.image.platform, audit.platform
    if before and after and before != after:
        told = _("the baseline is of an image for {before}, this one is for {after}")
        yield told.format(before=before, after=after)
    scope = baseline.not_counted or BaselineScope()
    if set(scope.exclude) != set(audit.scope.exclude):
        yield _("the baseline was made with another --exclude: not all that differs is new")
    if scope.base_layers and not audit.scope.base_layers:
        yield _("the baseline was made with --ignore-base: not all that differs is new")
