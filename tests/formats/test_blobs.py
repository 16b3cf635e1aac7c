"""Documents: what a name states, what is claimed, what JSON may be."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.errors import UnreadableError
from inspector.formats.blobs import (
    decode_json,
    document_findings,
    stated_digest,
    stated_layer_digest,
)
from inspector.formats.model import Document
from inspector.spec import Digest, ImageConfig, Index, parse_digest
from tests.cases import tried_with

HEX = "ab" * 32


@tried_with(
    ("name", "digest"),
    [
        (f"{HEX}.json", f"sha256:{HEX}"),
        (HEX, f"sha256:{HEX}"),
        (f"sha256:{HEX}", f"sha256:{HEX}"),
        (f"./{HEX}.json", f"sha256:{HEX}"),
        (f"blobs/sha256/{HEX}", f"sha256:{HEX}"),
        (f"blobs/sha512/{HEX * 2}", f"sha512:{HEX * 2}"),
        (f"blobs/sha256/{HEX[1:]}", None),
        (f"blobs/sha256/{HEX.upper()}", None),
        (f"{HEX}/json", None),
        (f"{HEX}.tar", None),
        ("config.json", None),
        ("", None),
    ],
)
def test_names_that_state_a_digest(name: str, digest: str | None) -> None:
    assert stated_digest(name) == digest


@tried_with(
    ("name", "digest"),
    [
        (f"{HEX}.tar.gz", f"sha256:{HEX}"),
        (f"./sha256:{HEX}.tar.gz", f"sha256:{HEX}"),
        (f"blobs/sha256/{HEX}.tar.gz", f"sha256:{HEX}"),
        (f"blobs/sha512/{HEX * 2}", f"sha512:{HEX * 2}"),
        (f"{HEX}.tar", None),  # skopeo's: a diff_id
        (f"{HEX}/layer.tar", None),
        (f"{HEX[1:]}.tar.gz", None),
        (HEX, None),
    ],
)
def test_layer_names_that_state_a_digest(name: str, digest: str | None) -> None:
    assert stated_layer_digest(name) == digest


@given(st.text(max_size=80))
def test_a_stated_digest_is_one(name: str) -> None:
    found = stated_digest(name)
    assert found is None or parse_digest(found) is not None


@given(
    st.binary(max_size=200)
    | st.builds(
        json.dumps,
        st.recursive(
            st.none() | st.integers() | st.text(max_size=3),
            lambda inner: (
                st.dictionaries(
                    st.sampled_from(["rootfs", "history", "config", "manifests", "digest", "x"]),
                    inner,
                )
                | st.lists(inner, max_size=2)
            ),
            max_leaves=5,
        ),
    ).map(str.encode)
)
def test_bytes_are_a_document_or_one_error(data: bytes) -> None:
    for kind in (ImageConfig, Index):
        try:
            assert isinstance(decode_json(data, kind, "it"), kind)
        except UnreadableError:
            continue


def test_deep_json_is_an_error() -> None:
    with pytest.raises(UnreadableError, match="nested too deeply"):
        decode_json(b'{"config":' * 100_000, dict[str, object], "it")


def test_findings_need_a_claim() -> None:
    digest, other = Digest(f"sha256:{HEX}"), Digest("sha256:" + "cd" * 32)
    assert not document_findings((Document("manifest", digest, 5),))
    assert not document_findings((Document("manifest", digest, 5, digest, 5),))
    assert not document_findings((Document("manifest", None, 5, other, 5),))
    found = document_findings((Document("manifest", digest, 5, other, 6),))
    assert [each.id for each in found] == ["digest-mismatch", "size-mismatch"]
