"""Makes what docs/ shows of the running program: ``python docs/make_pictures.py``.

The pictures of the screen, the one that moves among them, and the list of keys in docs/screen.md.
Give ``keys`` to make that list alone, ``check`` to compare the pictures with what is there.
"""

from __future__ import annotations

import asyncio
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import moving_picture
from textual.widgets import Input

from inspector.ui.session import messages
from inspector.ui.shell.app import LayerscopeApp
from inspector.ui.shell.image_job import Wanted
from inspector.ui.shell.keymap.page import keys_page

if TYPE_CHECKING:
    from collections.abc import Iterator

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
        for field in app.screen.query(Input):
            field.cursor_blink = False
        await pilot.pause(0.5)
        svg = app.export_screenshot(title=f"layerscope {sample}")
    # The picture names fonts of another site; whoever looks at it has a monospaced one.
    return re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL)


def with_keys(page: str) -> str:
    """Return docs/screen.md with the keys as they are."""
    return page.partition(KEYS)[0] + KEYS + "\n" + keys_page()


def pictures() -> Iterator[tuple[str, str]]:
    """Yield the name and text of each picture, made anew."""
    for name, sample, place, keys in PICTURES:
        yield name, asyncio.run(picture(sample, place, keys))
    yield moving_picture.NAME, moving_picture.made()


def main(arguments: list[str]) -> None:
    """Write the keys and the pictures, or look whether the pictures are as they would be made."""
    page = ROOT / "docs/screen.md"
    if arguments == ["check"]:
        old = [name for name, text in pictures() if (ROOT / "docs" / name).read_text() != text]
        sys.exit(f"made by another version, run docs/make_pictures.py: {old}" if old else 0)
    page.write_text(with_keys(page.read_text(encoding="utf-8")), encoding="utf-8")
    for name, text in pictures() if arguments != ["keys"] else ():
        (ROOT / "docs" / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
