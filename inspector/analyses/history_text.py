"""A history row taken apart: the instruction, its text, and what the builder wrote around it.

The forms, from the builders' own sources: docker's classic builder ``/bin/sh -c #(nop)  CMD …``
and ``|1 A=b /bin/sh -c …`` (moby builder/dockerfile); BuildKit ``RUN |1 A=b /bin/sh -c … #
buildkit`` (dockerfile2llb/convert.go); buildah as the classic builder, with the text as it stands
in the Dockerfile; kaniko with the line as it stands there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

WORDS = frozenset(
    {"ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL"}
    | {"MAINTAINER", "ONBUILD", "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"}
)
_NOP = " #(nop) "
_MARK = "# buildkit"
_KNOWN_SHELL = re.compile(
    r"(?:/(?:\w+/)*)?(?:ba|da|a|z|k)?sh(?: -[A-Za-z]+| pipefail)*? -[A-Za-z]*c(?= |$)"
    r"|cmd(?:\.exe)? /S /C(?= |$)"
    r"|(?:powershell|pwsh)(?:\.exe)?(?: -\w+| Bypass| RemoteSigned)*? -Command(?= |$)"
)
_SHELL_WITHIN = re.compile(rf"(?<= )(?:{_KNOWN_SHELL.pattern})")
_WINDOWS_SHELL = re.compile(r"(?:cmd|powershell|pwsh)\b")
_COUNT = re.compile(r"\|(\d{1,4}) ")
_ARGUMENT = re.compile(r"(?:(?<= )|^)([A-Za-z_][\w.-]*)=")


class Form(Enum):
    """Who wrote the row, as far as it can be seen."""

    SHELL = auto()  # the classic builder, or buildah
    BUILDKIT = auto()
    WRITTEN = auto()  # an instruction as it stands in a Dockerfile: kaniko
    OTHER = auto()  # no instruction


@dataclass(frozen=True, slots=True)
class Row:
    """What a history row says. Texts are the image's: not printable yet."""

    form: Form
    word: str  # the instruction, "" where none is seen
    text: str
    shell: str = ""  # in front of a RUN's text
    arguments: tuple[tuple[str, str], ...] = ()  # build arguments of a RUN
    is_nop: bool = False


def undress(
    created_by: str, comment: str = "", shells: Iterable[str] = (), names: Collection[str] = ()
) -> Row:
    """Take a row apart. ``shells``: those in force, ``names``: the arguments declared so far."""
    text = created_by.strip()
    is_buildkit = text.endswith(_MARK) or comment.startswith("buildkit.")
    text = text.removesuffix(_MARK).rstrip()
    shells = tuple(shells)
    nop = _nop(text, shells)
    if nop is not None:
        return nop
    word, _, rest = text.partition(" ")
    form = Form.BUILDKIT if is_buildkit else Form.WRITTEN
    if word == "RUN":
        return _run(rest.lstrip(), form, shells, names)
    if word in WORDS:
        return Row(form, word, rest.strip())
    row = _run(text, Form.SHELL, shells, names)
    return row if row.shell or row.arguments else Row(Form.OTHER, "", text)


def _nop(text: str, shells: tuple[str, ...]) -> Row | None:
    shell, mark, rest = f"{text} ".partition(_NOP)
    if not mark or not (
        shell in shells or _KNOWN_SHELL.fullmatch(shell) or _WINDOWS_SHELL.match(shell)
    ):
        return None
    word, _, rest = rest.lstrip().partition(" ")
    if word in WORDS:
        return Row(Form.SHELL, word, rest.strip(), is_nop=True)
    return Row(Form.OTHER, "", f"{word} {rest}".strip(), is_nop=True)


def _run(text: str, form: Form, shells: tuple[str, ...], names: Collection[str]) -> Row:
    arguments: tuple[tuple[str, str], ...] = ()
    count = _COUNT.match(text)
    if count is not None:
        arguments, text = _arguments(text[count.end() :], int(count[1]), shells, names)
    shell = _shell(text, shells)
    return Row(form, "RUN", text[len(shell) :].removeprefix(" "), shell, arguments)


def _shell(text: str, shells: tuple[str, ...]) -> str:
    for shell in shells:
        if text == shell or text.startswith(shell + " "):
            return shell
    known = _KNOWN_SHELL.match(text)
    return known[0] if known else ""


def _arguments(
    text: str, count: int, shells: tuple[str, ...], names: Collection[str]
) -> tuple[tuple[tuple[str, str], ...], str]:
    """Part ``count`` arguments from the command; their values may hold blanks.

    Without a shell between them and the command, values are taken to hold none.
    """
    at = _shell_after(text, shells)
    if at is None:
        words = text.split(" ", count)
        if len(words) <= count or not all("=" in word for word in words[:count]):
            return (), text
        pairs = tuple(_pair(word) for word in words[:count])
        return pairs, words[count]
    return _pairs(text[: at - 1], count, names), text[at:]


def _shell_after(text: str, shells: tuple[str, ...]) -> int | None:
    """Return where the first shell begins that stands behind at least one word."""
    found = [at + 1 for shell in shells if (at := text.find(f" {shell} ")) > 0]
    known = _SHELL_WITHIN.search(text)
    if known is not None:
        found.append(known.start())
    return min(found, default=None)


def _pairs(text: str, count: int, names: Collection[str]) -> tuple[tuple[str, str], ...]:
    """Split ``A=b c D=e``. Docker counts arguments, buildah the words between blanks."""
    starts = list(_ARGUMENT.finditer(text))
    declared = [match for match in starts if match[1] in names]
    if len(starts) > count and declared and declared[0].start() == 0:
        starts = declared
    starts = starts[:count]
    ends = [match.start() - 1 for match in starts[1:]] + [len(text)]
    return tuple(
        (match[1], text[match.end() : end]) for match, end in zip(starts, ends, strict=True)
    )


def _pair(word: str) -> tuple[str, str]:
    name, _, value = word.partition("=")
    return name, value
