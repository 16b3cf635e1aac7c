"""Secrets in an image's configuration and history; and the same image without their values."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import asdict, fields, replace

from inspector.analyses.history_text import undress
from inspector.findings import Finding
from inspector.secrets.matcher import find_tokens
from inspector.secrets.texts import (
    as_bytes,
    as_text,
    in_arguments,
    in_command,
    in_list,
    in_pairs,
    in_value,
    spellings,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.reading.image import Image
    from inspector.secrets import Hit
    from inspector.spec import ContainerConfig, HistoryEntry, ImageConfig

MASK = "***"
_PRINTED = frozenset({"ENV", "ARG", "LABEL"})
_LISTS = frozenset({"CMD", "ENTRYPOINT", "HEALTHCHECK", "ONBUILD", "RUN", "SHELL"})
# Characters of commands that are looked through: patterns that go far ahead take their time.
_MOST_TEXT = 1 << 20
_OF_BUILD = (
    "Use RUN --mount=type=secret in place of ARG, ENV or a command line, and replace the secret."
)


class _Place(msgspec.Struct):
    """A secret, where it was first met, and the first layer whose row has it."""

    where: str
    layer: int | None
    is_of_build: bool


def concealed(image: Image) -> Image:
    """Return an image whose texts hold no secret: ``***`` stands for each, a finding tells of it.

    What has none is returned as it is. The history to the byte is told by the image itself.
    """
    places: dict[str, _Place] = {}
    for value, place in _places(image):
        known = places.setdefault(value, place)
        if known.layer is None:
            known.layer = place.layer
    if not places:
        return image
    mask = _masking(places)
    shown = image.with_config(_masked(image.config, mask))
    shown.findings = [replace(each, detail=mask(each.detail)) for each in shown.findings]
    shown.findings += _findings(places, mask)
    return shown


def _findings(places: dict[str, _Place], mask: _Mask) -> Iterator[Finding]:
    """Yield one finding a place and layer, however many values it has."""
    told: dict[tuple[str, int | None], Finding] = {}
    for place in places.values():
        advice = _OF_BUILD if place.is_of_build else ""
        where = mask(place.where)
        told[where, place.layer] = Finding(
            "secret-config", place.layer, detail=where, advice=advice
        )
    yield from told.values()


def _places(image: Image) -> Iterator[tuple[str, _Place]]:
    """Yield the values with the places where they stand, those of containers first."""
    if image.config.config is not None:
        for where, hit in _in_container(image.config.config):
            yield as_text(hit.value), _Place(where, None, is_of_build=False)
    room = _MOST_TEXT
    for number, (entry, layer) in enumerate(image.history):
        for where, hit in _in_row(entry, room):
            told = f"{where}, history row {number}"
            yield as_text(hit.value), _Place(told, layer, is_of_build=True)
        room = max(0, room - len(entry.created_by or ""))
    for name, text in _others(image.config):
        for hit in find_tokens(as_bytes(text)):
            yield as_text(hit.value), _Place(f"{name} ({hit.what})", None, is_of_build=False)


def _in_container(config: ContainerConfig) -> Iterator[tuple[str, Hit]]:
    for text in config.env or ():
        name, _, value = text.partition("=")
        yield from ((f"ENV {name}", hit) for hit in in_value(name, value))
    for name, value in (config.labels or {}).items():
        yield from ((f"LABEL {name}", hit) for hit in in_value(name, value))
    health = config.healthcheck.test if config.healthcheck else None
    commands = (
        ("ENTRYPOINT", config.entrypoint),
        ("CMD", config.cmd),
        ("HEALTHCHECK", health),
        ("ONBUILD", config.on_build),
    )
    for word, arguments in commands:
        if sum(map(len, arguments or ())) <= _MOST_TEXT:
            yield from ((_told(word, hit), hit) for hit in in_arguments(arguments or ()))


def _others(value: object, name: str = "") -> Iterator[tuple[str, str]]:
    """Yield all texts of a configuration but its layers', each with the name of its field."""
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, list):
        for each in value:
            yield from _others(each, name)
    elif isinstance(value, dict):
        for each in (*value, *value.values()):
            yield from _others(each, name)
    elif isinstance(value, msgspec.Struct):
        for field in fields(value):
            if field.name != "diff_ids":
                yield from _others(getattr(value, field.name), field.encode_name)


def _in_row(entry: HistoryEntry, room: int) -> Iterator[tuple[str, Hit]]:
    text = (entry.created_by or "")[:room]
    row = undress(text, entry.comment or "")
    if row.word in _PRINTED:
        yield from ((f"{row.word} {name}", hit) for name, hit in in_pairs(row.text))
    for name, value in row.arguments:
        yield from ((f"ARG {name}", hit) for hit in in_value(name, value))
    # Where one value ends and the next name begins may be a guess.
    printed = " ".join(map("=".join, row.arguments))
    yield from ((f"ARG {name}", hit) for name, hit in in_pairs(printed))
    word = row.word or "command"
    if "[" in row.text and row.word in _LISTS:
        yield from ((_told(word, hit), hit) for hit in in_list(row.text))
    for part in (row.text, entry.comment or "", entry.author or ""):
        yield from ((_told(word, hit), hit) for hit in in_command(part[:room]))


def _told(word: str, hit: Hit) -> str:
    return f"{word} ({hit.what})"


class _Mask:
    """Puts ``***`` in place of values."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self._pattern = pattern

    def __call__(self, text: str) -> str:
        return self._pattern.sub(MASK, text)

    def all(self, value: Any) -> Any:  # noqa: ANN401  whatever a configuration consists of
        """Return a part of a configuration without the values."""
        if isinstance(value, str):
            return self(value)
        if isinstance(value, list):
            return [self.all(each) for each in value]
        if isinstance(value, dict):
            return {self.all(key): self.all(each) for key, each in value.items()}
        if isinstance(value, msgspec.Struct):
            return replace(value, **{name: self.all(each) for name, each in asdict(value).items()})
        return value


def _masking(values: dict[str, _Place]) -> _Mask:
    """Return what masks values, the longer ones first: one may begin another."""
    every = {spelling for value in values for spelling in spellings(value)}
    longest_first = sorted(every, key=len, reverse=True)
    return _Mask(re.compile("|".join(map(re.escape, longest_first))))


def _masked(config: ImageConfig, mask: _Mask) -> ImageConfig:
    """Return a configuration without the values; what identifies its layers stays."""
    shown = asdict(config)
    layers = shown.pop("rootfs")
    masked: ImageConfig = replace(
        config, **{name: mask.all(each) for name, each in shown.items()}, rootfs=layers
    )
    return masked
