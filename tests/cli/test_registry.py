"""Commands about an image of a registry: what each of them fetches, and how it ends."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time
from typing import TYPE_CHECKING

import pytest

from tests.build_image import ImageSpec, build, directory, empty, file, format_named, opaque
from tests.cli.conftest import layerscope
from tests.fake_registry import FakeRegistry, SlowBlob, push

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.cli.conftest import Run
    from tests.fake_registry import Pushed

SPEC = ImageSpec(
    layers=[
        [directory("etc"), file("etc/motd", b"hello\n"), file("etc/pad", os.urandom(300_000))],
        [opaque("etc"), file("etc/motd", b"bye\n")],
    ],
    history=["ADD rootfs.tar /", empty("ENV A=b"), "RUN make"],
    config={"config": {"Cmd": ["sh"]}},
    codec="gzip",
)
AMD = build(SPEC)
ARM = build(ImageSpec(layers=[[file("a", b"arm")]], platform="linux/arm64"))


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr("platform.machine", lambda: "x86_64")


@pytest.fixture
def registry() -> Iterator[FakeRegistry]:
    with FakeRegistry() as registry:
        yield registry


@pytest.fixture
def pushed(registry: FakeRegistry) -> Pushed:
    return push(registry, "team/app:1", AMD, ARM)


@pytest.fixture
def name(registry: FakeRegistry, pushed: Pushed) -> str:
    del pushed
    return f"registry://{registry.host}/team/app:1"


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    return format_named("oci-archive").write(tmp_path / "image.tar", SPEC)


@pytest.mark.parametrize(
    "words",
    [
        ["dockerfile"],
        ["explain"],
        ["explain", "--json", "--changed", "0"],
        ["images"],
        ["images", "--json"],
        ["verify", "--manifest"],
        ["history", "-q"],
        ["history", "--format", "{{.ID}} {{.CreatedBy}}"],
        ["history", "--format", "table {{.CreatedAt}}"],
    ],
)
def test_what_the_configuration_tells_costs_no_layer(
    run: Run, registry: FakeRegistry, pushed: Pushed, name: str, words: list[str]
) -> None:
    said = run(*words, name)
    assert said.code == 0, said.err
    assert said.err == ""
    assert said.out
    assert len(registry.requests) == 3
    manifest = registry.paths()[1].rpartition("/")[2]
    assert registry.sent == pushed.size(pushed.digest, manifest, AMD.image_id)


@pytest.mark.parametrize(
    "words",
    [
        ["history"],
        ["history", "--format", "{{.Size}}"],
        ["history", "--format", "json"],
        ["history", "--format", "{{json .}}"],
        ["ls", "--json"],
        ["ls", "--digests"],
        ["cat", "IMAGE", "/etc/motd"],
        ["audit", "--json", "--duplicates", "--packages"],
        ["container", "IMAGE", "-c", "cat /etc/motd; rm /etc/motd"],
    ],
)
def test_other_commands_fetch_layers_once_and_say_what_they_say_of_an_archive(
    run: Run, registry: FakeRegistry, name: str, saved: Path, words: list[str]
) -> None:
    def told(image: str, *options: str) -> str:
        given = [image if each == "IMAGE" else each for each in words]
        said = run(*given, *options, *([] if "IMAGE" in words else [image]))
        assert said.code == 0, said.err
        return _without_names(said.text, image)

    expected = told(str(saved), "--no-cache")
    assert told(name) == expected
    blobs = [each for each in registry.paths() if "/blobs/" in each]
    assert len(blobs) == len(set(blobs)) == 3
    registry.requests.clear()
    assert told(name) == expected
    assert registry.paths() == ["/v2/team/app/manifests/1"]


def _without_names(text: str, image: str) -> str:
    """Leave out what the image is called, and what one manifest has and the other has not."""
    if text.startswith("{\n"):
        document = json.loads(text)
        document.pop("image")
        document.pop("names", None)
        return json.dumps(document)
    return text.replace(image, "IMAGE")


def test_platforms_are_listed_without_being_fetched(run: Run, name: str) -> None:
    said = run("images", name)
    lines = said.text.splitlines()
    assert lines[0] == "format: registry"
    assert any(re.match(rf"{AMD.image_id[:19]} +linux/amd64 +2 ", line) for line in lines)
    at = lines.index("Other platforms, not fetched")
    assert re.fullmatch(r"  sha256:[0-9a-f]{64}  linux/arm64", lines[at + 1])
    document = json.loads(run("images", "--json", name).text)
    assert [(each["kind"], each["platform"]) for each in document["beside"]] == [
        ("not-fetched", "linux/arm64")
    ]
    assert document["images"][0]["layers"][0]["present"] is True
    only = run("images", "--platform", "linux/arm64", name)
    assert ARM.image_id[:19] in only.text


def test_an_image_for_other_platforms_alone_is_listed_and_not_opened(
    run: Run, registry: FakeRegistry
) -> None:
    riscv = build(ImageSpec(layers=[[file("a", b"x")]], platform="linux/riscv64"))
    push(registry, "other:1", ARM, riscv)
    name = f"registry://{registry.host}/other:1"
    said = run("images", name)
    assert said.code == 0
    assert "linux/riscv64" in said.text
    refused = run("dockerfile", name)
    assert refused.code == 2
    assert "--platform" in refused.err
    assert run("dockerfile", "--platform", "linux/riscv64", name).code == 0
    assert run("images", "--platform", "windows/amd64", name).code == 2


def test_image_is_refused_with_what_to_do(run: Run, name: str) -> None:
    said = run("ls", "--image", "other", name)
    assert said.code == 2
    assert "choose another by its tag or digest" in said.err


@pytest.mark.parametrize("name", ["", "//", "/", "localhost:5000", "127.0.0.1", "example.com/"])
def test_a_host_is_no_image(run: Run, name: str) -> None:
    said = run("ls", f"registry://{name}")
    assert said.code == 2
    assert len(said.err.splitlines()) == 1
    assert "write HOST/NAME:TAG" in said.err


def test_effects_of_layers_are_not_known_without_them(run: Run, name: str) -> None:
    steps = json.loads(run("explain", "--json", name).text)["steps"]
    assert [each["bytes"] for each in steps if each["layer"] is not None] == [None, None]


def test_verify_compares_every_byte(run: Run, registry: FakeRegistry, name: str) -> None:
    said = run("verify", name)
    assert said.code == 0
    assert "layer 1" in said.text
    assert "manifest" in said.text
    assert len([each for each in registry.paths() if "/blobs/" in each]) == 3


def test_a_layer_that_is_missing_is_damage(run: Run, registry: FakeRegistry, name: str) -> None:
    del registry.blobs[AMD.digests[1]]
    for words in (["ls"], ["audit"], ["verify"]):
        said = run(*words, name)
        assert said.code == 4
        assert "layer 1: " in said.err
        assert f"{registry.host} does not have the blob" in said.err
        assert len(said.err.splitlines()) == 1
    assert run("cat", name, "/etc/pad").code == 4


@pytest.mark.parametrize("command", ["ls", "dockerfile", "images", "verify"])
def test_an_image_that_is_missing_is_one_line(
    run: Run, registry: FakeRegistry, command: str
) -> None:
    said = run(command, f"registry://{registry.host}/none:1")
    assert said.code == 3
    assert said.out == b""
    assert len(said.err.splitlines()) == 1
    assert "does not have none:1" in said.err


def test_files_are_extracted_and_images_written(
    run: Run, registry: FakeRegistry, name: str, tmp_path: Path
) -> None:
    assert run("extract", name, "/etc/motd", "--to", tmp_path / "out").code == 0
    assert (tmp_path / "out" / "etc" / "motd").read_bytes() == b"bye\n"
    # Of layers that are known already the blobs are fetched where they are copied.
    for each in (tmp_path / "cache" / "layerscope" / "blobs-1").iterdir():
        each.unlink()
    small = tmp_path / "small.tar"
    assert run("squash", name, "--save", small, "--layers", "1").code == 0
    assert run("cat", small, "/etc/motd").out == b"bye\n"
    assert run("verify", small).code == 0


def test_two_images_are_compared(
    run: Run, registry: FakeRegistry, name: str, saved: Path, tmp_path: Path
) -> None:
    assert run("diff", "--exit-code", saved, name).code == 0
    other = build(ImageSpec(layers=[*SPEC.layers, [file("new", b"x")]], codec="gzip"))
    push(registry, "team/app:2", other)
    said = run("diff", "--exit-code", name, f"registry://{registry.host}/team/app:2")
    assert said.code == 1
    assert "/new" in said.text


def test_the_base_image_may_be_one_of_a_registry(
    run: Run, registry: FakeRegistry, name: str
) -> None:
    base = build(ImageSpec(layers=[SPEC.layers[0]], codec="gzip"))
    push(registry, "base:1", base, ARM)
    said = run("dockerfile", "--base", f"registry://{registry.host}/base:1", name)
    assert said.code == 0
    assert f"FROM {registry.host}/base:1" in said.text


def test_hosts_of_options_are_hosts(run: Run, name: str) -> None:
    for option in ("--mirror", "--insecure-registry"):
        said = run("dockerfile", option, "no host", name)
        assert said.code == 2
        assert "no host" in said.err
        assert run("dockerfile", option, "mirror.example", name).code == 0
        said = run("history", option, "http://[::1", "sample_images/hello.tar")
        assert (said.code, said.text) == (2, "")
        assert "is not a valid registry host" in said.err


def test_the_cache_tells_of_what_was_fetched(run: Run, name: str, tmp_path: Path) -> None:
    run("ls", name)
    kept = list((tmp_path / "cache" / "layerscope" / "blobs-1").iterdir())
    assert len(kept) == 5
    assert run("cache").text.splitlines()[2].startswith("from registries: 5 files, ")
    run("cache", "--clear")
    assert not [each for each in tmp_path.joinpath("cache").rglob("*") if each.is_file()]


def test_without_a_cache_nothing_is_kept(run: Run, name: str, tmp_path: Path) -> None:
    assert run("ls", "--no-cache", name).code == 0
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_fetching_at_once_and_nothing_is_left(
    registry: FakeRegistry, name: str, tmp_path: Path, number: signal.Signals
) -> None:
    words = layerscope("ls", "--platform", "linux/amd64", name)
    slow = SlowBlob(registry, AMD.digests[0])
    running = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert slow.is_asked.wait(20)
    before = time.monotonic()
    running.send_signal(number)
    _, said = running.communicate(timeout=20)
    assert time.monotonic() - before < 5
    assert running.returncode == 128 + number
    assert len(said.splitlines()) == 1
    kept = [each.name for each in tmp_path.joinpath("cache").rglob("*") if each.is_file()]
    assert AMD.digests[0].replace(":", "-") not in kept
    assert not [each for each in kept if each.startswith(".")]


@pytest.mark.parametrize("codec", ["gzip-toc", "zstd-toc"])
def test_a_table_of_contents_spares_the_rest_of_a_layer(
    run: Run, registry: FakeRegistry, codec: str
) -> None:
    large = os.urandom(2_000_000)
    layer = [directory("etc"), file("etc/motd", b"hello\n"), file("large", large)]
    top = [file("etc/new", b"x"), file("etc/motd", b"HELLO\n"), file("large", large, mode=0o600)]
    image = build(ImageSpec(layers=[layer, top], codec=codec))
    pushed = push(registry, "toc:1", image)
    name = f"registry://{registry.host}/toc:1"
    assert run("ls", name).code == 0
    documents = pushed.size(pushed.digest, image.image_id)
    assert registry.sent - documents < 200_000
    changes = run("ls", "--changes", name).text.splitlines()
    assert [line[0] for line in changes if "/etc/" in line or "/large" in line] == ["M", "A", "m"]
    assert registry.sent - documents < 400_000
    registry.requests.clear()
    before = registry.sent
    assert run("cat", name, "/etc/motd").out == b"HELLO\n"
    assert registry.sent - before < 200_000
    assert {each.headers.get("range") is not None for each in registry.requests[1:]} == {True}
    # What compares contents reads all of them, and whoever comes after has them here.
    assert run("audit", name).code == 0
    assert registry.sent - before > len(large)
    registry.requests.clear()
    assert run("cat", name, "/large").out == large
    assert registry.paths() == ["/v2/toc/manifests/1"]


def test_files_are_extracted_by_the_table_and_images_whole(
    run: Run, registry: FakeRegistry, tmp_path: Path
) -> None:
    image = build(ImageSpec(layers=[SPEC.layers[0]], codec="zstd-toc"))
    push(registry, "toc:1", image)
    name = f"registry://{registry.host}/toc:1"
    assert run("extract", name, "/etc/motd", "--to", tmp_path / "one").code == 0
    assert (tmp_path / "one" / "etc" / "motd").read_bytes() == b"hello\n"
    assert registry.sent < len(image.layers[0].blob)
    assert run("extract", name, "/", "--to", tmp_path / "all").code == 0
    assert len((tmp_path / "all" / "etc" / "pad").read_bytes()) == 300_000
