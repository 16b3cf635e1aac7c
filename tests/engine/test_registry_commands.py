"""What commands fetch of an image in a registry that others use, counted by its own log."""

from __future__ import annotations

import json
import random
import re
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.build_image import ImageSpec, directory, file, format_named
from tests.engine.layerscope import ROOT
from tests.engine.layerscope import command as words_of
from tests.engine.registry import PASSWORD, USER, DebianRegistry
from tests.engine.tools import clean_environment, run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.engine

BODY = random.Random(7).randbytes(6 << 20)  # noqa: S311  repeatable, no secret
LAYERS = [
    [
        directory("etc"),
        file("etc/os-release", b"ID=test\n"),
        file("srv/large", BODY),
        *(file(f"usr/lib/{number}", BODY[number : number + 500]) for number in range(2000)),
    ],
    [file("etc/motd", b"hello\n")],
]
KINDS = {"gzip": "gzip", "estargz": "gzip-toc", "zstd-chunked": "zstd-toc"}
_ANSWER = re.compile(r'"GET (/v2/\S*) HTTP/[0-9.]+" (?:200|206) ([0-9]+)')


class Fetched(NamedTuple):
    """The paths that were asked for with success, and the bytes of their answers together."""

    paths: list[str]
    bytes: int


class Images:
    """Images in a registry, and who fetches them."""

    def __init__(self, registry: DebianRegistry, folder: Path) -> None:
        self._registry = registry
        self._folder = folder
        self._log = folder / "registry" / "log"

    def push(self) -> None:
        login = ["--dest-tls-verify=false", f"--dest-creds={USER}:{PASSWORD}"]
        for name, codec in KINDS.items():
            spec = ImageSpec(LAYERS, codec=codec)
            path = format_named("oci-archive").write(self._folder / f"{name}.tar", spec)
            target = f"docker://{self._registry.name(name)}:1"
            run(["skopeo", "copy", "--preserve-digests", f"oci-archive:{path}", target, *login])

    def fetched(self, cache: str, kind: str, *words: str) -> tuple[bytes, Fetched]:
        """Run a command about an image; return its answer, and what it cost."""
        before = self._log.stat().st_size
        home = self._registry.environment(self._folder / "home")
        kept = {"XDG_CACHE_HOME": str(self._folder / cache), "PYTHONPATH": str(ROOT)}
        image = f"registry://{self._registry.name(kind)}:1"
        argv = words_of(words[0], image, *words[1:])[:-1]
        said = run(argv, env=clean_environment(**{**home, **kept}))
        return said, self._since(before)

    def copied(self, kind: str) -> Fetched:
        """Return what skopeo fetches to copy an image."""
        before = self._log.stat().st_size
        source = f"docker://{self._registry.name(kind)}:1"
        login = ["--src-tls-verify=false", f"--src-creds={USER}:{PASSWORD}"]
        run(["skopeo", "copy", source, f"dir:{self._folder / 'copy'}-{kind}", *login])
        return self._since(before)

    def _since(self, place: int) -> Fetched:
        found = _ANSWER.findall(self._log.read_bytes()[place:].decode("utf-8", "replace"))
        paths = [path for path, _ in found if path != "/v2/"]
        return Fetched(paths, sum(int(size) for path, size in found if path != "/v2/"))


@pytest.fixture(scope="module")
def images(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Images]:
    folder = tmp_path_factory.mktemp("images")
    with DebianRegistry(folder / "registry", tls=True, login=True) as registry:
        found = Images(registry, folder)
        found.push()
        yield found


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("words", [["dockerfile"], ["history", "-q"], ["verify", "--manifest"]])
def test_the_configuration_costs_itself_and_the_manifest(
    images: Images, kind: str, words: list[str]
) -> None:
    _, cost = images.fetched(f"{words[0]}-{kind}", kind, *words)
    assert len(cost.paths) == 2
    assert cost.bytes < 4000
    _, again = images.fetched(f"{words[0]}-{kind}", kind, *words)
    assert len(again.paths) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_costs_little_more_than_the_table(images: Images, kind: str) -> None:
    said, cost = images.fetched(f"cat-{kind}", kind, "cat", "/etc/os-release")
    assert said == b"ID=test\n"
    whole = images.copied(kind)
    assert cost.bytes < whole.bytes / 50 if kind != "gzip" else cost.bytes == whole.bytes


@pytest.mark.parametrize("kind", KINDS)
def test_an_audit_costs_what_a_copy_does(images: Images, kind: str) -> None:
    said, cost = images.fetched(f"audit-{kind}", kind, "audit", "--json")
    assert json.loads(said)["stored_bytes"] > len(BODY)
    whole = images.copied(kind)
    assert cost.bytes == whole.bytes
    _, again = images.fetched(f"audit-{kind}", kind, "audit")
    assert len(again.paths) == 1
