"""What the screen says of a line: what it copied up, hid and wrote, and what that cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from inspector.container.shell import Shell
from inspector.ui.container.doing import remove, reset, run_line, undo
from inspector.ui.container.paths import example_paths
from inspector.ui.container.views import views_of
from inspector.ui.container.words import not_ready, suggestions, totals
from inspector.ui.session.container import Container
from tests.build_image import ImageSpec, directory, file
from tests.translations import translate
from tests.ui.images import LEGACY
from tests.ui.sessions import session_of
from tests.ui.stage import SAMPLES

if TYPE_CHECKING:
    from pathlib import Path

    from inspector.ui.session.session import Session

HIDDEN = " more of the image hidden, none of it freed"
LAYER = [
    directory("etc"),
    file("etc/passwd", b"root:x:0:0\n"),
    directory("srv"),
    file("srv/big", b"b" * 3000),
    file("srv/small", b"s" * 10),
]


def running(session: Session) -> Container:
    return Container(session.image, session.tree, session.contents, lambda: 2_000_000_000)


@pytest.fixture
def container(tmp_path: Path) -> Container:
    return running(session_of(LEGACY.write(tmp_path / "i.tar", ImageSpec(layers=[LAYER]))))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("ls /", "→ nothing was written"),
        ("echo hi > /x", "→ wrote /x; +3 B in the writable layer, now 3 B"),
        (
            "chmod 600 /srv/big",
            f"→ copied up /srv/big; +3.00 kB in the writable layer, now 3.00 kB; 3.00 kB{HIDDEN}",
        ),
        (
            "rm -rf /srv",
            f"→ hid /srv; stores nothing more; 3.01 kB{HIDDEN}",
        ),
        ("rm /none", "→ exit 1; nothing was written"),
        ("touch /a /b /c /d", "→ wrote /a, /b and 2 more; stores nothing more"),
        ("chmod 1777 /", "→ changed attributes only"),
        (
            "dd if=/dev/zero of=/big bs=1M count=75",
            "→ wrote /big; +78.6 MB in the writable layer, now 78.6 MB",
        ),
    ],
)
def test_one_line_says_what_a_line_did(container: Container, line: str, said: str) -> None:
    assert run_line(container, line)[-1][0] == said


def test_what_is_dropped_again_is_said(container: Container) -> None:
    run_line(container, "echo 12345 > /x")
    said = run_line(container, "rm /x")[-1][0]
    assert said == "→ dropped /x; -6 B in the writable layer, now 0 B"


def test_undo_reset_and_remove_say_what_they_did(container: Container) -> None:
    assert undo(container)[0][0] == "There is nothing to undo."
    run_line(container, "echo 12345 > /x")
    assert reset(container)[0][0].startswith("The writable layer is empty again.")
    assert undo(container)[0][0] == "Undone: reset"
    assert undo(container)[0][0] == "Undone: echo 12345 > /x"
    run_line(container, "echo 12345 > /x")
    assert "all it wrote (6 B). The image is as it was." in remove(container)[0][0]
    assert views_of(container).layer == ()


def test_totals_add_image_and_layer_and_say_what_is_not_freed(container: Container) -> None:
    run_line(container, "rm /srv/big; echo hi > /x")
    assert totals(3021, views_of(container)) == (
        "image 3.02 kB (stays as it is) + layer 3 B = 3.02 kB   hidden: 3.00 kB"
    )


@pytest.mark.parametrize("sample", ["lecture", "whiteouts", "hello", "docker-save"])
def test_suggestions_are_understood_and_do_something(sample: str) -> None:
    session = session_of(SAMPLES / f"{sample}.tar")
    assert session.sizes is not None
    lines = suggestions(*example_paths(session.tree, session.sizes))
    assert len(lines) == 3
    container = running(session)
    for line in lines:
        Shell.check(line)
        ran = container.run(line)
        assert ran.result.exit == 0, line
    assert container.filesystem.upper()


def test_an_image_without_files_has_suggestions_too(tmp_path: Path) -> None:
    session = session_of(LEGACY.write(tmp_path / "i.tar", ImageSpec(layers=[[]])))
    assert session.sizes is not None
    container = running(session)
    for line in suggestions(*example_paths(session.tree, session.sizes)):
        assert container.run(line).result.exit == 0


def test_it_is_said_which_layers_are_still_to_be_read() -> None:
    assert (
        not_ready(2, 3) == "Reading layer 2 of 3: the container starts when 1 more layer is read."
    )
    assert "when 3 more layers are read" in not_ready(0, 3)


def test_a_language_has_its_own_order_and_signs(
    container: Container, monkeypatch: pytest.MonkeyPatch
) -> None:
    messages = {
        "{paths} and {count} more": "{paths}（另有 {count} 项）",
        "wrote {paths}": "{paths} 已写入",
        "stores nothing more": "没有增加存储",
        "between the words of a list|, ": "、",
        "between the clauses of a sentence|; ": "；",
    }
    translate(monkeypatch, messages)
    said = run_line(container, "touch /a /b /c")[-1][0]
    assert said == "→ /a、/b（另有 1 项） 已写入；没有增加存储"
