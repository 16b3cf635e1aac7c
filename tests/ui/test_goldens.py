"""What each pane looks like, as text, in a small and in a large terminal."""

from __future__ import annotations

import pytest

from inspector.ui.session.selection import Sort
from tests.cases import walked
from tests.ui.stage import NARROW, SAMPLES, TAB, WIDE, check_golden, opened

SIZES = {"80x24": NARROW, "160x50": WIDE}
# sample; name and keys that lead there, one after the other
SCREENS = [
    ("lecture.tar", {"layers": ["right_square_bracket"]}),
    (
        "lecture-oci-gzip.tar",
        {"range": ["right_square_bracket", "v", *["right_square_bracket"] * 3]},
    ),
    ("lecture-oci-gzip.tar", {"reverse": ["r", "right_square_bracket"]}),
    ("lecture.tar", {"files": ["a", "1", "down", "down", "enter"]}),
    ("whiteouts.tar", {"changes": ["1", *["right_square_bracket"] * 3]}),
    (
        "lecture.tar",
        {
            "help": ["?"],
            "waste": ["escape", "2"],
            "history": [TAB["history"]],
            "image": [TAB["image"]],
        },
    ),
    ("lecture-oci-gzip.tar", {"layer": ["end", "up", "enter"]}),
    ("whiteouts.tar", {"path": ["1", "end", "enter"]}),
]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("sample", "screens"), SCREENS, ids=[" ".join(row[1]) for row in SCREENS])
async def test_screens_look_as_they_did(
    sample: str, screens: dict[str, list[str]], size: str
) -> None:
    async with opened(SAMPLES / sample, SIZES[size], sort=Sort.SIZE) as stage:
        with walked() as case:
            for name, keys in screens.items():
                await stage.press(*keys)
                with case(name):
                    check_golden(f"{name}-{size}", stage.text.replace(f"{SAMPLES}/", ""))
