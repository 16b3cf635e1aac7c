"""The JSON of each command is English in every language; its text is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from inspector import language
from tests.build_image import ImageSpec, blob_path, build, empty, file, format_named, without
from tests.marked import SIGN, mark

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

COMMANDS = {
    "explain": ("explain", "IMAGE", "--changed", "2"),
    "verify": ("verify", "IMAGE"),
    "images": ("images", "IMAGE"),
    "container": ("container", "IMAGE", "-c", "rm /var/log/build.log; cat /nope; touch /new"),
    "audit": ("audit", "IMAGE", "--duplicates", "--packages", "--max-layers", "1"),
    "diff": ("diff", "IMAGE", "IMAGE", "--max-growth", "1"),
    "ls": ("ls", "IMAGE"),
}


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """Return an image with something to say about everything; a layer of it is not there."""
    spec = ImageSpec(
        layers=[
            [file("var/log/build.log", b"x" * 2_000_000), file("etc/a", b"a")],
            [file("etc/a", b"b"), file("tmp/x", b"x", mode=0o4777)],
            [file("gone", b"x")],
        ],
        history=[
            "ADD root.tar / # buildkit",
            empty("ENV TOKEN=ghp_abcdefghijklmnopqrstuvwxyz0123456789AB # buildkit"),
            "RUN /bin/sh -c make # buildkit",
            "RUN /bin/sh -c true # buildkit",
            empty('CMD ["a"]'),
        ],
    )
    blob = blob_path(build(spec).digests[2])
    return format_named("oci-archive").write(
        tmp_path / "image.tar", spec, change=lambda members: without(members, blob)
    )


@pytest.mark.parametrize("name", COMMANDS)
def test_json_is_english(run: Run, image: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    command, *arguments = COMMANDS[name]
    words = [command, *(str(image) if each == "IMAGE" else each for each in arguments)]
    english = run(*words, "--json")
    mark(monkeypatch)
    marked = run("--lang", "zh_CN", *words, "--json")
    assert language.chosen() == "zh_CN"
    assert (marked.code, marked.out) == (english.code, english.out)
    if name != "ls":
        assert SIGN in run("--lang", "zh_CN", *words).text
