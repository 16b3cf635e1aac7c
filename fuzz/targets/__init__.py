"""What is fuzzed: one module each, whose ``run`` takes an input.

It returns, or raises what is a fault of the program: the errors that are for users it catches.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[[bytes], None]


class Target(NamedTuple):
    """One of them.

    ``packages`` are instrumented for coverage. An input of n bytes makes at most ``steps`` +
    ``steps_per_byte`` · n calls of Python functions, which are counted of one in ``counted``
    inputs; ``max_len`` is the longest that is made.
    """

    name: str
    packages: tuple[str, ...]
    max_len: int
    steps: int
    steps_per_byte: int
    about: str
    counted: int = 1

    def counts(self, data: bytes) -> bool:
        """Whether steps are counted, which takes longer than many inputs do."""
        return self.counted == 1 or sum(data[:64]) % self.counted == 0

    def most_steps(self, data: bytes) -> int:
        """Return how many steps an input may take."""
        return self.steps + self.steps_per_byte * len(data)

    @property
    def run(self) -> Run:
        """What takes an input; its modules are imported now."""
        run: Run = import_module(f"fuzz.targets.{self.name}").run
        return run


TARGETS = (
    Target("scanner", ("inspector.tarstream",), 4096, 2000, 4, "the tar scanner", 16),
    Target("pax", ("inspector.tarstream",), 2048, 1000, 10, "PAX records, sparse maps", 16),
    Target("codecs", ("inspector.compression",), 2048, 20_000, 40, "gzip, zstd, xz, bzip2"),
    Target(
        "documents",
        (
            *("inspector.spec", "inspector.formats.blobs", "inspector.analyses.dockerfile"),
            *("inspector.analyses.explain", "inspector.exports.explain.text"),
        ),
        2048,
        50_000,
        400,
        "the JSON of images, and the history and Dockerfile made of it",
    ),
    Target("layouts", ("inspector.formats",), 4096, 50_000, 200, "indexes, manifests, names"),
    Target("tables", ("inspector.reading.toc",), 2048, 20_000, 100, "tables of contents"),
    Target("templates", ("inspector.gotemplate",), 1024, 50_000, 2000, "history --format"),
    Target(
        "rules",
        (
            *("inspector.rules.toml_file", "inspector.rules.dive_file"),
            *("inspector.analyses.path_filter.filter", "inspector.analyses.path_globs"),
        ),
        2048,
        50_000,
        500,
        "rule files, globs, filters",
    ),
    Target("lessons", ("inspector.lessons.reader",), 4096, 50_000, 200, "lesson files"),
    Target("packages", ("inspector.packages",), 8192, 50_000, 100, "package databases"),
    Target("shell", ("inspector.container",), 512, 100_000, 5000, "a container's prompt"),
    Target("registry", ("inspector.registry",), 2048, 20_000, 200, "what registries answer"),
    Target(
        "image",
        (
            *("inspector.tree", "inspector.reading", "inspector.analyses", "inspector.exports"),
            *("inspector.packages", "inspector.rules", "inspector.writing"),
        ),
        1024,
        400_000,
        4000,
        "open, merge, audit, list, verify, compare, squash",
    ),
)  # fmt: skip


def target_named(name: str) -> Target | None:
    """Return a target, None where there is none of that name."""
    return next((each for each in TARGETS if each.name == name), None)
