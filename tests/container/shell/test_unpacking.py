"""``tar -x`` and ``tar -t`` of archives in the image."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

from inspector.container.shell import Shell
from tests.build_image import compress, directory, file, hardlink, layer_tar, symlink
from tests.container.imagined import container
from tests.container.shell.conftest import Tried

if TYPE_CHECKING:
    from pathlib import Path

INNER = layer_tar([
    directory("app", mode=0o750, mtime=5),
    file("app/run", b"#!\n", mode=0o4755, uid=3, gid=4, mtime=6),
    hardlink("app/again", "app/run"),
    symlink("app/link", "run", mtime=7),
    file("/../etc/evil", b"x", mtime=8),
])  # fmt: skip


@pytest.fixture
def sh(tmp_path: Path) -> Tried:
    image = [
        directory("opt"),
        file("a.tar", INNER),
        file("a.tgz", gzip.compress(INNER)),
        file("a.tar.xz", compress(INNER, "xz")),
        file("cut.tgz", gzip.compress(INNER)[:60]),
        file("text", b"no archive" * 100),
    ]
    return Tried(Shell(container(tmp_path / "i.tar", image)))


@pytest.mark.parametrize(
    "line", ["tar -xf a.tar -C opt", "tar xzf a.tgz -C opt", "cd opt && tar -x -J -f ../a.tar.xz"]
)
def test_extracting(sh: Tried, line: str) -> None:
    assert sh(line) == (0, "")
    assert sh("cd /opt; stat -c '%n %a %u %h %Y %F' app app/* etc/evil") == (
        0,
        (
            "app 750 0 2 5 directory\napp/again 4755 3 2 6 regular file\n"
            "app/link 777 0 1 7 symbolic link\napp/run 4755 3 2 6 regular file\n"
            "etc/evil 644 0 1 8 regular file\n"
        ),
    )


def test_what_is_in_it(sh: Tried) -> None:
    assert sh("tar tf a.tar app/run") == (0, "app/run\n")
    assert sh("tar -xvf a.tar --strip-components 1 -C opt app") == (
        0, "app/run\napp/again\napp/link\n",
    )  # fmt: skip
    assert sh("ls opt") == (0, "again\nlink\nrun\n")


@pytest.mark.parametrize("name", ["missing", "cut.tgz", "opt"])
def test_what_is_no_archive(sh: Tried, name: str) -> None:
    code, output = sh(f"tar -xf {name} -C opt")
    assert code == 2
    assert output.startswith(f"tar: {name}: ")


def test_what_tar_says_of_a_text_and_of_names_that_are_missing(sh: Tried) -> None:
    failed = "tar: Exiting with failure status due to previous errors\n"
    assert sh("tar xf text") == (2, f"tar: This does not look like a tar archive\n{failed}")
    assert sh(": > empty; tar xf empty")[0] == 2
    told = (2, f"tar: none: Not found in archive\n{failed}")
    assert sh("tar xf a.tar -C opt none app/run") == told
    assert sh("ls opt/app") == (0, "run\n")
