"""What the image builder writes is read back by others: tarfile, the codecs' own, skopeo."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import tarfile
from typing import TYPE_CHECKING

import pytest

from tests.build_image import (
    CODECS,
    DOCKER_25_DEFECTS,
    FORMATS,
    GNU,
    MTIME,
    RECORD,
    SPARSE_DIALECTS,
    V7,
    Format,
    ImageSpec,
    Member,
    OciOptions,
    blob_path,
    build,
    char,
    compress,
    corrupted,
    digest,
    directory,
    docker_25,
    docker_legacy,
    empty,
    expand,
    expanded,
    fifo,
    file,
    flip,
    format_named,
    gnu_long,
    hardlink,
    header,
    layer_tar,
    oci_layout,
    opaque,
    pax_header,
    prefixed,
    raw,
    read_json,
    replaced,
    save,
    shuffled,
    sparse,
    symlink,
    truncate,
    whiteout,
    without,
)
from tests.cases import tried_with

if TYPE_CHECKING:
    from pathlib import Path

SPEC = ImageSpec(
    layers=[
        [directory("etc"), file("etc/motd", b"one"), symlink("motd", "etc/motd")],
        [whiteout("etc/motd"), file("new", b"two")],
        [file("new", b"three" * 2000)],
    ],
    history=["ADD one", "RUN two", empty("ENV A=b"), "RUN three"],
)


def read_tar(data: bytes) -> list[tarfile.TarInfo]:
    with tarfile.open(fileobj=io.BytesIO(data), errorlevel=2) as archive:
        return archive.getmembers()


def members_of(path: Path) -> dict[str, bytes]:
    """Return the files of an archive or a folder, symlinks resolved."""
    if path.is_dir():
        files = (each for each in path.rglob("*") if each.is_file())
        return {str(each.relative_to(path)): each.read_bytes() for each in files}
    with tarfile.open(fileobj=io.BytesIO(expand(path.read_bytes()))) as archive:
        found = {}
        for member in archive:
            opened = archive.extractfile(member)
            if opened is not None:
                found[member.name.removeprefix("./")] = opened.read()
        return found


def test_members_keep_what_their_constructors_say() -> None:
    motd, bin_, link, null, pipe, etc = read_tar(
        layer_tar(
            [
                file("etc/motd", b"hello", mode=0o4755, uid=1000, gid=50, uname=b"u", gname=b"g"),
                hardlink("bin", "etc/motd"),
                symlink("link", "../etc"),
                char("null", 1, 3),
                fifo("pipe"),
                directory("etc"),
            ]
        )
    )
    assert (motd.mode, motd.uid, motd.gid, motd.size, motd.mtime) == (0o4755, 1000, 50, 5, MTIME)
    assert (motd.uname, motd.gname) == ("u", "g")
    assert bin_.islnk()
    assert bin_.linkname == "etc/motd"
    assert link.issym()
    assert link.linkname == "../etc"
    assert null.ischr()
    assert (null.devmajor, null.devminor) == (1, 3)
    assert pipe.isfifo()
    assert etc.isdir()
    assert etc.mode == 0o755


@pytest.mark.parametrize(
    ("marker", "name"),
    [
        (whiteout("a/b"), "a/.wh.b"),
        (whiteout("b"), ".wh.b"),
        (opaque("a"), "a/.wh..wh..opq"),
        (opaque(""), ".wh..wh..opq"),
    ],
)
def test_markers_stand_beside_what_they_hide(marker: Member, name: str) -> None:
    assert [member.name for member in read_tar(layer_tar([marker]))] == [name]


@pytest.mark.parametrize("dialect", ["pax", "gnu"])
def test_what_no_header_holds_is_read_back(dialect: str) -> None:
    long = "deep/" * 40 + "name"
    kept = file(
        long, b"x", uid=2**31, gid=2**33, mtime=-7, dialect="gnu" if dialect == "gnu" else "pax"
    )
    link = Member("l", b"2", link=long, dialect=kept.dialect)
    first, second = read_tar(layer_tar([kept, link]))
    assert (first.name, first.uid, first.gid, first.mtime) == (long, 2**31, 2**33, -7)
    assert second.linkname == long


def test_pax_records_carry_fractions_xattrs_and_the_callers_own() -> None:
    (member,) = read_tar(
        layer_tar(
            [file("f", mtime=1.25, xattrs={"user.a": b"b"}, pax=((b"comment", b"x=y"),), size=None)]
        )
    )
    assert member.mtime == 1.25
    assert member.pax_headers["SCHILY.xattr.user.a"] == "b"
    assert member.pax_headers["comment"] == "x=y"


def test_ustar_splits_names_and_refuses_what_does_not_fit() -> None:
    name = "d" * 60 + "/" + "e" * 60 + "/" + "f" * 90
    data = layer_tar([file(name, dialect="ustar")])
    assert read_tar(data)[0].name == name
    assert data[257:263] == b"ustar\0"
    with pytest.raises(ValueError, match="cannot hold"):
        layer_tar([file("x" * 101, dialect="ustar")])
    with pytest.raises(ValueError, match="cannot hold"):
        layer_tar([file("x" * 101, dialect="v7")])


def test_v7_has_no_magic() -> None:
    data = layer_tar([file("old", b"content", dialect="v7"), directory("d", dialect="v7")])
    assert data[257:265] == V7
    assert [(m.name, m.isdir()) for m in read_tar(data)] == [("old", False), ("d", True)]


def test_names_are_bytes() -> None:
    (member,) = read_tar(layer_tar([file(b"caf\xe9")]))
    assert member.name == "caf\udce9"
    assert layer_tar([file(b"caf\xe9")]) == layer_tar([file("caf\udce9")])


@pytest.mark.parametrize("dialect", SPARSE_DIALECTS)
def test_sparse_files_expand_to_their_real_size(dialect: str) -> None:
    chunks = [(number * 10_000, b"%d" % number * 300) for number in range(30)]
    size = 400_000
    named = next(each for each in SPARSE_DIALECTS if each == dialect)
    data = layer_tar([sparse(b"d/holes", size, chunks, named), file("behind")])
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        first, second = archive.getmembers()
        opened = archive.extractfile(first)
        assert opened is not None
        assert opened.read() == expanded(size, chunks)
    assert (first.name, first.size, second.name) == ("d/holes", size, "behind")


def test_raw_headers_may_be_valid_or_not() -> None:
    long = b"n" * 150
    valid = layer_tar(
        [raw(gnu_long(long) + header(b"cut", size=3, magic=GNU), b"abc"), file("behind")]
    )
    assert [member.name for member in read_tar(valid)] == [long.decode(), "behind"]
    with pytest.raises(tarfile.ReadError):
        read_tar(layer_tar([raw(header(b"f", wrong_checksum=b"0000000"))]))
    negative = header(b"f", size=-512)
    assert negative[124:136] == b"\xff" * 10 + b"\xfe\x00"
    assert header(b"f", mode=b" 644\0")[100:108] == b" 644\0\0\0\0"


def test_global_and_malformed_pax_headers() -> None:
    data = layer_tar([raw(pax_header([(b"uid", b"7")], b"g")), file("f")])
    assert read_tar(data)[0].uid == 7
    assert pax_header(b"99 broken")[512:521] == b"99 broken"


def test_a_hardlink_may_name_a_size_it_does_not_have() -> None:
    data = layer_tar([hardlink("h", "f", size=5), file("behind")])
    assert data[124:136] == b"00000000005\0"
    assert data[512:518] == b"behind"


def test_ends_of_archives() -> None:
    body = len(layer_tar([file("f")], end_blocks=0))
    assert body == 512
    assert layer_tar([file("f")], trailing=b"hidden")[body:] == bytes(1024) + b"hidden"
    assert len(layer_tar([file("f")], record=RECORD)) == RECORD
    assert layer_tar([], end_blocks=0) == b""


@tried_with("codec", CODECS)
def test_codecs_expand_to_what_went_in(codec: str) -> None:
    data = layer_tar([file("f", b"some text " * 2000)])
    packed = compress(data, codec)
    assert expand(packed) == data
    assert (packed == data) == (codec == "none")
    assert compress(data, codec) == packed


def test_chunked_footers_lead_to_their_tables() -> None:
    data = layer_tar([file("f", b"some text " * 2000)])
    chunked = compress(data, "zstd-chunked")
    assert chunked.endswith(b"GNUlInUx")
    at, length = (int.from_bytes(chunked[-64:][i : i + 8], "little") for i in (0, 8))
    assert json.loads(expand(chunked[at : at + length]))["version"] == 1
    estargz = compress(data, "gzip-estargz")
    footer = estargz[-51:]
    assert footer[16:38].endswith(b"STARGZ")
    assert data.endswith(expand(estargz[int(footer[16:32], 16) :]))


@pytest.mark.parametrize("kind", FORMATS, ids=str)
def test_the_same_spec_gives_the_same_bytes(kind: Format, tmp_path: Path) -> None:
    first = kind.write(tmp_path / "a", SPEC)
    second = kind.write(tmp_path / "b", SPEC)
    assert members_of(first) == members_of(second)
    assert kind.directory or first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("kind", FORMATS, ids=str)
def test_every_format_holds_the_image(kind: Format, codec: str, tmp_path: Path) -> None:
    built = build(ImageSpec(layers=SPEC.layers, history=SPEC.history, codec=[codec, "none", codec]))
    found = members_of(kind.write(tmp_path / "image", built.spec))
    if "manifest.json" in found:
        (item,) = json.loads(found["manifest.json"])
        layers, config = item["Layers"], item["Config"]
        assert item["RepoTags"] == ["example.com/app:1"]
    else:
        (listed,) = json.loads(found["index.json"])["manifests"]
        manifest = json.loads(found[blob_path(listed["digest"])])
        layers = [blob_path(layer["digest"]) for layer in manifest["layers"]]
        config = blob_path(manifest["config"]["digest"])
    assert [digest(expand(found[name])) for name in layers] == built.diff_ids
    assert digest(found[config]) == built.image_id
    assert json.loads(found[config])["rootfs"]["diff_ids"] == built.diff_ids


@pytest.mark.parametrize("kind", FORMATS, ids=str)
def test_blobs_are_named_after_their_contents(kind: Format, tmp_path: Path) -> None:
    other = ImageSpec(layers=[SPEC.layers[0]], tags=("example.com/other:2",))
    found = members_of(kind.write(tmp_path / "image", SPEC, other))
    blobs = {name: data for name, data in found.items() if name.startswith("blobs/")}
    assert {name: blob_path(digest(data)) for name, data in blobs.items()} == {
        name: name for name in blobs
    }


def test_a_repeated_layer_is_a_symlink_in_the_legacy_format() -> None:
    again = build(ImageSpec(layers=[SPEC.layers[0], SPEC.layers[1], SPEC.layers[0]]))
    members = docker_legacy(again)
    (link,) = [member for member in members if member.kind == b"2"]
    with tarfile.open(fileobj=io.BytesIO(layer_tar(members))) as archive:
        opened = archive.extractfile(str(link.name))
        assert opened is not None
        assert digest(opened.read()) == again.diff_ids[0]


def test_history_rows_and_configuration_can_be_anything() -> None:
    config = json.loads(build(SPEC).config)
    assert [row.get("empty_layer", False) for row in config["history"]] == [0, 0, 1, 0]
    odd = ImageSpec(
        config={"os": None, "x": [1]}, without=frozenset({"history"}), platform="linux/arm/v7"
    )
    config = json.loads(build(odd).config)
    assert config["os"] is None
    assert config["x"] == [1]
    assert config["variant"] == "v7"
    assert "history" not in config
    assert build(ImageSpec(config_bytes=b"{")).config == b"{"


def test_one_index_of_several_platforms_with_attestations_and_nesting() -> None:
    images = [build(ImageSpec(layers=SPEC.layers, platform=f"linux/{a}")) for a in ("amd64", "arm")]
    options = OciOptions(
        algorithm="sha512",
        one_index=True,
        nesting=2,
        attestations=True,
        embed=True,
        absent=frozenset({"linux/arm"}),
    )
    members = oci_layout(*images, options=options)
    blobs = {str(member.name): member.content for member in members}
    top = read_json(members, "index.json")
    for _ in range(3):
        (entry,) = top["manifests"]
        top = json.loads(blobs[blob_path(entry["digest"])])
        assert hashlib.sha512(blobs[blob_path(entry["digest"])]).hexdigest() in entry["digest"]
    amd64, proof, arm, _ = top["manifests"]
    assert (amd64["platform"]["architecture"], arm["platform"]["architecture"]) == ("amd64", "arm")
    assert proof["annotations"]["vnd.docker.reference.digest"] == amd64["digest"]
    assert blob_path(amd64["digest"]) in blobs
    assert blob_path(arm["digest"]) not in blobs
    assert "data" in amd64


@pytest.mark.parametrize("defect", DOCKER_25_DEFECTS)
def test_defects_of_docker_25_are_in_the_oci_side_alone(defect: str) -> None:
    named = next(each for each in DOCKER_25_DEFECTS if each == defect)
    broken, sound = docker_25(build(SPEC), defect=named), docker_25(build(SPEC))
    assert read_json(broken, "index.json") != read_json(sound, "index.json")
    manifests = [
        [member.content for member in members if member.name == "manifest.json"]
        for members in (broken, sound)
    ]
    assert manifests[0] == manifests[1]


def test_changes_of_members_before_they_are_written(tmp_path: Path) -> None:
    plain = format_named("oci-archive").write(tmp_path / "plain", SPEC)
    moved = format_named("oci-archive").write(
        tmp_path / "moved", SPEC, codec="zstd", change=lambda found: prefixed(shuffled(found))
    )
    assert members_of(moved) == members_of(plain)
    members = oci_layout(build(SPEC))
    assert [member.name for member in shuffled(members)] != [member.name for member in members]
    left = without(members, "index.json")
    assert len(left) == len(members) - 1
    assert "index.json" not in {member.name for member in left}
    broken = replaced(members, {"index.json": b"no json"})
    with pytest.raises(json.JSONDecodeError):
        read_json(broken, "index.json")
    layer = blob_path(build(SPEC).digests[0])
    bad = {str(m.name): m.content for m in corrupted(members, layer, 3)}
    good = {str(m.name): m.content for m in members}
    assert len(bad[layer]) == len(good[layer])
    assert blob_path(digest(bad[layer])) != layer


def test_damage_of_files(tmp_path: Path) -> None:
    path = save(tmp_path / "image.tar", [file("f", b"content")])
    whole = path.read_bytes()
    assert flip(path, 3).read_bytes() != whole
    assert flip(path, 3).read_bytes() == whole
    assert truncate(path, 700).read_bytes() == whole[:700]
    assert truncate(path, -200).read_bytes() == whole[:500]


@pytest.mark.engine
@pytest.mark.parametrize(
    ("kind", "transport"),
    [
        ("docker-legacy", "docker-archive"),
        ("docker-25", "docker-archive"),
        ("skopeo-docker-archive", "docker-archive"),
        ("containerd", "oci-archive"),
        ("oci-archive", "oci-archive"),
        ("oci-dir", "oci"),
    ],
)
def test_skopeo_accepts_the_main_formats(kind: str, transport: str, tmp_path: Path) -> None:
    codec = "none" if transport == "docker-archive" else "gzip"
    spec = ImageSpec(layers=SPEC.layers, history=SPEC.history, codec=codec)
    path = format_named(kind).write(tmp_path / "image", spec)
    answer = subprocess.run(
        ["skopeo", "inspect", f"{transport}:{path}"],  # noqa: S607  found where it is installed
        check=True,
        capture_output=True,
    )
    assert json.loads(answer.stdout)["Layers"] == build(spec).digests
