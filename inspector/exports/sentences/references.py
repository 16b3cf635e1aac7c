"""Where the rules of others are explained: hadolint's, dockle's, and the weaknesses of CWE."""

from __future__ import annotations

import re

from inspector.exports.markdown import code

_ADDRESSES = (
    (re.compile(r"DL\d+"), "https://github.com/hadolint/hadolint/wiki/{}"),
    (
        re.compile(r"(?:CIS-DI|DKL-[A-Z]+)-\d+"),
        "https://github.com/goodwithtech/dockle/blob/master/CHECKPOINT.md",
    ),
    (re.compile(r"CWE-(\d+)"), "https://cwe.mitre.org/data/definitions/{}.html"),
)


def address(id_: str) -> str:
    """Return the page of a rule, "" where none is known."""
    for pattern, page in _ADDRESSES:
        match = pattern.fullmatch(id_)
        if match is not None:
            return page.format(match[match.lastindex or 0])
    return ""


def links(ids: tuple[str, ...]) -> str:
    """Return ids as links of Markdown, inert where no page is known."""
    return ", ".join(f"[{id_}]({page})" if (page := address(id_)) else code(id_) for id_ in ids)
