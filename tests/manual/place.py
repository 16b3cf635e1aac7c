"""The folder in which a reader of the manual stands: the files that its commands name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.build_image import ImageSpec, directory, empty, file, format_named
from tests.manual.pages import ROOT
from tests.packages.databases import dpkg_list, stanza, status

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.build_image import Part

LISTS = "var/lib/apt/lists"
SETTINGS = {"User": "app", "Healthcheck": {"Test": ["CMD", "/usr/bin/curl"]}, "Cmd": ["/bin/sh"]}
# Words that stand for what a reader has.
PLACEHOLDERS = {
    "IMAGE": "app.tar", "OLD": "old.tar", "NEW": "new.tar", "COMMAND": "audit", "FILE": "file",
    "LESSON": "deletion", "N": "1", "NAME": "json", "GLOB": "'*.pem'", "ARGS": "--help",
}  # fmt: skip


def _base() -> list[Part]:
    return [
        directory("etc"),
        directory("srv"),
        file("etc/passwd", b"root:x:0:0::/root:/bin/sh\napp:x:1000:1000::/srv:/bin/sh\n"),
        file("etc/os-release", b"ID=debian\nVERSION_ID=12\n"),
        file("usr/lib/os-release", b"ID=debian\nVERSION_ID=12\n"),
        file("usr/bin/curl", b"curl" * 100),
        status(stanza("curl", "7.88.1-10")),
        dpkg_list("curl", "/usr/bin/curl"),
    ]


def _image(version: bytes) -> ImageSpec:
    """Return a small application on its base image; versions differ in a byte or two."""
    lists = [file(f"{LISTS}/deb.example.com_Packages", b"Package: curl\n" * 500)]
    app = [
        file("srv/app.py", b"print('" + version + b"')\n"),
        file("srv/built-at", b"Mon Nov 30 04:04:3" + version + b" UTC 2026\n"),
        directory("opt/a"),
        file("opt/a/data", b"data" * 50),
    ]
    return ImageSpec(
        layers=[_base(), lists, app],
        history=["ADD root.tar /", "RUN apt-get update", "COPY app /", empty("USER app")],
        config={"config": SETTINGS},
        tags=["example.com/app:1"],
    )


def _write(path: Path, spec: ImageSpec, form: str = "docker-25") -> None:
    path.parent.mkdir(exist_ok=True)
    format_named(form).write(path, spec)


def furnish(folder: Path) -> None:
    """Write what the commands name to a folder: samples, archives, a layout, lists of them."""
    for name in ("sample_images", "inspector"):
        (folder / name).symlink_to(ROOT / name)
    (folder / "lecture.tar").symlink_to(ROOT / "sample_images" / "lecture.tar")
    first, second = _image(b"1"), _image(b"2")
    for name in ("app", "old", "one", "a", "shop-first", "web-1", "registry-image", "images/a"):
        _write(folder / f"{name}.tar", first)
    for name in ("new", "two", "b", "shop-second", "web-2", "new-image", "images/b"):
        _write(folder / f"{name}.tar", second)
    _write(folder / "base.tar", ImageSpec(layers=[_base()], tags=["debian:12"]))
    _write(folder / "layout", first, "oci-dir")
    (folder / "list").write_text("a.tar\nb.tar\n")


def filled(command: str, names: dict[str, str]) -> str:
    """Return a command with the names that are other ones here, and its placeholders filled."""
    for name, here in names.items():
        command = re.sub(rf"(?<![\w.]){re.escape(name)}(?![\w.])", here, command)
    return re.sub(r"(?<![\w-])[A-Z]+(?![\w=-])", lambda each: _given(each[0]), command)


def _given(word: str) -> str:
    return PLACEHOLDERS.get(word, word)


def agrees(shown: Sequence[str], said: Sequence[str]) -> bool:
    """Whether a page shows what was said; a line "…" stands for any lines, dates for any age."""
    wanted = [re.escape(_ageless(line).rstrip()) for line in shown]
    pattern = "\n".join(".*" if line == re.escape("…") else line for line in wanted)
    text = "\n".join(_ageless(line).rstrip() for line in said).strip("\n")
    return re.fullmatch(pattern.strip("\n"), text, re.DOTALL) is not None


def _ageless(line: str) -> str:
    return re.sub(r"\d+ (?:years|months|weeks|days) ago", "2 years ago", line)
