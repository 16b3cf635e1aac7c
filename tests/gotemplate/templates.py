"""One row of a history, and templates filled with it."""

from __future__ import annotations

from inspector.exports.docker.functions import DOCKER_FUNCTIONS
from inspector.gotemplate import GO_FUNCTIONS, Record, Struct, execute, parse
from inspector.text import decode

LIBRARY = {**GO_FUNCTIONS, **DOCKER_FUNCTIONS}
FIELDS = {
    "ID": "d33b948ad33b",
    "CreatedAt": "2023-11-14T22:13:20Z",
    "CreatedBy": 'RUN a b <&> "é"',
    "CreatedSince": "3 years ago",
    "Size": "1.23kB",
    "Comment": "",
}
ROW = Record(
    type_name="*image.historyContext",
    fields={name: text.encode() for name, text in FIELDS.items()},
    hidden=frozenset({"trunc"}),
    whole=Struct((Struct((None,)), True, Struct((b"", 7, ())))),
)


def filled(template: str) -> str:
    """Return what a template makes of the row."""
    out = bytearray()
    execute(parse(template, LIBRARY), LIBRARY, ROW, out)
    return decode(bytes(out))
