"""The moving picture of the README, docs/tour.svg, made by docs/make_pictures.py.

It is the real screen on a sample, key by key. A row of the screen that stays the same from one
frame to the next is drawn once; what is seen when is told by CSS, so the picture moves wherever
an ``<img>`` may, without scripts. Where nothing moves, it shows its last frame.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

from inspector.ui.shell.app import LayerscopeApp
from inspector.ui.shell.image_job import Wanted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).parent.parent
NOW = datetime(2024, 3, 15, 12, tzinfo=UTC)
NAME = "tour.svg"
SAMPLE = "sample_images/lecture.tar"
SIZE = (100, 26)
CELL, LINE = 12.2, 24.4  # of the pictures that Textual makes
TOP = 46.0  # the caption is above the screen
DIGITS = 2


@dataclass(frozen=True)
class Frame:
    """What is pressed, what is said of it, and for how long it is seen."""

    keys: tuple[str, ...]
    caption: str
    seconds: float


FRAMES = (
    Frame((), f"$ layerscope {SAMPLE}", 1.6),
    Frame(("]",), "]  the next layer: what a RUN line wrote", 0.8),
    Frame(("]",), "]  the next layer: what a RUN line wrote", 0.8),
    Frame(("]",), "]  the next layer: what a RUN line wrote", 1.0),
    Frame(("]",), "]  the last RUN deletes the caches, and the image grows by 36 kB", 2.4),
    Frame(("w",), "w  608 kB of 1.63 MB are stored, and hidden by later layers", 2.0),
    Frame(("down",), "w  who wrote it, who hid it, and what to do about it", 2.2),
)


async def screens(frames: Sequence[Frame]) -> list[str]:
    """Return what the screen shows at each frame, as Textual's SVG."""
    app = LayerscopeApp(Wanted(str(ROOT / SAMPLE)), now=NOW)
    found = []
    async with app.run_test(size=SIZE) as pilot:
        for frame in frames:
            for key in frame.keys:
                await pilot.press(key)
            for _ in range(2):
                await pilot.pause(0.5)
                await app.workers.wait_for_complete()
            found.append(app.export_screenshot())
    return found


def rows(svg: str) -> list[str]:
    """Return the drawing of each row, its colours written out, at the top of the picture."""
    styles = dict(re.findall(r"\.terminal-\d+-(r\d+) \{ (.*?) \}", svg))
    body = svg[svg.rindex('<g transform="translate(9, 41)"') :]
    found = [""] * SIZE[1]
    for shape in re.findall(r"<rect [^>]*/>|<text [^>]*>.*?</text>", body):
        y = float(re.search(r' y="([\d.]+)"', shape)[1])  # type: ignore[index]
        row = int(y // LINE)
        found[row] += _plain(shape, styles, y - row * LINE)
    return [_joined(each) for each in found]


def _plain(shape: str, styles: dict[str, str], y: float) -> str:
    """Return a shape without what only its own file knows."""
    shape = re.sub(r' clip-path="[^"]*"| shape-rendering="[^"]*"', "", shape)
    shape = re.sub(r' y="[\d.]+"', f' y="{y:.1f}"', shape)
    return re.sub(
        r' class="terminal-\d+-(r\d+)"', lambda found: f' style="{styles[found[1]]}"', shape
    )


def _joined(row: str) -> str:
    """Return a row with rectangles of one colour that touch made one."""
    found: list[tuple[str, float, float]] = []
    pattern = r'<rect fill="([^"]*)" x="([\d.]+)" y="[\d.]+" width="([\d.]+)" height="[\d.]+"/>'
    for fill, x, width in re.findall(pattern, row):
        end = round(float(x) + float(width), DIGITS)
        if found and found[-1][0] == fill and abs(found[-1][2] - float(x)) < 1:
            found[-1] = (fill, found[-1][1], end)
        else:
            found.append((fill, float(x), end))
    drawn = "".join(
        f'<rect fill="{fill}" x="{x:g}" y="0" width="{end - x:g}" height="24.9"/>'
        for fill, x, end in found
    )
    return drawn + re.sub(pattern, "", row)


def runs(values: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Yield from when to when (exclusive) a value stays."""
    start = 0
    for at in range(1, len(values) + 1):
        if at == len(values) or values[at] != values[start]:
            yield start, at, values[start]
            start = at


def picture(frames: Sequence[Frame], shown: Sequence[Sequence[str]]) -> str:
    """Return the moving picture of the rows of each frame."""
    times = [0.0, *accumulate(each.seconds for each in frames)]
    width, height = SIZE[0] * CELL, TOP + SIZE[1] * LINE + 6
    drawn: dict[tuple[int, int], list[str]] = {}
    captions = [_caption(each.caption) for each in frames]
    for start, end, text in runs(captions):
        drawn.setdefault((start, end), []).append(text)
    for row in range(SIZE[1]):
        for start, end, text in runs([each[row] for each in shown]):
            place = f'<g transform="translate(0,{TOP + row * LINE:g})">{text}</g>'
            drawn.setdefault((start, end), []).append(place)
    css = "".join(_rule(start, end, times) for start, end in drawn)
    groups = "\n".join(f'<g class="f{s}-{e}">{"".join(each)}</g>' for (s, e), each in drawn.items())
    box = f"0 0 {width:g} {height:g}"
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" role="img">
<title>Layerscope on {SAMPLE}: its layers, a deletion that frees nothing, and the waste</title>
<style>
text {{ font: 20px "DejaVu Sans Mono", Menlo, Consolas, monospace; white-space: pre }}
g {{ animation-duration: {times[-1]:g}s; animation-timing-function: step-end;
  animation-iteration-count: infinite }}
{css}@media (prefers-reduced-motion: reduce) {{ g[class] {{ animation: none }} }}
</style>
<rect width="{width:g}" height="{height:g}" rx="8" fill="#121212"/>
{groups}
</svg>
"""


def _caption(text: str) -> str:
    return f'<text x="16" y="30" style="fill:#ffc473;font-weight:bold">{escape(text)}</text>'


def _rule(start: int, end: int, times: Sequence[float]) -> str:
    """Return when a group is seen. Without animation, the last frame is."""
    name, last = f"f{start}-{end}", len(times) - 1
    if (start, end) == (0, last):
        return ""
    begins, ends = (100 * times[at] / times[-1] for at in (start, end))
    steps = {0.0: 0, begins: 1, ends: 0} if start else {0.0: 1, ends: 0}
    if end == last:
        del steps[ends]
    keys = "".join(f"{at:.2f}%{{opacity:{seen}}}" for at, seen in steps.items())
    still = int(end == last)
    return f".{name}{{opacity:{still};animation-name:{name}}}@keyframes {name}{{{keys}}}\n"


def made() -> str:
    """Return the picture."""
    return picture(FRAMES, [rows(svg) for svg in asyncio.run(screens(FRAMES))])
