"""The sample images are what their recipes make, small, and each explained."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from tests.build_image import blob_path, digest, expand

FOLDER = Path(__file__).parent.parent / "sample_images"
LESSONS = FOLDER.parent / "inspector" / "lessons" / "images"
SIZE_LIMIT = 2_000_000

RECIPES = {
    "hello.tar": "hello.py",
    "lecture.tar": "lecture.py",
    "lecture-oci-gzip.tar": "lecture.py",
    "lecture-oci-zstd.tar": "lecture.py",
    "whiteouts.tar": "whiteouts.py",
    "docker-save.tar": "docker-save.Dockerfile",
}
UNCOMPRESSED = ("hello.tar", "lecture.tar", "whiteouts.tar")
MAGICS = {"lecture-oci-gzip.tar": b"\x1f\x8b", "lecture-oci-zstd.tar": b"\x28\xb5\x2f\xfd"}


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder into which the rebuild script has just written."""
    folder = tmp_path_factory.mktemp("samples")
    script = str(FOLDER / "rebuild.py")
    subprocess.run([sys.executable, "-B", script, "--to", str(folder)], check=True)
    return folder


def members_of(path: Path) -> dict[str, bytes]:
    """Return an archive's files, what symlinks lead to included."""
    with tarfile.open(path, "r:") as archive:
        opened = {member.name: archive.extractfile(member) for member in archive}
        return {name: stream.read() for name, stream in opened.items() if stream is not None}


def oci_image(path: Path) -> tuple[bytes, list[bytes]]:
    """Return configuration and layers' blobs of the only image in an OCI archive."""
    found = members_of(path)
    (listed,) = json.loads(found["index.json"])["manifests"]
    manifest = json.loads(found[blob_path(listed["digest"])])
    config = found[blob_path(manifest["config"]["digest"])]
    return config, [found[blob_path(layer["digest"])] for layer in manifest["layers"]]


def test_there_are_these_samples_and_no_folders() -> None:
    assert {path.name for path in FOLDER.glob("*.tar")} == set(RECIPES)
    assert [path.name for path in FOLDER.iterdir() if path.is_dir()] in ([], ["__pycache__"])


@pytest.mark.parametrize("name", RECIPES)
def test_each_is_small_and_has_its_recipe_and_its_two_lines(name: str) -> None:
    path = FOLDER / name
    assert path.stat().st_size < SIZE_LIMIT
    assert (FOLDER / RECIPES[name]).is_file()
    lines = path.with_suffix(".md").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 2
    assert f"`{RECIPES[name]}`" in lines[1]


@pytest.mark.parametrize("name", UNCOMPRESSED)
def test_uncompressed_samples_are_rebuilt_to_the_byte(name: str, rebuilt: Path) -> None:
    assert (rebuilt / name).read_bytes() == (FOLDER / name).read_bytes()


@pytest.mark.parametrize("name", MAGICS)
def test_compressed_samples_are_rebuilt_to_the_same_layers(name: str, rebuilt: Path) -> None:
    config, layers = oci_image(FOLDER / name)
    new_config, new_layers = oci_image(rebuilt / name)
    assert {layer[: len(MAGICS[name])] for layer in (*layers, *new_layers)} == {MAGICS[name]}
    assert config == new_config == oci_image(FOLDER / "lecture.tar")[0]
    diff_ids = json.loads(config)["rootfs"]["diff_ids"]
    assert [digest(expand(layer)) for layer in layers] == diff_ids
    assert [digest(expand(layer)) for layer in new_layers] == diff_ids


def test_every_rebuilt_sample_is_one_of_these(rebuilt: Path) -> None:
    names = {path.name for path in rebuilt.iterdir()}
    assert names == {*UNCOMPRESSED, *MAGICS, *(path.name for path in LESSONS.iterdir())}


def test_images_of_lessons_are_rebuilt_to_the_byte_each_by_a_recipe(rebuilt: Path) -> None:
    for path in LESSONS.iterdir():
        assert (rebuilt / path.name).read_bytes() == path.read_bytes(), path.name
        recipe = FOLDER / f"{path.stem.replace('-', '_')}.py"
        assert f'"""{path.name}: ' in recipe.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["hello.tar", "lecture.tar", "whiteouts.tar", "docker-save.tar"])
def test_docker_archives_name_their_layers_in_order(name: str) -> None:
    found = members_of(FOLDER / name)
    (item,) = json.loads(found["manifest.json"])
    assert item["RepoTags"] == [f"example.com/{name.removesuffix('.tar')}:1"]
    config = json.loads(found[item["Config"]])
    assert [digest(found[layer]) for layer in item["Layers"]] == config["rootfs"]["diff_ids"]
    rows = [row for row in config["history"] if not row.get("empty_layer")]
    assert len(rows) == len(item["Layers"])


@pytest.mark.parametrize("name", ["whiteouts.tar", "docker-save.tar"])
def test_legacy_archives_hold_a_repeated_layer_as_a_symlink(name: str) -> None:
    with tarfile.open(FOLDER / name, "r:") as archive:
        links = [member.linkname for member in archive if member.issym()]
    assert len(links) == 1
    assert links[0].endswith("/layer.tar")


def test_the_real_docker_save_holds_its_own_recipe() -> None:
    found = members_of(FOLDER / "docker-save.tar")
    (item,) = json.loads(found["manifest.json"])
    held: dict[str, bytes] = {}
    for layer in item["Layers"]:
        with tarfile.open(fileobj=io.BytesIO(found[layer])) as archive:
            for member in archive:
                stream = archive.extractfile(member)
                if stream is not None:
                    held[member.name] = stream.read()
    assert held == {
        "Dockerfile": (FOLDER / "docker-save.Dockerfile").read_bytes(),
        "docs/docker-save.md": (FOLDER / "docker-save.md").read_bytes(),
    }


def test_the_lecture_reads_as_the_classic_builder_writes_it() -> None:
    config = json.loads(oci_image(FOLDER / "lecture.tar")[0])
    created_by = [row["created_by"] for row in config["history"]]
    assert created_by[0].startswith("/bin/sh -c #(nop) ADD file:")
    assert created_by[3:] == [
        "/bin/sh -c yum -y install net-tools",
        "/bin/sh -c yum -y install elinks",
        "/bin/sh -c yum -y install httpd",
        "/bin/sh -c yum clean all && rm -rf /var/cache/yum && chmod 750 /usr/sbin/httpd",
        '/bin/sh -c #(nop)  CMD ["/bin/bash"]',
    ]
    layers = oci_image(FOLDER / "lecture.tar")[1]
    assert max(layers, key=len) == layers[0]
    assert sum(map(len, layers[1:4])) > len(layers[0])
