"""Secrets in the files of an image: which layer stores them, and which hides them later."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from inspector.analyses.secrets import secret_findings
from inspector.limits import DEFAULT_LIMITS, Limits
from tests.build_image import Part, directory, file, hardlink, opaque, symlink, whiteout
from tests.planted_secrets import FILES, HARMLESS, KEYS, TOKENS, seeded
from tests.tree.world import world

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

Row = tuple[str, int | None, str | None, int | None]
ENV = file("app/.env", b"DB_PASSWORD=" + b"s3cr3t-of-the-shop\n")
NEWER = file("app/.env", b"DB_PASSWORD=" + b"an0ther-of-the-shop\n")
CODECS = ["none", "gzip", "zstd"]


def found(
    folder: Path,
    *layers: Sequence[Part],
    codec: str = "none",
    deep: bool = False,
    limits: Limits = DEFAULT_LIMITS,
) -> list[Row]:
    image = world(folder / "i.tar", *layers, codec=codec, limits=limits)
    rows = secret_findings(image.image, image.tree, image.contents, deep=deep)
    return [(each.id, each.layer, each.path, each.hidden_by) for each in rows]


@pytest.mark.parametrize("codec", CODECS)
def test_each_version_of_a_file_counts_in_its_layer(tmp_path: Path, codec: str) -> None:
    layers = ([ENV], [NEWER], [whiteout("app/.env")], [file("x", b"y")])
    assert found(tmp_path, *layers, codec=codec) == [
        ("secret-file", 0, "/app/.env", 1),
        ("secret-file", 1, "/app/.env", 2),
    ]


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize(
    "hiding",
    [[whiteout("app")], [opaque("app")], [file("app", b"now a file")], [symlink("app", "srv")]],
)
def test_who_hides_a_folder_hides_what_is_in_it(
    tmp_path: Path, hiding: Sequence[Part], codec: str
) -> None:
    rows = found(tmp_path, [directory("app"), ENV], [], hiding, [NEWER], codec=codec)
    assert rows[0] == ("secret-file", 0, "/app/.env", 2)


def test_what_is_visible_is_hidden_by_none(tmp_path: Path) -> None:
    assert found(tmp_path, [ENV], [opaque("app"), NEWER]) == [
        ("secret-file", 0, "/app/.env", 1),
        ("secret-file", 1, "/app/.env", None),
    ]


@pytest.mark.parametrize("codec", CODECS)
def test_a_file_with_several_names_counts_once_until_the_last_is_hidden(
    tmp_path: Path, codec: str
) -> None:
    names = [ENV, hardlink("app/.env.bak", "app/.env")]
    (row,) = found(tmp_path, names, [whiteout("app/.env")], codec=codec)
    assert row == ("secret-file", 0, "/app/.env", None)
    layers = (names, [whiteout("app/.env")], [whiteout("app/.env.bak")])
    (row,) = found(tmp_path, *layers, codec=codec)
    assert row == ("secret-file", 0, "/app/.env", 2)


@pytest.mark.parametrize("codec", CODECS)
def test_planted_files_are_found_and_harmless_ones_are_not(tmp_path: Path, codec: str) -> None:
    random = seeded(1)
    planted = [file(each.path, each.filled(random)[0].encode()) for each in FILES]
    key = file("root/.ssh/id_rsa", KEYS["OpenSSH private key"](random).encode())
    rows = found(tmp_path, [*planted, key], codec=codec)
    assert [row[2] for row in rows] == [f"/{each.path}" for each in FILES] + ["/root/.ssh/id_rsa"]
    assert rows[-1][0] == "secret-private-key"
    harmless = [file(each.path, each.text.encode()) for each in HARMLESS]
    assert found(tmp_path, harmless, codec=codec) == []
    assert found(tmp_path, harmless, codec=codec, deep=True) == []


@pytest.mark.parametrize("codec", CODECS)
def test_deep_looks_into_every_text(tmp_path: Path, codec: str) -> None:
    random = seeded(2)
    token = TOKENS["GitHub token"](random).encode()
    key = KEYS["RSA private key"](random).encode()
    layers = (
        [file("srv/main.py", b"# x\n" * 9000 + token), file("srv/tool", b"\x7fELF\0" + key)],
        [file("srv/notes", key), file("srv/large", token + b"\n" * (1 << 20))],
    )
    assert found(tmp_path, *layers, codec=codec) == []
    assert found(tmp_path, *layers, codec=codec, deep=True) == [
        ("secret-token", 0, "/srv/main.py", None),
        ("secret-private-key", 1, "/srv/notes", None),
    ]


@pytest.mark.parametrize("codec", CODECS)
def test_what_is_read_is_bounded(tmp_path: Path, codec: str) -> None:
    limits = replace(DEFAULT_LIMITS, secret_bytes=100)
    files = [file(f"app{at}/.env", b"DB_PASSWORD=" + b"s3cr3t-of-the-shop\n") for at in range(9)]
    assert len(found(tmp_path, files, codec=codec, limits=limits)) == 3


@pytest.mark.parametrize("codec", CODECS)
def test_so_many_files_are_searched_and_the_rest_is_told(tmp_path: Path, codec: str) -> None:
    named = [file(f"app{at}/.env", b"DB_PASSWORD=" + b"s3cr3t-of-the-shop\n") for at in range(9)]
    token = TOKENS["GitHub token"](seeded(4)).encode()
    texts = [file(f"srv/{at}.py", token) for at in range(9)]
    for files, limits, deep in (
        (named, replace(DEFAULT_LIMITS, secret_files=4), False),
        (texts, replace(DEFAULT_LIMITS, entries=64), True),
    ):
        image = world(tmp_path / f"{deep}.tar", files, codec=codec, limits=limits)
        rows = secret_findings(image.image, image.tree, image.contents, deep=deep)
        assert len([each for each in rows if each.id.startswith("secret-")]) == 4
        (more,) = (each for each in rows if each.id == "more-findings")
        assert more.message == ("secrets of 5 more files, which were not searched, are not listed")


def test_a_detail_tells_what_and_where(tmp_path: Path) -> None:
    token = TOKENS["GitHub token"](seeded(3)).encode()
    text = b"A=b\nX=" + token + b"\nDB_PASSWORD=" + b"s3cr3t-of-the-shop\n"
    image = world(tmp_path / "i.tar", [file("app/.env", text)])
    (row,) = secret_findings(image.image, image.tree, image.contents)
    assert row.detail == "GitHub token (line 2), value of DB_PASSWORD (line 3)"
