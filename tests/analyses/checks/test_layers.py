"""What layers do to each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.analyses.base_image.model import BaseImage, Source
from tests.analyses.checks.audited import USUAL, findings_of, rows
from tests.build_image import ImageSpec, empty, file, whiteout

if TYPE_CHECKING:
    from pathlib import Path

    from tests.build_image.images import Json
    from tests.build_image.members import Member

BUT = USUAL - {"deleted-later"}
A, B = file("app/a", b"12345"), file("app/lib/b", b"678")


def test_content_that_is_stored_again_is_one_row_a_layer(tmp_path: Path) -> None:
    again = [file("app/a", b"12345", uid=7), file("app/lib/b", b"678", mode=0o600)]
    assert rows(tmp_path, [A, B], again) == [("copied-metadata", 1, "/app", 8, None, "note")]
    assert rows(tmp_path, [A], [file("app/a", b"54321", uid=7)]) == []


def test_what_is_deleted_later_is_one_row_a_pair_of_layers(tmp_path: Path) -> None:
    gone = [whiteout("app/a"), whiteout("app/lib")]
    assert rows(tmp_path, [A], [B], gone, but=BUT) == [
        ("deleted-later", 0, "/app/a", 5, 2, "note"),
        ("deleted-later", 1, "/app/lib/b", 3, 2, "note"),
    ]
    assert rows(tmp_path, [A], [whiteout("app"), B], but=BUT) == [
        ("deleted-later", 0, "/app/a", 5, 1, "note")
    ]
    both = rows(tmp_path, [A, file("b", b"1")], [whiteout("app/a"), whiteout("b")], but=BUT)
    assert both == [("deleted-later", 0, "/", 6, 1, "note")]
    assert rows(tmp_path, [A], [file("app/a", b"1")], but=BUT) == []


def test_many_bytes_are_a_warning(tmp_path: Path) -> None:
    (row,) = rows(tmp_path, [file("a", bytes(1_000_000))], [whiteout("a")], but=BUT)
    assert row == ("deleted-later", 0, "/a", 1_000_000, 1, "warning")


def mergeable(folder: Path, *history: str | Json) -> list[tuple[int | None, str, int | None]]:
    count = sum(not isinstance(row, dict) for row in history)
    layers = [[file("a", bytes(at + 1))] for at in range(count)]
    found = findings_of(folder, ImageSpec(layers=layers, history=history))
    return [
        (each.layer, each.detail, each.bytes) for each in found if each.id == "mergeable-layers"
    ]


RUN, COPY = "/bin/sh -c true", "COPY a / # buildkit"


def test_run_instructions_that_follow_each_other(tmp_path: Path) -> None:
    assert mergeable(tmp_path, COPY, RUN, RUN) == [(1, "1 and 2", 2)]
    assert mergeable(tmp_path, COPY, RUN, RUN, RUN, COPY, RUN, RUN) == [
        (1, "1 to 3", 5),
        (5, "5 and 6", 6),
    ]


def test_run_instructions_that_do_not(tmp_path: Path) -> None:
    assert mergeable(tmp_path, COPY, RUN, COPY, RUN) == []
    assert mergeable(tmp_path, RUN, RUN) == []  # the lower one is the base image's
    user = empty("USER app")
    assert mergeable(tmp_path, COPY, RUN, user, RUN) == []


def test_only_layers_that_would_store_less_as_one_are_told(tmp_path: Path) -> None:
    def found(*layers: list[Member]) -> list[tuple[int | None, str, int | None]]:
        history = [COPY] + [RUN] * (len(layers) - 1)
        spec = ImageSpec(layers=layers, history=history)
        return [
            (each.layer, each.detail, each.bytes)
            for each in findings_of(tmp_path, spec)
            if each.id == "mergeable-layers"
        ]

    a, b, c = (file(name, b"12345") for name in "abc")
    assert found([], [a], [b], [c]) == []
    assert found([], [a, whiteout("a"), b], [c]) == []  # one layer by itself
    assert found([], [a], [b], [whiteout("b")], [c]) == [(2, "2 and 3", 5)]
    assert found([], [a], [whiteout("a")], [b], [whiteout("b")]) == [
        (1, "1 and 2", 5),
        (3, "3 and 4", 5),
    ]
    assert found([], [a], [b, whiteout("a")], [whiteout("b")]) == [(1, "1 to 3", 10)]


def test_what_a_given_base_image_stores_is_not_to_be_done_in_a_step(tmp_path: Path) -> None:
    layers = [[file("a", b"1")], [whiteout("a"), file("b", b"1")], [whiteout("b")]]
    found = findings_of(tmp_path, ImageSpec(layers=layers), BaseImage(1, 1, Source.GIVEN))
    remedies = [each.remedy for each in found if each.id == "deleted-later"]
    assert [each.startswith("Choose a base image") for each in remedies] == [True, False]
