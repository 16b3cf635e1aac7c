"""A history row's command as the Dockerfile instruction it came from, in one line for lists."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from inspector.analyses.history.text import ParsedRow, undress

if TYPE_CHECKING:
    from inspector.analyses.dockerfile.state import Known
    from inspector.spec import HistoryEntry, ImageConfig

# Their texts stand in a history as they were written, or hold what no Dockerfile has.
_LEFT_ALONE = frozenset({"", "ADD", "COPY", "FROM", "MAINTAINER", "ONBUILD", "RUN"})
_PAIRS = frozenset({"ENV", "LABEL"})
# A slice, a map, a struct: how Go prints them.
_PRINTED = ("[", "map[", "&{")
# One word, or a list of one: Go and a Dockerfile write these alike.
_ALIKE = re.compile(r'\["[^"\\]*"\]|\w[^\s"\'\\$\[]*')
# Longer texts are left as they are: a list is drawn often, and real ones stay far below.
_LONGEST = 5_000

_NO_HISTORY = "(no history row says what made this layer)"
_NO_COMMAND = "(no command)"


class Instructions:
    """Reads the rows of one image's history: its configuration says what a row leaves open."""

    def __init__(self, config: ImageConfig | None = None) -> None:
        """Read with a configuration, or without one."""
        self._config = config

    def of(self, created_by: str) -> str:
        """Return ``RUN yum -y install …`` for ``/bin/sh -c yum -y install …``, and the like.

        The classic builder's ``#(nop)``, its ``|N A=b`` arguments and BuildKit's mark are taken
        away; what Go printed (``EXPOSE map[80/tcp:{}]``) stands as a Dockerfile has it. What is no
        instruction and no shell command is returned as it is. Not printable yet.
        """
        row = undress(created_by)
        return f"{row.word} {self._text(row)}".strip()

    def name(self, entry: HistoryEntry | None) -> str:
        """Return what people call a step of the history, or the layer that it made.

        That is its instruction; of a row without one its comment, which is all that ``docker
        import`` and ``docker commit`` leave. ``entry`` is None where no row owns a layer. Not
        printable yet.
        """
        if entry is None:
            return _NO_HISTORY
        return self.of(entry.created_by or "") or (entry.comment or "").strip() or _NO_COMMAND

    def rewrites(self, created_by: str) -> bool:
        """Whether a row's text is told in other words, with nothing left out."""
        row = undress(created_by)
        return self._text(row) != row.text

    def _text(self, row: ParsedRow) -> str:
        is_pairs = row.word in _PAIRS
        if (
            row.word in _LEFT_ALONE
            or not (is_pairs or row.text.startswith(_PRINTED))
            or _ALIKE.fullmatch(row.text)
            or len(row.text) > _LONGEST
        ):
            return row.text
        # The first frame of the screen waits for it, and most images need it for no row.
        from inspector.analyses.dockerfile.arguments import body_of
        from inspector.analyses.dockerfile.state import Scene, Told

        body = body_of(row, Scene(self._known, Told.at_first(self._known), ""))
        # Where a value ends is not guessed here: a list has no room to mark a guess.
        return row.text if body is None or (is_pairs and body.notes) else body.text

    @cached_property
    def _known(self) -> Known:
        from inspector.analyses.dockerfile.state import Known

        return Known.of(self._config) if self._config is not None else Known()
