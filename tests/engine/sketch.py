"""What a random Dockerfile has made so far: just enough to aim its next command."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

# Names that programs get wrong: spaces, markup, escape codes, bytes that are no UTF-8 …
NAMES = (
    b"a",
    b"b",
    b"config",
    b"data.d",
    b"lib",
    b".hidden",
    b"two words",
    b"-dash",
    b"[",
    b"]",
    b"[bold]",
    b"100%",
    b"back\\slash",
    b"quo'te\"",
    b"$HOME",
    b"star*",
    b"line\nbreak",
    b"tab\there",
    b"\x1b[31mred",
    b"caf\xe9",
    b"\xff\xfe",
    "ünï".encode(),
    "日本語".encode(),
    "re\u202eversed".encode(),
    b"wh.ite",
    b"n" * 130,
)
LOWER_SHARE = 0.8


@dataclass
class Sketch:
    """The paths that exist, each with its type; the root itself is the empty path."""

    rng: random.Random
    types: dict[bytes, str] = field(default_factory=lambda: {b"": "dir", b"/w": "dir"})
    # what lower layers hold: a change of it is what leaves a trace
    lower: frozenset[bytes] = frozenset()

    def next_layer(self) -> None:
        """Note that all that exists is in a lower layer from now on."""
        self.lower = frozenset(self.types)

    def pick(self, *types: str) -> bytes | None:
        """Return some path of one of `types`, never the root or the area's own directory."""
        fitting = sorted(p for p, kind in self.types.items() if kind in types)
        usable = [path for path in fitting if path not in {b"", b"/w"}]
        if self.rng.random() < LOWER_SHARE:
            usable = [path for path in usable if path in self.lower] or usable
        return self.rng.choice(usable) if usable else None

    def fresh(self, outside: bytes | None = None) -> bytes:
        """Return a path that does not exist, in a directory that does, not below `outside`."""
        parents = sorted(
            path
            for path, kind in self.types.items()
            if kind == "dir" and len(path) < 400 and not _is_below(path, outside)
        )
        while True:
            path = self.rng.choice(parents) + b"/" + self.rng.choice(NAMES)
            if path not in self.types:
                return path
            parents.append(b"/w")

    def put(self, path: bytes, kind: str) -> None:
        """Note that `path` was made."""
        self.types[path] = kind

    def drop(self, path: bytes) -> None:
        """Note that `path` and all below it went."""
        for each in [each for each in self.types if _is_below(each, path)]:
            del self.types[each]

    def copy(self, source: bytes, target: bytes) -> None:
        """Note that `source` and all below it was copied to `target`."""
        found = {p: kind for p, kind in self.types.items() if _is_below(p, source)}
        for path, kind in found.items():
            self.types[target + path[len(source) :]] = kind


def _is_below(path: bytes, top: bytes | None) -> bool:
    return top is not None and (path == top or path.startswith(top + b"/"))


def quoted(path: bytes) -> str:
    """Return `path` as a word of busybox's shell, in printable ASCII."""
    if all((chr(byte).isalnum() and byte < 128) or byte in b"/._" for byte in path):
        return path.decode("ascii")
    escaped = (
        chr(byte) if (chr(byte).isalnum() and byte < 128) or byte in b"/._ -" else f"\\{byte:03o}"
        for byte in path
    )
    return f"$'{''.join(escaped)}'"
