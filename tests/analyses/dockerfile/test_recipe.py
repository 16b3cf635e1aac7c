"""Whole histories: from real images, and from no builder at all."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.analyses.dockerfile import Note, Recipe, RecipeStep, dockerfile
from inspector.spec import HistoryEntry, ImageConfig
from tests.analyses.dockerfile.histories import NOP, SHA, configured, recipe, step

ROOTFS = f"{NOP}ADD file:{SHA} in / "


def lines(found: Recipe) -> list[str]:
    """Return the instructions."""
    return [f"{each.word} {each.body}" for each in found.steps if not each.is_comment]


def test_a_classic_build() -> None:
    found = recipe(
        ROOTFS,
        f'{NOP} CMD ["bash"]',
        f"{NOP} ENV NGINX_VERSION=1.25.3",
        "/bin/sh -c set -x     && apt-get update",
        f"{NOP} EXPOSE 80",
        f'{NOP} CMD ["nginx" "-g" "daemon off;"]',
        config=configured(
            Env=["NGINX_VERSION=1.25.3"],
            ExposedPorts={"80/tcp": {}},
            Cmd=["nginx", "-g", "daemon off;"],
        ),
    )
    assert lines(found) == [
        "FROM scratch",
        f"ADD lost-source-{SHA[:12]} /",
        'CMD ["bash"]',
        "ENV NGINX_VERSION=1.25.3",
        "RUN set -x     && apt-get update",
        "EXPOSE 80",
        'CMD ["nginx", "-g", "daemon off;"]',
    ]
    assert [(each.row, each.layer) for each in found.steps[1:]] == [
        (0, 0),
        (1, None),
        (2, None),
        (3, 1),
        (4, None),
        (5, None),
    ]


def test_a_base_that_debuerreotype_made() -> None:
    made = HistoryEntry(created_by="# debian.sh --arch 'amd64' out/ 'bookworm' '@1733270400'")
    found = recipe(made, "RUN /bin/sh -c a # buildkit").steps
    assert (found[0].body, found[0].notes) == ("scratch", ())
    assert (found[1].word, found[1].body) == ("ADD", "lost-source-aaaaaaaaaaaa /")
    assert (found[1].notes, found[1].told) == ((Note.ORIGIN_LOST,), made.created_by)


def test_an_import_has_no_text_at_all() -> None:
    found = step(HistoryEntry(comment="Imported from -"))
    assert (found.word, found.notes) == ("ADD", (Note.ORIGIN_LOST,))


@pytest.mark.parametrize(
    "row",
    ["Apply image 10.0.17763.1", "/bin/bash", "bash", "Application Layer", "bazel build ..."],
)
def test_words_of_other_tools_are_no_command(row: str) -> None:
    assert step(HistoryEntry(created_by=row)).notes == (Note.ORIGIN_LOST,)


def test_a_commit_of_a_shell_does_not_tell_what_was_done() -> None:
    assert step(ROOTFS, HistoryEntry(created_by="bash")).notes == (Note.ORIGIN_LOST,)


def test_a_comment_tells_of_a_tool() -> None:
    row = HistoryEntry(created_by="tool x", comment="made by a tool")
    assert step(ROOTFS, "/bin/sh -c a", row).notes == (Note.ORIGIN_LOST,)


def test_below_a_command_a_base_is_missing() -> None:
    assert recipe("/bin/sh -c a").steps[0] == RecipeStep(
        "FROM", "unknown-base", notes=(Note.BASE_UNKNOWN,)
    )


def test_layers_that_no_row_owns() -> None:
    found = recipe(ROOTFS, layers=3).steps
    assert [(each.body, each.layer, each.notes) for each in found[2:]] == [
        ("lost-source-bbbbbbbbbbbb /", 1, (Note.NO_ROW,)),
        ("lost-source-cccccccccccc /", 2, (Note.NO_ROW,)),
    ]


def test_a_diff_id_is_no_path() -> None:
    config = ImageConfig()
    found = dockerfile(config, [(HistoryEntry(created_by="x"), 0)]).steps[1]
    assert re.fullmatch("lost-source-[0-9a-f]{12} /", found.body)


def test_a_row_longer_than_linux_runs_is_not_looked_into() -> None:
    found = step(ROOTFS, HistoryEntry(created_by="/bin/sh -c " + "x" * 300_000))
    assert (found.word, found.notes) == ("ADD", (Note.UNREAD, Note.ORIGIN_LOST))


def test_a_history_longer_than_any_builders_is_looked_into_at_its_beginning() -> None:
    rows = [f"{NOP} ENV A=" + "x" * 200_000] * 6
    notes = [each.notes for each in recipe(*rows).steps[1:]]
    assert notes == [()] * 5 + [(Note.UNREAD, Note.NO_INSTRUCTION)]
    steps = recipe(*[f"{NOP} ENV A=b"] * 10_001).steps
    assert [each.notes for each in steps[-2:]] == [(), (Note.UNREAD, Note.NO_INSTRUCTION)]


@given(st.lists(st.tuples(st.text(), st.booleans())))
def test_each_row_has_one_step_in_its_place(rows: list[tuple[str, bool]]) -> None:
    entries = [HistoryEntry(created_by=text, empty_layer=empty) for text, empty in rows]
    found = recipe(*entries).steps
    told = [each for each in found if each.row is not None]
    assert [each.row for each in told] == list(range(len(rows)))
    assert [each.layer is None for each in told] == [empty for _, empty in rows]
    assert [each.told for each in told] == [text for text, _ in rows]


def test_of_a_row_without_a_command_the_comment_is_told() -> None:
    rows = [("", "Imported from -"), (" ", "by hand"), ("umoci", "repacked")]
    entries = [HistoryEntry(created_by=text, comment=comment) for text, comment in rows]
    told = [each.told for each in recipe(*entries).steps if each.row is not None]
    assert told == ["Imported from -", "by hand", "umoci"]
