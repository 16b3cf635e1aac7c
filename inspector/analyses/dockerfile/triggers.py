"""ONBUILD: an instruction within an instruction, kept as it was written."""

from __future__ import annotations

from inspector.analyses.dockerfile.health import is_health
from inspector.analyses.dockerfile.pairs import written_pairs
from inspector.analyses.dockerfile.words import begins_heredoc, is_line, is_written
from inspector.analyses.history.text import WORDS

# A builder refuses these as triggers (moby buildkit instructions/parse.go, ``parseOnBuild``).
_REFUSED = frozenset({"FROM", "MAINTAINER", "ONBUILD"})


def is_trigger(text: str) -> bool:
    """Whether a parser reads the text back as one instruction."""
    word, _, rest = text.partition(" ")
    word, rest = word.upper(), rest.strip()
    if not is_line(text) or word not in WORDS or word in _REFUSED:
        return False
    if word in {"ENV", "LABEL"}:
        return written_pairs(rest) is not None
    if word in {"ADD", "COPY", "RUN"} and begins_heredoc(rest):
        return False
    if word == "HEALTHCHECK":
        return is_health(rest)
    return is_written(rest)
