"""``ls``: the contract of its JSON, its rows for people, its paths."""

from __future__ import annotations

import json
import os
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest

from inspector.limits import Limits
from tests.build_image import (
    ImageSpec,
    char,
    directory,
    fifo,
    file,
    format_named,
    hardlink,
    sparse,
    symlink,
    whiteout,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tests.build_image import Member, Raw
    from tests.cli.conftest import Run

ODD = b"caf\xe9 \x1b[31m"


@pytest.fixture
def image(tmp_path: Path) -> Path:
    layers = [
        [
            directory("etc", mode=0o755, mtime=100),
            file("etc/passwd", b"root", mode=0o644, mtime=1.9, uid=3, gid=4),
            hardlink("etc/again", "etc/passwd"),
            file("etc-old", b"z"),
            symlink("link", "etc/passwd"),
            char("dev/null", 1, 3),
            fifo("pipe"),
            file(ODD, b"x", xattrs={"security.capability": b"\x01\x02"}),
        ],
        [whiteout("etc-old"), file("etc/passwd", b"rooT", mode=0o600, mtime=5)],
        [file("etc/passwd", b"rooT", mode=0o644, mtime=5)],
    ]
    return format_named("docker-legacy").write(tmp_path / "i.tar", ImageSpec(layers=layers))


def rows(run: Run, *arguments: str | Path) -> dict[str, dict[str, Any]]:
    said = run("ls", "--json", *arguments)
    assert said.code == 0, said.err
    assert said.out.isascii()
    parsed = [json.loads(line) for line in said.out.splitlines()]
    paths = [os.fsencode(row["path"]) for row in parsed]
    assert paths == sorted(paths)
    return {row["path"]: row for row in parsed}


def test_a_row_has_what_the_contract_says(run: Run, image: Path) -> None:
    assert rows(run, image, "--layer", "0")["/etc/passwd"] == {
        "path": "/etc/passwd",
        "type": "file",
        "mode": "0644",
        "uid": 3,
        "gid": 4,
        "size": 4,
        "mtime": 1,
        "layer": 0,
        "hardlinks": rows(run, image, "--layer", "0")["/etc/again"]["hardlinks"],
    }


def test_kinds_and_their_own_fields(run: Run, image: Path) -> None:
    found = rows(run, image)
    assert found["/link"]["type"] == "symlink"
    assert found["/link"]["link"] == "etc/passwd"
    assert found["/link"]["size"] == 0
    assert found["/dev/null"]["dev"] == [1, 3]
    assert found["/dev/null"]["type"] == "char"
    assert found["/pipe"]["type"] == "fifo"
    assert found["/dev"]["mtime"] is None
    assert found["/dev"]["mode"] == "0755"
    assert "hardlinks" not in found["/etc/again"]
    odd = found["/" + ODD.decode("utf-8", "surrogateescape")]
    assert odd["xattrs"] == {"security.capability": "0102"}


def test_digests_are_of_files_only(run: Run, image: Path) -> None:
    found = rows(run, image, "--digests")
    assert found["/etc/passwd"]["sha256"] == sha256(b"rooT").hexdigest()
    assert found["/etc/again"]["sha256"] == sha256(b"root").hexdigest()
    assert "sha256" not in found["/link"]
    assert "sha256" not in found["/etc"]


def test_holes_without_end_have_no_digest(run: Run, tmp_path: Path) -> None:
    layer: list[Member | Raw] = [sparse(b"bomb", 10**15, ((0, b"x"),)), file("f", b"f")]
    path = format_named("docker-legacy").write(tmp_path / "i.tar", ImageSpec(layers=[layer]))
    said = run("ls", "--json", "--digests", path)
    assert said.code == 4
    assert said.err.startswith("layerscope: /bomb: /bomb is not read")
    bomb, other = (json.loads(line) for line in said.text.splitlines())
    assert (bomb["size"], "sha256" in bomb) == (10**15, False)
    assert other["sha256"] == sha256(b"f").hexdigest()


def test_changes_of_a_layer(run: Run, image: Path) -> None:
    first = rows(run, image, "--changes", "--layer", "1")
    assert first["/etc/passwd"]["change"] == "modified"
    assert first["/etc-old"]["change"] == "removed"
    assert first["/etc-old"]["layer"] == 1
    assert first["/etc-old"]["size"] == 1
    assert set(first) == {"/etc/passwd", "/etc-old"}
    top = rows(run, image, "--changes")
    assert top["/etc/passwd"]["change"] == "metadata"
    assert top["/etc/passwd"]["fields"] == ["mode"]


def test_a_path_gives_its_own_row_and_all_below(run: Run, image: Path) -> None:
    assert list(rows(run, image, "/etc")) == ["/etc", "/etc/again", "/etc/passwd"]
    assert list(rows(run, image, "etc/")) == ["/etc", "/etc/again", "/etc/passwd"]
    assert list(rows(run, image, "/link")) == ["/link"]
    assert list(rows(run, image, "/etc-old", "--changes", "--layer", "1")) == ["/etc-old"]
    assert "/etc" in rows(run, image, "/")


@pytest.mark.parametrize("path", ["/nope", "/link/x", "/etc-old", "/etc/passwd/x"])
def test_a_path_that_is_not_there(run: Run, image: Path, path: str) -> None:
    said = run("ls", image, path)
    assert (said.code, said.out) == (1, b"")
    assert path in said.err


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let an image have four entries."""
    monkeypatch.setattr(
        "inspector.cli.kit.opening.DEFAULT_LIMITS", Limits(entries=4, upper_entry=1)
    )


@pytest.mark.usefixtures("small")
def test_a_limit_gives_what_was_read_and_4(run: Run, tmp_path: Path) -> None:
    layers = [[file("a"), file("b")], [file("c"), file("d"), file("e")], [file("f")], [file("g")]]
    path = format_named("docker-legacy").write(tmp_path / "i.tar", ImageSpec(layers=layers))
    for arguments, lines in ((["ls"], 2), (["ls", "--json"], 2), (["cat"], 0), (["history"], 5)):
        verb, *options = arguments
        said = run(verb, *options, path, *(["/b"] if verb == "cat" else []))
        assert (said.code, len(said.out.splitlines())) == (4, lines)
        first, second = said.err.splitlines()
        assert first.endswith("layer 1: more than 4 entries, the limit for an archive of this size")
        assert second.endswith(
            "layers 2 to 3: not read, as the layers below reach the limit of 4 entries"
        )


@pytest.mark.usefixtures("small")
def test_as_many_as_are_allowed_are_no_limit(run: Run, tmp_path: Path) -> None:
    layers = [[file("a"), file("b")], [file("c"), file("d")]]
    path = format_named("docker-legacy").write(tmp_path / "i.tar", ImageSpec(layers=layers))
    assert list(rows(run, path)) == ["/a", "/b", "/c", "/d"]


def test_rows_for_people_are_printable(run: Run, image: Path) -> None:
    text = run("ls", image).text
    assert "\x1b" not in text
    assert "caf\\xe9 \\x1b[31m" in text
    assert "-> etc/passwd" in text
    assert "M  -rw-------" in run("ls", image, "--changes", "--layer", "1").text
