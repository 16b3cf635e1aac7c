"""Commands that CI systems read from a job's log: no image gives any.

GitHub's runner takes a line that begins ``::``, after blanks, and ``##[`` wherever it stands
(actions/runner, ``ActionCommand.cs``); Azure's takes ``##vso[``, TeamCity ``##teamcity[``.
"""

from __future__ import annotations

import re

_ANYWHERE = re.compile(r"#(?=#\w*\[)")
_AT_BEGIN = re.compile(r"^([^\S\n]*):(?=:)", re.MULTILINE)


def without_commands(text: str, number_sign: str = r"\x23") -> str:
    r"""Return text that gives no command: ``\x23#[``, ``\x3a:error``.

    ``number_sign`` is what stands for ``#`` in the format that the text is written in.
    """
    if "##" in text:
        text = _ANYWHERE.sub(lambda _: number_sign, text)
    return _AT_BEGIN.sub(r"\1\\x3a", text) if "::" in text else text
