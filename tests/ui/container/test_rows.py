"""Rows of the three views: cells and what is said of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.ui.container.rows import FolderRows, LayerRows
from inspector.ui.container.views import views_of
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
    layer = LayerRows(views.layer)
    assert texts(layer, 30) == [
        ["M", "", "/etc/", "copied up"],
        ["M", "8 B", "/etc/passwd", "copied up"],
        ["M", "", "/opt/", "copied up"],
        ["A", "", "/opt/link -> x", "new"],
        ["D", "c 0,0", "/opt/new", "whiteout"],
        ["A", "", "/srv/", "new"],
    ]
    assert ".wh.new" in layer.said(4)
    assert "the image keeps its own" in layer.said(1)
    merged = FolderRows(views.merged, "")
    assert texts(merged) == [
        ["A", "lrwxrwxrwx", "", "link -> x", "new"],
        ["D", "-rw-r--r--", "10 B", "new", "whiteout"],
    ]
    assert merged.said(1) == "hidden: still in the image, and still stored"
    image = FolderRows(views.image, "", is_image=True)
    assert texts(image) == [["", "-rw-r--r--", "10 B", "new", "hidden"]]
    assert image.path(0) == "/opt/new"
