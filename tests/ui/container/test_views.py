"""The three views of a container without a screen: letters, origins, and what is hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from inspector.ui.container.views import views_of
from inspector.ui.session.container import Container
from tests.build_image import ImageSpec, directory, file, symlink
from tests.ui.images import LEGACY
from tests.ui.sessions import session_of

if TYPE_CHECKING:
    from pathlib import Path

    from inspector.ui.container.views import Folder

BASE = [
    directory("etc"),
    file("etc/passwd", b"root"),
    file("etc/empty", b""),
    directory("srv"),
    file("srv/a", b"aaa"),
    file("srv/b", b"bb"),
    symlink("data", "srv"),
]


@pytest.fixture
def running(tmp_path: Path) -> Container:
    return started(tmp_path)


def started(tmp_path: Path) -> Container:
    session = session_of(LEGACY.write(tmp_path / "i.tar", ImageSpec(layers=[BASE])))
    return Container(session.image, session.tree, session.contents, lambda: 2_000_000_000)


def layer(container: Container) -> list[tuple[str, str, str]]:
    return [(each.letter, each.row.path, each.origin) for each in views_of(container).layer]


def names(folder: Folder) -> list[tuple[str, str]]:
    return [(each.letter, each.name) for each in folder.paths]


@pytest.mark.parametrize(
    ("line", "rows"),
    [
        ("echo x > /new", [("A", "/new", "new")]),
        (
            "echo x >> /etc/passwd",
            [("M", "/etc", "parent"), ("M", "/etc/passwd", "copied up")],
        ),
        (
            "chmod 600 /etc/passwd /etc/empty",
            [
                ("M", "/etc", "parent"),
                ("m", "/etc/empty", "copied up"),
                ("m", "/etc/passwd", "copied up"),
            ],
        ),
        ("chmod 700 /etc", [("m", "/etc", "copied up")]),
        ("chown -h 5 /data", [("m", "/data", "copied up")]),
        ("rm -rf /srv", [("D", "/srv", "whiteout")]),
        ("rm -rf /srv; mkdir /srv", [("M", "/srv", "opaque")]),
        (
            "rm /srv/a; echo y > /srv/a",
            [("M", "/srv", "parent"), ("M", "/srv/a", "replaced")],
        ),
        (
            "mv /srv/a /srv/c",
            [("M", "/srv", "parent"), ("D", "/srv/a", "whiteout"), ("A", "/srv/c", "copied up")],
        ),
    ],
)
def test_letters_of_the_writable_layer(
    running: Container, line: str, rows: list[tuple[str, str, str]]
) -> None:
    running.run(line)
    assert layer(running) == rows


def test_the_merged_view_shows_what_is_hidden_and_the_image_stays(running: Container) -> None:
    running.run("cd /srv; rm a; echo new > c; echo more >> b")
    views = views_of(running)
    assert names(views.merged) == [("D", "a"), ("M", "b"), ("A", "c")]
    assert [each.name for each in views.image.paths] == ["a", "b"]
    assert {each.stat.size for each in views.image.paths} == {3, 2}


def test_an_opaque_directory_hides_all_names_of_the_image(running: Container) -> None:
    running.run("rm -rf /srv; mkdir /srv; cd /srv; echo x > c")
    merged = views_of(running).merged
    assert names(merged) == [("D", "a"), ("D", "b"), ("A", "c")]
    assert {each.note for each in merged.paths[:2]} == {"opaque"}


def test_a_directory_that_one_of_them_has_not(running: Container) -> None:
    running.run("mkdir /own; cd /own")
    views = views_of(running)
    assert not views.merged.is_gone
    assert views.image.is_gone
    running.run("cd /srv; rm -rf /srv")
    views = views_of(running)
    assert views.merged.is_gone
    assert not views.image.is_gone


def test_a_symlink_is_followed_to_the_directory(running: Container) -> None:
    running.run("cd /data; rm a")
    assert names(views_of(running).merged) == [("D", "a"), ("", "b")]


def test_what_stayed_is_taken_over_and_nothing_else(running: Container) -> None:
    before = None
    for line in (
        "echo x >> /etc/passwd; rm /srv/a",
        "chmod 600 /etc/passwd; echo y > /srv/a",
        "ls /",
        "rm -rf /srv; mkdir /srv",
        "rm -f /etc/passwd; chmod 700 /etc",
    ):
        running.run(line)
        before = views_of(running, before)
        assert before.layer == views_of(running).layer


def test_what_lies_in_a_volume_is_marked_and_hides_nothing_of_the_image(tmp_path: Path) -> None:
    session = session_of(LEGACY.write(tmp_path / "i.tar", ImageSpec(layers=[BASE])))
    running = Container(session.image, session.tree, session.contents, lambda: 1, ["/srv"])
    running.run("rm /srv/a; touch /srv/new; cd /srv")
    assert [(each.name, each.letter, each.note) for each in views_of(running).merged.paths] == [
        ("b", "", "volume"),
        ("new", "", "volume"),
    ]
    assert views_of(running).layer == ()
