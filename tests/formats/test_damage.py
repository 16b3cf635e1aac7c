"""Damage of every kind and place: an answer, or one clear error, never a traceback."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.build_image import (
    CODECS,
    FORMATS,
    Format,
    ImageSpec,
    OciOptions,
    build,
    file,
    format_named,
    hardlink,
    oci_layout,
    save_directory,
    symlink,
    whiteout,
)
from tests.formats.test_docker_v1 import CHAIN, repositories
from tests.formats.test_folder import flat

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.build_image import BuiltImage, Member
    from tests.cli.conftest import Run, Said

SPEC = ImageSpec(
    layers=[
        [file("a", b"one" * 300), symlink("l", "a"), hardlink("h", "a")],
        [whiteout("a"), file("\udce9 long name " * 9, b"two")],
    ],
    codec=("none", "gzip"),
)
ARM = ImageSpec(layers=[[file("a", b"arm")]], platform="linux/arm64")


def _v1(*images: BuiltImage) -> list[Member]:
    del images
    return [*CHAIN, repositories(app="top")]


def _nested(*images: BuiltImage) -> list[Member]:
    options = OciOptions(one_index=True, attestations=True, nesting=1, embed=True)
    return oci_layout(*images, build(ARM), options=options)


def _sha512(*images: BuiltImage) -> list[Member]:
    return oci_layout(*images, options=OciOptions(algorithm="sha512", docker_types=True))


ODD_FORMS = (
    Format("docker-v1", _v1),
    Format("dir", flat),
    Format("nested-index", _nested),
    Format("sha512", _sha512),
)
ARCHIVES = [*(form for form in FORMATS if not form.directory), *ODD_FORMS]
WHOLE = ["none", "gzip", "zstd", "xz", "bzip2"]


def check(said: Said, codes: set[int], where: str) -> None:
    assert said.code in codes, f"{where}: {said.code}: {said.err}"
    assert bool(said.err) == (said.code != 0), f"{where}: {said.code} without a word"
    for line in said.err.splitlines():
        assert line.isprintable(), f"{where}: {line!r}"


def is_whole(data: bytes, size: int) -> bool:
    """Whether nothing but the tar's end marker is cut."""
    return not data[size:].strip(b"\0")


@pytest.mark.parametrize("form", ARCHIVES, ids=str)
@pytest.mark.parametrize("verb", ["audit", "verify"])
def test_cut_at_every_block(form: Format, verb: str, run: Run, tmp_path: Path) -> None:
    path = form.write(tmp_path / "i.tar", SPEC)
    data = path.read_bytes()
    for size in range(0, len(data), 512):
        path.write_bytes(data[:size])
        said = run(verb, "--no-cache", path)
        # A cut between members that are not needed leaves an answer that is whole.
        codes = {0} if is_whole(data, size) else {0, 3, 4}
        check(said, codes, f"{form} cut to {size}")


@pytest.mark.parametrize("form", ARCHIVES, ids=str)
@pytest.mark.parametrize("codec", WHOLE[1:])
def test_cut_archives_that_are_packed(form: Format, codec: str, run: Run, tmp_path: Path) -> None:
    path = form.write(tmp_path / "i.tar", SPEC, codec=codec)
    data = path.read_bytes()
    for size in range(0, len(data), 512):
        path.write_bytes(data[:size])
        check(run("ls", "--no-cache", path), {3, 4}, f"{form} {codec} cut to {size}")


@pytest.mark.parametrize("form", ARCHIVES, ids=str)
@pytest.mark.parametrize("codec", WHOLE)
def test_a_byte_changed_in_every_thousand(
    form: Format, codec: str, run: Run, tmp_path: Path
) -> None:
    path = form.write(tmp_path / "i.tar", SPEC, codec=codec)
    data = path.read_bytes()
    step = 1000 if codec == "none" else 97
    for offset in range(0, len(data), step):
        changed = bytearray(data)
        changed[offset] ^= 0xFF
        path.write_bytes(changed)
        for verb, codes in (("verify", {0, 1, 3, 4}), ("ls", {0, 3, 4})):
            said = run(verb, "--no-cache", path)
            check(said, codes, f"{form} {codec} changed at {offset}")


def blobs(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


@pytest.mark.parametrize("codec", sorted(set(CODECS) - {"none"}))
def test_layers_of_every_kind_cut_and_changed(codec: str, run: Run, tmp_path: Path) -> None:
    spec = ImageSpec(layers=SPEC.layers, codec=codec)
    path = format_named("oci-archive").write(tmp_path / "i.tar", spec)
    data = path.read_bytes()
    for offset in range(0, len(data), 512):
        path.write_bytes(data[:offset])
        codes = {0} if is_whole(data, offset) else {0, 3, 4}
        check(run("ls", "--no-cache", path), codes, f"{codec} cut to {offset}")
        path.write_bytes(data[:offset] + bytes([data[offset] ^ 0xFF]) + data[offset + 1 :])
        check(run("ls", "--no-cache", path), {0, 3, 4}, f"{codec} changed at {offset}")


@pytest.mark.parametrize("form", [*FORMATS, *ODD_FORMS], ids=str)
def test_folders_with_cut_and_changed_files(form: Format, run: Run, tmp_path: Path) -> None:
    folder = save_directory(tmp_path / "folder", form.layout(build(SPEC)))
    for path in blobs(folder):
        data = path.read_bytes()
        sizes = range(0, len(data), 512)
        variants = [data[:size] for size in sizes]
        variants += [data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :] for at in sizes]
        for variant in variants:
            path.write_bytes(variant)
            check(run("verify", folder), {0, 1, 2, 3, 4}, f"{form} {path.name}")
        path.unlink()
        check(run("audit", "--no-cache", folder), {0, 2, 3, 4}, f"{form} without {path.name}")
        path.write_bytes(data)
