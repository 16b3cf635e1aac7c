"""Values of rule files as messages repeat them: as they stand there, their beginning alone."""

from __future__ import annotations

from itertools import islice

_MOST = 80
# With its quotes a text is no longer than others.
_MOST_QUOTED = _MOST - 2
# Tables in tables that are shown.
_DEEPEST = 2


def cut(text: str, most: int = _MOST) -> str:
    """Return the beginning of a text."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def written(value: object) -> str:
    """Return a value as TOML has it, or the beginning of it."""
    return cut(_written(value, _DEEPEST))


def _written(value: object, depth: int) -> str:
    if isinstance(value, str):
        return repr(cut(value, _MOST_QUOTED))
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | dict) and depth == 0:
        return "…"
    if isinstance(value, list):
        return f"[{', '.join(_written(each, depth - 1) for each in value[:_MOST_QUOTED])}]"
    if isinstance(value, dict):
        rows = islice(value.items(), _MOST_QUOTED)
        return f"{{{', '.join(f'{key} = {_written(each, depth - 1)}' for key, each in rows)}}}"
    return str(value)
