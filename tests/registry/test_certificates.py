"""Certificates from certs.d and from the environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from inspector.errors import RegistryError
from inspector.io.progress import NoProgress
from tests.fake_registry import FakeRegistry, certificates

if TYPE_CHECKING:
    from pathlib import Path

    from tests.registry.conftest import Opener


def test_a_host_has_a_folder_with_its_authority_and_the_clients_certificate(
    opened: Opener, tmp_path: Path
) -> None:
    server = certificates().server("127.0.0.1", wants_client=True)
    with FakeRegistry(tls=server) as registry:
        registry.image("team/app", "1")
        folder = tmp_path / "certs.d" / registry.host
        folder.mkdir(parents=True)
        certificates().write(folder / "ca.crt")
        settings = {"certificates": (tmp_path / "absent", tmp_path / "certs.d")}
        # The server may be gone before the request is sent, and what it said with it.
        refused = r"TLS failed \(.*alert certificate required\)|require a client certificate"
        with pytest.raises(RegistryError, match=refused):
            opened(host=registry.host, **settings).manifest("1", NoProgress())
        certificates().write_client(folder / "client.cert", folder / "client.key")
        opened(host=registry.host, **settings).manifest("1", NoProgress())


def test_a_folder_of_authorities(opened: Opener, tmp_path: Path) -> None:
    with FakeRegistry(tls=certificates().server("127.0.0.1")) as registry:
        registry.image("team/app", "1")
        with pytest.raises(RegistryError, match="its certificate is not trusted"):
            opened(host=registry.host, ca_folder=str(tmp_path)).manifest("1", NoProgress())


@pytest.mark.parametrize(
    ("name", "said"),
    [("absent.pem", "No such file or directory"), ("empty.pem", "contains no usable cert")],
)
def test_a_file_without_a_certificate_is_named(
    opened: Opener, tmp_path: Path, name: str, said: str
) -> None:
    (tmp_path / "empty.pem").touch()
    path = tmp_path / name
    with pytest.raises(RegistryError, match=said) as caught:
        opened(host="127.0.0.1:1", ca_file=str(path)).manifest("1", NoProgress())
    assert str(caught.value).startswith(str(path))


def test_a_key_with_a_password_asks_no_one(opened: Opener, tmp_path: Path) -> None:
    folder = tmp_path / "127.0.0.1:1"
    folder.mkdir()
    (folder / "client.cert").write_text("none")
    with pytest.raises(RegistryError, match=r"contains no usable certificate|No such file"):
        opened(host="127.0.0.1:1", certificates=(tmp_path,)).manifest("1", NoProgress())
