"""What an image of a registry costs: the table of docs/registry.md, measured.

Each is all that the registry sent, heads of answers among them, counted on the way.
"""

from __future__ import annotations

import random
import re
import sys
from typing import TYPE_CHECKING

from inspector.text import human_size
from tests.build_image import ImageSpec, directory, file, format_named
from tests.engine.forwarder import Forwarder
from tests.engine.layerscope import ROOT
from tests.engine.tools import clean_environment, run
from tests.ui.pseudoterminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.build_image import Member
    from tests.engine.makers import Tools
    from tests.engine.registry import DebianRegistry

KINDS = ("gzip", "eStargz", "zstd:chunked")
SMALL = "/etc/app/0007.conf"
_MIB = 1 << 20


def layers() -> list[list[Member]]:
    """Return an image like others: a base, what was installed, an application, its settings."""
    some = random.Random(7)  # noqa: S311  repeatable, no secret
    words = [some.randbytes(some.randint(2, 9)).hex() for _ in range(3000)]

    def text(size: int) -> bytes:
        return " ".join(some.choices(words, k=size // 10)).encode()[:size]

    base = [file(f"usr/share/doc/{number:04}", text(9000)) for number in range(2000)]
    large = [file(f"usr/lib/{number}.so", some.randbytes(2 * _MIB)) for number in range(20)]
    application = [file("srv/model.bin", some.randbytes(24 * _MIB))]
    settings = [file(f"etc/app/{number:04}.conf", text(300)) for number in range(100)]
    changed = [file("usr/share/doc/0003", text(9000)), file("usr/share/doc/0004", text(8000))]
    return [
        [directory("etc"), *base],
        large,
        [*application, *changed],
        [directory("etc/app"), *settings],
    ]


def push(registry: DebianRegistry, tools: Tools, folder: Path) -> None:
    """Push the image as skopeo and stargz-snapshotter's client compress it."""
    spec = ImageSpec(layers=layers(), tags=["docker.io/library/shop:1"])
    archive = format_named("docker-25").write(folder / "shop.tar", spec)
    given = f"docker-archive:{archive}"
    target = ("--dest-tls-verify=false", "--format=oci")
    tools.workshop.skopeo(given, f"docker://{registry.name(_name('gzip'))}", *target)
    chunked = f"docker://{registry.name(_name('zstd:chunked'))}"
    tools.workshop.skopeo("--dest-compress-format=zstd:chunked", given, chunked, *target)
    containerd = tools.containerd
    name = containerd.imported(archive, "shop:1")
    convert = ["ctr-remote", "image", "convert", "--estargz", "--oci", name, "shop:estargz"]
    run(convert, env=clean_environment(**containerd.environment))
    containerd("images", "export", folder / "estargz.tar", "shop:estargz")
    containerd("images", "rm", "shop:estargz")
    stargz = f"docker://{registry.name(_name('eStargz'))}"
    tools.workshop.skopeo(f"oci-archive:{folder / 'estargz.tar'}", stargz, target[0])


def _name(kind: str) -> str:
    return f"{re.sub('[^a-z]', '', kind.lower())}/shop:1"


class Costs:
    """Measures, each time with an empty cache unless one is given."""

    def __init__(self, registry: DebianRegistry, tools: Tools, folder: Path) -> None:
        self._registry = registry
        self._tools = tools
        self._folder = folder
        self._number = 0

    def rows(self) -> dict[str, Callable[[str], int]]:
        """Return what is measured, by the words of the page."""
        return {
            "first frame of the screen": self.first_frame,
            "`dockerfile`": lambda kind: self.command(kind, "dockerfile"),
            "`history -q`": lambda kind: self.command(kind, "history", "-q"),
            "`images`": lambda kind: self.command(kind, "images"),
            "`verify --manifest`": lambda kind: self.command(kind, "verify", "--manifest"),
            "`ls`": lambda kind: self.command(kind, "ls"),
            "`cat` of a file of 300 bytes": lambda kind: self.command(kind, "cat", SMALL),
            "the screen, with waste and findings": self.screen,
            "`audit`": lambda kind: self.command(kind, "audit"),
            "`audit` again": self.again,
            "`skopeo copy` to a directory": self.copy,
        }

    def command(self, kind: str, *words: str, cache: Path | None = None) -> int:
        """Run a command about the image."""
        home = cache or self._new_folder()
        places = {"HOME": str(home), "XDG_CACHE_HOME": str(home), "PYTHONPATH": str(ROOT)}
        with Forwarder(self._registry.port) as registry:
            image = f"registry://{registry.host}/{_name(kind)}"
            argv = [sys.executable, "-m", "inspector", words[0], image, *words[1:]]
            run(argv, env=clean_environment() | places)
            return registry.received

    def again(self, kind: str) -> int:
        """Run ``audit`` twice."""
        home = self._new_folder()
        self.command(kind, "audit", cache=home)
        return self.command(kind, "audit", cache=home)

    def copy(self, kind: str) -> int:
        """Copy the image with another program."""
        with Forwarder(self._registry.port) as registry:
            source = f"docker://{registry.host}/{_name(kind)}"
            target = f"dir:{self._new_folder()}"
            self._tools.workshop.skopeo("--src-tls-verify=false", source, target)
            return registry.received

    def first_frame(self, kind: str) -> int:
        """Open the screen while the registry gives no layer, and leave it."""
        with Forwarder(self._registry.port) as registry:
            registry.holds = tuple(self._registry.layers(_name(kind)))
            with self._terminal(registry, kind) as terminal:
                terminal.read(b"reading layer")
                assert registry.is_held.wait(20)
                terminal.check_leaves()
            return registry.received

    def screen(self, kind: str) -> int:
        """Open the screen, wait for all that it tells of the image, and leave it."""
        with Forwarder(self._registry.port) as registry, self._terminal(registry, kind) as terminal:
            terminal.read(b"efficiency")
            terminal.check_leaves()
            return registry.received

    def _terminal(self, registry: Forwarder, kind: str) -> Terminal:
        image = f"registry://{registry.host}/{_name(kind)}"
        return Terminal(self._new_folder(), [sys.executable, "-m", "inspector", image])

    def _new_folder(self) -> Path:
        self._number += 1
        folder = self._folder / str(self._number)
        folder.mkdir()
        return folder


def render(costs: dict[str, dict[str, int]]) -> str:
    """Return the table as the page has it."""
    lines = [f"| | {' | '.join(KINDS)} |", "|---" * (len(KINDS) + 1) + "|"]
    for what, by_kind in costs.items():
        lines.append(f"| {what} | {' | '.join(human_size(by_kind[kind]) for kind in KINDS)} |")
    return "\n".join(lines)
