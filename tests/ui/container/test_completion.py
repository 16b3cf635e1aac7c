"""Tab in the container's prompt: commands, paths of the merged view, and names of any bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from inspector.container.shell import COMMANDS, Shell
from inspector.ui.container.completion import as_word, complete
from tests.build_image import directory, file, symlink
from tests.container.imagined import container

if TYPE_CHECKING:
    from pathlib import Path

    from inspector.container.filesystem import Filesystem

NAMES = [command.name for command in COMMANDS]


@pytest.fixture
def filesystem(tmp_path: Path) -> Filesystem:
    base = [
        directory("etc"),
        file("etc/passwd", b"root"),
        file("etc/profile", b"x"),
        directory("srv"),
        file("srv/a b", b"x"),
        file("srv/it's", b"x"),
        file("srv/.hidden", b"x"),
        file("srv/\x1b[31mred", b"x"),
        symlink("data", "srv"),
        directory("root"),
        file("root/notes", b"x"),
    ]
    return container(tmp_path / "i.tar", base)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("mk", "mkdir "),
        ("ls; mkd", "ls; mkdir "),
        ("ls && mkd", "ls && mkdir "),
        ("cat /etc/pass", "cat /etc/passwd "),
        ("cat /et", "cat /etc/"),
        ("cat /dat", "cat /data/"),
        ("cat ~/no", "cat ~/notes "),
        ("cat pass", "cat passwd "),
        ("cat ../srv/a", "cat ../srv/a\\ b "),
        ('cat "/srv/a ', "cat /srv/a\\ b "),
        ("cat /srv/a\\ ", "cat /srv/a\\ b "),
        ("cat /srv/it", "cat /srv/it\\'s "),
        ("cat /srv/.h", "cat /srv/.hidden "),
        ("echo x > /etc/pa", "echo x > /etc/passwd "),
        ("echo x >/etc/pa", "echo x >/etc/passwd "),
        ("/etc/pas", "/etc/passwd "),
        ("cat /none/x", "cat /none/x"),
        ("cat /etc/passwd/x", "cat /etc/passwd/x"),
        ("nothing", "nothing"),
    ],
)
def test_the_word_before_the_cursor_is_completed(
    filesystem: Filesystem, before: str, after: str
) -> None:
    assert complete(before, filesystem, "/etc", NAMES).text == after


def test_where_several_fit_they_are_completed_as_far_as_they_agree(filesystem: Filesystem) -> None:
    found = complete("cat p", filesystem, "/etc", NAMES)
    assert found == ("cat p", ("passwd", "profile"))
    filesystem.unlink("/etc/passwd")
    assert complete("cat p", filesystem, "/etc", NAMES).text == "cat profile "
    assert complete("t", filesystem, "/", ["touch", "touchy"]).text == "touch"


def test_hidden_names_are_offered_to_those_who_type_a_dot(filesystem: Filesystem) -> None:
    assert ".hidden" not in complete("ls /srv/", filesystem, "/", NAMES).choices


@pytest.mark.parametrize(
    "name",
    ["plain", "a b", "it's", '"q"', "*?[x]", "a;b|c&d>e", "$x`y`\\", "\x1b[31mred", "é\udcff"],
)
def test_a_completed_name_is_read_as_that_name(tmp_path: Path, name: str) -> None:
    data = name.encode("utf-8", "surrogateescape")
    filesystem = container(tmp_path / "i.tar", [file(data, b"found")])
    assert as_word(name).isprintable()
    assert Shell(filesystem).run(f"cat /{as_word(name)}").output == "found"
