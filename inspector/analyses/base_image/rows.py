"""A history as far as it matters for the base image: who wrote each row, when, and what it did."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from inspector.analyses.history.rows import parse_time
from inspector.analyses.history.text import ParsedRow, RowForm, undress

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspector.spec import HistoryEntry

# What is looked into (see ``dockerfile.recipe``).
_LONGEST_ROW = 256 * 1024
_MOST_TEXT = 1024 * 1024
_YEAR_2000 = 946_684_800  # earlier dates are reproducible builds' placeholders
_STEPS = frozenset({"RUN", "ADD", "COPY"})
# Tools that write rows of their own, as these begin in created_by or in the comment.
_TOOLS = (
    ("debuerreotype", re.compile(r"# debian\.sh\b|debuerreotype\b|.*\bdebootstrap\b")),
    ("bazel", re.compile(r"bazel build\b")),  # distroless
    ("apko", re.compile(r"apko\b|This is an apko\b")),  # Wolfi, Chainguard
    ("kiwi", re.compile(r"KIWI\b")),  # openSUSE, Fedora
    ("image factory", re.compile(r"Created by Image Factory")),  # CentOS, Rocky Linux
    ("import", re.compile(r"Imported from\b")),
    ("busybox", re.compile(r"BusyBox\b")),
    ("windows", re.compile(r"Apply image \d|Install update \d")),
    ("jib", re.compile(r"jib-\w+-plugin\b|jib-cli\b|jib-core\b")),
    ("ko", re.compile(r"ko (?:build|publish)\b|go build output\b|kodata\b")),
    ("umoci", re.compile(r"umoci\b")),
)
# Those of them that make whole systems for others to build on.
_OF_BASES = frozenset(
    {"debuerreotype", "bazel", "apko", "kiwi", "image factory", "import", "busybox", "windows"}
)
# A whole root that is added: a packed one, another stage's, a folder of the context.
_ROOT = re.compile(
    r"ADD (?:--\S+ )*\S+ (?:in )?/"
    r"|COPY (?:--\S+ )*(?:dir:\S*|\S*/) (?:in )?/"
    r"|COPY (?:--\S+ )*--from=\S+ (?:--\S+ )*/\S* /"
)
# What Ubuntu's images of 2014 to 2020 do on top of their root.
_OF_UBUNTU = re.compile(
    r"(?:set -xe\s+&& echo '#!/bin/sh' > /usr/sbin/policy-rc\.d\b.*"
    r"|rm -rf /var/lib/apt/lists/\*"
    r"|sed -i 's/\^#\\s\*\\\(deb\.\*universe\\\)\$/\\1/g' /etc/apt/sources\.list"
    r"|\[ -z \"\$\(apt-get indextargets\)\" \]"
    r"|mkdir -p /run/systemd && echo 'docker' > /run/systemd/container)",
    re.DOTALL,
)


class SeenRow(msgspec.Struct, frozen=True):
    """One row. ``time`` is in seconds since 1970, None where it has none or a placeholder."""

    word: str  # the instruction, "" where it is none
    tool: str | None  # who wrote it, None where that cannot be told
    has_layer: bool
    time: int | None
    has_placeholder: bool
    comment: str
    is_root: bool  # whether distributions make their base images by such steps
    text: str

    @property
    def is_step(self) -> bool:
        """Whether it builds: docker counts a command that changed no file as an empty layer."""
        return self.has_layer or self.word in _STEPS

    @property
    def is_command(self) -> bool:
        """Whether it sets what the image starts."""
        return self.word in {"CMD", "ENTRYPOINT"}


def seen_rows(history: Sequence[tuple[HistoryEntry, int | None]]) -> list[SeenRow]:
    """Return what is seen of each row, oldest first."""
    left = _MOST_TEXT
    found: list[SeenRow] = []
    for number, (entry, layer) in enumerate(history):
        text, comment = entry.created_by or "", entry.comment or ""
        if len(text) + len(comment) > min(_LONGEST_ROW, left):
            text = comment = ""
        left -= len(text) + len(comment)
        row = _seen(entry, text, comment, has_layer=layer is not None)
        if number == 0 and row.has_layer and not row.text and row.comment:
            row = replace(row, tool="import", is_root=True)  # with a message of the user's own
        found.append(row)
    return found


def _seen(entry: HistoryEntry, text: str, comment: str, *, has_layer: bool) -> SeenRow:
    row = undress(text, comment)
    tool = _tool(row, entry, text, comment)
    time = parse_time(entry.created) if entry.created else None
    is_real = time is not None and time > _YEAR_2000
    return SeenRow(
        word=row.word,
        tool=tool,
        has_layer=has_layer,
        time=time if is_real else None,
        has_placeholder=time is not None and not is_real,
        comment=comment,
        is_root=tool in _OF_BASES or _is_root(row),
        text=row.text,
    )


def _is_root(row: ParsedRow) -> bool:
    if row.word == "RUN":
        return _OF_UBUNTU.fullmatch(row.text) is not None
    return _ROOT.fullmatch(f"{row.word} {row.text}".strip()) is not None


def _tool(row: ParsedRow, entry: HistoryEntry, text: str, comment: str) -> str | None:
    if row.form is RowForm.SHELL:
        return "docker"
    if row.form is RowForm.BUILDKIT:
        return "buildkit"
    if entry.author == "kaniko" or (row.form is RowForm.WRITTEN and row.word in _STEPS):
        return "kaniko"  # BuildKit's own have its mark
    for tool, pattern in _TOOLS:
        if pattern.match(text) or pattern.match(comment):
            return tool
    return None
