"""What ``doctor`` looks at on a machine. All of it ends soon, and nothing is changed.

Of files with credentials it is told whether they are there; they are not opened.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec

from inspector import __version__
from inspector.cli.kit.streams import is_terminal
from inspector.cli.kit.versions import COMPILED, extras, installed
from inspector.errors import LayerscopeError, reason
from inspector.language import Lazy, chosen

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# Seconds in which an engine has to answer.
PATIENCE = 3.0
_LONGEST = 200
# Each prints a version that only a working engine knows.
_ENGINES = {
    "docker": ("version", "--format", "{{.Server.Version}}"),
    "podman": ("version", "--format", "{{.Client.Version}}"),
    "nerdctl": ("info", "--format", "{{.ServerVersion}}"),
    "ctr": ("version",),
}
_VERSION = re.compile(r"\d+\.\d+[\w.+~-]*")


class TerminalFacts(msgspec.Struct):
    """Where the screen would be; ``colours`` as far as variables tell."""

    is_terminal: bool
    term: str
    colours: int
    columns: int | None
    lines: int | None
    encoding: str
    locale: str
    language: str


class CacheState(msgspec.Struct):
    """The folder of the cache: bytes in it, and whether this user can write to it, or look."""

    path: str
    files: int
    bytes: int
    writable: bool
    failure: str = ""


class EngineState(msgspec.Struct):
    """An engine: where its program is, "" for nowhere; its version, or why it gives none."""

    path: str = ""
    version: str = ""
    failure: str = ""


class RegistryState(msgspec.Struct):
    """Files and folders with logins and certificates that are there; what is wrong with others."""

    found: list[str]
    failure: str


class Machine(msgspec.Struct):
    """All of it. ``compiled`` has the versions of libraries, None for what is not installed."""

    layerscope: str
    python: str
    executable: str
    system: str
    textual: str | None
    compiled: dict[str, str | None]
    extras: dict[str, bool]
    terminal: TerminalFacts
    cache: CacheState
    engines: dict[str, EngineState]
    registries: RegistryState


def examined(environment: Mapping[str, str]) -> Machine:
    """Look at this machine. Engines are asked at once; who does not answer is waited for."""
    with ThreadPoolExecutor(len(_ENGINES)) as pool:
        engines = dict(zip(_ENGINES, pool.map(_engine, _ENGINES), strict=True))
    return Machine(
        layerscope=__version__,
        python=f"{platform.python_implementation()} {platform.python_version()}",
        executable=sys.executable,
        system=f"{platform.system()} {platform.release()} {platform.machine()}",
        textual=installed("textual"),
        compiled={name: installed(name) for name in COMPILED},
        extras=extras(),
        terminal=_terminal(environment),
        cache=_cache(),
        engines=engines,
        registries=_registries(environment),
    )


def _terminal(environment: Mapping[str, str]) -> TerminalFacts:
    size = _size()
    named = [environment.get(name) for name in ("LC_ALL", "LC_CTYPE", "LANG")]
    return TerminalFacts(
        is_terminal=is_terminal(),
        term=environment.get("TERM", ""),
        colours=_colours(environment),
        columns=size.columns if size is not None else None,
        lines=size.lines if size is not None else None,
        encoding=sys.stdout.encoding,
        locale=next(filter(None, named), ""),
        language=chosen(),
    )


def _size() -> os.terminal_size | None:
    """Return the size that the terminal tells; some tell 0x0, which is none."""
    for stream in (sys.__stdout__, sys.__stdin__, sys.__stderr__):
        with suppress(OSError, ValueError):
            size = os.get_terminal_size(stream.fileno()) if stream is not None else None
            if size is not None and all(size):
                return size
    return None


def _colours(environment: Mapping[str, str]) -> int:
    """Return how many colours a terminal says that it has (no-color.org; rich, "Color")."""
    term = environment.get("TERM", "").lower()
    if environment.get("NO_COLOR") or term in {"", "dumb", "unknown"}:
        return 0
    if environment.get("COLORTERM", "").lower() in {"truecolor", "24bit"}:
        return 1 << 24
    return 256 if term.endswith(("256color", "kitty")) else 16


def _cache() -> CacheState:
    from inspector.formats.remote import KIND
    from inspector.io.cachefolder import DiskUsage, default_root, disk_usage

    root, failure = default_root(), ""
    usage: list[DiskUsage] = []
    try:
        os.stat(root)  # noqa: PTH116  where it may not be looked at, the others may find nothing
        usage = [disk_usage(root), disk_usage(root, KIND)]
    except FileNotFoundError:
        pass
    except OSError as error:
        failure = reason(error)
    return CacheState(
        str(root),
        sum(each.files for each in usage),
        sum(each.bytes for each in usage),
        _is_writable(root),
        failure,
    )


def _is_writable(folder: Path) -> bool:
    """Whether there is a folder that may be written to, or one in which it may be made."""
    there = next((each for each in (folder, *folder.parents) if os.path.lexists(each)), folder)
    if not folder.is_absolute() or not os.path.isdir(there):  # noqa: PTH112  Path's may raise
        return False
    return os.access(there, os.W_OK | os.X_OK, effective_ids=os.access in os.supports_effective_ids)


def _engine(name: str) -> EngineState:
    from inspector.formats.engines import answer

    program = shutil.which(name)
    if program is None:
        return EngineState()
    try:
        done = answer([program, *_ENGINES[name]], PATIENCE)
    except subprocess.TimeoutExpired:
        return EngineState(program, failure=Lazy("no answer in {seconds:g} s", seconds=PATIENCE))
    except OSError as error:
        return EngineState(program, failure=error.strerror or str(error))
    said = done.stdout.decode("utf-8", "replace").rpartition("Server:")[2]
    found = _VERSION.search(said)
    if done.returncode == 0 and found is not None:
        return EngineState(program, found[0])
    lines = done.stderr.decode("utf-8", "replace").split("\n")
    words = next((each.strip() for each in lines if each.strip()), "")
    silent = Lazy("exit code {code}", code=done.returncode)
    return EngineState(program, failure=words[:_LONGEST] or silent)


def _registries(environment: Mapping[str, str]) -> RegistryState:
    from inspector.registry.settings import RegistrySettings

    try:
        settings = RegistrySettings.from_environment(environment)
    except LayerscopeError as error:
        return RegistryState([], error.text)
    places = [*settings.auth_files, *settings.certificates]
    return RegistryState([str(each) for each in places if os.path.exists(each)], "")  # noqa: PTH110
