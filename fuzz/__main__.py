"""``python -m fuzz NAME [--runs N | --seconds S]``, ``python -m fuzz --all --seconds S``."""

from __future__ import annotations

import argparse
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from fuzz.running import Job, fuzz
from fuzz.targets import TARGETS, target_named

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fuzz.targets import Target


def main(words: Sequence[str] | None = None) -> int:
    """Fuzz; return 1 where an input failed."""
    given = _parser().parse_args(words)
    if find_spec("atheris") is None:
        print("fuzz: skipped, without atheris: pip install '.[dev,fuzz]' (Linux x86-64)")
        return 0
    chosen = _chosen(given)
    if not chosen:
        for each in TARGETS:
            print(f"{each.name:<10} {each.about}")
        return 0 if given.list else 2
    with tempfile.TemporaryDirectory(prefix="fuzz-") as temporary:
        found = given.found or Path(temporary)
        job = Job(
            *(given.runs, given.seconds, given.max_len, given.seed),
            *(found, given.failed, given.log),
        )
        with ThreadPoolExecutor(given.jobs) as pool:
            figures = list(pool.map(lambda each: fuzz(each, job), chosen))
    return 1 if any(each.failures for each in figures) else 0


def _chosen(given: argparse.Namespace) -> list[Target]:
    if given.all:
        return list(TARGETS)
    target = target_named(given.name or "")
    return [] if target is None else [target]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m fuzz", description=__doc__)
    parser.add_argument("name", nargs="?", help="what is fuzzed; --list lists all")
    parser.add_argument("--all", action="store_true", help="one target after the other")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--runs", type=int, help="inputs of each target")
    parser.add_argument("--seconds", type=int, default=60, help="time for each target")
    parser.add_argument("--seed", type=int, default=1, help="0: another one each time")
    parser.add_argument("--jobs", type=int, default=1, help="targets at a time")
    parser.add_argument("--max-len", type=int, help="shorter inputs, of which there are more")
    parser.add_argument("--found", type=Path, metavar="DIR", help="keep inputs that reach more")
    parser.add_argument(
        "--failed", type=Path, metavar="DIR", default=Path(), help="keep inputs that fail"
    )
    parser.add_argument("--log", type=Path, metavar="FILE", help="add a line of JSON a target")
    return parser


if __name__ == "__main__":
    sys.exit(main())
