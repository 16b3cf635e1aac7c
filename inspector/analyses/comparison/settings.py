"""The configurations of two images, field by field, with what is unknown here.

A field of a container is called as docker calls it (``Env.PATH``, ``Labels.maintainer``, ``Cmd``),
one beside it as the document does (``architecture``). Layers and the history are told elsewhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from inspector.analyses.comparison.model import SettingChange
from inspector.analyses.secrets import masked_texts
from inspector.errors import LayerscopeError
from inspector.io.window import read_all
from inspector.text import path_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from inspector.analyses.comparison.both import Side
    from inspector.analyses.comparison.ignored import Ignored
    from inspector.reading.image import Image

_CONTAINER, _ENV = "config", "Env"
_ELSEWHERE = frozenset({"rootfs", "history"})
_DEEPEST = 32
# What docker's classic builder notes of the container that ran the last step: most of it twice.
_OF_BUILD = frozenset({"Image", "container", "container_config"})
_TWICE = "container_config."


def setting_changes(old: Side, new: Side, ignored: Ignored) -> tuple[SettingChange, ...]:
    """Return the fields that differ, sorted by name."""
    documents = _document(old.image), _document(new.image)
    olds, news = (dict(_fields(each)) for each in documents)
    if _variables(olds) == _variables(news):  # in another order, or one more than once
        olds[_ENV], news[_ENV] = map(_environment_of, documents)
    old_shown, new_shown = masked_texts(old.image), masked_texts(new.image)
    changes = {
        name: (olds.get(name), news.get(name))
        for name in sorted({*olds, *news}, key=path_key)
        if olds.get(name) != news.get(name) and not _is_ignored(name, ignored)
    }
    return tuple(
        SettingChange(name, old_shown(before), new_shown(after))
        for name, (before, after) in changes.items()
        if not name.startswith(_TWICE) or changes.get(name.removeprefix(_TWICE)) != (before, after)
    )


def _variables(fields: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in fields.items() if name.startswith(f"{_ENV}.")}


def _environment_of(document: Mapping[str, Any]) -> object:
    container = document.get(_CONTAINER)
    return container.get(_ENV) or None if isinstance(container, dict) else None


def _is_ignored(name: str, ignored: Ignored) -> bool:
    first = name.partition(".")[0]
    if first in _OF_BUILD:
        return "container" in ignored.fields or ignored.has_setting(name)
    return first in ignored.fields or ignored.has_setting(name)


def _document(image: Image) -> dict[str, Any]:
    """Return the configuration as it stands; what is known of it where that is no use."""
    window = image.source.config_window
    try:
        data = read_all(window.reopened(), image.limits.json_bytes) if window is not None else b""
        found = msgspec.json.decode(data or b"{}")
    except (LayerscopeError, msgspec.DecodeError, RecursionError):
        found = {}
    if isinstance(found, dict) and found and _is_flat(found):
        return found
    known: dict[str, Any] = msgspec.to_builtins(image.config)
    return known


def _is_flat(document: object) -> bool:
    """Whether nothing lies deeper in a document than anyone writes it."""
    parts = [document]
    for _ in range(_DEEPEST):
        parts = [
            inner
            for part in parts
            if isinstance(part, (dict, list))
            for inner in (part.values() if isinstance(part, dict) else part)
        ]
    return not parts


def _fields(document: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    for name, value in document.items():
        if name == _CONTAINER and isinstance(value, dict):
            yield from _parts("", value)
        elif name not in _ELSEWHERE:
            yield from _parts("", {name: value})


def _parts(prefix: str, values: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    """Yield the fields of an object, those of the objects in it by names with a dot."""
    for key, value in values.items():
        name = f"{prefix}{key}"
        if key == _ENV and isinstance(value, list):
            yield from _environment(name, value)
        elif isinstance(value, dict) and value:
            yield from _parts(f"{name}.", value)
        elif value is not None:
            yield name, value


def _environment(name: str, values: list[Any]) -> Iterator[tuple[str, object]]:
    """Yield each variable; the last of several of one name is the one that counts."""
    for each in values:
        if isinstance(each, str):
            variable, _, value = each.partition("=")
            yield f"{name}.{variable}", value
        else:
            yield name, each
