"""Makes the first inputs of each target: ``python -m fuzz.seeds``; runs add what they find.

They come from what tests build and from files of this repository, each cut to its target's length.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from fuzz.targets import TARGETS
from fuzz.targets.packages import PATHS
from tests.build_image import (
    CODECS,
    GNU,
    SPARSE_DIALECTS,
    compress,
    digest,
    directory,
    estargz_blob,
    file,
    gnu_long,
    hardlink,
    header,
    layer_tar,
    pax_header,
    pax_record,
    raw,
    sparse,
    symlink,
)
from tests.packages import databases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.build_image import Part

FOLDER = Path(__file__).parent / "corpus"
_ROOT = FOLDER.parent.parent
_CHUNKS = [(5, b"x"), (700, b"y")]


def _scanner() -> Iterator[bytes]:
    members: tuple[list[Part], ...] = (
        [directory("etc", xattrs={"user.x": b"1"}), file("etc/motd", b"hello", mtime=1.5)],
        [symlink("etc/link", "l" * 200), hardlink("etc/hard", "etc/motd", dialect="gnu")],
        [raw(gnu_long(b"n" * 300) + header(b"n", magic=GNU))],
        [raw(pax_header([(b"path", b"zz")], b"g")), file("last", b"end", dialect="v7")],
    )
    sparse_files: Iterator[list[Part]] = (
        [sparse(b"s", 9000, _CHUNKS, dialect)] for dialect in SPARSE_DIALECTS
    )
    for parts in (*members, *sparse_files):
        tar = layer_tar(parts).rstrip(b"\0")
        yield from (bytes([how]) + tar for how in (1, 3, 13))


def _pax() -> Iterator[bytes]:
    records = (
        [(b"path", b"a/b"), (b"mtime", b"1.5"), (b"size", b"12")],
        [(b"SCHILY.xattr.user.x", b"1"), (b"linkpath", b"../x"), (b"uid", b"-1")],
        [(b"GNU.sparse.map", b"5,1,700,1"), (b"GNU.sparse.size", b"9000")],
        [(b"GNU.sparse.offset", b"5"), (b"GNU.sparse.numbytes", b"1")],
        [(b"GNU.sparse.major", b"1"), (b"GNU.sparse.minor", b"0")],
    )
    for each in records:
        text = b"".join(pax_record(*record) for record in each)
        yield text + (bytes(512) + b"1\n0\n5\n")[: len(text)].ljust(len(text), b"\0")
        yield text + bytes(len(text))


def _codecs() -> Iterator[bytes]:
    for codec in CODECS:
        stored = compress(b"hello " * 20, codec)
        yield from (b"\0" + stored, b"\0" + stored * 2, b"\0" + stored + b"\0\0x")


_CONFIG = {
    "architecture": "amd64",
    "os": "linux",
    "created": "2023-11-14T22:13:20Z",
    "config": {
        "Env": ["PATH=/bin", "TOKEN=x"],
        "Cmd": ["/bin/sh", "-c", "x"],
        "Entrypoint": ["/e"],
        "ExposedPorts": {"80/tcp": {}},
        "Volumes": {"/v": {}},
        "Labels": {"org.opencontainers.image.base.name": "debian:12"},
        "Healthcheck": {"Test": ["CMD", "x"], "Interval": 5000000000},
        "OnBuild": ["RUN x"],
        "Shell": ["/bin/bash", "-c"],
    },
    "rootfs": {"type": "layers", "diff_ids": ["sha256:" + 64 * "0"]},
}
_COMMANDS = (
    '/bin/sh -c #(nop)  CMD ["sh" "-c" "x"]',
    '/bin/sh -c #(nop)  HEALTHCHECK &{["CMD" "/bin/sh"] "5s" "0s" "0s" \'\\x03\'}',
    "/bin/sh -c #(nop) COPY multi:0123456789abcdef in /dest ",
    "|2 A=b C=d e /bin/sh -c make && rm -rf /x",
    "RUN |1 A=b /bin/sh -c make # buildkit",
    "COPY --from=build /a /b # buildkit",
    "RUN /bin/sh -c <<EOF (a...) # buildkit",
    "/bin/sh -c #(nop)  EXPOSE map[8080/tcp:{}]",
    "/bin/sh -c #(nop)  ENV A=b C=d",
)


def _documents() -> Iterator[bytes]:
    for command in _COMMANDS:
        whole = {**_CONFIG, "history": [{"created_by": command, "created": "2023-11-14T22:13:20Z"}]}
        yield b"\0" + json.dumps(whole).encode()
    described = {"digest": "sha256:" + 64 * "0", "size": 2, "mediaType": "application/x"}
    yield b"\1" + json.dumps({"schemaVersion": 2, "manifests": [described]}).encode()
    yield b"\2" + json.dumps({"config": described, "layers": [described]}).encode()
    yield b"\3" + json.dumps([{"Config": "a.json", "RepoTags": ["a:1"], "Layers": ["b"]}]).encode()


def _layouts() -> Iterator[bytes]:
    tar = "application/vnd.oci.image.layer.v1.tar"
    config = {"rootfs": {"type": "layers", "diff_ids": ["@0"]}, "os": "linux"}
    manifest = {
        "schemaVersion": 2,
        "config": {"digest": "@1", "mediaType": "application/vnd.oci.image.config.v1+json"},
        "layers": [{"digest": "@0", "mediaType": tar, "size": 10240}],
    }
    index = {"schemaVersion": 2, "manifests": [{"digest": "@2", "annotations": {"a": "b"}}]}
    nested = {
        "manifests": [{"digest": "@3", "mediaType": "application/vnd.oci.image.index.v1+json"}]
    }
    documents = [json.dumps(each).encode() for each in (config, manifest, index, nested)]
    yield b"\0" + b"\x1e".join(documents[:3])
    yield b"\0" + b"\x1e".join(documents)
    blob = "blobs/sha256/"
    items = [{"Config": blob + "c", "RepoTags": ["a:1"], "Layers": [blob + "l"]}]
    yield b"\1" + documents[0] + b"\x1e" + json.dumps(items).encode()


def _tables() -> Iterator[bytes]:
    blob = estargz_blob(layer_tar([directory("a"), file("a/b", b"x" * 50), symlink("c", "a")]))
    yield b"\0" + blob.blob
    rows = [
        {"type": "dir", "name": "a/", "mode": 493},
        {"type": "reg", "name": "a/b", "size": 5, "offset": 0, "digest": digest(b"hello")},
        {"type": "chunk", "name": "a/b", "chunkOffset": 3, "offset": 100},
        {"type": "symlink", "name": "c", "linkName": "a", "modtime": "2023-11-14T22:13:20+01:00"},
        {"type": "char", "name": "d", "devMajor": 1, "devMinor": 3, "xattrs": {"user.x": "MQ=="}},
    ]
    yield b"\1" + json.dumps({"version": 1, "entries": rows}).encode()


def _templates() -> Iterator[bytes]:
    yield from (
        b"{{.ID}}\t{{.Size}}",
        b"table {{.ID}} {{.CreatedBy}}",
        b'{{range $i, $c := split .CreatedBy " "}}{{if $i}},{{else}}-{{end}}{{$c}}{{end}}',
        b'{{with .Comment}}{{. | upper | printf "%-10q|%x|%v"}}{{end}}',
        b'{{define "a"}}{{.}}{{end}}{{template "a" .ID}}{{block "b" .}}{{break}}{{end}}',
        b"{{json .}} {{len .ID}} {{index .ID 1}} {{slice .ID 1 2}} {{eq 1 1.0 'a'}}",
        b"{{/* c */ -}} {{- $x := 0x1p-2 }}{{and true (or nil .ID) | not}}{{html `a`}}",
        b'{{range 3}}{{.}}{{end}}{{truncate .ID 3}}{{pad .ID 1 2}}{{join (split .ID "a") "b"}}',
    )


def _rules() -> Iterator[bytes]:
    yield b'\0[audit]\nmax-wasted = "5MB"\nforbid = ["*.pem"]\n[[audit.ignore]]\nid = "x"\n'
    yield b"\1rules:\n  lowestEfficiency: 0.95\n  highestWastedBytes: 20MB\n"
    yield b"\1a: &a {lowestEfficiency: .5}\nrules: {<<: *a, highestUserWastedPercent: disabled}\n"
    yield from (b"\2*.pyc\n/var/**/[!a-z]?", b"\3size>1MB !*.py layer:2", b"\3/a.*b/ is:file uid:0")


def _lessons() -> Iterator[bytes]:
    for path in sorted((_ROOT / "inspector/lessons/data").glob("*.toml"))[:6]:
        yield path.read_bytes()[:4000]
    yield b'[text.en]\ntitle = "x"\n[[conditions]]\nid = "a"\nkind = "reached"\n'


def _packages() -> Iterator[bytes]:
    blobs = [databases.header("bash", files=["/bin/a", "/usr/lib/x"], epoch=1)]
    with closing(sqlite3.connect(":memory:")) as small:
        small.execute("PRAGMA page_size = 512")
        small.execute("CREATE TABLE Packages (hnum INTEGER PRIMARY KEY, blob BLOB NOT NULL)")
        small.execute("INSERT INTO Packages (blob) VALUES (?)", (blobs[0],))
        small.commit()
        sqlite = small.serialize()
    contents = (
        (databases.stanza("a") + "\n" + databases.stanza("b", "2")).encode(),
        b"/.\n/bin\n/bin/a\n",
        b"/bin/a\n/bin/a.real\nb\n",
        b"C:Q1\nP:a\nV:1-r0\nA:x86_64\nF:bin\nR:a\na:0:0:755\n\n",
        sqlite,
        databases.rpm_ndb(blobs),
        databases.rpm_berkeley({1: blobs[0]}),
        b"Metadata-Version: 2.1\nName: A_b.c\nVersion: 1.0\n\ntext\n",
        b'a.py,sha256=x,3\n"b,c.py",,\n../../../bin/a,,\n',
        b"Name: a\nVersion: 1\n",
        b'{"name": "@s/a", "version": "1.0.0"}',
        b'ID=debian\nVERSION_ID="12"\n',
    )
    for at, content in enumerate(contents):
        yield bytes([at]) + content
        yield bytes([at + 0x80 - 0x80 % len(PATHS) + len(PATHS)]) + content


def _shell() -> Iterator[bytes]:
    lines = (
        "ls -la /; cat a/f && stat l || find / -name '*f*' -delete",
        "cd a; touch x; echo hi >> x; printf '%s\\n%5d' a 3 > y; mv x z; cp -a /a /b",
        "mkdir -p q/r; ln -s ../f q/l; ln a/f h; chmod -R g+w,o= a; chown 1:2 a/f",
        "dd if=/dev/zero of=z bs=1k count=3 seek=2; truncate -s +5 z; du -sh / ; df -h; pwd",
        "tar -xvf b.tar -C a; sed -i 's/h\\(e\\)/\\1&/g' a/f; rm -rf a/*; rmdir q/r 2>/dev/null",
        "find . -type f -size +1 -newer a -exec echo {} \\; ; cat loop 'b c' \"$\"~",
    )
    for line in lines:
        yield line.encode()
    yield "\x1e".join(lines[:4]).encode()[:500]


def _registry() -> Iterator[bytes]:
    yield b'\0Bearer realm="https://a.example/t",service="s",scope="r:a:pull"\nBasic realm="x"'
    yield b"\1localhost:5000/a/b:1@sha256:" + b"0" * 64
    yield b'\2{"auths": {"https://example.com/v1/": {"auth": "YTpi"}, "example.com/app": {}}}'
    yield (
        b'\3[[registry]]\nprefix = "example.com"\nlocation = "a.example:5000/x"\n'
        b'[[registry.mirror]]\nlocation = "m.example"\npull-from-mirror = "digest-only"\n'
    )


def _image() -> Iterator[bytes]:
    for number in range(10):
        block = b"".join(hashlib.sha512(bytes([number, each])).digest() for each in range(3))
        yield bytes([number % 6, 3, 6]) + block


_MAKERS = {
    each.__name__.removeprefix("_"): each
    for each in (
        _scanner, _pax, _codecs, _documents, _layouts, _tables, _templates, _rules, _lessons,
        _packages, _shell, _registry, _image,
    )
}  # fmt: skip


def main() -> None:
    """Write the first inputs of all targets beside those that are there."""
    for target in TARGETS:
        folder = FOLDER / target.name
        folder.mkdir(parents=True, exist_ok=True)
        for data in _MAKERS[target.name]():
            whole = data[: target.max_len]
            (folder / hashlib.sha1(whole).hexdigest()[:12]).write_bytes(whole)  # noqa: S324


if __name__ == "__main__":
    main()
