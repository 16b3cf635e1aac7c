"""The layout of an explanation."""

from __future__ import annotations

import re

import pytest

from inspector.analyses.explain import process, rebuild, uncached
from inspector.exports.explain.text import changed_sentences, render_explanation
from inspector.spec import ImageConfig
from tests.analyses.explain.histories import explanation, usage_of


def rendered(width: int) -> str:
    found = explanation("COPY a /", "RUN b", usage=usage_of(9_000, 1_500_000))
    started = process(ImageConfig(), ["x"])
    return render_explanation("", found, started, None, uncached(found), width=width)


@pytest.mark.parametrize("width", range(40, 101, 3))
def test_it_fits_and_tears_no_size_from_its_unit(width: int) -> None:
    text, _, _ = rendered(width).partition("ENTRYPOINT and CMD together")
    assert max(map(len, text.splitlines()[2:])) <= max(width, 63)
    assert re.search(r"^ *[kM]?B\b", text, re.MULTILINE) is None
    assert {"9.00 kB", "1.50 MB", "1.51 MB"} <= set(re.findall(r"[\d.]+ [kM]B", text))


def test_one_step_comes_and_runs() -> None:
    found = explanation("RUN a", "RUN b", usage=usage_of(1, 2))
    assert "1 step before it comes from the cache and 2 steps run" in changed_sentences(
        rebuild(found, 1)
    )
    assert "2 steps before it come from the cache and 1 step runs" in changed_sentences(
        rebuild(found, 2)
    )
