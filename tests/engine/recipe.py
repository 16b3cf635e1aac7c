"""Random Dockerfiles: the same seed gives the same files, byte for byte."""

from __future__ import annotations

import io
import random
import shutil
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.engine.operations import CHANGERS, MAKERS, Operation
from tests.engine.sketch import Sketch

if TYPE_CHECKING:
    from collections.abc import Sequence

BUSYBOX = Path("/bin/busybox")
BASE_REPEATS = 4
CHANGER_REPEATS = 3
RUN_LAYERS = 10
HEAD = (
    "FROM scratch",
    "COPY busybox /bin/busybox",
    'RUN ["/bin/busybox", "--install", "-s", "/bin"]',
    "RUN mkdir /w",
)
# cap_net_raw+ep, as the kernel stores it (linux/capability.h, vfs_cap_data revision 2)
CAPABILITY = bytes.fromhex("0100000200200000000000000000000000000000")


def write_context(directory: Path, seed: int, run_layers: int = RUN_LAYERS) -> Path:
    """Fill `directory` with a Dockerfile from `seed` and all that it copies; return it."""
    directory.mkdir(parents=True)
    shutil.copy(BUSYBOX, directory / "busybox")
    _write_sources(directory)
    (directory / "Dockerfile").write_text(dockerfile(seed, run_layers))
    return directory


def dockerfile(seed: int, run_layers: int = RUN_LAYERS) -> str:
    """Return a Dockerfile that uses each operation several times, in random order."""
    rng = random.Random(seed)  # noqa: S311 - to be repeated, not to be secret
    sketch = Sketch(rng)
    base = _run(sketch, MAKERS * BASE_REPEATS)
    runs = [_run(sketch, hand) for hand in _dealt(rng, run_layers)]
    others = _others(rng)
    from_runs = [True] * len(runs) + [False] * len(others)
    rng.shuffle(from_runs)
    lines = [(runs if from_run else others).pop(0) for from_run in from_runs]
    return "\n".join([*HEAD, base, *lines, 'CMD ["/bin/sh"]', ""])


def image_and_container(seed: int) -> tuple[str, str]:
    """Return a Dockerfile and what a container of its image does, in a shell's words."""
    rng = random.Random(seed)  # noqa: S311 - to be repeated, not to be secret
    sketch = Sketch(rng)
    base = _run(sketch, MAKERS * BASE_REPEATS)
    hand = [*MAKERS, *CHANGERS * CHANGER_REPEATS]
    rng.shuffle(hand)
    return "\n".join([*HEAD, base, ""]), _run(sketch, hand).removeprefix("RUN ")


def _dealt(rng: random.Random, hands: int) -> list[list[Operation]]:
    """Deal the operations out to so many layers, each operation several times in all."""
    cards = [*MAKERS, *CHANGERS * CHANGER_REPEATS]
    rng.shuffle(cards)
    return [cards[start::hands] for start in range(hands)]


def _run(sketch: Sketch, operations: Sequence[Operation]) -> str:
    sketch.next_layer()
    commands = [operation(sketch) for operation in operations]
    return "RUN " + " && ".join(command for command in commands if command)


def _others(rng: random.Random) -> list[str]:
    """Return instructions whose paths no operation touches, so that they fit anywhere."""
    owner = rng.choice(("--chown=12:34 ", ""))
    return [
        f"COPY {owner}tree/ /copied/",
        "COPY tree/one /copied/deep/er/one",
        "ADD packed.tar /added/",
        "COPY tree/two /added/plain",
        "WORKDIR /work/here",
        "COPY tree /copied/deep/",
        "RUN chmod 0711 /added && rm -rf /copied/deep /added/dir",
    ]


def _write_sources(directory: Path) -> None:
    tree = directory / "tree"
    (tree / "empty").mkdir(parents=True)
    (tree / "one").write_text("one\n")
    (tree / "two").write_text("two\n" * 3000)
    (tree / "link").symlink_to("one")
    (directory / "packed.tar").write_bytes(_packed())


def _packed() -> bytes:
    """Return a tar for ADD, with what no builder's command can make without more tools."""
    sink = io.BytesIO()
    with tarfile.open(fileobj=sink, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for member, content in _members():
            archive.addfile(member, io.BytesIO(content))
    return sink.getvalue()


def _members() -> list[tuple[tarfile.TarInfo, bytes]]:
    capable = _member("ping", tarfile.REGTYPE, size=5, mode=0o755)
    capable.pax_headers = {"SCHILY.xattr.security.capability": CAPABILITY.decode("latin-1")}
    return [
        (_member("dir", tarfile.DIRTYPE, mode=0o2750), b""),
        (_member("dir/inside", tarfile.REGTYPE, size=3), b"abc"),
        (capable, b"#!/x\n"),
        (_member("plain", tarfile.REGTYPE, size=9), b"add:plain"),
        (_member("twin", tarfile.LNKTYPE, linkname="plain"), b""),
        (_member("null", tarfile.CHRTYPE, devmajor=1, devminor=3), b""),
        (_member("pipe", tarfile.FIFOTYPE), b""),
        (_member("soft", tarfile.SYMTYPE, linkname="dir/../plain"), b""),
    ]


def _member(name: str, kind: bytes, **fields: object) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type = kind
    member.mtime = 1_234_567_890
    for field, value in fields.items():
        setattr(member, field, value)
    return member
