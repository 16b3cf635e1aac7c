"""The page of findings is the registry's."""

from __future__ import annotations

import re
from pathlib import Path

from inspector.exports.findings_page import page
from inspector.findings import FINDINGS


def test_the_page_in_the_docs_is_up_to_date() -> None:
    written = Path("docs/findings.md").read_text()
    assert written == page(written)


def test_ids_are_kebab_case_and_stand_once() -> None:
    ids = [kind.id for kind in FINDINGS]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", each) for each in ids)
