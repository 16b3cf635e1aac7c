"""The filter line: what each term lets through, and what is not understood."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.analyses.path_filter import Subject, parse_filter
from inspector.errors import UsageError
from inspector.tarstream import Entry, Kind
from inspector.tree import Node, Version
from inspector.tree.view import ChangeKind


def subject(
    path: str,
    kind: Kind = Kind.FILE,
    *,
    mode: int = 0o644,
    size: int = 0,
    layer: int = 0,
    uid: int = 0,
    gid: int = 0,
    change: ChangeKind | None = None,
) -> Subject:
    node = Node("", None)
    for part in path.split("/")[1:]:
        node = node.make_child(part)
    entry = Entry(path[1:], kind, mode, uid, gid, size, 0, 0)
    return Subject(node, path, Version(layer, entry, layer), change)


TOOL = subject("/usr/bin/Tool", mode=0o4755, size=12_000_000, layer=3, uid=7, gid=8)
LINK = subject("/usr/lib/link.so", Kind.SYMLINK, mode=0o777)
GONE = subject("/etc/passwd", size=100, change=ChangeKind.REMOVED)


@pytest.mark.parametrize(
    ("text", "matching"),
    [
        ("", {TOOL, LINK, GONE}),
        ("tool", {TOOL}),
        ("ubt", {TOOL}),
        ("Tool", {TOOL}),
        ("TOOL", set()),
        ("-tool", {LINK, GONE}),
        ("*.so", {LINK}),
        ("/usr/*", {TOOL, LINK}),
        ("/^.usr/", {TOOL, LINK}),
        ("/pass(wd)?$/", {GONE}),
        (">10MB", {TOOL}),
        (">12MB", set()),
        (">=12MB", {TOOL}),
        ("<1k", {GONE}),
        ("<=0.1k", {GONE}),
        ("<100", set()),
        (">11MiB", {TOOL}),
        ("kind:setuid", {TOOL}),
        ("kind:symlink", {LINK}),
        ("kind:executable", {TOOL}),
        ("kind:whiteout", {GONE}),
        ("change:removed", {GONE}),
        ("change:rem", {GONE}),
        ("layer:3", {TOOL}),
        ("layer:0..2", {LINK, GONE}),
        ("owner:7", {TOOL}),
        ("owner:7:8", {TOOL}),
        ("owner::8", {TOOL}),
        ("owner:7:9", set()),
        ("ext:so", {LINK}),
        ("ext:.SO", {LINK}),
        ("kind:setuid >10MB layer:3 tool", {TOOL}),
        ("kind:setuid -layer:3", set()),
    ],
)
def test_terms(text: str, matching: set[Subject]) -> None:
    found = parse_filter(text)
    assert {each for each in (TOOL, LINK, GONE) if found.matches(each)} == matching


@pytest.mark.parametrize(
    "text", ["kind:nope", "change:", "layer:x", "layer:1..", "owner:root", ">", "/(/", "owner:"]
)
def test_what_is_not_understood_is_named(text: str) -> None:
    with pytest.raises(UsageError) as error:
        parse_filter(text)
    assert len(str(error.value).splitlines()) == 1


@given(st.text(max_size=30))
def test_any_line_filters_or_is_refused(text: str) -> None:
    try:
        found = parse_filter(text)
    except UsageError:
        return
    for each in (TOOL, LINK, GONE):
        assert found.matches(each) in {True, False}
