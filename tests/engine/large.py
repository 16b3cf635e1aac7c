"""The report of an image of very many files, made in memory: names like those of real images."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from msgspec.structs import replace

from inspector.analyses.audit import audit
from inspector.analyses.file_tree import file_tree
from inspector.analyses.scope import WHOLE
from inspector.analyses.usage import usage
from inspector.limits import DEFAULT_LIMITS
from inspector.rules.report import Report
from inspector.tree import Tree
from tests.build_image import file
from tests.entries import entry_at
from tests.tree.world import world

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LAYERS = 12
_ROOTS = ("usr/lib/python3/dist-packages", "usr/share", "srv/app/node_modules", "opt", "var/lib")
_VOCABULARY = (
    "core index utils parser client server test config schema model view data stream buffer codec "
    "event queue worker cache table format locale plugin theme widget router filter engine loader "
    "session driver kernel module types helper error message template runtime"
)
_WORDS = _VOCABULARY.split()
_ENDINGS = (".py", ".pyc", ".js", ".d.ts", ".json", ".md", ".so", ".mo", ".map", "")


def large_report(folder: Path, files: int) -> Report:
    """Return the report of an image with so many files that are visible at the end.

    Each layer overwrites some of the one below it.
    """
    small = world(folder / "i.tar", *([file(f"f{number}", b"1")] for number in range(LAYERS)))
    tree = Tree()
    seen: set[str] = set()
    for number in range(LAYERS):
        members = dict(_members(number, seen, files * (number + 1) // LAYERS))
        # Sizes of different layers differ: nothing has to be read to see that contents do.
        entries = [entry_at(path, size=size * LAYERS + number) for path, size in members.items()]
        tree.apply(entries, DEFAULT_LIMITS)
    found = usage(tree, small.contents)
    done = audit("large", small.image, small.tree, small.contents)
    layers = tuple(
        replace(each, usage=of) for each, of in zip(done.layers, found.layers, strict=True)
    )
    tree_of_files = file_tree(tree, found.waste, WHOLE)
    return Report(replace(done, usage=found, layers=layers, files=tree_of_files))


def _members(number: int, seen: set[str], most: int) -> Iterator[tuple[str, int]]:
    """Yield paths and sizes until so many paths are known; one folder in ten is the layer below's.

    A third of the names have digits that no one can foresee.
    """
    below, own = random.Random(number - 1), random.Random(number)  # noqa: S311 - always the same
    while len(seen) < most:
        chance = below if number and own.random() < 0.1 else own
        folder = "/".join((chance.choice(_ROOTS), *chance.choices(_WORDS, k=chance.randint(1, 4))))
        for _ in range(chance.randint(1, 60)):
            name = chance.choice(_WORDS)
            if chance.random() < 1 / 3:
                name += f"-{chance.getrandbits(32):08x}"
            elif chance.random() < 1 / 2:
                name += f"_{chance.choice(_WORDS)}{chance.randint(0, 99)}"
            path = f"{folder}/{name}.d/{chance.choice(_WORDS)}{chance.choice(_ENDINGS)}"
            if chance.random() < 0.9:
                path = f"{folder}/{name}{chance.choice(_ENDINGS)}"
            seen.add(path)
            yield path, int(own.lognormvariate(6, 2))
