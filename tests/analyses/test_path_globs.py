"""Patterns of paths, and the paths of an image that they fit."""

from __future__ import annotations

import fnmatch
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.analyses.path_globs import PathMatch, glob_matcher, matches
from inspector.limits import DEFAULT_LIMITS
from inspector.tarstream import Kind
from inspector.tree import Tree
from tests.entries import entry_at

if TYPE_CHECKING:
    from inspector.tarstream import Entry


def fits(pattern: str, path: str) -> bool:
    return glob_matcher([pattern])(path) == pattern


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("*.pem", "/a.pem"),
        ("*.pem", "/etc/ssl/a.pem"),
        ("/*.pem", "/a.pem"),
        ("/root/.ssh/**", "/root/.ssh/id_rsa"),
        ("/root/.ssh/**", "/root/.ssh/a/b"),
        ("root/.ssh", "/root/.ssh"),
        ("root/.ssh", "/home/root/.ssh"),
        ("**/.git", "/.git"),
        ("**/.git", "/a/b/.git"),
        ("/a/**/z", "/a/z"),
        ("/a/**/z", "/a/b/c/z"),
        ("/a/**/m/**/z", "/a/m/b/m/z"),
        ("/a/**/m*/x/**/z", "/a/m1/m2/x/z"),
        ("**", "/a"),
        ("/**", "/a/b"),
        ("/a?c", "/abc"),
        ("/[ab]c", "/bc"),
        ("/[!ab]c", "/cc"),
        ("/a*b*c", "/aXbYc"),
        ("/a*b*c", "/abbcbc"),
        ("/node_modules/", "/node_modules"),
        ("/[", "/["),
        ("/a\nb", "/a\nb"),
        ("/*", "/a\nb"),
        ("/", "/"),
    ],
)
def test_what_a_pattern_fits(pattern: str, path: str) -> None:
    assert fits(pattern, path)


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("*.pem", "/a.pem/b"),
        ("*.pem", "/a.PEM"),
        ("/*.pem", "/etc/a.pem"),
        ("/root/.ssh/**", "/root/.ssh"),
        ("root/.ssh", "/root/.ssh/id_rsa"),
        ("/a/**/z", "/a/bz"),
        ("/a*z", "/a/z"),
        ("/a?z", "/a/z"),
        ("/[!b]x", "//x"),
        ("**", "/"),
        ("a", "/ba"),
        ("/a.c", "/abc"),
    ],
)
def test_what_a_pattern_does_not_fit(pattern: str, path: str) -> None:
    assert not fits(pattern, path)


@given(st.text("ab*?", min_size=1, max_size=8), st.text("ab", min_size=1, max_size=8))
def test_one_name_fits_as_in_a_shell(pattern: str, name: str) -> None:
    if "**" not in pattern:
        assert fits(f"/{pattern}", f"/{name}") == fnmatch.fnmatchcase(name, pattern)


NAMES = st.lists(st.sampled_from(["a", "b", "**"]), min_size=1, max_size=6)


def plain_fits(pattern: list[str], names: list[str]) -> bool:
    """Return what ``**`` means, tried out."""
    if not pattern:
        return not names
    first, *rest = pattern
    if first == "**":
        if not rest:
            return bool(names)
        return any(plain_fits(rest, names[at:]) for at in range(len(names)))
    return bool(names) and names[0] == first and plain_fits(rest, names[1:])


@given(NAMES, st.lists(st.sampled_from("ab"), min_size=1, max_size=6))
def test_two_stars_stand_for_any_number_of_folders(pattern: list[str], names: list[str]) -> None:
    joined = "/" + "/".join(pattern)
    if "**/**" not in joined:
        assert fits(joined, "/" + "/".join(names)) == plain_fits(pattern, names)


def test_a_hostile_path_takes_no_time() -> None:
    started = time.perf_counter()
    assert not fits("/**/" + "a*" * 20 + "/**/b/**/c/**/d", "/" + "a" * 200 + "/b/c" * 1500)
    assert time.perf_counter() - started < 2


def written(path: str, kind: Kind = Kind.FILE) -> Entry:
    return entry_at(path, kind, 0o644, 0, 0, 1, 0, 0)


def test_matches_tell_where_a_path_is_and_whether_it_is_hidden() -> None:
    tree = Tree()
    tree.apply([written("k/a.key"), written("b.key"), written("c.txt")], DEFAULT_LIMITS)
    tree.apply([written("b.key"), written("k/.wh.a.key")], DEFAULT_LIMITS)
    tree.apply([written("d.key"), written("d.key", Kind.DIR)], DEFAULT_LIMITS)
    assert matches(tree, ["*.key"]) == (
        PathMatch("/b.key", "*.key", 1),
        PathMatch("/d.key", "*.key", 2),
        PathMatch("/k/a.key", "*.key", 0, 1),
    )
    assert matches(tree, []) == ()
