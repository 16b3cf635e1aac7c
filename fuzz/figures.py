"""Writes the figures of a long run into docs/reliability.md: ``python -m fuzz.figures LOG``.

LOG is what ``python -m fuzz --log LOG`` has added to, in as many runs as there were.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path

import msgspec

from fuzz.running import Figures
from fuzz.targets import TARGETS

_PAGE = Path(__file__).parent.parent / "docs" / "reliability.md"
_BEGIN, _END = "<!-- figures: made by fuzz/figures.py -->\n", "<!-- end of figures -->"


def table(figures: list[Figures]) -> str:
    """Return the sums of all runs, a row a target."""
    runs: dict[str, list[Figures]] = defaultdict(list)
    for each in figures:
        runs[each.target].append(each)
    lines = [
        "| target | what | inputs | minutes | edges | inputs kept | MB |",
        "|---|---|---|---|---|---|---|",
    ]
    for target in TARGETS:
        own = runs[target.name]
        if own:
            lines.append(
                f"| `{target.name}` | {target.about} | {sum(each.runs for each in own):,}"
                f" | {sum(each.seconds for each in own) / 60:.0f}"
                f" | {max(each.edges for each in own):,} | {max(each.corpus for each in own):,}"
                f" | {max(each.megabytes for each in own)} |"
            )
    total, seconds = sum(each.runs for each in figures), sum(each.seconds for each in figures)
    lines.append(f"| together | | {total:,} | {seconds / 60:.0f} | | | |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the table of the logs that are named."""
    decoder = msgspec.json.Decoder(Figures)
    figures = [
        each for name in sys.argv[1:] for each in decoder.decode_lines(Path(name).read_bytes())
    ]
    head, _, rest = _PAGE.read_text(encoding="utf-8").partition(_BEGIN)
    tail = rest.partition(_END)[2]
    _PAGE.write_text(f"{head}{_BEGIN}\n{table(figures)}\n{_END}{tail}", encoding="utf-8")


if __name__ == "__main__":
    main()
