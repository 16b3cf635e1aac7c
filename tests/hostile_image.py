"""An image that says something evil wherever an image can say something."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.build_image import (
    ImageSpec,
    OciOptions,
    blob_path,
    build,
    directory,
    empty,
    file,
    hardlink,
    oci_layout,
    opaque,
    save,
    symlink,
    whiteout,
    without,
)
from tests.packages.databases import dpkg_list, stanza, status

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from tests.build_image import Part

# In each payload, so that a test sees whether it has come through, and where.
SIGN = "PWN"
# What an output may take for more than text. A slash would make folders of a name: U+2215 is none.
PAYLOADS = (
    "\x1b[2J\x1b[31mPWN\x1b[0m",
    "\x1b]0;PWN\x07\x1b]2;PWN\x1b\\",
    "\x1b]8;;http:PWN\x1b\\PWN\x1b]8;;\x1b\\",
    "\x1b]52;c;UFdO\x07PWN",
    "\x1bcPWN\x1b[?1049h\x1b[?1000h\x1b[6n\x1bP$qPWN\x1b\\",
    "\x9b31mPWN\x9d0;PWN\x9c\x90PWN\x9c",
    "PWN\r\x08\x07\x0b\x0c\x0e\x7fPWN",
    "PWN\n::error::PWN\n##[error]PWN\n=PWN",
    "\n::set-output name=PWN::1",
    "\u202egpj.PWN\u2066\u200b\u2069",
    "\ufeff=PWN\u2028=PWN\u2029::error::PWN\x85::error::PWN",
    "[@click=app.quit]PWN[/] [link=http:PWN]PWN[/link] [bold red]",
    "<script>PWN()</script><img src=x onerror=PWN()>",
    "</script></code></td></table></details></title><svg onload=PWN()>",
    "\"'><b onmouseover='PWN()' style=\"PWN\">",
    "javascript:PWN()",
    "data:text;html,PWN",
    "[PWN](javascript:PWN()) ![PWN](http:PWN.example) <http:PWN.example>",
    "http://PWN.example www.PWN.example PWN@PWN.example @PWN #1 owner/PWN#1",
    "`PWN`` | PWN | *PWN* ~~PWN~~ $PWN$ :PWN: \\| ",
    "# PWN",
    "- [x] PWN",
    "=cmd|'C calc'!PWN",
    "+PWN",
    "-PWN",
    "@PWN",
    "\t=PWN",
    "\r=PWN",
    " =PWN",
    "::error file=PWN::PWN",
    " ::add-mask::PWN",
    "%0A::error::PWN%0D%0A##[error]PWN",
    "##[group]PWN",
    "##vso[task.setvariable variable=PWN]PWN",
    "##teamcity[PWN name='PWN']",
    "section_start:1:PWN\r\x1b[0KPWN",
    "EOF\nverdict=PWN\nPWN<<EOF",
    "verdict<<PWN",
    "]]><PWN></PWN><!-- PWN --> &lt;PWN&gt; &#60;PWN",
    "{0} {PWN} {{PWN}} %s %n ${PWN} $(PWN)",
    '", "PWN": "PWN"}\\',
)
# Texts that nothing takes for more than text: what comes out then is our own.
PLAIN = tuple(f"PWN text {number}" for number in range(8))


@dataclass(frozen=True)
class Images:
    """Archives: an image, one before it, two in one archive, one that is damaged."""

    image: Path
    old: Path
    both: Path
    damaged: Path


def images(folder: Path, texts: Sequence[str]) -> Images:
    """Write the archives, with these texts in every field."""
    folder.mkdir()
    new, old = _image(texts, is_new=True), _image(texts, is_new=False)
    options = OciOptions(
        names="containerd",
        annotations=_pairs(texts),
        described=_pairs(texts),
    )

    def written(name: str, *specs: ImageSpec, absent: str | None = None) -> Path:
        members = oci_layout(*map(build, specs), options=options)
        if absent is not None:
            members = without(members, absent)
        return save(folder / f"{name}.tar", members)

    missing = blob_path(build(new).digests[1])
    return Images(
        image=written("image", new),
        old=written("old", old),
        both=written("both", old, new),
        damaged=written("damaged", new, absent=missing),
    )


def _pairs(texts: Sequence[str]) -> dict[str, str]:
    return {text: text for text in texts} | {
        f"org.opencontainers.image.{name}": texts[at % len(texts)]
        for at, name in enumerate(
            ("source", "url", "title", "version", "base.name", "base.digest", "vendor", "licenses")
        )
    }


def _image(texts: Sequence[str], *, is_new: bool) -> ImageSpec:
    evil = "".join(texts)
    layers: list[list[Part]] = [
        [*_system(texts, is_new=is_new), *_files(texts, b"x" * 40)],
        [*_files(texts, b"y" * (50 + is_new)), *_doubtful(texts, is_new=is_new)],
        [
            *(whiteout(f"d/{_name(text)}") for text in texts[::3]),
            opaque("s"),
            file("last", b"z" * is_new),
        ],
    ]
    steps = [empty(f"{word} {text}", comment=text, author=text) for word, text in _steps(texts)]
    config = {
        "User": evil,
        "Env": [*(f"{text}={text}" for text in texts), f"V={is_new}{texts[0]}"],
        "Entrypoint": list(texts),
        "Cmd": list(texts),
        "WorkingDir": evil,
        "Labels": _pairs(texts),
        "ExposedPorts": {text: {} for text in texts},
        "Volumes": {text: {} for text in texts},
        "StopSignal": evil,
        "Shell": list(texts),
        "OnBuild": list(texts),
        "Healthcheck": {"Test": ["CMD", *texts]},
    }
    return ImageSpec(
        layers=layers,
        history=[
            f"ADD {evil} {is_new}",
            *steps,
            f"RUN |1 {evil}={evil} /bin/sh -c apt-get update {evil} # buildkit",
            {"created": evil, "created_by": evil, "comment": evil, "author": evil},
        ],
        config={"config": config, "author": evil, "created": evil, "os.version": evil},
        tags=[f"example.com/{'new' if is_new else 'old'}:1", *texts],
    )


def _steps(texts: Sequence[str]) -> Iterator[tuple[str, str]]:
    words = ("ENV", "LABEL", "RUN", "", "CMD", "COPY", "EXPOSE", "ONBUILD", "/bin/sh -c #(nop) ")
    for number, text in enumerate(texts):
        yield words[number % len(words)], text


def _name(text: str) -> str:
    """Return a text as one name of a file: tar ends names at NUL, and a slash makes folders."""
    return text.replace("/", "\u2215").replace("\0", "")


def _files(texts: Sequence[str], content: bytes) -> Iterator[Part]:
    for number, text in enumerate(texts):
        name = _name(text)
        yield file(
            name,
            content + name.encode(),
            mode=(0o644, 0o4777, 0o2755, 0o666)[number % 4],
            uid=number,
            uname=name.encode()[:31],
            gname=name.encode()[:31],
            xattrs={f"user.{name}": name.encode(), "security.capability": name.encode()},
            pax=((b"comment", name.encode()), (name.replace("=", "").encode(), name.encode())),
        )
        yield file(f"d/{name}", content)


def _doubtful(texts: Sequence[str], *, is_new: bool) -> Iterator[Part]:
    for number, text in enumerate(texts):
        name = _name(text)
        yield symlink(f"link{number}", text)
        yield symlink(f"s/{name}", f"../{text}")
        # No layer could be written anew with a link to nothing.
        yield hardlink(f"h/{name}", name if is_new else f"nothing/{name}")
        if number % 3 == 0:
            yield file(f"../{name}", b"escapes")
        if number % 3 == 1:
            yield file(f"root/.ssh/{name}/id_rsa", b"-----BEGIN RSA PRIVATE KEY-----\n")
        if number % 3 == 2:
            yield file(f"var/lib/apt/lists/{name}", b"x" * 100)


def _system(texts: Sequence[str], *, is_new: bool) -> Iterator[Part]:
    lines = [text.replace("\n", " ").replace("\r", " ") for text in texts]
    yield directory("etc")
    release = "".join(f"{key}={json.dumps(texts[0])}\n" for key in ("PRETTY_NAME", "ID", "VERSION"))
    yield file("etc/os-release", release.encode())
    yield file("etc/passwd", "".join(f"{line}::0:0:{line}:/:{line}\n" for line in lines).encode())
    yield file("etc/shadow", "".join(f"{line}::1:0:::::\n" for line in lines).encode())
    yield status(*(stanza(line, f"1{line}{is_new}", line) for line in lines))
    for line in lines:
        yield dpkg_list(_name(line), f"/{line}", f"/d/{line}")
    apk = "".join(f"P:{line}\nV:{line}{is_new}\nA:{line}\nF:d\nR:{line}\n\n" for line in lines)
    yield file("lib/apk/db/installed", apk.encode())
    for number, text in enumerate(texts):
        at = f"app/node_modules/m{number}"
        described = {"name": text, "version": f"{text}{is_new}", "license": text}
        yield file(f"{at}/package.json", json.dumps(described).encode())
        metadata = f"Metadata-Version: 2.1\nName: {lines[number]}\nVersion: {lines[number]}\n"
        place = f"usr/lib/python3/dist-packages/p{number}.dist-info"
        yield file(f"{place}/METADATA", metadata.encode())
        yield file(f"{place}/RECORD", f"{lines[number]},,\n".encode())
