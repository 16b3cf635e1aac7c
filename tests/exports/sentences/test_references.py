"""Where the rules of others are explained."""

from __future__ import annotations

import pytest

from inspector.exports.sentences.references import address, links
from inspector.findings import FINDINGS


def test_each_rule_that_a_kind_names_has_a_page() -> None:
    named = {each for kind in FINDINGS for each in kind.see}
    assert all(address(each).startswith("https://") for each in named)


@pytest.mark.parametrize(
    ("id_", "page"),
    [
        ("DL3009", "https://github.com/hadolint/hadolint/wiki/DL3009"),
        ("CWE-250", "https://cwe.mitre.org/data/definitions/250.html"),
        ("DKL-LI-0001", "https://github.com/goodwithtech/dockle/blob/master/CHECKPOINT.md"),
        ("CWE-250/../a", ""),
        ("else", ""),
    ],
)
def test_the_page_of_a_rule(id_: str, page: str) -> None:
    assert address(id_) == page


def test_links_hold_nothing_that_acts() -> None:
    assert links(("CWE-1", "a](b)")) == (
        "[CWE-1](https://cwe.mitre.org/data/definitions/1.html), <code>a&#93;&#40;b&#41;</code>"
    )
