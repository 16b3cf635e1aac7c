from __future__ import annotations

import random

import pytest
import xxhash
from hypothesis import given
from hypothesis import strategies as st

from inspector.errors import DamageError, LimitError
from inspector.limits import Limits
from inspector.tarstream import Kind, runs
from tests.build_image import GNU, SPARSE_DIALECTS, file, header, layer_tar, pax_header, raw, sparse
from tests.build_image.sparse import SparseDialect, expanded
from tests.cases import tried_with
from tests.tarstream.reading import Scan, scan_bytes, scan_parts

CHUNKS = [(0, b"start"), (1000, b"m" * 700), (5000, b"end")]


def content_of(data: bytes, scan: Scan, at: int = 0) -> bytes:
    """Put a sparse file together again from where its entry says that it lies."""
    entry = scan.entries[at]
    assert entry.segments is not None
    stored = data[entry.offset : entry.offset + entry.stored]
    parts = []
    for is_hole, length in runs(entry.segments, entry.size):
        parts.append(bytes(length) if is_hole else stored[:length])
        stored = stored[0 if is_hole else length :]
    assert not stored
    return b"".join(parts)


@tried_with("dialect", SPARSE_DIALECTS)
@tried_with(
    "chunks",
    [
        CHUNKS,
        [],
        [(6000, b"")],
        [(0, b"x" * 6000)],
        [(at * 20, b"%02d" % at) for at in range(60)],
        [(0, b"a"), (1, b"b"), (2, b"c")],
    ],
)
def test_every_form_gives_the_same_file(
    dialect: SparseDialect, chunks: list[tuple[int, bytes]]
) -> None:
    if dialect in {"0.0", "0.1"} and not chunks:
        chunks = [(6000, b"")]  # without any pair nothing says that it is sparse
    data = layer_tar([sparse(b"dir/holes", 6000, chunks, dialect), file("next", b"n")])
    scan = scan_bytes(data)
    assert scan.error is None
    assert scan.paths == ["dir/holes", "next"]
    assert scan.entries[0].size == 6000
    assert scan.entries[0].stored == sum(len(chunk) for _, chunk in chunks)
    assert content_of(data, scan) == expanded(6000, chunks)


@pytest.mark.parametrize("dialect", SPARSE_DIALECTS)
def test_the_fingerprint_is_of_the_whole_content(dialect: SparseDialect) -> None:
    part = sparse(b"holes", 6000, CHUNKS, dialect)
    whole = file("whole", expanded(6000, CHUNKS))
    scan = scan_parts(part, whole, fingerprints=True)
    one, other = scan.entries
    assert one.fingerprint == other.fingerprint == xxhash.xxh3_64_intdigest(whole.content)


def test_holes_that_are_free_to_claim_are_not_walked() -> None:
    """Two files of 2⁶² bytes differ by their maps, and are done at once."""
    scan = scan_parts(
        sparse(b"a", 2**62, [(2**61, b"x")]),
        sparse(b"b", 2**62, [(2**61 + 1, b"x")]),
        *[sparse(b"c%d" % at, 250 << 20, []) for at in range(40)],
        fingerprints=True,
    )
    assert scan.error is None
    assert scan.entries[0].size == 2**62
    assert scan.entries[0].fingerprint != scan.entries[1].fingerprint


@pytest.mark.parametrize("dialect", SPARSE_DIALECTS)
def test_kinds_and_findings(dialect: SparseDialect) -> None:
    scan = scan_parts(sparse(b"holes", 6000, CHUNKS, dialect))
    if dialect == "old":
        assert scan.only.kind is Kind.SPARSE
        assert scan.found() == ["refused-type"]
    else:
        assert scan.only.kind is Kind.FILE
        assert scan.findings == []


def pax_sparse(records: list[tuple[bytes, bytes]], payload: bytes) -> Scan:
    return scan_parts(raw(pax_header(records) + header(b"own", size=len(payload)), payload))


def test_a_version_that_no_one_knows_is_a_plain_file() -> None:
    """As in the reader that engines use: the bytes are the content, the name is the header's."""
    records = [
        (b"GNU.sparse.major", b"2"),
        (b"GNU.sparse.minor", b"0"),
        (b"GNU.sparse.name", b"other"),
        (b"GNU.sparse.realsize", b"99"),
    ]
    entry = pax_sparse(records, b"content").only
    assert (entry.path, entry.size, entry.segments) == ("own", 7, None)


def test_a_sparse_name_alone_names_nothing() -> None:
    assert pax_sparse([(b"GNU.sparse.name", b"other")], b"content").only.path == "own"


def test_without_a_real_size_the_stored_one_counts() -> None:
    records = [(b"GNU.sparse.map", b"0,7"), (b"GNU.sparse.name", b"named")]
    entry = pax_sparse(records, b"content").only
    assert (entry.path, entry.size, entry.segments) == ("named", 7, ((0, 7),))


def test_type_s_without_gnu_s_magic_has_another_layout() -> None:
    """star's: listed, its content passed over."""
    scan = scan_parts(raw(header(b"star", b"S", size=5), b"bytes"), file("next"))
    assert scan.paths == ["star", "next"]
    assert (scan.entries[0].kind, scan.entries[0].segments) == (Kind.SPARSE, None)


@tried_with(
    "sparse_map",
    [
        b"0,3,2,4",  # overlapping
        b"5,4,0,3",  # descending
        b"0,8",  # more than is stored
        b"0,6",  # less
        b"95,7",  # beyond the real size
        b"0",  # half a pair
        b"0,7,",
        b"-1,7",
        b"0,0x7",
        b"9999999999999999999999,7",
    ],
)
def test_maps_that_cannot_be_are_damage(sparse_map: bytes) -> None:
    scan = pax_sparse([(b"GNU.sparse.map", sparse_map), (b"GNU.sparse.size", b"100")], b"content")
    assert isinstance(scan.error, DamageError)
    assert scan.error.offset == 1024
    assert scan.entries == []


@pytest.mark.parametrize(
    "pairs",
    [
        [(b"GNU.sparse.numbytes", b"7"), (b"GNU.sparse.offset", b"0")],
        [(b"GNU.sparse.offset", b"0"), (b"GNU.sparse.offset", b"7")],
        [(b"GNU.sparse.offset", b"0,7")],
    ],
)
def test_pairs_out_of_order_are_damage(pairs: list[tuple[bytes, bytes]]) -> None:
    assert pax_sparse([(b"GNU.sparse.size", b"9"), *pairs], b"content").error is not None


@pytest.mark.parametrize(
    "text",
    [
        b"1\n0\n",  # cut
        b"x\n0\n7\n",
        b"\n",
        b"-1\n",
        b"1" * 600,
        b"99999999999999999999\n0\n7\n",
        b"2\n0\n1\n0\n1\n",
    ],
)
def test_maps_in_the_payload_that_cannot_be_are_damage(text: bytes) -> None:
    records = [
        (b"GNU.sparse.major", b"1"),
        (b"GNU.sparse.minor", b"0"),
        (b"GNU.sparse.realsize", b"100"),
    ]
    assert pax_sparse(records, text.ljust(512, b"\0") + b"content").error is not None
    assert pax_sparse(records, text).error is not None


def test_maps_are_bounded_over_all_files_of_a_layer() -> None:
    limits = Limits(sparse_segments=100)
    parts = [
        sparse(b"f%d" % number, 6000, [(at * 100, b"x") for at in range(30)], dialect)
        for number, dialect in enumerate(SPARSE_DIALECTS)
    ]
    assert scan_parts(*parts[:3], limits=limits).error is None
    for last in parts:
        scan = scan_parts(*parts[:3], last, limits=limits)
        assert isinstance(scan.error, LimitError)
        assert len(scan.entries) == 3


def test_an_old_map_whose_extensions_never_end() -> None:
    block = bytearray(header(b"f", b"S", magic=GNU))
    block[482] = 1
    from tests.build_image.headers import sealed

    more = (b"0" * 11 + b"\0") * 42 + b"\1" + bytes(7)
    scan = scan_bytes(sealed(bytes(block)) + more * 300, Limits(sparse_segments=1000))
    assert isinstance(scan.error, LimitError)


def test_empty_segments_cost_nothing() -> None:
    records = [(b"GNU.sparse.map", b"0,0," * 1000 + b"0,7"), (b"GNU.sparse.size", b"100")]
    assert pax_sparse(records, b"content").only.segments == ((0, 7),)


@given(seed=st.integers(0, 2**32), dialect=st.sampled_from(SPARSE_DIALECTS))
def test_random_files_come_back(seed: int, dialect: SparseDialect) -> None:
    rng = random.Random(seed)  # noqa: S311  repeatable, no secret
    at, chunks = 0, []
    for _ in range(rng.randrange(1, 40)):
        at += rng.choice([0, 0, 1, 511, 512, 5000])
        part = rng.randbytes(rng.choice([1, 3, 512, 700]))
        chunks.append((at, part))
        at += len(part)
    size = at + rng.choice([0, 1, 5000])
    data = layer_tar([sparse(b"holes", size, chunks, dialect), file("next")])
    scan = scan_bytes(data)
    assert scan.paths == ["holes", "next"]
    assert content_of(data, scan) == expanded(size, chunks)
    assert content_of(data, scan_bytes(data, fingerprints=True)) == expanded(size, chunks)


def test_runs_cover_a_file_from_first_to_last() -> None:
    assert list(runs([(2, 3), (5, 1), (9, 0)], 10)) == [
        (True, 2),
        (False, 3),
        (False, 1),
        (True, 3),
        (True, 1),
    ]
    assert list(runs([], 4)) == [(True, 4)]
    assert list(runs([], 0)) == []
