"""A compressed layer is decompressed once: what is asked of contents is seen while they pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from inspector.formats.model import LayerSource
from inspector.io.window import OpenFile, Window
from inspector.limits import DEFAULT_LIMITS
from inspector.reading.index import decode_scan, encode_scan
from inspector.reading.scan import LayerScan, scan_layer
from tests.build_image import compress, file, layer_tar

if TYPE_CHECKING:
    from pathlib import Path

DUMP = b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x04\x00"
KEY = b"-----BEGIN PRIVATE KEY-----\n" + b"MIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n" * 9 + b"-----END"
LARGE = DEFAULT_LIMITS.secret_file + 600_000


def scanned(folder: Path, codec: str, *contents: tuple[str, bytes]) -> LayerScan:
    parts = [file(name, content) for name, content in contents]
    (folder / "blob").write_bytes(compress(layer_tar(parts), codec))
    window = Window(OpenFile.open(folder / "blob"))
    return scan_layer(LayerSource("layer", window, None), DEFAULT_LIMITS)


@pytest.mark.parametrize("size", [18, 600, 300_000, LARGE])
def test_dumps_are_known_without_another_look(tmp_path: Path, size: int) -> None:
    dump = DUMP + bytes(size - len(DUMP))
    found = scanned(
        tmp_path, "gzip", ("a/core", dump), ("b/core", bytes(size)), ("c/core.77", dump),
        ("core.py", dump), ("core", dump[:17]), ("last", b"x"),
    )  # fmt: skip
    assert [each.path for each in found.entries if each.offset in (found.dumps or ())] == [
        "a/core",
        "c/core.77",
    ]
    assert all(each.fingerprint is not None for each in found.entries)
    kept = encode_scan(found)
    assert kept is not None
    again = decode_scan(kept)
    assert again is not None
    assert again.dumps == found.dumps


def test_of_a_plain_layer_nothing_is_known(tmp_path: Path) -> None:
    found = scanned(tmp_path, "none", ("core", DUMP), ("id_rsa", KEY))
    assert (found.dumps, found.secrets) == (None, None)


def test_contents_that_are_seen_have_the_usual_fingerprints(tmp_path: Path) -> None:
    names = "id_rsa", "plain"
    contents = [(f"{size}/{name}", KEY * size) for size in (1, 3000) for name in names]
    prints = [each.fingerprint for each in scanned(tmp_path, "zstd", *contents).entries]
    assert prints[0] == prints[1]
    assert prints[2] == prints[3]
