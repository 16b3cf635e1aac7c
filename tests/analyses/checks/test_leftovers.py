"""What builds leave behind: each place planted, deleted later, deleted at once, and cleaned."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.analyses.checks.audited import USUAL, rows
from tests.build_image import directory, file, hardlink, opaque, symlink, whiteout

if TYPE_CHECKING:
    from pathlib import Path

BASE = [directory("etc"), file("etc/os-release", b"ID=debian\n")]
DATA = b"12345"

# A file that is left, and the directory that the finding names.
PLANTED = [
    ("leftover-apt-lists", "var/lib/apt/lists/deb.example.com_Packages", "/var/lib/apt/lists"),
    ("leftover-apt-cache", "var/cache/apt/archives/curl.deb", "/var/cache/apt"),
    ("leftover-apt-cache", "var/cache/apt/pkgcache.bin", "/var/cache/apt"),
    ("leftover-apk-cache", "var/cache/apk/APKINDEX.1.tar.gz", "/var/cache/apk"),
    ("leftover-dnf-cache", "var/cache/dnf/fedora.solv", "/var/cache/dnf"),
    ("leftover-dnf-cache", "var/cache/libdnf5/fedora/repo.xml", "/var/cache/libdnf5"),
    ("leftover-dnf-cache", "var/cache/yum/base/repomd.xml", "/var/cache/yum"),
    ("leftover-dnf-cache", "var/cache/zypp/raw/repomd.xml", "/var/cache/zypp"),
    ("leftover-pip-cache", "root/.cache/pip/http/a/b", "/root/.cache/pip"),
    ("leftover-pip-cache", "home/me/.cache/uv/wheels/a", "/home/me/.cache/uv"),
    ("leftover-npm-cache", "root/.npm/_cacache/index", "/root/.npm"),
    ("leftover-npm-cache", "usr/local/share/.cache/yarn/v6/a", "/usr/local/share/.cache/yarn"),
    ("leftover-npm-cache", "root/.local/share/pnpm/store/v3/a", "/root/.local/share/pnpm/store"),
    ("leftover-go-cache", "root/.cache/go-build/00/a", "/root/.cache/go-build"),
    ("leftover-go-cache", "go/pkg/mod/cache/download/a", "/go/pkg/mod"),
    ("leftover-cargo-cache", "usr/local/cargo/registry/src/a.rs", "/usr/local/cargo/registry"),
    ("leftover-cargo-cache", "root/.cargo/git/db/a", "/root/.cargo/git"),
    ("leftover-maven-cache", "root/.m2/repository/a.jar", "/root/.m2/repository"),
    ("leftover-maven-cache", "root/.gradle/caches/a.jar", "/root/.gradle/caches"),
    ("leftover-temp", "tmp/a/b", "/tmp"),
    ("leftover-temp", "var/tmp/a", "/var/tmp"),
    ("leftover-log", "var/log/apt/term.log", "/var/log"),
]


@pytest.mark.parametrize(("kind", "name", "place"), PLANTED, ids=lambda each: str(each))
def test_each_place(tmp_path: Path, kind: str, name: str, place: str) -> None:
    left = file(name, DATA)
    top = place[1:].partition("/")[0]
    found = [(kind, 1, place, 5, None, "note")]
    assert rows(tmp_path, BASE, [left]) == found
    assert rows(tmp_path, BASE, [left], [file("etc/motd", b"1")]) == found
    for removal in (whiteout(name), whiteout(place[1:]), opaque(top), whiteout(top)):
        hidden = [(kind, 1, place, 5, 2, "note")]
        assert rows(tmp_path, BASE, [left], [directory(top), removal]) == hidden
    assert rows(tmp_path, BASE, [directory(place[1:]), file(name)]) == []
    assert rows(tmp_path, BASE, [directory(place[1:])]) == []


GIT = [directory("app/.git"), file("app/.git/HEAD", b"ref: a"), file("app/.git/objects/a", b"123")]
CONDA = [file("opt/conda/conda-meta/a.json", b"{}"), file("opt/conda/pkgs/a.conda", DATA)]


def test_repositories_and_packages_of_conda_are_known_by_what_they_hold(tmp_path: Path) -> None:
    assert rows(tmp_path, BASE, GIT) == [("leftover-git", 1, "/app/.git", 9, None, "warning")]
    for name in (".git", "a/.git/b"):  # a submodule's pointer, and what only is called so
        assert rows(tmp_path, BASE, [file(f"app/{name}", DATA)]) == []
    found = ("leftover-conda-cache", 1, "/opt/conda/pkgs", 5, None, "note")
    assert rows(tmp_path, BASE, CONDA) == [found]
    assert rows(tmp_path, BASE, CONDA[1:]) == []
    cleaned = [CONDA[0], file("opt/conda/pkgs/urls.txt", DATA), file("opt/conda/pkgs/urls", DATA)]
    assert rows(tmp_path, BASE, cleaned) == []


def test_a_file_with_another_name_elsewhere_costs_nothing(tmp_path: Path) -> None:
    linked = hardlink("opt/conda/lib/a.so", "opt/conda/pkgs/a.conda")
    assert rows(tmp_path, BASE, [*CONDA, linked]) == []
    twice = hardlink("opt/conda/pkgs/b.conda", "opt/conda/pkgs/a.conda")
    assert [row[3] for row in rows(tmp_path, BASE, [*CONDA, twice])] == [5]


def test_a_directory_has_one_row_a_layer(tmp_path: Path) -> None:
    lists = "var/lib/apt/lists"
    first = [file(f"{lists}/a", b"1"), file(f"{lists}/b", b"22")]
    place = f"/{lists}"
    second = [file(f"{lists}/a", b"333")]
    assert rows(tmp_path, first, second) == [
        ("leftover-apt-lists", 0, place, 3, None, "note"),  # b is still there
        ("leftover-apt-lists", 1, place, 3, None, "note"),
    ]
    third = [whiteout(f"{lists}/b")]
    assert rows(tmp_path, first, second, third)[0] == ("leftover-apt-lists", 0, place, 3, 2, "note")


def test_many_bytes_are_a_warning(tmp_path: Path) -> None:
    for size, level in ((999_999, "note"), (1_000_000, "warning")):
        (row,) = rows(tmp_path, BASE, [file("tmp/a", bytes(size))])
        assert row == ("leftover-temp", 1, "/tmp", size, None, level)


def test_what_the_layer_itself_removes_is_no_finding(tmp_path: Path) -> None:
    again = [file("tmp/a", DATA), symlink("tmp", "/run")]
    assert rows(tmp_path, BASE, again, but=USUAL | {"duplicate-path"}) == []


def test_a_place_within_a_place_is_told_once(tmp_path: Path) -> None:
    nested = [file("tmp/app/.git/HEAD", b"ref: a"), file("tmp/root/.cache/pip/a", DATA)]
    assert rows(tmp_path, BASE, nested) == [("leftover-temp", 1, "/tmp", 11, None, "note")]


COMPILER = [file("usr/lib/gcc/x86_64-linux-gnu/12/cc1", bytes(100))]
HEADERS = [file("usr/include/stdio.h", bytes(200_000))]


def test_compilers_and_headers_count_above_the_base(tmp_path: Path) -> None:
    assert rows(tmp_path, COMPILER, BASE) == []
    assert rows(tmp_path, BASE, COMPILER) == [("build-tools", 1, "/usr/lib/gcc", 100, None, "note")]
    assert rows(tmp_path, BASE, HEADERS, [whiteout("usr/include")]) == [
        ("build-tools", 1, "/usr/include", 200_000, 2, "note")
    ]
    # Libraries of a compiler, headers of a runtime, a program that only is called like one.
    for name in ("usr/lib/gcc/x86_64-linux-gnu/12/libgcc_s.so", "usr/local/include/a.h", "app/cc1"):
        assert rows(tmp_path, BASE, [file(name, bytes(200_000))]) == []
    (row,) = rows(tmp_path, BASE, [file("usr/lib/llvm-14/bin/clang", bytes(9))])
    assert row[:3] == ("build-tools", 1, "/usr/lib/llvm-14")
