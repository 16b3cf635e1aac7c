"""Makes what docs/ shows of the running program: ``python docs/make_pictures.py``.

The pictures of the screen, and the list of keys in docs/screen.md. Give ``keys`` to make that
list alone.
"""

from __future__ import annotations

import asyncio
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

from inspector.ui.session import messages
from inspector.ui.shell.app import LayerscopeApp
from inspector.ui.shell.keymap.page import keys_page
from inspector.ui.shell.loader import Wanted

ROOT = Path(__file__).parent.parent
NOW = datetime(2024, 3, 15, 12, tzinfo=UTC)
KEYS = "<!-- made by docs/make_pictures.py from the keys themselves -->\n"
SIZE = (128, 32)  # the list of layers has room for its counts


def typed(line: str) -> list[str]:
    """Return the keys of a line and Enter."""
    return [*({" ": "space", "/": "slash"}.get(char, char) for char in line), "enter"]


# file, sample, a path to go to and its layer, keys that are pressed then
PICTURES: list[tuple[str, str, tuple[str, int] | None, list[str]]] = [
    ("screen.svg", "lecture.tar", None, ["]", "]", "]", "]"]),
    ("waste.svg", "lecture.tar", None, ["w"]),
    ("map.svg", "lecture.tar", None, ["a", "]", "]", "]", "8"]),
    ("layer.svg", "lecture.tar", None, ["]", "]", "]", "enter"]),
    ("viewer.svg", "lecture.tar", ("/etc/passwd", 0), ["enter"]),
    ("difference.svg", "lecture.tar", ("/etc/passwd", 3), ["d"]),
    ("life.svg", "lecture.tar", ("/etc/passwd", 3), ["p"]),
    ("stack.svg", "whiteouts.tar", ("/srv/notes.txt", 0), ["L"]),
    ("build.svg", "lecture.tar", None, ["]", "]", "]", "P", "up", "c", "down"]),
    (
        "container.svg",
        "lecture.tar",
        None,
        [
            "c",
            *typed("echo hello >> /etc/passwd"),
            *typed("chmod 700 /usr/lib64/libcrypto.so.1.0"),
            *typed("cd /usr"),
            *typed("rm -rf share"),
        ],
    ),
    ("help.svg", "lecture.tar", None, ["?"]),
    ("palette.svg", "lecture.tar", None, [":"]),
]


async def picture(sample: str, place: tuple[str, int] | None, keys: list[str]) -> str:
    """Open a sample, go to a path, press keys, return what is seen as SVG."""
    app = LayerscopeApp(Wanted(str(ROOT / "sample_images" / sample)), now=NOW)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await app.workers.wait_for_complete()
        if place is not None:
            app.screen.post_message(messages.PathAsked(*place))
            await pilot.pause(0.5)
        for key in keys:
            await pilot.press(key)
            await app.workers.wait_for_complete()
        await pilot.pause(0.5)
        await app.workers.wait_for_complete()
        await pilot.pause(0.5)
        svg = app.export_screenshot(title=f"layerscope {sample}")
    # The picture names fonts of another site; whoever looks at it has a monospaced one.
    return re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL)


def with_keys(page: str) -> str:
    """Return docs/screen.md with the keys as they are."""
    return page.partition(KEYS)[0] + KEYS + "\n" + keys_page()


if __name__ == "__main__":
    page = ROOT / "docs/screen.md"
    page.write_text(with_keys(page.read_text(encoding="utf-8")), encoding="utf-8")
    for name, sample, place, keys in PICTURES if sys.argv[1:] != ["keys"] else []:
        text = asyncio.run(picture(sample, place, keys))
        (ROOT / "docs" / name).write_text(text, encoding="utf-8")
