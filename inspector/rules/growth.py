"""What has changed since a baseline: findings, and bytes by layer and folder."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from typing import TYPE_CHECKING, NamedTuple

from inspector.language import English
from inspector.rules.report import FolderGrowth, Growth, LayerGrowth, PackageGrowth
from inspector.text import path_key

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

    from inspector.analyses.audit import Audit, AuditedLayer
    from inspector.findings import Finding
    from inspector.packages import Package, PackageType
    from inspector.rules.baseline import Baseline, BaselineLayer, BaselinePackage


def growth_since(baseline: Baseline, audit: Audit) -> Growth:
    """Compare an audit with a baseline.

    Where the base image does not count, neither does that of the baseline, if it is known, too.
    """
    old, new = baseline.layers, audit.layers
    wasted_before = baseline.wasted_bytes
    base = _base_layers(baseline, audit)
    if base:
        old, new = old[base:], audit.counted_layers
        wasted_before = sum(layer.wasted_bytes for layer in old)
    return Growth(
        reference=baseline.image.reference,
        id=baseline.image.id,
        size_before=sum(layer.size for layer in old),
        size_after=sum(layer.usage.size for layer in new),
        wasted_before=wasted_before,
        wasted_after=audit.usage.wasted_bytes,
        layers=_layers(old, new),
        folders=_folders(baseline, audit),
        new_findings=new_findings(baseline, audit.findings),
        packages=_packages(baseline, audit),
    )


def _base_layers(baseline: Baseline, audit: Audit) -> int:
    """Return how many layers of the baseline do not count, as they are its base image's.

    Those that the image's own base has, else as many as the baseline says.
    """
    ignored = audit.scope.base_layers
    known = [layer.diff_id for layer in audit.layers[:ignored]]
    if [layer.diff_id for layer in baseline.layers[:ignored]] == known:
        return ignored
    return baseline.base.layers if baseline.base is not None else 0


def _layers(old: Sequence[BaselineLayer], new: Sequence[AuditedLayer]) -> tuple[LayerGrowth, ...]:
    """Return layers whose size changed. A layer is known by its diff_id, else by its command."""
    rows = []
    for before, after in _pairs(old, new):
        sizes = (before.size if before else 0, after.usage.size if after else 0)
        if sizes[0] != sizes[1]:
            rows.append(
                LayerGrowth(
                    layer=after.index if after else None,
                    baseline_layer=before.index if before else None,
                    created_by=after.created_by if after else before.created_by if before else "",
                    before=sizes[0],
                    after=sizes[1],
                )
            )
    return tuple(sorted(rows, key=lambda row: -abs(row.after - row.before)))


def _pairs(
    old: Sequence[BaselineLayer], new: Sequence[AuditedLayer]
) -> Iterator[tuple[BaselineLayer | None, AuditedLayer | None]]:
    by_diff_id = _queues((layer.diff_id, layer) for layer in old if layer.diff_id)
    changed = []
    gone = {layer.index for layer in old}
    for layer in new:
        same = by_diff_id.get(layer.diff_id)
        if same:
            gone.discard(same.popleft().index)
        else:
            changed.append(layer)
    by_command = _queues((each.created_by, each) for each in old if each.index in gone)
    for layer in changed:
        queue = by_command.get(layer.created_by)
        before = queue.popleft() if queue else None
        if before is not None:
            gone.discard(before.index)
        yield before, layer
    yield from ((layer, None) for layer in old if layer.index in gone)


def _queues(
    rows: Iterator[tuple[Hashable, BaselineLayer]],
) -> dict[Hashable, deque[BaselineLayer]]:
    queues: defaultdict[Hashable, deque[BaselineLayer]] = defaultdict(deque)
    for key, layer in rows:
        queues[key].append(layer)
    return dict(queues)


def _folders(baseline: Baseline, audit: Audit) -> tuple[FolderGrowth, ...] | None:
    if baseline.folders is None or audit.folders is None:
        return None
    before = {each.path: each.bytes for each in baseline.folders}
    after = {each.path: each.bytes for each in audit.folders}
    rows = [
        FolderGrowth(path, before.get(path, 0), after.get(path, 0))
        for path in before.keys() | after.keys()
        if before.get(path, 0) != after.get(path, 0)
    ]
    return tuple(sorted(rows, key=lambda row: (-abs(row.after - row.before), path_key(row.path))))


def _packages(baseline: Baseline, audit: Audit) -> tuple[PackageGrowth, ...] | None:
    """Return packages that are new, gone, of another version or size. A name may have several."""
    if baseline.packages is None or audit.packages is None:
        return None
    before, after = _by_name(baseline.packages), _by_name(audit.packages.rows)
    rows = [
        PackageGrowth(*name, old.version, new.version, old.bytes, new.bytes)
        for name in before.keys() | after.keys()
        if (old := before.get(name, _ABSENT)) != (new := after.get(name, _ABSENT))
    ]
    return tuple(
        sorted(rows, key=lambda row: (-abs(row.after - row.before), row.type, path_key(row.name)))
    )


class _PackageState(NamedTuple):
    """All that is there of a package."""

    version: str | None
    bytes: int


_ABSENT = _PackageState(None, 0)


def _by_name(
    rows: Sequence[BaselinePackage | Package],
) -> dict[tuple[PackageType, str], _PackageState]:
    found: defaultdict[tuple[PackageType, str], list[BaselinePackage | Package]] = defaultdict(list)
    for row in rows:
        found[row.type, row.name].append(row)
    return {
        name: _PackageState(
            ", ".join(sorted({each.version for each in same})), sum(each.bytes for each in same)
        )
        for name, same in found.items()
    }


def new_findings(baseline: Baseline, findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return findings that were not there.

    Layers move, and what a message counts changes: what is known is first what reads the same at
    the same path, then as many more of the same id and path as there were.
    """
    exact = Counter((each.id, each.path, each.message) for each in baseline.findings)
    loose = Counter((each.id, each.path) for each in baseline.findings)
    others = []
    with English():  # as the baseline is
        messages = [each.message for each in findings]
    for each, message in zip(findings, messages, strict=True):
        key = (each.id, each.path, message)
        if exact[key]:
            exact[key] -= 1
            loose[key[:2]] -= 1
        else:
            others.append(each)
    found = []
    for each in others:
        if loose[each.id, each.path]:
            loose[each.id, each.path] -= 1
        else:
            found.append(each)
    return tuple(found)
