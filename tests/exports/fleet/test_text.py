"""The summary for people: aligned in both languages, and nothing in it that acts."""

from __future__ import annotations

import json

import pytest

from inspector.exports.fleet import FORMATS, render
from inspector.exports.layout.cells import display_width
from inspector.fleet.summary import (
    Base,
    PackageVersions,
    SameButTimes,
    SecretTotal,
    SharedContent,
    Summary,
    UnreadImage,
    VersionCount,
)
from tests.translations import translate

BASE = Base("debian:12", 1, 120_000_000, 41, 4_920_000_000, "2023-05-02T00:00:00Z")
FOUND = Summary(
    schema=1,
    images=1042,
    distinct_images=1040,
    unread_images=2,
    layers=9000,
    distinct_layers=3100,
    stored_bytes=50_000_000_000,
    compressed_bytes=20_000_000_000,
    unshared_bytes=90_000_000_000,
    shared_bytes=40_000_000_000,
    wasted_bytes=5_000_000_000,
    same_content_bytes=7_000_000_000,
    bases=(BASE, Base(None, 12, 900, 1, 900, None)),
    old_bases=(BASE,),
    same_but_times=(SameButTimes(1000, 3, 2000, ("sha256:" + "a" * 64, "sha256:" + "b" * 64)),),
    same_contents=(SharedContent(20_000, 4, 60_000, "/opt/app \x1b[2J"),),
    secrets=(SecretTotal("secret-file", 1, 2),),
    packages=(PackageVersions("deb", "curl", 9, 2, (VersionCount("8", 7), VersionCount("7", 2))),),
    unread=(UnreadImage("<b>bad.tar", "the archive is damaged"),),
)


def test_the_whole_text() -> None:
    assert render("text", FOUND).splitlines() == [
        "1,042 images, 9,000 layers (3,100 distinct)",
        "2 images could not be read completely",
        "50.0 GB stored, counting each layer once (20.0 GB as stored in the archives)",
        "40.0 GB saved by sharing layers",
        "5.00 GB (10%) wasted: hidden in every image that has the layer",
        "7.00 GB could be saved by storing identical files only once",
        "",
        "Base images that take the most space",
        "    Size  Images    Total  Created     Base image",
        "  120 MB      41  4.92 GB  2023-05-02  debian:12",
        "   900 B       1    900 B  -           (no name)",
        "",
        "Base images more than 180 days older than the newest image",
        "    Size  Images    Total  Created     Base image",
        "  120 MB      41  4.92 GB  2023-05-02  debian:12",
        "",
        "Layers that differ only in times",
        "     Size  Layers    Saved  Digests",
        "  1.00 kB       3  2.00 kB  sha256:aaaaaaaaaaaa and 2 more",
        "",
        "Identical files in different layers",
        "     Size  Layers    Saved  Path",
        "  20.0 kB       4  60.0 kB  /opt/app \\x1b[2J",
        "",
        "Secrets",
        "  Images  Places  Finding",
        "       1       2  secret-file",
        "",
        "Packages in several versions",
        "  Versions  Package   Images by version",
        "         2  deb curl  8 (7), 7 (2)",
        "",
        "Not read",
        "  Image       Why",
        "  <b>bad.tar  the archive is damaged",
    ]


def test_columns_stay_aligned_in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    translate(
        monkeypatch,
        {
            "Size": "大小",
            ">Size": ">大小",
            ">Images": ">镜像",
            ">Total": ">合计",
            "Created": "创建",
        },
    )
    lines = render("text", FOUND).splitlines()
    at = lines.index("Base images that take the most space")
    assert _at(lines[at + 1], "创建") == _at(lines[at + 2], "2023")


def _at(line: str, word: str) -> int:
    return display_width(line[: line.index(word)])


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_tells_all_and_nothing_acts(form: str) -> None:
    told = render(form, FOUND)
    assert "\x1b" not in told
    for word in ("debian:12", "secret-file", "curl", "bad.tar"):
        assert word in told
    if form == "json":
        assert json.loads(told)["bases"][0]["name"] == "debian:12"
    if form == "html":
        assert "<b>bad" not in told
