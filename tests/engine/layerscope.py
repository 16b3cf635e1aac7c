"""Layerscope, run as its users run it: another process, its standard output the answer."""

from __future__ import annotations

import functools
import json
import sys
from pathlib import Path
from typing import Any

from tests.engine import rows
from tests.engine.states import Change
from tests.engine.tools import attempt, clean_environment, run

ROOT = Path(__file__).parents[2]


def command(*words: str | Path) -> list[str | Path]:
    """Return the command line of `layerscope WORDS`, without a layer cache."""
    return [sys.executable, "-m", "inspector", *words, "--no-cache"]


def layerscope(*words: str | Path, **variables: str) -> bytes:
    """Run `layerscope WORDS` with environment `variables`; return its standard output."""
    return run(command(*words), env=clean_environment(PYTHONPATH=str(ROOT), **variables))


def with_cache(cache: Path, *words: str | Path) -> bytes:
    """Run `layerscope WORDS` with its layer cache below `cache`."""
    environment = clean_environment(PYTHONPATH=str(ROOT), XDG_CACHE_HOME=str(cache))
    return run(command(*words)[:-1], env=environment)


def tree(image: str | Path, layer: int | None = None, *words: str) -> list[rows.Row]:
    """Return the rows of `ls --json --digests`, for the whole image or at `layer`."""
    chosen = [] if layer is None else ["--layer", str(layer)]
    return rows.from_json(layerscope("ls", image, *words, "--json", "--digests", *chosen))


def changes(image: str | Path, layer: int) -> list[Change]:
    """Return the rows of `ls --changes --layer N`, but for the root's."""
    words = ("--json", "--digests", "--changes", "--layer", str(layer))
    objects = [json.loads(line) for line in layerscope("ls", image, *words).splitlines()]
    found = []
    for each in objects:
        each.pop("hardlinks", None)
        [row] = rows.from_objects([each])
        fields = frozenset(each["fields"]) if each["change"] == "metadata" else frozenset()
        found.append(Change(row, each["change"], fields))
    return [change for change in found if change.row.path != "/"]


@functools.cache
def audit(image: str | Path, *words: str) -> dict[str, Any]:
    """Return the object of `audit --json`; an image does not change while the tests run."""
    found: dict[str, Any] = json.loads(layerscope("audit", image, *words, "--json"))
    return found


def refused(*words: str | Path) -> int:
    """Run `layerscope WORDS`, which must fail with a message and no answer; return its code."""
    environment = clean_environment(PYTHONPATH=str(ROOT))
    done = attempt(command(*words), env=environment)
    assert not done.stdout
    assert done.stderr
    assert b"Traceback" not in done.stderr
    return done.returncode
