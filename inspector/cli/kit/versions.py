"""What is installed of the libraries that matter: versions, and what stands in for what is not."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec

from inspector import __version__
from inspector.language import N_

# Compiled libraries, and what happens without one.
COMPILED = {
    "msgspec": N_("not installed"),
    "isal": N_("not installed: zlib reads gzip, at half the speed"),
    "zstandard": N_("not installed: zstd is not read, and layers are not cached"),
    "xxhash": N_("not installed: contents are compared by BLAKE2b, which is slower"),
    "ahocorasick-rs": N_("not installed: secrets are searched for by re, which is slower"),
    "tree-sitter-bash": N_("not installed: the commands of RUN are not checked"),
}
# Extras, and a module that each of them needs beyond the others.
EXTRAS = {
    "cyclonedx": ("cyclonedx",),
    "fleet": ("duckdb", "distributed"),
    "serve": ("aiohttp", "textual_serve"),
}


def installed(name: str) -> str | None:
    """Return the version of a package, None where there is none."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def extras() -> dict[str, bool]:
    """Return of each extra whether what it needs is installed."""
    return {
        name: all(find_spec(each) is not None for each in modules)
        for name, modules in EXTRAS.items()
    }


def versions_text() -> str:
    """Return what ``--version`` prints: the program's on the first line, then what it runs on."""
    known = {name: installed(name) for name in ("textual", *COMPILED)}
    rows = [f"{name} {found}" for name, found in known.items() if found is not None]
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"layerscope {__version__}\n{python}, {platform.system()} {platform.machine()}\n" + (
        ", ".join(rows) + "\n"
    )
