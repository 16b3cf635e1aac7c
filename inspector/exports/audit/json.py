"""The audit as JSON: a contract that other programs rely on (``audit_document``).

ASCII, with lone surrogates for undecodable bytes. A row of a list is a line: the encoder that lays
out all of it is ten times slower.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from msgspec import UNSET

from inspector.exports.audit.document import DiveDocument, DiveFileDocument, WasteDocument
from inspector.exports.audit.values import document
from inspector.exports.log_commands import without_commands
from inspector.rules.report import Report

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.rules.report import AnyReport

_encoded = json.JSONEncoder(ensure_ascii=True).encode
# Rows that are made into text together: that of all of them may be larger than the tree.
_AT_ONCE = 10_000
_UNAVOIDABLE: dict[object, str] = {UNSET: "", True: ', "unavoidable": true'}


class _Punctuation(NamedTuple):
    """What stands before, between and behind the fields of an object and the rows of a list."""

    fields: tuple[str, str, str]
    rows: tuple[str, str, str]


_LINES = _Punctuation(("{\n  ", ",\n  ", "\n}"), ("[\n    ", ",\n    ", "\n  ]"))
_ONE_LINE = _Punctuation(("{", ", ", "}"), ("[", ", ", "]"))


def render(reports: Sequence[AnyReport]) -> str:
    """Return the text of ``pieces``."""
    return "".join(pieces(reports))


def pieces(reports: Sequence[AnyReport]) -> Iterator[str]:
    """Yield one object, or an array of several; nothing for one image that cannot be read."""
    for text in _documents(reports):
        yield without_commands(text, r"\u0023")


def _documents(reports: Sequence[AnyReport]) -> Iterator[str]:
    if len(reports) == 1:
        if isinstance(reports[0], Report):
            yield from _object(document(reports[0]), _LINES)
            yield "\n"
        return
    yield "[\n"
    for number, each in enumerate(reports):
        yield ",\n" if number else ""
        yield from _object(document(each), _LINES)
    yield "\n]\n"


def _object(value: msgspec.Struct, layout: _Punctuation) -> Iterator[str]:
    before, between, after = layout.fields
    for number, name in enumerate(value.__struct_fields__):
        yield f"{between if number else before}{_encoded(name)}: "
        field = getattr(value, name)
        if isinstance(field, DiveDocument):
            yield from _object(field, _ONE_LINE)
        elif isinstance(field, Sequence) and not isinstance(field, str):
            yield from _list(field, layout)
        else:
            yield _encoded(msgspec.to_builtins(field, enc_hook=str))
    yield after


def _list(rows: Sequence[object], layout: _Punctuation) -> Iterator[str]:
    """Yield a list, many rows at a time."""
    before, between, after = layout.rows
    for start in range(0, len(rows), _AT_ONCE):
        yield between if start else before
        yield between.join(map(_row, rows[start : start + _AT_ONCE]))
    yield after if rows else "[]"


def _row(row: object) -> str:
    """Return an element of a list; those of which there may be millions in one go."""
    if isinstance(row, WasteDocument):
        return (
            f'{{"path": {_encoded(row.path)}, "bytes": {row.bytes}, "written_by": {row.written_by}'
            f', "hidden_by": {row.hidden_by}, "cause": "{row.cause}"'
            f"{_UNAVOIDABLE[row.unavoidable]}}}"
        )
    if isinstance(row, DiveFileDocument):
        return f'{{"path": {_encoded(row.path)}, "count": {row.count}, "bytes": {row.bytes}}}'
    return _encoded(msgspec.to_builtins(row, enc_hook=str))
