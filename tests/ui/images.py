"""Images that the screen's tests open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.build_image import (
    Format,
    ImageSpec,
    blob_path,
    build,
    directory,
    empty,
    file,
    format_named,
    hardlink,
    symlink,
    whiteout,
    without,
)
from tests.ui.widgets.sources import HOSTILE

if TYPE_CHECKING:
    from pathlib import Path

LEGACY: Format = format_named("docker-legacy")

SMALL = ImageSpec(
    layers=[
        [
            directory("etc"),
            file("etc/passwd", b"root", uid=1, gid=2),
            directory("srv"),
            file("srv/report.txt", b"r" * 3000),
            symlink("srv/link", "report.txt"),
        ],
        [file("etc/passwd", b"toor"), file("opt/new", b"n" * 10)],
        [whiteout("srv"), file("etc/passwd", b"toor", mode=0o600)],
    ],
    history=["ADD base in /", empty('CMD ["sh"]'), "RUN one", "RUN two", empty("LABEL a=b")],
)


def small(tmp_path: Path) -> Path:
    """Return an image of three layers and two steps without one."""
    return LEGACY.write(tmp_path / "small.tar", SMALL)


# Something of everything that a filter tells apart; the sizes differ from the order of the names.
VARIED = ImageSpec(
    layers=[
        [
            directory("etc"),
            file("etc/passwd", b"root", uid=1, gid=2),
            directory("usr"),
            directory("usr/bin"),
            file("usr/bin/env", b"e" * 3000, mode=0o755),
            file("usr/bin/su", b"s" * 5000, mode=0o4755),
            directory("usr/lib"),
            file("usr/lib/a.pyc", b"a" * 100),
            file("usr/lib/b.pyc", b"b" * 200),
            file("usr/lib/big.bin", b"0" * 2_000_000),
            symlink("usr/lib/c.pyc", "b.pyc"),
        ],
        [
            file("etc/passwd", b"toor"),
            file("opt/tool", b"t" * 10, mode=0o4755),
            whiteout("usr/lib/big.bin"),
        ],
        [whiteout("usr/lib/b.pyc"), file("usr/bin/su", b"s" * 5000, mode=0o755)],
    ],
    history=["ADD base in /", "RUN one", "RUN two"],
)


def varied(tmp_path: Path) -> Path:
    """Return an image with files of all kinds."""
    return LEGACY.write(tmp_path / "varied.tar", VARIED)


def crowded(tmp_path: Path) -> Path:
    """Return an image with more files in one folder than are looked at in one frame."""
    files = [file(f"d/f{number:04}", b"x" * (number % 7)) for number in range(6000)]
    return LEGACY.write(tmp_path / "crowded.tar", ImageSpec(layers=[[*files, file("e", b"e")]]))


def several(tmp_path: Path) -> Path:
    """Return an archive of two images."""
    other = ImageSpec(layers=[[file("other", b"o")]], tags=["example.com/other:2"])
    return LEGACY.write(tmp_path / "several.tar", SMALL, other)


def damaged(tmp_path: Path) -> Path:
    """Return an image whose second layer of three is not there."""
    spec = ImageSpec(layers=[[file(f"file{number}", b"x")] for number in range(3)])
    blob = blob_path(build(spec).digests[1])
    return format_named("oci-archive").write(
        tmp_path / "damaged.tar", spec, change=lambda members: without(members, blob)
    )


def doubtful(tmp_path: Path) -> Path:
    """Return an image with findings of all levels but notes: on it, on layers, on paths."""
    spec = ImageSpec(
        layers=[
            [
                directory("srv"),
                file("srv/a", b"one"),
                file("srv/a", b"two"),
                file("../../evil", b"x" * 9),
            ],
            [file(".wh.", b""), hardlink("srv/twin", "srv/nothing")],
            [file("gone", b"g")],
        ],
        history=["ADD base in /", "RUN one", "RUN two", "RUN three"],
    )
    blob = blob_path(build(spec).digests[2])
    return format_named("oci-archive").write(
        tmp_path / "doubtful.tar", spec, change=lambda members: without(members, blob)
    )


def hostile(tmp_path: Path) -> Path:
    """Return an image that says something evil wherever an image can say something."""
    texts = list(HOSTILE)
    evil = "".join(texts)
    layers = [
        [
            *(file(text, b"x" * 50) for text in texts),
            *(symlink(f"link{number}", text) for number, text in enumerate(texts)),
            file("日本語", b"wide"),
        ],
        [
            *(file(text, b"y" * 60) for text in texts),
            file("xattrs", b"", xattrs={"user." + "\x1b[31m": b"1"}),
        ],
    ]
    config = {
        "User": evil,
        "Env": [f"A={text}" for text in texts],
        "Entrypoint": texts,
        "Cmd": texts,
        "WorkingDir": evil,
        "Labels": {"org.opencontainers.image.base.name": evil, **{text: text for text in texts}},
        "ExposedPorts": {evil: {}},
        "Volumes": {evil: {}},
    }
    clean = _without_surrogates(config)
    steps = [empty(_text(text), comment=_text(text)) for text in texts]
    spec = ImageSpec(
        layers=layers,
        history=[_text(f"RUN {evil}"), *steps, _text(evil)],
        config={"config": clean, "author": _text(evil), "created": _text(evil)},
        tags=[_text(evil)],
    )
    return LEGACY.write(tmp_path / "hostile.tar", spec)


NAMES = (
    "日本語のファイル名.txt", "🎉🎊 party.md", "👩\u200d👩\u200d👧 family", "e\u0301te\u0301",
    "עברית.txt", "العربية", "\u202etxt.exe", "zero\u200bwidth", "한국어", "\uff46\uff55\uff4c",
    "🇩🇪", "❤\ufe0f", "a" * 250, "日" * 80, "tab\there", "new\nline", "[@click=app.quit]x[",
    "\x1b[31mred",
)  # fmt: skip


def names(tmp_path: Path) -> Path:
    """Return an image with names of many scripts and widths, each stored twice."""
    layers = [
        [file(f"d/{name}", fill * (1000 + at)) for at, name in enumerate(NAMES)]
        for fill in (b"x", b"y")
    ]
    spec = ImageSpec(layers=layers, history=["ADD 日本語", f"RUN echo 🎉 \x1b[31m{'長' * 100}"])
    return LEGACY.write(tmp_path / "names.tar", spec)


def _text(text: str) -> str:
    """Return text that JSON can hold as UTF-8."""
    return text.replace("\udce9", "")


def _without_surrogates(value: object) -> object:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, list):
        return [_without_surrogates(each) for each in value]
    if isinstance(value, dict):
        return {_text(key): _without_surrogates(each) for key, each in value.items()}
    return value
