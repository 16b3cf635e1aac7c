"""``diff --json``: a contract that other programs rely on (``"schema": 1``)."""

from __future__ import annotations

import json
from functools import lru_cache
from json.encoder import encode_basestring_ascii
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import msgspec
from msgspec import UNSET, UnsetType

from inspector.analyses.comparison.model import FileState
from inspector.exports.log_commands import without_commands
from inspector.language import English, shown

if TYPE_CHECKING:
    from inspector.analyses.audit import Audit
    from inspector.analyses.comparison.model import FileChange, LayerPair
    from inspector.findings import Finding
    from inspector.rules.compared import Compared


_Change: TypeAlias = Literal["added", "removed", "modified", "metadata", "moved"]
# Asked for each path: the value of an Enum is slow to get.
_STATES: dict[FileState, _Change] = {each: each.value for each in FileState}
_encoded = json.JSONEncoder(ensure_ascii=True).encode


class ImageName(msgspec.Struct, frozen=True):
    """One of the two images; ``size`` as docker images shows it."""

    reference: str
    id: str
    platform: str | None
    created: str | None
    size: int


class ReasonRow(msgspec.Struct, frozen=True):
    """In what a rebuilt layer differs: at how many of its entries."""

    kind: str
    count: int


class LayerRow(msgspec.Struct, frozen=True):
    """A layer of both images, or of one; numbers count from the base."""

    old: int | None
    new: int | None
    state: Literal["shared", "rebuilt", "added", "removed"]
    instruction: str
    old_size: int | None
    new_size: int | None
    reasons: list[ReasonRow]


class FileRow(msgspec.Struct, frozen=True, rename={"source": "from"}):
    """A path that differs; ``from`` is where a moved file was, ``cause`` why two builds differ."""

    path: str
    change: _Change
    source: str | None
    old_size: int | None
    new_size: int | None
    fields: tuple[str, ...]
    cause: str | UnsetType = UNSET


class BytesRow(msgspec.Struct, frozen=True):
    """Visible bytes: what came and what went make up the difference."""

    old: int
    new: int
    added: int
    removed: int


class FolderRow(msgspec.Struct, frozen=True):
    """Visible bytes in a folder, those of the folders below that have a row left out."""

    path: str
    old: int
    new: int


class SettingRow(msgspec.Struct, frozen=True):
    """A field of the configuration; null where it is not there."""

    field: str
    old: Any
    new: Any


class PackageRow(msgspec.Struct, frozen=True):
    """A package; versions are null where it is not there."""

    type: str
    name: str
    old: str | None
    new: str | None
    old_bytes: int
    new_bytes: int


class HistoryRow(msgspec.Struct, frozen=True):
    """A row of the history of both images, or of one, by its command and its number."""

    old: str | None
    new: str | None
    state: Literal["same", "changed", "added", "removed"]
    old_row: int | None
    new_row: int | None
    fields: tuple[str, ...]


class FindingRow(msgspec.Struct, frozen=True):
    """A finding that only one of the images has."""

    id: str
    level: Literal["note", "warning", "error"]
    message: str
    layer: int | None
    path: str | None


class FindingChanges(msgspec.Struct, frozen=True):
    """Findings that the old image does not have, and those that the new one does not."""

    new: list[FindingRow]
    gone: list[FindingRow]


class IgnoredRow(msgspec.Struct, frozen=True):
    """What was ignored: fields by their names, paths and fields of the configuration by globs."""

    fields: list[str]
    paths: tuple[str, ...]
    config: tuple[str, ...]


class RuleRow(msgspec.Struct, frozen=True):
    """What a rule says of the new image."""

    rule: str
    threshold: float | str | None
    value: float | str | None
    status: Literal["pass", "fail", "skip", "misconfigured"]
    message: str


class TextRow(msgspec.Struct, frozen=True):
    """The unified difference of a file."""

    path: str
    diff: str


class ComparisonDocument(msgspec.Struct, frozen=True):
    """Two images beside each other."""

    schema: Literal[1]
    old: ImageName
    new: ImageName
    verdict: Literal["same", "different"]
    ignored: IgnoredRow
    layers: list[LayerRow]
    files: list[FileRow]
    bytes: BytesRow
    folders: list[FolderRow]
    config: list[SettingRow]
    packages: list[PackageRow]
    history: list[HistoryRow]
    findings: FindingChanges
    rules: list[RuleRow]
    texts: list[TextRow]


def render(found: Compared) -> str:
    """Return one object, ASCII, with lone surrogates for undecodable bytes; a row is a line."""
    with English():
        fields = msgspec.structs.asdict(document(found))
        text = ",\n".join(f"  {json.dumps(name)}: {_value(each)}" for name, each in fields.items())
    return without_commands(f"{{\n{text}\n}}\n", r"\u0023")


def _value(value: object) -> str:
    if not isinstance(value, list) or not value:
        return _encoded(msgspec.to_builtins(value, enc_hook=str))
    rows = ",\n    ".join(map(_row, value))
    return f"[\n    {rows}\n  ]"


def _row(row: object) -> str:
    """Return an element of a list; those of which there may be many in one go."""
    if not isinstance(row, FileRow):
        return _encoded(msgspec.to_builtins(row, enc_hook=str))
    cause = "" if row.cause is UNSET else f', "cause": {_encoded(row.cause)}'
    source = "null" if row.source is None else encode_basestring_ascii(row.source)
    old = "null" if row.old_size is None else row.old_size
    new = "null" if row.new_size is None else row.new_size
    return (
        f'{{"path": {encode_basestring_ascii(row.path)}, "change": "{row.change}", "from": {source}'
        f', "old_size": {old}, "new_size": {new}, "fields": {_list(row.fields)}{cause}}}'
    )


@lru_cache(maxsize=512)
def _list(names: tuple[str, ...]) -> str:
    return _encoded(names)


def document(found: Compared) -> ComparisonDocument:
    """Return what is written."""
    comparison, growth, ignored = found.comparison, found.growth, found.comparison.ignored
    sums = comparison.bytes
    return ComparisonDocument(
        schema=1,
        old=_image(found.old),
        new=_image(found.new),
        verdict="same" if comparison.is_same else "different",
        ignored=IgnoredRow(sorted(ignored.fields), ignored.globs, ignored.settings),
        layers=[_layer(each, found) for each in comparison.layers],
        files=[_file(each) for each in comparison.files],
        bytes=BytesRow(sums.old, sums.new, sums.added, sums.removed),
        folders=[FolderRow(each.path, each.old, each.new) for each in comparison.folders],
        config=[SettingRow(each.field, each.old, each.new) for each in comparison.settings],
        packages=[
            PackageRow(each.type, each.name, each.old, each.new, each.before, each.after)
            for each in growth.packages or ()
        ],
        history=[
            HistoryRow(
                each.old, each.new, each.state.value, each.old_row, each.new_row, each.fields
            )
            for each in comparison.history
        ],
        findings=FindingChanges(
            [_finding(each) for each in growth.new_findings],
            [_finding(each) for each in found.gone],
        ),
        rules=[
            RuleRow(each.rule, each.threshold, each.value, each.status.value, shown(each.message))
            for each in found.report.rules
        ],
        texts=[TextRow(each.path, "".join(each.lines)) for each in found.texts],
    )


def _image(audit: Audit) -> ImageName:
    return ImageName(audit.reference, audit.id, audit.platform, audit.created, audit.size)


def _layer(pair: LayerPair, found: Compared) -> LayerRow:
    return LayerRow(
        old=pair.old,
        new=pair.new,
        state=pair.state.value,
        instruction=pair.instruction,
        old_size=None if pair.old is None else found.old.layers[pair.old].usage.size,
        new_size=None if pair.new is None else found.new.layers[pair.new].usage.size,
        reasons=[ReasonRow(each.kind, each.count) for each in pair.reasons],
    )


def _file(change: FileChange) -> FileRow:
    return FileRow(
        path=change.path,
        change=_STATES[change.state],
        source=change.source,
        old_size=change.old_size,
        new_size=change.new_size,
        fields=change.fields,
        cause=change.cause.value if change.cause is not None else UNSET,
    )


def _finding(finding: Finding) -> FindingRow:
    return FindingRow(finding.id, finding.level.value, finding.message, finding.layer, finding.path)
