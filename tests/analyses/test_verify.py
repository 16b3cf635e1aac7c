"""Verification: each claim against the bytes, whatever packs, cuts or changes them."""

from __future__ import annotations

import os
from threading import Lock, get_ident
from time import sleep
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from inspector.analyses.verify import (
    BlobCheck,
    ClaimState,
    check_document,
    check_layer,
    verify,
    worst,
)
from inspector.errors import DamageError, LimitError, MissingBlobError
from inspector.formats import Document
from inspector.io.progress import CancelledError
from inspector.limits import DEFAULT_LIMITS, Limits
from inspector.spec import DiffID, Digest
from tests.build_image import (
    CODECS,
    FORMATS,
    ImageSpec,
    OciOptions,
    blob_path,
    build,
    compress,
    corrupted,
    crane,
    digest,
    docker_25,
    file,
    format_named,
    layer_tar,
    oci_layout,
    replaced,
    truncate,
    without,
)
from tests.formats.opened import archive, folder, only, tar
from tests.formats.test_stream import Counting

if TYPE_CHECKING:
    from pathlib import Path

    from inspector.formats import ImageSource
    from tests.build_image import Format

OK, MISMATCH, ABSENT, UNCHECKED = (
    ClaimState.OK,
    ClaimState.MISMATCH,
    ClaimState.ABSENT,
    ClaimState.UNCHECKED,
)
SPEC = ImageSpec(layers=[[file("a", b"one" * 900)], [file("b", b"two")]], codec="gzip")
IMAGE = build(SPEC)
FIRST = blob_path(IMAGE.digests[0])


def checks(source: ImageSource, limits: Limits = DEFAULT_LIMITS) -> tuple[BlobCheck, ...]:
    return verify(source, limits).blobs


def states(blob: BlobCheck) -> tuple[ClaimState, ClaimState, ClaimState | None]:
    return blob.digest.state, blob.size.state, blob.diff_id.state if blob.diff_id else None


@pytest.mark.parametrize("form", FORMATS, ids=str)
@pytest.mark.parametrize("codec", CODECS)
def test_what_is_whole_is_ok(form: Format, codec: str, tmp_path: Path) -> None:
    spec = ImageSpec(layers=SPEC.layers, codec=codec)
    source = only(form.write(tmp_path / "i", spec))
    found = verify(source, DEFAULT_LIMITS)
    assert found.state is OK
    assert {each.state for each in found.blobs} == {OK}
    layers = [each for each in found.blobs if each.kind == "layer"]
    assert [each.layer for each in layers] == [0, 1]
    for check, layer, stored in zip(layers, build(spec).layers, build(spec).digests, strict=True):
        assert check.digest.found == stored
        assert check.size.found == len(layer.blob)
        assert check.diff_id is not None
        assert (check.diff_id.state, check.diff_id.found) == (OK, layer.diff_id)
        assert check.error is None


def test_every_document_on_the_way_is_checked(tmp_path: Path) -> None:
    options = OciOptions(nesting=2, one_index=True)
    source = only(tar(tmp_path, oci_layout(IMAGE, options=options)))
    kinds = [each.kind for each in checks(source)]
    assert kinds == ["index", "index", "index", "manifest", "configuration", "layer", "layer"]
    assert {states(each) for each in checks(source)[:5]} == {(OK, OK, None)}


def test_the_digest_in_a_layer_s_name_is_checked(tmp_path: Path) -> None:
    """Crane's names say it; the same tar packed otherwise has the same diff_id."""
    members = crane(IMAGE)
    found = checks(only(tar(tmp_path, members)))
    assert [states(each) for each in found[1:]] == [(OK, UNCHECKED, OK)] * 2
    name = f"{IMAGE.digests[0][7:]}.tar.gz"
    other = compress(IMAGE.layers[0].tar, "zstd")
    found = checks(only(tar(tmp_path, replaced(members, {name: other}))))
    assert states(found[1]) == (MISMATCH, UNCHECKED, OK)


def test_sha512_is_checked(tmp_path: Path) -> None:
    source = only(tar(tmp_path, oci_layout(IMAGE, options=OciOptions(algorithm="sha512"))))
    assert {each.state for each in checks(source)} == {OK}
    found = checks(source)[2].digest.found
    assert found == digest(IMAGE.layers[0].blob, "sha512")


def test_what_no_one_states_is_not_checked(tmp_path: Path) -> None:
    source = only(format_named("docker-legacy").write(tmp_path / "i", SPEC))
    config, first, _ = checks(source)
    assert states(config) == (OK, UNCHECKED, None)
    assert states(first) == (UNCHECKED, UNCHECKED, OK)
    assert first.digest.found == IMAGE.digests[0]


def test_what_cannot_be_computed_is_not_checked(tmp_path: Path) -> None:
    layer = only(tar(tmp_path, oci_layout(IMAGE))).layers[0]
    blake = Digest("blake3:" + "0" * 64)
    found = check_layer(replace(layer, digest=blake), 0, DEFAULT_LIMITS)
    assert states(found) == (UNCHECKED, OK, OK)
    assert found.digest.found is None
    assert found.state is OK  # the diff_id is that of its bytes


def test_a_size_alone_proves_nothing() -> None:
    blake = Digest("blake3:" + "0" * 64)
    assert check_document(Document("manifest", None, 7, blake, 7)).state is UNCHECKED
    assert check_document(Document("manifest", None, 8, blake, 7)).state is MISMATCH


def test_a_changed_document_is_a_mismatch(tmp_path: Path) -> None:
    changed = IMAGE.config + b" "
    members = replaced(oci_layout(IMAGE), {blob_path(IMAGE.image_id): changed})
    config = checks(only(tar(tmp_path, members)))[1]
    assert states(config) == (MISMATCH, MISMATCH, None)
    assert (config.digest.stated, config.digest.found) == (IMAGE.image_id, digest(changed))


def test_another_layer_is_a_mismatch(tmp_path: Path) -> None:
    members = replaced(oci_layout(IMAGE), {FIRST: IMAGE.layers[1].blob})
    source = only(tar(tmp_path, members))
    first, second = checks(source)[2:]
    assert states(first) == (MISMATCH, MISMATCH, MISMATCH)
    assert states(second) == (OK, OK, OK)
    assert verify(source, DEFAULT_LIMITS).state is MISMATCH


@pytest.mark.parametrize("codec", ["none", "gzip", "zstd", "xz", "bzip2"])
def test_a_changed_byte_is_a_mismatch(codec: str, tmp_path: Path) -> None:
    spec = ImageSpec(layers=SPEC.layers, codec=codec)
    blob = build(spec).layers[0].blob
    name = blob_path(build(spec).digests[0])
    members = corrupted(oci_layout(build(spec)), name, len(blob) // 2)
    first = checks(only(tar(tmp_path, members)))[2]
    assert states(first) == (MISMATCH, OK, MISMATCH)


def test_bytes_behind_the_end_count(tmp_path: Path) -> None:
    """After the tar's end marker, and after the compressed stream."""
    hidden = layer_tar([file("a")], trailing=b"hidden" * 1000)
    spec = ImageSpec(layers=[hidden], codec="gzip-padded")
    assert {each.state for each in checks(only(tar(tmp_path, oci_layout(build(spec)))))} == {OK}
    name = blob_path(build(spec).digests[0])
    changed = build(spec).layers[0].blob[:-1] + b"x"
    members = replaced(oci_layout(build(spec)), {name: changed})
    assert states(checks(only(tar(tmp_path, members)))[2]) == (MISMATCH, OK, OK)


def test_a_wrong_size_is_a_mismatch(tmp_path: Path) -> None:
    plain = build(ImageSpec(layers=SPEC.layers))
    source = only(tar(tmp_path, docker_25(plain, defect="wrong-sizes")))
    assert [states(each) for each in checks(source)[2:]] == [(OK, MISMATCH, OK)] * 2


def test_a_wrong_diff_id_is_a_mismatch(tmp_path: Path) -> None:
    rootfs = {"type": "layers", "diff_ids": ["sha256:" + "0" * 64, "no digest"]}
    spec = ImageSpec(layers=SPEC.layers, config={"rootfs": rootfs})
    source = only(tar(tmp_path, oci_layout(build(spec))))
    assert [states(each) for each in checks(source)[2:]] == [(OK, OK, MISMATCH)] * 2


def test_what_does_not_decompress_is_a_mismatch(tmp_path: Path) -> None:
    broken = IMAGE.layers[0].blob[:-20]
    layer = only(tar(tmp_path, replaced(oci_layout(IMAGE), {FIRST: broken}))).layers[0]
    claimed = replace(layer, digest=Digest(digest(broken)), size=len(broken))
    found = check_layer(claimed, 0, DEFAULT_LIMITS)
    assert states(found) == (OK, OK, MISMATCH)
    assert isinstance(found.error, DamageError)
    unclaimed = check_layer(replace(claimed, diff_id=None), 0, DEFAULT_LIMITS)
    assert states(unclaimed) == (OK, OK, UNCHECKED)


@pytest.mark.parametrize("codec", ["none", "gzip"])
def test_what_all_layers_decompress_to_together_has_a_limit(tmp_path: Path, codec: str) -> None:
    layers = [[file(str(number), bytes(100_000))] for number in (0, 1, 0, 2, 3)]
    source = only(tar(tmp_path, oci_layout(build(ImageSpec(layers=layers, codec=codec)))))
    limits = replace(DEFAULT_LIMITS, unpacked_bytes=150_000, unpacked_ratio=10_000)
    found = [each for each in checks(source, limits) if each.kind == "layer"]
    # What is listed again needs no reading.
    assert [states(each)[2] for each in found] == [OK, OK, OK, UNCHECKED, UNCHECKED]
    assert [isinstance(each.error, LimitError) for each in found] == [False] * 3 + [True] * 2
    assert verify(source, replace(limits, unpacked_bytes=1_000_000)).state is OK


def test_a_bomb_is_not_checked(tmp_path: Path) -> None:
    spec = ImageSpec(layers=[[file("zeros", bytes(4 << 20))]], codec="gzip")
    limits = Limits(ratio=10, ratio_free_bytes=1 << 20)
    first = checks(only(tar(tmp_path, oci_layout(build(spec)))), limits)[2]
    assert states(first) == (OK, OK, UNCHECKED)
    assert isinstance(first.error, LimitError)


def test_an_absent_layer_is_absent(tmp_path: Path) -> None:
    source = only(tar(tmp_path, without(oci_layout(IMAGE), FIRST)))
    found = verify(source, DEFAULT_LIMITS)
    assert states(found.blobs[2]) == (ABSENT, ABSENT, ABSENT)
    assert isinstance(found.blobs[2].error, MissingBlobError)
    assert found.state is ABSENT


def test_a_layer_the_archive_ends_in_is_a_mismatch(tmp_path: Path) -> None:
    path = tar(tmp_path, sorted(oci_layout(IMAGE), key=lambda member: str(member.name) == FIRST))
    truncate(path, -1530)
    first = checks(only(path))[2]
    assert states(first)[:2] == (MISMATCH, MISMATCH)
    assert "the archive ends within this layer" in str(first.error)


def test_encrypted_layers_have_a_digest(tmp_path: Path) -> None:
    spec = ImageSpec(
        layers=SPEC.layers, media_types=["application/vnd.oci.image.layer.v1.tar+encrypted"] * 2
    )
    source = only(tar(tmp_path, oci_layout(build(spec))))
    assert [states(each) for each in checks(source)[2:]] == [(OK, OK, UNCHECKED)] * 2


def test_layers_without_a_partner(tmp_path: Path) -> None:
    rootfs = {"type": "layers", "diff_ids": [IMAGE.diff_ids[0]]}
    fewer = build(ImageSpec(layers=SPEC.layers, codec="gzip", config={"rootfs": rootfs}))
    source = only(tar(tmp_path, oci_layout(fewer)))
    assert states(checks(source)[3]) == (OK, OK, UNCHECKED)
    rootfs = {"type": "layers", "diff_ids": [*IMAGE.diff_ids, DiffID("sha256:" + "0" * 64)]}
    more = build(ImageSpec(layers=SPEC.layers, codec="gzip", config={"rootfs": rootfs}))
    source = only(tar(tmp_path, oci_layout(more)))
    assert states(checks(source)[4]) == (ABSENT, ABSENT, ABSENT)


def test_a_repeated_layer_is_read_once(tmp_path: Path) -> None:
    spec = ImageSpec(layers=[SPEC.layers[0]] * 3)
    source = only(tar(tmp_path, oci_layout(build(spec))))
    watch = Counting()
    found = verify(source, DEFAULT_LIMITS, lambda _: watch)
    assert [each.layer for each in found.blobs[2:]] == [0, 1, 2]
    assert watch.size == len(build(spec).layers[0].blob)


def test_it_can_be_cancelled(tmp_path: Path) -> None:
    source = only(tar(tmp_path, oci_layout(IMAGE)))
    with pytest.raises(CancelledError):
        verify(source, DEFAULT_LIMITS, lambda _: Counting(patience=1))


class OneAtATime:
    """Hears of many layers, and of no two at once."""

    def __init__(self, patience: int) -> None:
        self.patience = patience
        self.threads: set[int] = set()
        self.heard = 0
        self._is_free = Lock()

    def advance(self, size: int) -> None:
        assert self._is_free.acquire(blocking=False)
        sleep(0.0005)
        self.heard += size
        self.threads.add(get_ident())
        self._is_free.release()
        if self.heard > self.patience:
            raise CancelledError


def test_layers_are_read_side_by_side_and_told_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 4)
    layers = [[file(str(number), bytes(1 << 20))] for number in range(6)]
    built = build(ImageSpec(layers=layers))
    source = only(tar(tmp_path, oci_layout(built)))
    watch = OneAtATime(1 << 30)
    found = verify(source, DEFAULT_LIMITS, lambda _: watch)
    layers_found = [each for each in found.blobs if each.kind == "layer"]
    assert [each.digest.found for each in layers_found] == built.digests
    assert [each.layer for each in layers_found] == list(range(6))
    assert watch.heard == sum(len(each.blob) for each in built.layers)
    assert 1 < len(watch.threads) <= 4
    impatient = OneAtATime(1 << 20)
    with pytest.raises(CancelledError):
        verify(source, DEFAULT_LIMITS, lambda _: impatient)
    assert impatient.heard < watch.heard


def test_a_file_that_goes_is_damage(tmp_path: Path) -> None:
    source = only(folder(tmp_path, oci_layout(IMAGE)))
    (tmp_path / "image" / FIRST).unlink()
    first = checks(source)[2]
    assert "No such file" in str(first.error)


def test_the_worst_state_decides() -> None:
    assert worst({OK, UNCHECKED, MISMATCH, ABSENT}) is ABSENT
    assert worst({OK, UNCHECKED, MISMATCH}) is MISMATCH
    assert worst({OK, UNCHECKED}) is OK
    assert worst({UNCHECKED}) is worst(set()) is UNCHECKED


def test_verification_changes_nothing(tmp_path: Path) -> None:
    path = tar(tmp_path, oci_layout(IMAGE))
    before = path.read_bytes()
    source = archive(path).images[0]
    assert verify(source, DEFAULT_LIMITS) == verify(source, DEFAULT_LIMITS)
    assert path.read_bytes() == before
