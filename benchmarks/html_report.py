"""The HTML report of a large image: how long it takes to make and to open, and how large it is.

``python -m benchmarks.html_report [--files N] [--keep FILE]``; needs Debian's Chromium.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.images import header
from inspector.analyses.audit import AuditOptions, audit
from inspector.exports.audit_html import render
from inspector.formats.choice import choose
from inspector.formats.source import open_archive
from inspector.limits import DEFAULT_LIMITS
from inspector.reading.contents import Contents
from inspector.reading.image import Image
from inspector.rules.report import Report
from inspector.tree import Tree
from tests.engine import chromium

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LAYERS = 12
_RUNS = 5
_MOST_MILLISECONDS, _MOST_BYTES = 2000, 5_000_000
_ROOTS = ("usr/lib/python3/dist-packages", "usr/share", "srv/app/node_modules", "opt", "var/lib")
_VOCABULARY = (
    "core index utils parser client server test config schema model view data stream buffer codec "
    "event queue worker cache table format locale plugin theme widget router filter engine loader "
    "session driver kernel module types helper error message template runtime"
)
_WORDS = _VOCABULARY.split()
_ENDINGS = (".py", ".pyc", ".js", ".d.ts", ".json", ".md", ".so", ".mo", ".map", "")


def main(arguments: Sequence[str]) -> int:
    """Make the image, the report, open it, print; 1 where it is too slow or too large."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=300_000)
    parser.add_argument("--keep", type=Path, help="where to leave the report")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="layerscope-html-") as folder:
        image = _written(Path(folder) / "image", given.files)
        path = given.keep or Path(folder) / "report.html"
        _make(image, path)
        return _open(path)


def _make(image: Path, path: Path) -> None:
    opened = open_archive(str(image), DEFAULT_LIMITS)
    read = Image(opened, choose(opened, image=None, platform=None), DEFAULT_LIMITS)
    tree = Tree()
    for layer in read.read_layers():
        tree.apply(layer.entries, read.limits)
    for files in (False, True):
        started = time.perf_counter()
        options = AuditOptions(files=files)
        done = audit(str(image), read, tree, Contents(read), options=options)
        told = "with" if files else "without"
        print(f"audit {told} the tree of files: {time.perf_counter() - started:.2f} s")
    started = time.perf_counter()
    path.write_text(render([Report(done)]), encoding="utf-8")
    print(f"report made: {time.perf_counter() - started:.2f} s")


def _open(path: Path) -> int:
    size = path.stat().st_size
    print(f"size: {size:,} bytes (at most {_MOST_BYTES:,})")
    with chromium.running() as browser:
        browser.resize(chromium.WIDE)
        times = [browser.open(path) for _ in range(_RUNS)]
    print(
        f"open in Chromium: {statistics.median(times):.0f} ms, the median of {_RUNS};"
        f" {min(times):.0f} to {max(times):.0f} (at most {_MOST_MILLISECONDS:,})"
    )
    is_good = size < _MOST_BYTES and statistics.median(times) < _MOST_MILLISECONDS
    return 0 if is_good else 1


def _written(folder: Path, files: int) -> Path:
    """Write an OCI layout whose layers have headers alone: contents are holes of the file."""
    blobs = folder / "blobs" / "sha256"
    blobs.mkdir(parents=True)
    chance = random.Random(7)  # noqa: S311 - the same image every time
    layers = [_layer(blobs, number, files, chance) for number in range(_LAYERS)]
    config = {
        "architecture": "amd64",
        "os": "linux",
        "rootfs": {"type": "layers", "diff_ids": [layer["digest"] for layer in layers]},
        "history": [{"created_by": f"RUN step {number}"} for number in range(_LAYERS)],
    }
    prefix = "application/vnd.oci.image"
    manifest = {
        "schemaVersion": 2,
        "config": _blob(blobs, config, f"{prefix}.config.v1+json"),
        "layers": layers,
    }
    index = {
        "schemaVersion": 2,
        "manifests": [_blob(blobs, manifest, f"{prefix}.manifest.v1+json")],
    }
    (folder / "index.json").write_text(json.dumps(index))
    (folder / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')
    return folder


def _blob(blobs: Path, value: object, media_type: str) -> dict[str, object]:
    data = json.dumps(value).encode()
    digest = hashlib.sha256(data).hexdigest()
    (blobs / digest).write_bytes(data)
    return {"mediaType": media_type, "digest": f"sha256:{digest}", "size": len(data)}


def _layer(blobs: Path, number: int, files: int, chance: random.Random) -> dict[str, object]:
    digest = hashlib.sha256(b"layer %d" % number).hexdigest()
    path = blobs / digest
    with path.open("wb") as file:
        for name, size in _members(number, files // _LAYERS, chance):
            file.write(header(name, size))
            file.seek(-(-size // 512) * 512, 1)
        file.write(bytes(1024))
    media_type = "application/vnd.oci.image.layer.v1.tar"
    return {
        "mediaType": media_type,
        "digest": f"sha256:{digest}",
        "size": path.stat().st_size,
    }


def _members(number: int, count: int, chance: random.Random) -> Iterator[tuple[str, int]]:
    """Yield names like those of real images, a third of them with digits no one can foresee.

    A tenth are names of the layer below, which is wasted then.
    """
    folder, made = "", 0
    below = random.Random(number - 1)  # noqa: S311
    own = random.Random(number)  # noqa: S311
    while made < count:
        source = below if number and chance.random() < 0.1 else own
        folder = "/".join((source.choice(_ROOTS), *source.choices(_WORDS, k=source.randint(1, 4))))
        for _ in range(source.randint(1, 60)):
            name = source.choice(_WORDS)
            if source.random() < 1 / 3:
                name += f"-{source.getrandbits(32):08x}"
            elif source.random() < 1 / 2:
                name += f"_{source.choice(_WORDS)}{source.randint(0, 99)}"
            ending = source.choice(_ENDINGS)
            yield f"{folder}/{name}{ending}", int(chance.lognormvariate(8, 2))
            made += 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
