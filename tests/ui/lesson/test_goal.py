"""The goal's rows beside the live ones: what is not the same is marked by a sign and a colour."""

from __future__ import annotations

from inspector.lessons.catalogue import image_path, lesson
from inspector.lessons.goal import goal_stack, prepare
from inspector.lessons.run import LessonRun
from inspector.lessons.state import LessonState
from inspector.ui.lesson.goal import GoalRows, goal_rows
from inspector.ui.session.container import Container
from tests.ui.sessions import session_of, texts


def rows_after(*lines: str) -> GoalRows:
    found = lesson("deletion")
    assert found is not None
    session = session_of(image_path(found))
    container = Container(session.image, session.tree, session.contents, lambda: 0)
    prepare(found, container.shell)
    for line in lines:
        container.run(line)
    session.container = container
    run = LessonRun(found, "en")
    run.goal = goal_stack(found, session.image, session.tree, session.contents)
    run.show(LessonState(upper=container.filesystem.upper(), container=container.filesystem))
    return goal_rows(run, session)


def marked(rows: GoalRows) -> list[tuple[str, str, str]]:
    """Return sign, path and colour of the paths."""
    found = zip(texts(rows), (rows.row(at).tone for at in range(len(rows))), strict=True)
    cells = [(each, tone) for each, tone in found if each]
    return [(each[0], each[1], tone) for each, tone in cells if each[1].startswith("/")]


def test_what_is_missing_not_wanted_or_different_is_marked() -> None:
    rows = rows_after("touch /opt/app/doc/x", "touch /new")
    assert marked(rows) == [
        ("+", "/new", "rows--added"),
        ("", "/opt/", ""),
        ("", "/opt/app/", ""),
        ("~", "/opt/app/doc/", "rows--modified"),
        ("+", "/opt/app/doc/x", "rows--added"),
    ]
    assert [sign for sign, _, _ in marked(rows_after())] == ["-", "-", "-"]
    assert [sign for sign, _, _ in marked(rows_after("rm -r /opt/app/doc"))] == ["", "", ""]


def test_the_images_layers_are_below_the_newest_on_top() -> None:
    rows = rows_after()
    layers = [cells[1].split()[1] for cells in texts(rows) if cells and "layer" in cells[1]]
    assert layers == ["3", "2", "1", "0"]
    assert rows.dividers == {0, 4}
