"""Rows of the three views: cells and what is said of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.ui.container.rows import UpperRows, ViewRows
from inspector.ui.container.views import views_of
from inspector.ui.container.words import layer_summary
from inspector.ui.session.container import Container
from tests.ui.images import small
from tests.ui.sessions import session_of, texts

if TYPE_CHECKING:
    from pathlib import Path

LINE = "echo abc >> /etc/passwd; rm /opt/new; ln -s x /opt/link; mkdir /srv; cd /opt"


def test_rows_say_how_each_path_is_kept(tmp_path: Path) -> None:
    session = session_of(small(tmp_path))
    container = Container(session.image, session.tree, session.contents, lambda: 0)
    container.run(LINE)
    views = views_of(container)
    layer = UpperRows(views.layer)
    assert texts(layer, 30) == [
        ["M", "", "/etc/", "parent"],
        ["M", "8 B", "/etc/passwd", "copied up"],
        ["M", "", "/opt/", "parent"],
        ["A", "", "/opt/link -> x", "new"],
        ["D", "c 0,0", "/opt/new", "whiteout"],
        ["A", "", "/srv/", "new"],
    ]
    assert ".wh.new" in layer.said(4)
    assert "the image keeps its own" in layer.said(1)
    merged = ViewRows(views.merged, "")
    assert texts(merged) == [
        ["A", "lrwxrwxrwx", "", "link -> x", "new"],
        ["D", "-rw-r--r--", "10 B", "new", "whiteout"],
    ]
    assert merged.said(1) == "hidden: still in the image, and still stored"
    image = ViewRows(views.image, "", is_image=True)
    assert texts(image) == [["", "-rw-r--r--", "10 B", "new", "hidden"]]
    assert image.path(0) == "/opt/new"


def test_parents_and_other_names_of_a_file_are_told_from_what_changed(tmp_path: Path) -> None:
    session = session_of(small(tmp_path))
    container = Container(session.image, session.tree, session.contents, lambda: 0)
    container.run("mv /etc/passwd /etc/users")
    views = views_of(container)
    assert layer_summary(views) == "1 copied up, 1 hidden"
    layer = UpperRows(views.layer)
    assert texts(layer, 30) == [
        ["M", "", "/etc/", "parent"],
        ["D", "c 0,0", "/etc/passwd", "whiteout"],
        ["A", "4 B", "/etc/users", "copied up"],
    ]
    assert "to another name" in layer.said(2)
    for folder, note in ((views.merged, "parent"), (views.image, "")):
        rows = texts(ViewRows(folder, "", is_image=not note))
        assert [row[-1] for row in rows if row[-2] == "etc/"] == [note]
