"""The client, asking a registry that others use."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, NamedTuple

import pytest

from inspector.errors import NoPartsError, RegistryError
from inspector.io.progress import NoProgress
from inspector.limits import DEFAULT_LIMITS
from inspector.registry import RegistryReference, RegistrySettings, Repository
from tests.engine.layerscope import ROOT
from tests.engine.registry import PASSWORD, USER, DebianRegistry
from tests.engine.tools import run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.engine

HELLO = ROOT / "sample_images" / "hello.tar"
KINDS = ["plain", "login", "tls", "tls and login"]


class Filled(NamedTuple):
    registry: DebianRegistry
    kind: str
    folder: Path

    def open(self, environment: dict[str, str], *, insecure: bool = False) -> Repository:
        hosts = [self.registry.host] if insecure else []
        settings = RegistrySettings.from_environment(
            environment, insecure=hosts, root=self.folder / "none"
        )
        reference = RegistryReference.parse(self.registry.name("team/hello:1"))
        return Repository(reference, settings=settings, limits=DEFAULT_LIMITS)


@pytest.fixture(scope="module", params=KINDS)
def filled(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Filled]:
    folder = tmp_path_factory.mktemp("registry")
    kind: str = request.param
    place = folder / "registry"
    with DebianRegistry(place, tls="tls" in kind, login="login" in kind) as registry:
        registry.fill(HELLO, "team/hello:1")
        yield Filled(registry, kind, folder)


def test_what_skopeo_pushed_is_fetched(filled: Filled) -> None:
    repository = filled.open(filled.registry.environment(filled.folder / "home"))
    document = repository.manifest("1", NoProgress())
    argv = ["skopeo", "inspect", "--raw", f"docker://{filled.registry.name('team/hello:1')}"]
    raw = run([*argv, "--tls-verify=false", f"--creds={USER}:{PASSWORD}"])
    assert document.data == raw
    assert repository.manifest(document.digest, NoProgress()) == document
    manifest = json.loads(document.data)
    received = 2 * len(raw)
    for each in (manifest["config"], *manifest["layers"]):
        target = io.BytesIO()
        repository.blob(each["digest"], each["size"], target, NoProgress())
        assert len(target.getvalue()) == each["size"]
        assert repository.span(each["digest"], 3, 10, NoProgress()) == target.getvalue()[3:13]
        received += each["size"] + 10
    # what a registry says of a missing login is read, too
    assert received <= repository.transferred.received <= received + 500
    repository.close()


def test_what_it_does_not_have_is_said(filled: Filled) -> None:
    repository = filled.open(filled.registry.environment(filled.folder / "home"))
    with pytest.raises(RegistryError, match=r"does not have team/hello:2 \(manifest unknown\)"):
        repository.manifest("2", NoProgress())
    digest = "sha256:" + "0" * 64
    with pytest.raises(RegistryError, match="does not have the blob sha256:000000000000"):
        repository.blob(digest, 1, io.BytesIO(), NoProgress())
    with pytest.raises(RegistryError) as caught:
        repository.span(digest, 0, 1, NoProgress())
    assert not isinstance(caught.value, NoPartsError)
    repository.close()


def test_who_is_not_logged_in_or_trusts_no_one_is_told(filled: Filled) -> None:
    stranger = {"HOME": str(filled.folder)}
    repository = filled.open(stranger, insecure=True)
    if "login" in filled.kind:
        with pytest.raises(RegistryError, match=f"docker login {filled.registry.host}"):
            repository.manifest("1", NoProgress())
    else:
        repository.manifest("1", NoProgress())
    repository.close()
    if "tls" in filled.kind:
        with pytest.raises(RegistryError, match="its certificate is not trusted"):
            filled.open(stranger).manifest("1", NoProgress())
