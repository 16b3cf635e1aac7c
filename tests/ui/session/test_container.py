"""A container and the way back: undo, reset, stop, and a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from inspector.io.progress import CancelledError
from inspector.ui.session.container import Container
from tests.ui.images import small
from tests.ui.sessions import session_of

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def running(tmp_path: Path) -> Container:
    session = session_of(small(tmp_path))
    return Container(session.image, session.tree, session.contents, lambda: 2_000_000_000)


def lines(container: Container) -> list[str]:
    return list(container.lines)


def paths(container: Container) -> list[str]:
    return [row.path for row in container.filesystem.upper()]


def test_undo_takes_back_what_changed_something_and_where_one_was(running: Container) -> None:
    running.run("mkdir /a")
    running.run("ls /")
    running.run("cd /a")
    running.run("chmod 700 /a")
    assert running.undo() == "chmod 700 /a"
    assert running.shell.directory == "/a"
    assert running.undo() == "cd /a"
    assert running.shell.directory == "/"
    assert running.undo() == "mkdir /a"
    assert paths(running) == []
    assert running.undo() is None
    assert lines(running) == []


def test_reset_can_be_undone_and_a_new_container_cannot(running: Container) -> None:
    running.run("echo 12345 > /etc/passwd; cd /etc")
    running.reset()
    assert paths(running) == []
    assert running.shell.directory == "/"
    assert lines(running) == []
    assert running.undo() == "reset"
    assert paths(running) == ["/etc", "/etc/passwd"]
    assert lines(running) == ["echo 12345 > /etc/passwd; cd /etc"]
    running.restart()
    assert paths(running) == []
    assert running.undo() is None


def test_commands_that_are_taken_back_or_not_understood_do_not_count(running: Container) -> None:
    running.run("mkdir /a")
    running.run("cat /none")
    running.refuse("mkdri /b")
    assert running.commands == 2
    running.run("mkdir /b")
    running.undo()
    assert running.commands == 2
    running.reset()
    assert running.commands == 0
    running.undo()
    running.restart()
    assert running.commands == 2
    assert len(running.tried) == 4


def test_what_is_hidden_is_counted_by_line(running: Container) -> None:
    assert running.run("rm /etc/passwd").hidden_bytes == 4
    assert running.run("rm /opt/new").hidden_bytes == 10
    assert running.cost.hidden_bytes == 14
    running.undo()
    assert running.cost.hidden_bytes == 4


def test_a_line_that_is_stopped_leaves_all_as_it_was(tmp_path: Path) -> None:
    session = session_of(small(tmp_path))
    changes = []

    def clock() -> int:
        changes.append(1)
        if len(changes) == 3:
            stopped.stop()
        return 2_000_000_000

    stopped = Container(session.image, session.tree, session.contents, clock)
    with pytest.raises(CancelledError):
        stopped.run("mkdir /a /b /c /d /e; cd /a")
    assert paths(stopped) == []
    assert stopped.shell.directory == "/"
    stopped.run("mkdir /a")
    assert paths(stopped) == ["/a"]


def test_undo_keeps_no_more_than_it_may(
    running: Container, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inspector.ui.session.container._MOST_NAMES", 5)
    for name in "abcdef":
        running.run(f"mkdir /{name}")
    assert running.undo() == "mkdir /f"
    assert running.undo() is None
    assert paths(running) == ["/a", "/b", "/c", "/d", "/e"]


def test_a_line_that_changes_a_volume_alone_says_so_and_a_new_container_has_it(
    tmp_path: Path,
) -> None:
    session = session_of(small(tmp_path))
    running = Container(session.image, session.tree, session.contents, lambda: 1, ["/etc"])
    wrote = running.run("echo kept > /etc/new")
    assert (wrote.has_changed, wrote.is_volume, wrote.result.stored_bytes) == (True, True, 0)
    both = running.run("echo kept > /etc/other; echo lost > /other")
    assert (both.has_changed, both.is_volume) == (True, False)
    assert running.undo() == "echo kept > /etc/other; echo lost > /other"
    running.restart()
    assert paths(running) == []
    assert running.run("cat /etc/new /etc/other").result.output.startswith("kept\n")
