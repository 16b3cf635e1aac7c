"""Secrets in an image's configuration and history; and the same image without their values."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import asdict, replace

from inspector.analyses.history.text import undress
from inspector.analyses.secrets.words import named
from inspector.findings import Finding
from inspector.language import N_, Lazy
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
    from collections.abc import Callable, Iterator

    from inspector.reading.image import Image
    from inspector.secrets import Hit
    from inspector.spec import ContainerConfig, HistoryEntry, ImageConfig

MASK = "***"
_COMMAND = N_("command")
_PRINTED = frozenset({"ENV", "ARG", "LABEL"})
_LISTS = frozenset({"CMD", "ENTRYPOINT", "HEALTHCHECK", "ONBUILD", "RUN", "SHELL"})
# Characters of commands that are looked through: patterns that go far ahead take their time.
_MOST_TEXT = 1 << 20
_OF_BUILD = Lazy(
    "Use RUN --mount=type=secret in place of ARG, ENV or a command line, and replace the secret."
)


class _Place(msgspec.Struct):
    """A secret, where it was first met, and the first layer whose row has it.

    ``what`` it is by its form, where that is not told by the name; ``row`` is that of the history.
    """

    where: str
    what: str
    layer: int | None = None
    row: int | None = None


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


def masked_texts(image: Image) -> Callable[[Any], Any]:
    """Return what puts ``***`` in place of the secrets in a part of an image's configuration."""
    places = dict(_places(image))
    return _masking(places).all if places else _as_it_is


def _as_it_is(value: Any) -> Any:  # noqa: ANN401  whatever a configuration consists of
    return value


def _findings(places: dict[str, _Place], mask: _Mask) -> Iterator[Finding]:
    """Yield one finding a place and layer, however many values it has."""
    told: dict[tuple[str, int | None], Finding] = {}
    for place in places.values():
        advice = "" if place.row is None else _OF_BUILD
        detail = _detail(mask(place.where), mask(place.what), place.row)
        told[detail, place.layer] = Finding(
            "secret-config", place.layer, detail=detail, advice=advice
        )
    yield from told.values()


def _detail(where: str, what: str, row: int | None) -> str:
    told: str = Lazy(_COMMAND) if where == _COMMAND else where
    if what:
        told = Lazy("{where} ({what})", where=told, what=named(what))
    return told if row is None else Lazy("{where}, history row {row}", where=told, row=row)


def _places(image: Image) -> Iterator[tuple[str, _Place]]:
    """Yield the values with the places where they stand, those of containers first."""
    if image.config.config is not None:
        for where, what, hit in _in_container(image.config.config):
            yield as_text(hit.value), _Place(where, what)
    room = _MOST_TEXT
    for number, (entry, layer) in enumerate(image.history):
        for where, what, hit in _in_row(entry, room):
            yield as_text(hit.value), _Place(where, what, layer, number)
        room = max(0, room - len(entry.created_by or ""))
    for name, text in _others(image.config):
        for hit in find_tokens(as_bytes(text)):
            yield as_text(hit.value), _Place(name, hit.what)


def _in_container(config: ContainerConfig) -> Iterator[tuple[str, str, Hit]]:
    for text in config.env or ():
        name, _, value = text.partition("=")
        yield from ((f"ENV {name}", "", hit) for hit in in_value(name, value))
    for name, value in (config.labels or {}).items():
        yield from ((f"LABEL {name}", "", hit) for hit in in_value(name, value))
    health = config.healthcheck.test if config.healthcheck else None
    commands = (
        ("ENTRYPOINT", config.entrypoint),
        ("CMD", config.cmd),
        ("HEALTHCHECK", health),
        ("ONBUILD", config.on_build),
    )
    for word, arguments in commands:
        if sum(map(len, arguments or ())) <= _MOST_TEXT:
            yield from ((word, hit.what, hit) for hit in in_arguments(arguments or ()))


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
        # msgspec's ``fields`` would read the types of a struct anew each time.
        for at, field in enumerate(value.__struct_fields__):
            if field != "diff_ids":
                yield from _others(getattr(value, field), value.__struct_encode_fields__[at])


def _in_row(entry: HistoryEntry, room: int) -> Iterator[tuple[str, str, Hit]]:
    text = (entry.created_by or "")[:room]
    row = undress(text, entry.comment or "")
    if row.word in _PRINTED:
        yield from ((f"{row.word} {name}", "", hit) for name, hit in in_pairs(row.text))
    for name, value in row.arguments:
        yield from ((f"ARG {name}", "", hit) for hit in in_value(name, value))
    # Where one value ends and the next name begins may be a guess.
    printed = " ".join(map("=".join, row.arguments))
    yield from ((f"ARG {name}", "", hit) for name, hit in in_pairs(printed))
    word = row.word or _COMMAND
    if "[" in row.text and row.word in _LISTS:
        yield from ((word, hit.what, hit) for hit in in_list(row.text))
    for part in (row.text, entry.comment or "", entry.author or ""):
        yield from ((word, hit.what, hit) for hit in in_command(part[:room]))


class _Mask:
    """Puts ``***`` in place of values."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self._pattern = pattern

    def __call__(self, text: str) -> str:
        masked = self._pattern.sub(MASK, text)
        return text if masked == text else masked  # which may be lazy

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
