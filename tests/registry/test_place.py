from __future__ import annotations

from inspector.registry.place import Endpoint, is_loopback
from tests.cases import tried_with


@tried_with(
    ("host", "is_here"),
    [
        ("localhost", True),
        ("localhost:5000", True),
        ("a.localhost", True),
        ("127.0.0.1:5000", True),
        ("127.255.0.1", True),
        ("[::1]", True),
        ("[::1]:5000", True),
        ("localhost.example.com", False),
        ("127.0.0.1.example.com", False),
        ("128.0.0.1", False),
        ("[2001:db8::1]", False),
    ],
)
def test_this_machine_is_known_by_its_names(host: str, is_here: bool) -> None:
    assert is_loopback(host) is is_here
    assert Endpoint(host, "a").may_be_plain is is_here


def test_docker_hub_is_asked_at_its_server() -> None:
    assert Endpoint("docker.io", "library/alpine").server == "registry-1.docker.io"
    assert not Endpoint("docker.io", "library/alpine").may_be_plain
