"""Rule files, ours and dive's, globs of paths, and the filter of the files."""

from __future__ import annotations

from contextlib import suppress

from inspector.analyses.path_filter.filter import parse_filter
from inspector.analyses.path_globs import PathGlobs
from inspector.errors import LayerscopeError
from inspector.rules.dive import parse_threshold
from inspector.rules.dive_file import read_dive_rules
from inspector.rules.toml_file import read_our_rules

_PATHS = ("/etc/passwd", "/var/cache/apt/archives/a.deb", "/" + "a/" * 40 + "b")


def run(data: bytes) -> None:
    """Read one file; the first byte says which."""
    if not data:
        return
    try:
        text = data[1:].decode()
    except UnicodeDecodeError:
        return  # is refused before
    readers = (_ours, _dives, _globs, parse_filter)
    with suppress(LayerscopeError):
        readers[data[0] % len(readers)](text)


def _ours(text: str) -> None:
    read_our_rules(text, "layerscope.toml")


def _dives(text: str) -> None:
    for key, value in read_dive_rules(text, ".dive-ci").items():
        with suppress(ValueError):  # becomes a UsageError that names the line
            parse_threshold(key, value.text)


def _globs(text: str) -> None:
    globs = PathGlobs(text.split("\n"))
    for path in _PATHS:
        globs.matches(path)
