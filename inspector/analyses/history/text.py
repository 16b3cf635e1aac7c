"""A history row taken apart: the instruction, its text, and what the builder wrote around it.

The forms, from the builders' own sources: docker's classic builder ``/bin/sh -c #(nop)  CMD …``
and ``|1 A=b /bin/sh -c …`` (moby builder/dockerfile); BuildKit ``RUN |1 A=b /bin/sh -c … #
buildkit`` (dockerfile2llb/convert.go); buildah as the classic builder, with the text as it stands
in the Dockerfile; kaniko with the line as it stands there.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import TYPE_CHECKING

import msgspec

from inspector.analyses.history.build_arguments import BuildArguments

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from inspector.analyses.history.build_arguments import Split

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
# Docker prints values and names as they are, so that blanks at the end belong to them.
_VALUES = frozenset({"ARG", "ENV", "LABEL"})
_BARE = _VALUES | {"ADD", "COPY"}


class RowForm(Enum):
    """Who wrote the row, as far as it can be seen."""

    SHELL = auto()  # the classic builder, or buildah
    BUILDKIT = auto()
    WRITTEN = auto()  # an instruction as it stands in a Dockerfile: kaniko
    OTHER = auto()  # no instruction


class ParsedRow(msgspec.Struct, frozen=True):
    """What a history row says. Texts are the image's: not printable yet."""

    form: RowForm
    word: str  # the instruction, "" where none is seen
    text: str
    shell: str = ""  # in front of a RUN's text
    arguments: tuple[tuple[str, str], ...] = ()  # build arguments of a RUN
    is_nop: bool = False
    is_printed: bool = False  # values and names bare, without the quotes of the Dockerfile
    is_guess: bool = False  # whether arguments and command could be parted otherwise


class RowContext(msgspec.Struct, frozen=True):
    """What the rows before say that one is read by.

    ``shells`` are in front of a RUN's command, ``arguments`` declared, ``env`` set.
    """

    shells: tuple[str, ...] = ()
    arguments: BuildArguments = msgspec.field(default_factory=BuildArguments)
    env: Mapping[str, str | None] = msgspec.field(default_factory=dict)


def undress(created_by: str, comment: str = "", scope: RowContext | None = None) -> ParsedRow:
    """Take a row apart, by what the rows before it say."""
    scope = scope or RowContext()
    text = created_by.strip()
    is_buildkit = text.endswith(_MARK) or comment.startswith("buildkit.")
    nop = _nop(created_by.lstrip(), scope.shells)
    if nop is not None:
        return nop
    word, _, rest = text.removesuffix(_MARK).rstrip().partition(" ")
    form = RowForm.BUILDKIT if is_buildkit else RowForm.WRITTEN
    if word == "RUN":
        return _run(rest.lstrip(), form, scope) or ParsedRow(form, word, rest.lstrip())
    if word in WORDS:
        if is_buildkit and word in _BARE:
            rest = created_by.lstrip().removesuffix(f" {_MARK}").partition(" ")[2]
            return ParsedRow(form, word, rest, is_printed=True)
        return ParsedRow(form, word, rest.strip())
    return _run(text, RowForm.SHELL, scope) or ParsedRow(RowForm.OTHER, "", text)


def is_known_shell(text: str) -> bool:
    """Whether a text is what a shell form begins with: ``/bin/sh -c``."""
    return _KNOWN_SHELL.fullmatch(text) is not None


def _nop(text: str, shells: Iterable[str]) -> ParsedRow | None:
    shell, mark, rest = f"{text} ".partition(_NOP)
    if not mark or not (
        shell in shells or _KNOWN_SHELL.fullmatch(shell) or _WINDOWS_SHELL.match(shell)
    ):
        return None
    # Docker writes a second blank; buildah does not, and keeps the text of the Dockerfile.
    is_docker = rest.startswith(" ")
    word, _, rest = rest[:-1].lstrip().partition(" ")
    if word not in WORDS:
        return ParsedRow(RowForm.OTHER, "", f"{word} {rest}".strip(), is_nop=True)
    is_printed = is_docker and word in _VALUES
    rest = rest.lstrip(" ") if is_printed else rest.strip()
    return ParsedRow(RowForm.SHELL, word, rest, is_nop=True, is_printed=is_printed)


def _run(text: str, form: RowForm, scope: RowContext) -> ParsedRow | None:
    """Return a RUN; None where neither arguments nor a shell say that it is one."""
    count = _COUNT.match(text)
    split: Split | None = None
    if count is not None:
        text = text[count.end() :]
        split = scope.arguments.split(
            text,
            int(count[1]),
            _patterns(scope.shells),
            scope.env,
            is_sorted=form is not RowForm.BUILDKIT,
        )
        if split is None:
            return None
    pairs, begin, is_guess = split or ((), 0, False)
    shell = _shell(text[begin:], scope.shells)
    if split is None and not shell:
        return None
    command = text[begin + len(shell) :].removeprefix(" ")
    return ParsedRow(form, "RUN", command, shell, pairs, is_guess=is_guess)


def _patterns(shells: Iterable[str]) -> list[re.Pattern[str]]:
    """Return what commands begin with: the shells in force, then all that are known."""
    spelled = "|".join(map(re.escape, filter(None, shells)))
    in_force = [re.compile(rf"(?<= )(?:{spelled})(?= |$)")] if spelled else []
    return [*in_force, _SHELL_WITHIN]


def _shell(text: str, shells: Iterable[str]) -> str:
    for shell in shells:
        if text == shell or text.startswith(shell + " "):
            return shell
    known = _KNOWN_SHELL.match(text)
    return known[0] if known else ""
