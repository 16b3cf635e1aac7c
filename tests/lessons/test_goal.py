"""The goal's writable layer, and how a live one differs from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.container.shell import Shell
from inspector.lessons.errors import LessonError
from inspector.lessons.goal import GoalDifference, GoalStack, Mark, compare
from tests.build_image import directory, file, symlink
from tests.container.imagined import container
from tests.lessons.samples import TEXT, Trial, lesson

if TYPE_CHECKING:
    from inspector.container.filesystem import Filesystem
    from inspector.container.upper import Snapshot
    from inspector.lessons.model import Field

FIELDS: tuple[Field, ...] = (
    "type", "origin", "opaque", "size", "mode", "uid", "gid", "link", "sha256",
)  # fmt: skip
LAYERS = ([directory("d"), file("d/a", b"12"), file("b", b"345"), symlink("l", "b")],)
LINES = (
    "rm -r /d",
    "mkdir -p /d",
    "echo x > /b",
    "rm /l",
    "chmod 600 /b",
    "touch /d/new",
    "cp /b /c",
)


@pytest.fixture(scope="module")
def filesystem(tmp_path_factory: pytest.TempPathFactory) -> Filesystem:
    return container(tmp_path_factory.mktemp("image") / "image.tar", *LAYERS)


@pytest.fixture(scope="module")
def start(filesystem: Filesystem) -> Snapshot:
    return filesystem.snapshot()


def reached(filesystem: Filesystem, start: Snapshot, *lines: str) -> GoalStack:
    """Return what lines leave."""
    filesystem.restore(start)
    shell = Shell(filesystem)
    for line in lines:
        shell.run(line)
    return GoalStack(filesystem.upper(), FIELDS, filesystem.contents)


@given(st.lists(st.sampled_from(LINES), max_size=6))
def test_a_layer_does_not_differ_from_itself(
    filesystem: Filesystem, start: Snapshot, lines: list[str]
) -> None:
    goal = reached(filesystem, start, *lines)
    assert compare(goal, goal.rows) == []


@given(*[st.lists(st.sampled_from(LINES), max_size=4)] * 2)
def test_differences_are_the_same_from_both_sides(
    filesystem: Filesystem, start: Snapshot, one: list[str], two: list[str]
) -> None:
    first, second = (reached(filesystem, start, *lines) for lines in (one, two))
    turned = {Mark.MISSING: Mark.EXTRA, Mark.EXTRA: Mark.MISSING, Mark.DIFFERENT: Mark.DIFFERENT}
    there, back = compare(first, second.rows), compare(second, first.rows)
    assert [(each.path, turned[each.mark], each.fields) for each in there] == [
        (each.path, each.mark, each.fields) for each in back
    ]


def test_paths_are_missing_extra_or_different_in_what_must_agree(
    filesystem: Filesystem, start: Snapshot
) -> None:
    goal = reached(filesystem, start, "echo x > /b; rm /l; mkdir /n")
    live = reached(filesystem, start, "echo yy > /b; chmod 600 /b; touch /d/new; touch /n").rows
    assert compare(goal, live) == [
        GoalDifference("/b", Mark.DIFFERENT, ("size", "mode", "sha256")),
        GoalDifference("/d", Mark.EXTRA),
        GoalDifference("/d/new", Mark.EXTRA),
        GoalDifference("/l", Mark.MISSING),
        GoalDifference("/n", Mark.DIFFERENT, ("type", "mode", "sha256")),
    ]
    lax = GoalStack(goal.rows, ("type",), goal.contents)
    assert [each.path for each in compare(lax, live)] == ["/d", "/d/new", "/l", "/n"]


def test_content_counts_only_where_it_is_asked_for(filesystem: Filesystem, start: Snapshot) -> None:
    goal = reached(filesystem, start, "echo x > /b")
    live = reached(filesystem, start, "echo y > /b").rows
    assert compare(goal, live) == [GoalDifference("/b", Mark.DIFFERENT, ("sha256",))]
    assert compare(GoalStack(goal.rows, ("size",), goal.contents), live) == []


def test_the_goal_is_what_setup_and_commands_leave_but_in_volumes() -> None:
    text = TEXT.replace("minutes = 5", 'minutes = 5\nsetup = ["mkdir /srv/a"]\nvolumes = ["/mnt"]')
    trial = Trial(lesson(text.replace('["rm /etc/motd"]', '["touch /srv/a/b /mnt/c"]')))
    assert trial.goal is not None
    assert [each.path for each in trial.goal.rows] == ["/srv", "/srv/a", "/srv/a/b"]
    assert [each.path for each in trial.filesystem.upper()] == ["/srv", "/srv/a"]


@pytest.mark.parametrize(
    ("there", "instead", "said"),
    [
        ('["rm /etc/motd"]', '["ls", "apt-get"]', "goal.commands[1]: apt-get is not understood"),
        ('["rm /etc/motd"]', '["rm /no"]', "goal.commands[0]: rm: cannot remove '/no'"),
        ("minutes = 5", 'minutes = 5\nsetup = ["("]', "setup[0]: "),
    ],
)
def test_lines_that_do_not_work_are_said_with_their_key(
    there: str, instead: str, said: str
) -> None:
    with pytest.raises(LessonError) as error:
        Trial(lesson(TEXT.replace(there, instead)))
    assert str(error.value).startswith(f"sample.toml: {said}")
    assert "\n" not in str(error.value)
