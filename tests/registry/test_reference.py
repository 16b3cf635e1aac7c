from __future__ import annotations

import pytest

from inspector.errors import UsageError
from inspector.registry.reference import RegistryReference
from tests.cases import tried_with

DIGEST = "sha256:" + "0123456789abcdef" * 4


@tried_with(
    ("text", "whole"),
    [
        ("alpine", "docker.io/library/alpine:latest"),
        ("alpine:3.20", "docker.io/library/alpine:3.20"),
        ("bitnami/redis", "docker.io/bitnami/redis:latest"),
        ("docker.io/alpine", "docker.io/library/alpine:latest"),
        ("index.docker.io/library/alpine:1", "docker.io/library/alpine:1"),
        ("ghcr.io/a/b/c:v1.2_3-x", "ghcr.io/a/b/c:v1.2_3-x"),
        ("GHCR.io/a/b", "ghcr.io/a/b:latest"),
        ("Host/a", "Host/a:latest"),
        ("localhost/a", "localhost/a:latest"),
        ("localhost:5000/a", "localhost:5000/a:latest"),
        ("example:5000/a:1", "example:5000/a:1"),
        ("[::1]:5000/a", "[::1]:5000/a:latest"),
        ("192.0.2.1/a__b/c-d.e", "192.0.2.1/a__b/c-d.e:latest"),
        (f"alpine@{DIGEST}", f"docker.io/library/alpine@{DIGEST}"),
        (f"quay.io/a/b:1@{DIGEST}", f"quay.io/a/b:1@{DIGEST}"),
    ],
)
def test_a_name_is_completed_as_docker_does(text: str, whole: str) -> None:
    reference = RegistryReference.parse(text)
    assert str(reference) == whole
    assert RegistryReference.parse(whole) == reference


def test_a_digest_counts_more_than_a_tag() -> None:
    assert RegistryReference.parse(f"alpine:1@{DIGEST}").wanted == DIGEST
    assert RegistryReference.parse("alpine:1").wanted == "1"


@tried_with(
    "text",
    [
        "", "/", "a/", "/a", "a//b", "Alpine", "a b", "a:b:c", "a:", "a@", "a@sha256:12",
        "a@md5:xyz", "a/../b", "ghcr.io/", "http://ghcr.io/a", "user:word@ghcr.io/a", "a:99999/b",
        "a" * 600, "ghcr.io/a\n", "ghcr.io/a:\x1b[31m", "[::1/a", "a?b", "-a", "é",
    ],
)  # fmt: skip
def test_what_is_no_name_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        RegistryReference.parse(text)
    assert str(caught.value).isprintable()
