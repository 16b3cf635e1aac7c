"""``docker history --format``: a Go template filled with the rows.

Source: docker/cli 28.2.2, cli/command/formatter.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from inspector import gotemplate
from inspector.errors import UsageError
from inspector.exports.docker.functions import DOCKER_FUNCTIONS, DOCKER_HEADER_FUNCTIONS
from inspector.gotemplate import TemplateError
from inspector.text import decode

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from inspector.exports.docker.rows import ShownRow

_TABLE = "table"
_JSON = "json"
_JSON_TEMPLATE = "{{json .}}"
_ROW_TYPE = "*image.historyContext"


def filled(form: str, rows: Iterable[ShownRow], headings: Mapping[str, str]) -> str:
    """Return the value of ``--format`` filled with each row; a table begins with its headings.

    Raises UsageError with docker's message for a template that docker refuses.
    """
    is_table = form.startswith(_TABLE)
    library = {**gotemplate.GO_FUNCTIONS, **DOCKER_FUNCTIONS}
    out = bytearray()
    try:
        parsed = gotemplate.parse(_body(form), library)
        for row in rows:
            gotemplate.execute(parsed, library, _record(row), out)
            out += b"\n"
    except TemplateError as error:
        raise UsageError(f"template parsing error: {error}") from None
    return decode(_header(parsed, headings) + b"\n" + out if is_table else bytes(out))


def reads(form: str, field: str) -> bool:
    """Whether a value of ``--format`` may print a field of a row.

    One that is refused prints nothing.
    """
    try:
        parsed = gotemplate.parse(_body(form), {**gotemplate.GO_FUNCTIONS, **DOCKER_FUNCTIONS})
    except TemplateError:
        return False
    return any(name in {field, None} for name in gotemplate.fields(parsed))


def _body(form: str) -> str:
    if form.startswith(_TABLE):
        body = form.removeprefix(_TABLE)
    else:
        body = _JSON_TEMPLATE if form == _JSON else form
    return _expand(body.strip(" "))


class _HeaderRow(gotemplate.Map):
    """The names of the columns."""

    type_name = "formatter.SubHeaderContext"


def _expand(template: str) -> str:
    return template.replace(r"\t", "\t").replace(r"\n", "\n")


def _header(parsed: gotemplate.Parsed, headings: Mapping[str, str]) -> bytes:
    """Return the same template filled with the names of the columns, up to its first error."""
    out = bytearray()
    names = _HeaderRow({key.encode(): name.encode() for key, name in headings.items()})
    library = {**gotemplate.GO_FUNCTIONS, **DOCKER_HEADER_FUNCTIONS}
    with suppress(TemplateError):
        gotemplate.execute(parsed, library, names, out)
    return bytes(out)


def _record(row: ShownRow) -> gotemplate.Record:
    return gotemplate.Record(
        type_name=_ROW_TYPE,
        fields={name: value.encode() for name, value in row.values.items()},
        hidden=frozenset({"trunc", "human", "h"}),
        whole=_whole(row),
    )


def _whole(row: ShownRow) -> gotemplate.Struct:
    """Return what ``{{.}}`` prints: docker's own structures, of which the last member is Tags."""
    members = [each.encode() if isinstance(each, str) else each for each in row.answer]
    header = gotemplate.Struct((None,))
    inner = gotemplate.Struct((*members, ()))
    return gotemplate.Struct((header, row.style.trunc, row.style.human, inner))
