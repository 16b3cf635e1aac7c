"""Sentences about waste: right about who brought the bytes, and about what can be done."""

from __future__ import annotations

import pytest

from inspector.analyses.base_image import BaseImage, Source
from inspector.analyses.usage import Cause, Waste
from inspector.analyses.waste_groups import by_layers
from inspector.exports.sentences.advice import advice

RUNS = ("RUN zero", "RUN one", "RUN two", "RUN three")


def told(*rows: Waste, steps: tuple[str, ...] = RUNS, base: BaseImage | None = None) -> str:
    """Return the advice for the costliest pair."""
    return advice(by_layers(rows)[0], steps.__getitem__, base)


def known(layers: int, source: Source = Source.GIVEN) -> BaseImage:
    """Return a base image of so many layers."""
    return BaseImage(layers, layers, source)


@pytest.mark.parametrize(
    ("cause", "words"),
    [
        (Cause.REMOVED, "deletes 1.50 kB that layer 0 added: merge the two RUN lines"),
        (Cause.METADATA, "layer 1 stores 1.50 kB of layer 0 again, unchanged"),
        (Cause.OVERWRITTEN, "overwrites 1.50 kB of layer 0: merge the two RUN lines"),
    ],
)
def test_what_to_do_is_said(cause: Cause, words: str) -> None:
    assert words in told(Waste("/a", 1500, 0, 1, cause))


def test_each_cause_counts_its_own_bytes() -> None:
    removed, again = Waste("/a", 1500, 0, 1, Cause.REMOVED), Waste("/b", 500, 0, 1, Cause.METADATA)
    changed = Waste("/c", 2000, 0, 1, Cause.OVERWRITTEN)
    assert told(removed, again) == (
        "layer 1 hides 2.00 kB of layer 0, 1.50 kB of it deleted: merge the two RUN lines"
    )
    assert "4.00 kB of layer 0, 2.00 kB of it overwritten" in told(removed, again, changed)
    assert "2.00 kB of the base image, 1.50 kB of it deleted" in told(removed, again, base=known(1))
    copies = (Waste("/a", 1500, 2, 3, Cause.METADATA, 1), Waste("/b", 900, 2, 3, Cause.REMOVED, 1))
    assert told(*copies).startswith("layer 1 wrote 1.50 kB, layer 2 stored it again, layer 3 again")


def test_steps_between_are_not_merged() -> None:
    deleted = told(Waste("/a", 1500, 0, 3, Cause.REMOVED))
    assert deleted == (
        "layer 3 deletes 1.50 kB that layer 0 added:"
        " delete it in the RUN line of layer 0, unless a later step needs it"
    )
    changed = told(Waste("/a", 1500, 1, 3, Cause.OVERWRITTEN))
    assert changed.endswith(
        "write it in its final form in the RUN line of layer 1,"
        " unless a later step needs it as it was"
    )
    again = told(Waste("/a", 1500, 2, 3, Cause.REMOVED, 0))
    assert again.endswith(": delete it in the RUN line of layer 0, unless a later step needs it")
    copied = told(Waste("/a", 1500, 0, 3, Cause.REMOVED), steps=("COPY . /", *RUNS[1:]))
    assert copied.endswith("exclude it from COPY")


def test_what_a_copy_brought_is_left_out_of_it() -> None:
    said = told(Waste("/a", 1500, 0, 1, Cause.REMOVED), steps=("COPY . /", "RUN rm /a"))
    assert said.endswith("exclude it from COPY")


def test_a_layer_that_only_stored_it_again_is_not_blamed_for_it() -> None:
    row = Waste("/a", 1500, 2, 3, Cause.REMOVED, 1)
    assert told(row) == (
        "layer 1 wrote 1.50 kB, layer 2 stored it again, layer 3 removes it:"
        " do not write it, or do everything in one RUN"
    )
    steps = ("ADD f in /", "COPY . /srv", "RUN chmod -R g+w /srv", "RUN rm -r /srv")
    assert told(row, steps=steps).endswith("exclude it from COPY")
    again = Waste("/a", 1500, 2, 3, Cause.METADATA, 1)
    assert told(again, steps=steps).endswith("set mode and owner with COPY --chmod, --chown")
    assert "layer 3 overwrites it" in told(Waste("/a", 1500, 2, 3, Cause.OVERWRITTEN, 1))


@pytest.mark.parametrize("source", [Source.GIVEN, Source.ANNOTATION])
def test_a_base_image_is_not_told_what_to_leave_out(source: Source) -> None:
    steps = ("ADD rootfs.tar /", "RUN useradd me")
    small = Waste("/etc/passwd", 1500, 0, 1, Cause.OVERWRITTEN)
    assert told(small, steps=steps, base=known(1, source)) == (
        "layer 1 overwrites 1.50 kB of the base image: this is usual, there is little to gain"
    )
    large = Waste("/var/lib/big", 50_000_000, 0, 1, Cause.REMOVED)
    said = told(large, steps=steps, base=known(1, source))
    assert said.endswith("choose a base image without it")
    assert told(small, steps=steps, base=known(2, source)) == (
        "layers 0 and 1 are the base image's: only a different base image would waste less"
    )
    assert told(Waste("/a", 9, 0, 0, Cause.REMOVED), base=known(1, source)) == (
        "layer 0 is the base image's: only a different base image would waste less"
    )
    own = Waste("/a", 1500, 1, 2, Cause.REMOVED)
    assert told(own, base=known(1, source)) == told(own)


def test_what_follows_from_a_guess_is_said_with_an_if() -> None:
    """What to do where the guess is wrong is said, too."""
    row = Waste("/a", 50_000_000, 1, 2, Cause.REMOVED)
    fact, otherwise = "layer 2 deletes 50.0 MB that layer 1 added", "merge the two RUN lines"
    assert told(row) == f"{fact}: {otherwise}"
    guess = Source.GUESS
    assert told(row, base=known(1, guess)) == f"{fact}: {otherwise}"
    assert told(row, base=known(2, guess)) == (
        f"{fact}: if layers 0 to 1 are the base image, choose a base image without it;"
        f" if not, {otherwise}"
    )
    assert told(row, base=known(4, guess)) == (
        f"{fact}: if layers 0 to 3 are the base image, only a different base image would waste"
        f" less; if not, {otherwise}"
    )
    within = Waste("/a", 1500, 0, 0, Cause.REMOVED)
    assert told(within, base=known(1, guess)).endswith(
        ": if layer 0 is the base image, only a different base image would waste less"
    )
    small = Waste("/a", 1500, 0, 1, Cause.OVERWRITTEN)
    assert told(small, base=known(1, guess)).endswith(
        ": if layer 0 is the base image, this is usual, there is little to gain; if not, merge"
        " the two RUN lines"
    )
