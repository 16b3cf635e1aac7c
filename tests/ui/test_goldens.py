"""What each pane looks like, as text, in a small and in a large terminal."""

from __future__ import annotations

import pytest

from inspector.ui.session.selection import Sort
from tests.ui.stage import NARROW, SAMPLES, TAB, WIDE, check_golden, opened

SIZES = {"80x24": NARROW, "160x50": WIDE}
# name, sample, keys that lead there
SCREENS = [
    ("layers", "lecture.tar", ["right_square_bracket"]),
    ("range", "lecture-oci-gzip.tar", ["right_square_bracket", "v", *["right_square_bracket"] * 3]),
    ("reverse", "lecture-oci-gzip.tar", ["r", "right_square_bracket"]),
    ("files", "lecture.tar", ["a", "1", "down", "down", "enter"]),
    ("changes", "whiteouts.tar", ["1", *["right_square_bracket"] * 3]),
    ("waste", "lecture.tar", ["2"]),
    ("history", "lecture.tar", ["3"]),
    ("image", "lecture.tar", [TAB["image"]]),
    ("help", "lecture.tar", ["question_mark"]),
    ("layer", "lecture-oci-gzip.tar", ["end", "up", "enter"]),
    ("path", "whiteouts.tar", ["1", "end", "enter"]),
]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("name", "sample", "keys"), SCREENS, ids=[row[0] for row in SCREENS])
async def test_screens_look_as_they_did(name: str, sample: str, keys: list[str], size: str) -> None:
    async with opened(SAMPLES / sample, SIZES[size], sort=Sort.SIZE) as stage:
        await stage.press(*keys)
        check_golden(f"{name}-{size}", stage.text.replace(f"{SAMPLES}/", ""))
