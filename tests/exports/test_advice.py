"""Sentences about waste: right about who brought the bytes, and about what can be done."""

from __future__ import annotations

import pytest

from inspector.analyses.usage import Cause, Waste
from inspector.analyses.waste_groups import by_layers
from inspector.exports.advice import advice

RUNS = ("RUN zero", "RUN one", "RUN two", "RUN three")


def told(*rows: Waste, steps: tuple[str, ...] = RUNS, base: int = 0) -> str:
    """Return the advice for the costliest pair."""
    return advice(by_layers(rows)[0], steps.__getitem__, base)


@pytest.mark.parametrize(
    ("cause", "words"),
    [
        (Cause.REMOVED, "deletes 1.50 kB that layer 0 added: merge the two RUN lines"),
        (Cause.METADATA, "layer 1 stores 1.50 kB of layer 0 again, unchanged"),
        (Cause.OVERWRITTEN, "writes over 1.50 kB of layer 0: merge the two RUN lines"),
    ],
)
def test_what_to_do_is_said(cause: Cause, words: str) -> None:
    assert words in told(Waste("/a", 1500, 0, 1, cause))


def test_what_a_copy_brought_is_left_out_of_it() -> None:
    said = told(Waste("/a", 1500, 0, 1, Cause.REMOVED), steps=("COPY . /", "RUN rm /a"))
    assert said.endswith("leave it out of what COPY brings")


def test_a_layer_that_only_stored_it_again_is_not_blamed_for_it() -> None:
    row = Waste("/a", 1500, 2, 3, Cause.REMOVED, 1)
    assert told(row) == (
        "layer 1 wrote 1.50 kB, layer 2 stored it again, layer 3 removes it:"
        " never write it, or do all in one RUN"
    )
    steps = ("ADD f in /", "COPY . /srv", "RUN chmod -R g+w /srv", "RUN rm -r /srv")
    assert told(row, steps=steps).endswith("leave it out of what COPY brings")
    again = Waste("/a", 1500, 2, 3, Cause.METADATA, 1)
    assert told(again, steps=steps).endswith("set mode and owner with COPY --chmod, --chown")
    assert "layer 3 writes over it" in told(Waste("/a", 1500, 2, 3, Cause.OVERWRITTEN, 1))


def test_a_base_image_is_not_told_what_to_leave_out() -> None:
    steps = ("ADD rootfs.tar /", "RUN useradd me")
    small = Waste("/etc/passwd", 1500, 0, 1, Cause.OVERWRITTEN)
    assert told(small, steps=steps, base=1) == (
        "layer 1 writes over 1.50 kB of the base image: that is usual, there is little to gain"
    )
    large = Waste("/var/lib/big", 50_000_000, 0, 1, Cause.REMOVED)
    assert told(large, steps=steps, base=1).endswith("choose a base image without it")
    assert "the base image's" in told(small, steps=steps, base=2)
