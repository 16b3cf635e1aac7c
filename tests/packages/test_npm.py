"""npm's packages, by their folders."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.build_image import file, symlink
from tests.packages.databases import dpkg_list, found, rows, stanza, status
from tests.tree.world import world

if TYPE_CHECKING:
    from pathlib import Path

    from tests.build_image import Part


def described(folder: str, name: str, version: str = "1.0.0") -> Part:
    return file(f"{folder}/package.json", json.dumps({"name": name, "version": version}).encode())


def size(name: str) -> int:
    return len(json.dumps({"name": name, "version": "1.0.0"}))


def test_a_folder_belongs_to_the_package_that_it_lies_in(tmp_path: Path) -> None:
    image = world(
        tmp_path / "i.tar",
        [
            described("app", "app"),
            file("app/index.js", b"mine"),
            described("app/node_modules/a", "a"),
            file("app/node_modules/a/lib/deep/x.js", b"x" * 10),
            described("app/node_modules/a/lib", "not-a-package"),
            described("app/node_modules/a/node_modules/@s/b", "@s/b"),
            file("app/node_modules/a/node_modules/@s/b/y.js", b"y" * 20),
            file("app/node_modules/.package-lock.json", b"{}"),
            symlink("app/node_modules/.bin/a", "../a/lib/deep/x.js"),
        ],
    )
    assert rows(image) == [
        ("@s/b", "1.0.0", 0, 2, 20 + size("@s/b")),
        ("a", "1.0.0", 0, 3, 10 + size("a") + size("not-a-package")),
    ]
    assert found(image).rows[0].purl in {"pkg:npm/a@1.0.0", "pkg:npm/%40s/b@1.0.0"}
    assert {each.purl for each in found(image).rows} == {"pkg:npm/a@1.0.0", "pkg:npm/%40s/b@1.0.0"}
    assert found(image).unowned_files == 3


def test_copies_of_a_package_that_a_layer_brought_are_one_row(tmp_path: Path) -> None:
    image = world(
        tmp_path / "i.tar",
        [described("x/node_modules/a", "a"), described("y/node_modules/a", "a")],
        [described("z/node_modules/a", "a", "2.0.0"), described("x/node_modules/a", "a")],
    )
    one = size("a")
    assert rows(image) == [("a", "1.0.0", 0, 2, 2 * one), ("a", "2.0.0", 1, 1, one)]


@pytest.mark.parametrize(
    "text",
    [b"", b"{", b"[]", b'{"name": "b"}', b'{"name": 1, "version": "1"}', b'{"name": "\xff"}',
     b'{"name": "", "version": ""}', b"[" * 100_000, b'{"name": "b", "x": ' + b"[" * 100_000],
)  # fmt: skip
def test_a_folder_without_a_name_belongs_to_the_one_around_it(tmp_path: Path, text: bytes) -> None:
    image = world(
        tmp_path / "i.tar",
        [
            described("node_modules/a", "a"),
            file("node_modules/a/node_modules/b/package.json", text),
            file("node_modules/a/node_modules/b/x", b"x"),
        ],
    )
    assert rows(image) == [("a", "1.0.0", 0, 3, size("a") + len(text) + 1)]
    assert found(image).unread == ()


def test_what_a_distribution_brought_is_its_own(tmp_path: Path) -> None:
    image = world(
        tmp_path / "i.tar",
        [
            described("usr/share/nodejs/node_modules/a", "a"),
            file("usr/share/nodejs/node_modules/a/made-later", b"m"),
            dpkg_list("node-a", "/usr/share/nodejs/node_modules/a/package.json"),
            status(stanza("node-a")),
        ],
    )
    assert rows(image) == [("node-a", "1", 0, 1, size("a"))]
