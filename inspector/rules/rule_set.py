"""The rules that are to be applied: those of a file, under those of the command line.

``layerscope.toml`` is ours, any other file dive's. Of the two that are looked for in the current
folder ours is used where both are there: it is the one that someone wrote for this program.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import msgspec

from inspector.errors import UsageError, reason
from inspector.io.found import open_found
from inspector.language import Lazy, together
from inspector.rules.audit_rules import read_value
from inspector.rules.dive import DEFAULTS, DIVE_FILE, parse_threshold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from inspector.rules.ignores import Ignore

OUR_FILE = "layerscope.toml"
# In the order in which they are looked for.
FOUND_FILES = (OUR_FILE, DIVE_FILE)
_OUR_SUFFIX = ".toml"
_MOST_BYTES = 1 << 20


class RuleSet(msgspec.Struct, frozen=True):
    """Rules with their values.

    Attributes:
        file: The path of the rule file, None where there is none.
        dive: Thresholds of dive's rules by dive's key, None where one is disabled.
        audit: Values of our own rules by key, None where one is disabled.

    """

    file: str | None = None
    dive: dict[str, float | None] = {}
    audit: dict[str, Any] = {}
    ignores: tuple[Ignore, ...] = ()

    @property
    def forbidden(self) -> tuple[str, ...]:
        """The globs of paths that someone must look for in the image."""
        return self.audit.get("forbid") or ()


def rule_files() -> list[str]:
    """Return the rule files in the current folder; the first is the one to use."""
    return [name for name in FOUND_FILES if os.path.lexists(name)]


def read_rules(
    path: str | None,
    *,
    dive: Mapping[str, str],
    audit: Mapping[str, object],
    wants_dive: bool = False,
    is_dives: bool = False,
    is_found: bool = False,
) -> RuleSet:
    """Return the rules of a file under those of the command line (``dive``, ``audit``, by key).

    ``wants_dive``: whether dive's rules apply where no file says anything; ``is_dives``: whether
    the file is dive's whatever its name is; ``is_found``: whether no one has named it. Raises
    UsageError.
    """
    is_ours = path is not None and path.endswith(_OUR_SUFFIX) and not is_dives
    found = RuleSet()
    if path is not None:
        text = _text(path, is_found=is_found)
        found = _ours(path, text) if is_ours else _dives(path, text)
    defaults = {} if is_ours else _defaults(wants_dive=wants_dive or bool(dive))
    given = {key: _threshold(key, text, f"--{key}") for key, text in dive.items()}
    return msgspec.structs.replace(
        found,
        dive={**defaults, **found.dive, **given},
        audit={**found.audit, **{key: _value(key, raw) for key, raw in audit.items()}},
    )


def _defaults(*, wants_dive: bool) -> dict[str, float | None]:
    return {key: parse_threshold(key, DEFAULTS[key]) for key in DEFAULTS} if wants_dive else {}


def _ours(path: str, text: str) -> RuleSet:
    from inspector.rules.toml_file import read_our_rules

    found = read_our_rules(text, path)
    return RuleSet(path, audit=found.values, ignores=found.ignores)


def _dives(path: str, text: str) -> RuleSet:
    from inspector.rules.dive_file import read_dive_rules

    given = read_dive_rules(text, path)
    thresholds = {
        key: _threshold(
            key, value.text, Lazy("{path}: line {line}: {key}", path=path, line=value.line, key=key)
        )
        for key, value in given.items()
    }
    return RuleSet(path, dive={**_defaults(wants_dive=True), **thresholds})


def _text(path: str, *, is_found: bool) -> str:
    try:
        # pathlib takes long to import
        with open_found(path) if is_found else open(path, "rb") as file:  # noqa: PTH123
            found = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise UsageError(
            Lazy("rule file {path}: {reason}", path=path, reason=reason(error))
        ) from error
    if len(found) > _MOST_BYTES:
        raise UsageError(
            Lazy(
                "rule file {path}: larger than {most:,} bytes",
                path=path,
                most=_MOST_BYTES,
            )
        )
    try:
        return found.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(Lazy("rule file {path}: not UTF-8", path=path)) from error


def _threshold(key: str, text: str, where: str) -> float | None:
    try:
        return parse_threshold(key, text)
    except ValueError as error:
        raise UsageError(
            together(": ", (where, reason(error))),
            hint=Lazy("'disabled' turns the rule off"),
        ) from error


def _value(key: str, raw: object) -> Any:  # noqa: ANN401  each rule has a kind of its own
    try:
        return read_value(key, raw)
    except ValueError as error:
        option = key.replace("_", "-")
        raise UsageError(together(": ", (f"--{option}", reason(error)))) from error
