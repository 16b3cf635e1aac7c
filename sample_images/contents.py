"""File contents out of nothing: the same name always gives the same bytes.

They come from SHAKE-256, so they depend on no version of a random generator, and they shrink about
as much as real text and real programs do, so that the compressed samples look like real images.
"""

from __future__ import annotations

import hashlib

_WORDS = """
    layer image entry archive record packet socket window buffer stream header field value table
    listen accept resolve refresh collect restore replace convert measure compare describe report
    the a this each any no one of in on to for with from when after before while unless and or
    empty shared remote local public hidden former recent regular usual single double common
""".split()  # noqa: SIM905  a text is what they are

# a few values make up most of machine code
_COMMON = bytes.fromhex("00488bff")
_LINE = 76


def prose(name: str, size: int) -> bytes:
    """Return ``size`` bytes of words in lines."""
    text, line = [], ""
    left = size
    for byte in hashlib.shake_256(name.encode()).digest(size // 4 + 1):
        word = _WORDS[byte % len(_WORDS)]
        if len(line) + len(word) >= _LINE:
            text.append(line)
            left -= len(line) + 1
            line = ""
            if left <= 0:
                break
        line = f"{line} {word}" if line else word
    whole = "\n".join([*text, line]).encode()
    return whole[: size - 1] + b"\n"


def program(name: str, size: int) -> bytes:
    """Return ``size`` bytes like a program's: 16 of any value, 48 of the common ones, in turn."""
    dice = hashlib.shake_256(name.encode()).digest(size)
    common = bytes(_COMMON[byte & 3] for byte in dice)
    pieces = []
    for start in range(0, size, 64):
        pieces += [dice[start : start + 16], common[start + 16 : start + 64]]
    return b"".join(pieces)
