"""Findings that a team has looked at and lives with: ``[[audit.ignore]]``."""

from __future__ import annotations

import fnmatch
from datetime import date, datetime
from typing import TYPE_CHECKING

import msgspec

from inspector.analyses.path_globs import PathGlobs
from inspector.errors import UsageError
from inspector.language import Lazy, together
from inspector.rules.quoted import cut, written
from inspector.rules.report import IgnoredFinding, Sorted
from inspector.rules.values import is_id

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from inspector.findings import Finding

_KEYS = ("id", "path", "reason", "until")


class Ignore(msgspec.Struct, frozen=True):
    """What to ignore: by id or a pattern of ids, by a glob of paths, or both; ``until`` a day.

    On that day it still counts.
    """

    id: str | None = None
    path: str | None = None
    reason: str = ""
    until: date | None = None

    def question(self) -> Callable[[Finding], bool]:
        """Return what tells whether a finding is meant, whatever the day is."""
        paths = PathGlobs([] if self.path is None else [self.path])

        def is_meant(finding: Finding) -> bool:
            if self.id is not None and not fnmatch.fnmatchcase(finding.id, self.id):
                return False
            return not paths or (finding.path is not None and paths.matches(finding.path))

        return is_meant


def read_ignore(given: Mapping[str, object]) -> Ignore:
    """Return one ``[[audit.ignore]]``. Raises ValueError."""
    for key in given:
        if key not in _KEYS:
            raise ValueError(
                Lazy(
                    "{key} is not a key of an ignore: the keys are {keys}",
                    key=cut(key),
                    keys=", ".join(_KEYS),
                )
            )
    found = Ignore(
        id=_text(given, "id"),
        path=_text(given, "path"),
        reason=_text(given, "reason") or "",
        until=_day(given.get("until")),
    )
    if found.id is None and found.path is None:
        raise ValueError(Lazy("an ignore needs an id, a path or both"))
    if found.id is not None and not is_id(found.id):
        raise ValueError(Lazy("id = {id!r}: no finding has this id", id=cut(found.id)))
    if found.path is not None:
        _check_glob(found.path)
    return found


def _text(given: Mapping[str, object], key: str) -> str | None:
    value = given.get(key)
    if value is None or (isinstance(value, str) and value.strip()):
        return value
    raise ValueError(Lazy("{key} = {value}: not a text", key=key, value=written(value)))


def _check_glob(path: str) -> None:
    try:
        PathGlobs([path])
    except UsageError as error:
        raise ValueError(together(": ", (f"path = {written(path)}", error.text))) from error


def _day(raw: object) -> date | None:
    if isinstance(raw, datetime):
        return raw.date()
    if raw is None or isinstance(raw, date):
        return raw
    try:
        return date.fromisoformat(raw if isinstance(raw, str) else "")
    except ValueError:
        told = Lazy("until = {raw}: not a date such as 2030-12-31", raw=written(raw))
        raise ValueError(told) from None


def sort_out(findings: Sequence[Finding], ignores: Sequence[Ignore], today: date) -> Sorted:
    """Part findings by what is to be ignored today."""
    counted: list[Finding] = []
    ignored: list[IgnoredFinding] = []
    expired: list[IgnoredFinding] = []
    questions = [(each, each.question()) for each in ignores]
    for finding in findings:
        meant = [each for each, is_meant in questions if is_meant(finding)]
        valid = [each for each in meant if each.until is None or each.until >= today]
        if valid:
            ignored.append(IgnoredFinding(finding, valid[0].reason, valid[0].until))
            continue
        counted.append(finding)
        if meant:
            expired.append(IgnoredFinding(finding, meant[0].reason, meant[0].until))
    return Sorted(tuple(counted), tuple(ignored), tuple(expired))
