"""Where package managers, compilers and builds leave files that no container needs."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from inspector.tree import Node

_VERSION = "0123456789.-"
# What a directory of a compiler holds, and a directory of its libraries does not.
_C = frozenset({"cc1", "cc1plus", "cc1obj", "f951", "gnat1", "lto1"})
_GO = frozenset({"compile"})
_RUST = frozenset({"rustc"})
_HEADERS = 100_000  # bytes: fewer come with programs that are no tools for builds


class Remedy(msgspec.Struct, frozen=True):
    """What keeps files out of a layer.

    Attributes:
        clean: The command that deletes them.
        cleaners: Commands that delete them, too: the words that these begin with.
        option: What keeps ``programs`` from writing them at all.
        is_cache: Whether a cache mount is the better way, where the builder has them.

    """

    clean: str = ""
    cleaners: tuple[tuple[str, ...], ...] = ()
    option: str = ""
    programs: tuple[tuple[str, ...], ...] = ()
    is_cache: bool = True


class LeftoverPlace(msgspec.Struct, frozen=True):
    """A directory of a kind of finding.

    Attributes:
        id: Of the finding.
        pattern: An absolute path, or what a path ends with (``*/.cache/pip``); ``*`` behind the
            last name stands for a version.
        remedy: What keeps them out.
        spared: Names of files that a cleaned directory still has.
        proof: Names of which a layer's files must have one, where there are any.
        sibling: What the directory around must have besides.
        least: Bytes below which nothing is said.
        is_of_base: Whether what a base image brings counts.

    """

    id: str
    pattern: str
    remedy: Remedy = Remedy()
    spared: frozenset[str] = frozenset()
    proof: frozenset[str] = frozenset()
    sibling: str = ""
    least: int = 1
    is_of_base: bool = True

    def matches(self, node: Node) -> bool:
        """Whether a directory is the place."""
        *above, last = self.pattern.split("/")[1:]
        if last.endswith("*"):
            if not node.name.startswith(last[:-1]):
                return False
        elif node.name != last:
            return False
        parent = node.parent
        if self.sibling and (parent is None or parent.child(self.sibling) is None):
            return False
        for name in reversed(above):
            if parent is None or parent.name != name:
                return False
            parent = parent.parent
        return self.pattern[0] == "*" or (parent is not None and parent.parent is None)


_APT_LISTS = Remedy("rm -rf /var/lib/apt/lists/*", (("apt-get", "distclean"),))
_APT_CACHE = Remedy("apt-get clean", (("apt-get", "distclean"), ("apt", "clean")))
_APK = Remedy("rm -rf /var/cache/apk/*", (("apk", "cache", "clean"),), "--no-cache", (("apk",),))
_DNF = Remedy("dnf clean all", (("yum", "clean", "all"), ("microdnf", "clean", "all")))
_YUM = Remedy("yum clean all", (("dnf", "clean", "all"), ("microdnf", "clean", "all")))
_ZYPPER = Remedy("zypper clean --all", (("zypper", "clean"), ("zypper", "cc")))
_PIPS = (("pip", "install"), ("pip3", "install"), ("python3", "-m", "pip"), ("python", "-m", "pip"))
_PIP = Remedy("pip cache purge", (("pip3", "cache", "purge"),), "--no-cache-dir", _PIPS)
_UV = Remedy("uv cache clean", (), "--no-cache", (("uv",),))
_NPM = Remedy("npm cache clean --force", (("npm", "cache", "clean"),))
_YARN = Remedy("yarn cache clean")
_PNPM = Remedy("pnpm store prune")
_GO_BUILD = Remedy("go clean -cache")
_GO_MODULES = Remedy("go clean -modcache")
_CONDA = Remedy(
    "conda clean --all --yes", (("conda", "clean"), ("mamba", "clean"), ("micromamba", "clean"))
)
_DELETE = Remedy(is_cache=False)
_TEMP = Remedy("rm -rf /tmp/*", is_cache=False)
_VAR_TEMP = Remedy("rm -rf /var/tmp/*", is_cache=False)
_LOG = Remedy("rm -rf /var/log/*", is_cache=False)
_DELETE_CACHE = Remedy()


def _tools(pattern: str, proof: frozenset[str]) -> LeftoverPlace:
    return LeftoverPlace("build-tools", pattern, _DELETE, proof=proof, is_of_base=False)


PLACES = (
    LeftoverPlace("leftover-apt-lists", "/var/lib/apt/lists", _APT_LISTS),
    LeftoverPlace("leftover-apt-cache", "/var/cache/apt", _APT_CACHE),
    LeftoverPlace("leftover-apk-cache", "/var/cache/apk", _APK),
    LeftoverPlace("leftover-apk-cache", "/etc/apk/cache", _APK),
    LeftoverPlace("leftover-dnf-cache", "/var/cache/dnf", _DNF),
    LeftoverPlace("leftover-dnf-cache", "/var/cache/libdnf5", _DNF),
    LeftoverPlace("leftover-dnf-cache", "/var/cache/yum", _YUM),
    LeftoverPlace("leftover-dnf-cache", "/var/cache/zypp", _ZYPPER),
    LeftoverPlace("leftover-pip-cache", "*/.cache/pip", _PIP),
    LeftoverPlace("leftover-pip-cache", "*/.cache/pipenv", _DELETE_CACHE),
    LeftoverPlace("leftover-pip-cache", "*/.cache/pypoetry", _DELETE_CACHE),
    LeftoverPlace("leftover-pip-cache", "*/.cache/uv", _UV),
    LeftoverPlace("leftover-npm-cache", "*/.npm", _NPM),
    LeftoverPlace("leftover-npm-cache", "*/.cache/yarn", _YARN),
    LeftoverPlace("leftover-npm-cache", "*/.yarn/berry", _YARN),
    LeftoverPlace("leftover-npm-cache", "*/.cache/pnpm", _PNPM),
    LeftoverPlace("leftover-npm-cache", "*/.pnpm-store", _PNPM),
    LeftoverPlace("leftover-npm-cache", "*/pnpm/store", _PNPM),
    LeftoverPlace("leftover-npm-cache", "*/.cache/node-gyp", _DELETE_CACHE),
    LeftoverPlace("leftover-go-cache", "*/.cache/go-build", _GO_BUILD),
    LeftoverPlace("leftover-go-cache", "*/go/pkg/mod", _GO_MODULES),
    LeftoverPlace("leftover-cargo-cache", "*/.cargo/registry", _DELETE_CACHE),
    LeftoverPlace("leftover-cargo-cache", "*/.cargo/git", _DELETE_CACHE),
    LeftoverPlace("leftover-cargo-cache", "/usr/local/cargo/registry", _DELETE_CACHE),
    LeftoverPlace("leftover-cargo-cache", "/usr/local/cargo/git", _DELETE_CACHE),
    LeftoverPlace("leftover-maven-cache", "*/.m2/repository", _DELETE_CACHE),
    LeftoverPlace("leftover-maven-cache", "*/.gradle/caches", _DELETE_CACHE),
    LeftoverPlace("leftover-maven-cache", "*/.gradle/wrapper", _DELETE_CACHE),
    LeftoverPlace(
        "leftover-conda-cache",
        "*/pkgs",
        _CONDA,
        spared=frozenset({"urls", "urls.txt"}),
        sibling="conda-meta",
    ),
    LeftoverPlace(
        "leftover-conda-cache", "*/.conda/pkgs", _CONDA, spared=frozenset({"urls", "urls.txt"})
    ),
    LeftoverPlace("leftover-temp", "/tmp", _TEMP),  # noqa: S108 - a path in an image
    LeftoverPlace("leftover-temp", "/var/tmp", _VAR_TEMP),  # noqa: S108
    LeftoverPlace("leftover-log", "/var/log", _LOG),
    LeftoverPlace("leftover-git", "*/.git", _DELETE, proof=frozenset({"HEAD"})),
    LeftoverPlace("leftover-git", "*/.hg", _DELETE, proof=frozenset({"requires", "00changelog.i"})),
    LeftoverPlace("leftover-git", "*/.svn", _DELETE, proof=frozenset({"wc.db", "entries"})),
    _tools("/usr/lib/gcc", _C),
    _tools("/usr/libexec/gcc", _C),
    _tools("/usr/lib/llvm*", frozenset({"clang"})),
    _tools("/usr/local/go", _GO),
    _tools("/usr/lib/go*", _GO),
    _tools("*/rustup/toolchains", _RUST),
    _tools("*/.rustup/toolchains", _RUST),
    LeftoverPlace("build-tools", "/usr/include", _DELETE, least=_HEADERS, is_of_base=False),
)


def _by_name() -> dict[str, tuple[LeftoverPlace, ...]]:
    found: defaultdict[str, list[LeftoverPlace]] = defaultdict(list)
    for each in PLACES:
        found[each.pattern.rpartition("/")[2].rstrip("*").rstrip(_VERSION)].append(each)
    return {name: tuple(places) for name, places in found.items()}


_BY_NAME = _by_name()


def place_of(node: Node) -> LeftoverPlace | None:
    """Return what a directory is a place for, None for all others."""
    for each in _BY_NAME.get(node.name.rstrip(_VERSION), ()):
        if each.matches(node):
            return each
    return None
