"""Globs that name paths of an image."""

from __future__ import annotations

import time

import pytest

from inspector.analyses.path_globs import PathGlobs
from inspector.errors import UsageError
from tests.cases import tried_with


@tried_with(
    ("glob", "matching", "others"),
    [
        # a path, and a folder with all below it
        ("/etc/passwd", ["/etc/passwd"], ["/etc/passwd-", "/etc", "/x/etc/passwd"]),
        ("/var/cache", ["/var/cache", "/var/cache/apt/a.deb"], ["/var/cached", "/var"]),
        ("/var/cache/", ["/var/cache", "/var/cache/apt/a.deb"], ["/var/cached"]),
        ("var/cache", ["/var/cache/apt/a.deb"], ["/srv/var/cache/x"]),
        ("./var/cache", ["/var/cache/apt/a.deb"], ["/srv/var/cache/x"]),
        # a name in any folder
        ("*.pyc", ["/a.pyc", "/usr/lib/x/__init__.pyc"], ["/a.pyc.txt", "/a.PYC", "/a.py"]),
        ("__pycache__", ["/a/__pycache__/b.pyc", "/__pycache__"], ["/a/__pycache__2"]),
        ("node_modules/", ["/srv/node_modules/a/b.js"], ["/srv/modules"]),
        # one folder, any number of folders
        ("/var/*/a", ["/var/x/a", "/var/x/a/b"], ["/var/a", "/var/x/y/a"]),
        ("/var/**/a", ["/var/a", "/var/x/a", "/var/x/y/a/b"], ["/var/ba", "/srv/a"]),
        ("/var/**", ["/var/a", "/var/x/y"], ["/var", "/vary/x"]),
        ("**/doc/*.txt", ["/doc/a.txt", "/usr/share/doc/b.txt"], ["/doc/x/a.txt", "/a.txt"]),
        ("/a/**/b/**/c", ["/a/b/c", "/a/x/b/y/z/c", "/a/b/b/c"], ["/a/c", "/a/b"]),
        ("**", ["/a", "/a/b"], ["/"]),
        ("/**/**/x", ["/x", "/a/b/x"], ["/ax"]),
        # single characters
        ("/a?c", ["/abc"], ["/ac", "/a/c", "/abbc"]),
        ("/a[bx]c", ["/abc", "/axc"], ["/ayc"]),
        ("/a[!b-d]c", ["/axc"], ["/acc", "/a/c"]),
        ("/a[]]c", ["/a]c"], ["/abc"]),
        ("/a[+-9]c", ["/a5c"], ["/a/c"]),
        ("/a[b", ["/a[b"], ["/ab"]),
        ("/[*]", ["/*"], ["/a"]),
        ("/a.b|c(d)^$", ["/a.b|c(d)^$"], ["/axb", "/c(d)"]),
        ("/a*b*c", ["/abc", "/axxbyybzzc", "/abcc"], ["/ab", "/a/b/c"]),
        ("/a**b", ["/ab", "/axb"], ["/a/b"]),
        # what images call their files
        ("/caf\udce9", ["/caf\udce9"], ["/cafe"]),
        ("/new*line", ["/new\nline"], ["/new\n"]),
    ],
)
def test_what_a_glob_names(glob: str, matching: list[str], others: list[str]) -> None:
    globs = PathGlobs([glob])
    assert [path for path in matching if not globs.matches(path)] == []
    assert [path for path in others if globs.matches(path)] == []


def test_several_globs_name_what_each_of_them_does() -> None:
    globs = PathGlobs(["/a", "*.b"])
    assert [globs.matches(path) for path in ("/a/x", "/x/y.b", "/x")] == [True, True, False]
    assert not PathGlobs()
    assert not PathGlobs().matches("/a")


@pytest.mark.parametrize("glob", ["", "/", "./", "a/../b", "/a[z-a]", "x" * 5000])
def test_a_glob_that_can_name_nothing_is_a_mistake(glob: str) -> None:
    with pytest.raises(UsageError):
        PathGlobs([glob])


@pytest.mark.parametrize(
    ("glob", "path"),
    [
        ("/" + "*a" * 20 + "b", "/" + "a" * 20_000),
        ("**/a" * 20 + "/b", "/a" * 20_000),
        ("/**/" + "*x" * 10, "/" + "x" * 9_000 + "y"),
    ],
)
def test_no_path_takes_long(glob: str, path: str) -> None:
    globs = PathGlobs([glob])
    started = time.process_time()
    assert not globs.matches(path)
    assert time.process_time() - started < 1
