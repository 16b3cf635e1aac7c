"""What stands behind each instruction: from a row's text to text that a parser reads back.

A builder prints values bare (``ENV A=two words``, ``VOLUME [/a b]``) or, as buildah and kaniko do,
as they stand in the Dockerfile. None is returned for what no instruction says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from inspector.analyses.dockerfile.build_args import argument
from inspector.analyses.dockerfile.golang import keys_of, words_of
from inspector.analyses.dockerfile.health import printed_health, written_health
from inspector.analyses.dockerfile.model import Note
from inspector.analyses.dockerfile.pairs import printed_pairs, written_pairs
from inspector.analyses.dockerfile.run import run
from inspector.analyses.dockerfile.sources import sources
from inspector.analyses.dockerfile.state import Body, Scene, changed
from inspector.analyses.dockerfile.triggers import is_trigger
from inspector.analyses.dockerfile.words import (
    is_line,
    is_written,
    json_array,
    line,
    pair,
    parse_json_array,
    quoted,
    unquoted,
)
from inspector.analyses.history.text import ParsedRow, RowForm

if TYPE_CHECKING:
    from inspector.analyses.dockerfile.pairs import ConfigValues, Pairs

Writer = Callable[[ParsedRow, Scene], Body | None]
_PORT = re.compile(r"[0-9]{1,5}(?:-[0-9]{1,5})?(?:/[A-Za-z]+)?")


def body_of(row: ParsedRow, scene: Scene) -> Body | None:
    """Return what stands behind the row's instruction, and note in the scene what it sets."""
    return _WRITERS[row.word](row, scene) if row.word in _WRITERS else None


def _env(row: ParsedRow, scene: Scene) -> Body | None:
    return _pairs(row, scene.known.env, scene.told.env)


def _label(row: ParsedRow, scene: Scene) -> Body | None:
    return _pairs(row, scene.known.labels, scene.told.labels)


def _pairs(row: ParsedRow, known: ConfigValues, told: dict[str, str | None]) -> Body | None:
    text = row.text
    printed = printed_pairs(text, known)
    written = written_pairs(text) if is_line(text) else None
    if written is not None and (
        printed is None
        or (_may_be_written(row) and _prefers_written(printed, written, known.values))
    ):
        told.update(written)
        return Body(text)
    if printed is None:
        return None
    told.update(printed.pairs)
    notes = (Note.WORDS_GUESSED,) if printed.is_guess else ()
    body = " ".join(pair(key, value) for key, value in printed.pairs)
    return Body(body, (*notes, *changed(text)))


def _may_be_written(row: ParsedRow) -> bool:
    return row.form is not RowForm.BUILDKIT and not row.is_printed


def _prefers_written(
    printed: Pairs, written: list[tuple[str, str | None]], known: Mapping[str, str]
) -> bool:
    """Whether quotes in a text are quotes, and not characters of the values."""
    if printed.exact:
        return False
    if all(value is None or known.get(key) == value for key, value in written):
        return True
    return any(len(value) > 1 and value[0] == value[-1] in "'\"" for _, value in printed.pairs)


def _cmd(row: ParsedRow, scene: Scene) -> Body | None:
    body, scene.told.cmd = _command(row, scene, scene.known.cmd, scene.told.cmd)
    return body


def _entrypoint(row: ParsedRow, scene: Scene) -> Body | None:
    known, told = scene.known.entrypoint, scene.told.entrypoint
    body, scene.told.entrypoint = _command(row, scene, known, told)
    return body


def _command(
    row: ParsedRow, scene: Scene, known: tuple[str, ...], told: tuple[str, ...] | None
) -> tuple[Body | None, tuple[str, ...] | None]:
    found = words_of(row.text, known)
    if found is not None:
        words, is_guess = found
        return Body(json_array(words), (Note.WORDS_GUESSED,) if is_guess else ()), tuple(words)
    if is_written(row.text) and not row.text.startswith("--"):
        return Body(row.text), (*scene.told.shell, row.text)
    return None, told


def _shell(row: ParsedRow, scene: Scene) -> Body | None:
    found = words_of(row.text, scene.known.shell)
    if found is None or not found[0]:
        return None
    words, is_guess = found
    scene.told.set_shell(words, is_written=parse_json_array(row.text) is not None)
    return Body(json_array(words), (Note.WORDS_GUESSED,) if is_guess else ())


def _volume(row: ParsedRow, scene: Scene) -> Body | None:
    found = words_of(row.text, members=scene.known.volumes)
    if found is None:
        if not is_written(row.text):
            return None
        scene.told.volumes.update(row.text.split())
        return Body(row.text)
    words, is_guess = found
    if not words:
        return None
    scene.told.volumes.update(words)
    return Body(json_array(words, expands=True), (Note.WORDS_GUESSED,) if is_guess else ())


def _expose(row: ParsedRow, scene: Scene) -> Body | None:
    ports = keys_of(row.text)
    if ports is None:
        ports = row.text.removeprefix("[").removesuffix("]").split()
    if not ports:
        return None
    scene.told.add_ports(ports)
    if all(map(_PORT.fullmatch, ports)):
        return Body(" ".join(ports))
    return Body(row.text) if is_line(row.text) and row.text[0] not in "[-m" else None


def _healthcheck(row: ParsedRow, scene: Scene) -> Body | None:
    return printed_health(row.text, scene) or written_health(row.text, scene)


def _user(row: ParsedRow, scene: Scene) -> Body | None:
    body, scene.told.user = _value(row.text, scene.known.user)
    return body


def _stop_signal(row: ParsedRow, scene: Scene) -> Body | None:
    body, scene.told.stop_signal = _value(row.text, scene.known.stop_signal)
    return body


def _workdir(row: ParsedRow, scene: Scene) -> Body | None:
    body, path = _value(row.text, scene.known.workdir)
    if path is None:
        scene.told.workdir = None
    elif path:
        scene.told.set_workdir(path)
    return body


def _value(text: str, known: str) -> tuple[Body | None, str | None]:
    """Return the body for one value, printed bare or as it was written, and the value."""
    if text.startswith("[") and text.endswith("]"):  # the first releases of docker
        text = text[1:-1]
    if not text:
        return None, ""
    written = unquoted(text)
    if text != known and is_line(text) and written != text and _looks_written(text):
        return Body(text), written
    return Body(quoted(text), changed(text)), text


def _looks_written(text: str) -> bool:
    return text.startswith(("$", "'", '"')) or "/$" in text or "${" in text


def _maintainer(row: ParsedRow, scene: Scene) -> Body | None:
    del scene
    text = line(row.text)
    if not text or text.startswith("--"):
        return None
    return Body(text, () if text == row.text else (Note.TEXT_CHANGED,))


def _onbuild(row: ParsedRow, scene: Scene) -> Body | None:
    if not is_trigger(row.text):
        return None
    scene.told.on_build.append(row.text)
    return Body(row.text)


_WRITERS: Mapping[str, Writer] = {
    "ADD": sources,
    "ARG": argument,
    "CMD": _cmd,
    "COPY": sources,
    "ENTRYPOINT": _entrypoint,
    "ENV": _env,
    "EXPOSE": _expose,
    "HEALTHCHECK": _healthcheck,
    "LABEL": _label,
    "MAINTAINER": _maintainer,
    "ONBUILD": _onbuild,
    "RUN": run,
    "SHELL": _shell,
    "STOPSIGNAL": _stop_signal,
    "USER": _user,
    "VOLUME": _volume,
    "WORKDIR": _workdir,
}
