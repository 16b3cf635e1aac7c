"""The filter line: what each term lets through, and what is not understood."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.analyses.path_filter.conditions import Subject
from inspector.analyses.path_filter.filter import PathFilter, parse_filter
from inspector.errors import UsageError
from inspector.tarstream import Kind
from inspector.tree import Node, Version
from inspector.tree.view import ChangeKind
from tests.entries import entry_at


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
    at: int = -1,
) -> Subject:
    node = Node("", None)
    for part in path.split("/")[1:]:
        node = node.make_child(part)
    entry = entry_at(path[1:], kind, mode, uid, gid, size, 0, 0)
    return Subject(node, path, Version(layer, entry, layer), change, at)


TOOL = subject("/usr/bin/Tool", mode=0o4755, size=12_000_000, layer=3, uid=7, gid=8)
LINK = subject("/usr/lib/link.so", Kind.SYMLINK, mode=0o777)
GONE = subject("/etc/passwd", size=100, change=ChangeKind.REMOVED, at=5)


@pytest.mark.parametrize(
    ("text", "matching"),
    [
        ("", {TOOL, LINK, GONE}),
        ("tool", {TOOL}),
        ("ubt", set()),
        ("bin", set()),
        ("bin/t", {TOOL}),
        ("/usr/", {TOOL, LINK}),
        ("/usr/bin", {TOOL}),
        ("/bin", set()),
        ("Tool", {TOOL}),
        ("TOOL", set()),
        ("-tool", {LINK, GONE}),
        ("!tool", {LINK, GONE}),
        ("!bin", {LINK, GONE}),
        ("-*.so", {TOOL, GONE}),
        ("->10MB", {LINK, GONE}),
        ('"n/to"', {TOOL}),
        ('"n/to', {TOOL}),
        ('"n to"', set()),
        ("*.so", {LINK}),
        ("/usr/*", {TOOL, LINK}),
        ("lib/*", {LINK}),
        ("ib/*", set()),
        ("^/usr.*l$", {TOOL}),
        (r"\.so$", {LINK}),
        ("etc|lib", {LINK, GONE}),
        ("/^.usr/", {TOOL, LINK}),
        ("/pass(wd)?$/", {GONE}),
        (">10MB", {TOOL}),
        (">12MB", set()),
        (">=12MB", {TOOL}),
        ("<1k", {GONE}),
        ("<=0.1k", {GONE}),
        ("<100", set()),
        (">11MiB", {TOOL}),
        ("> 10 MB", {TOOL}),
        ("size>10MB", {TOOL}),
        ("size > 10 mb", {TOOL}),
        ("size:>10MB tool", {TOOL}),
        ("size<1k", {GONE}),
        ("size:100", {GONE}),
        ("size=12MB", {TOOL}),
        ("kind:setuid", {TOOL}),
        ("setuid", {TOOL}),
        ("suid", {TOOL}),
        ("type=setuid", {TOOL}),
        ("kind:setu", {TOOL}),
        ("name:setuid", set()),
        ("name:tool", {TOOL}),
        ("symlink", {LINK}),
        ("symlinks", {LINK}),
        ("whiteout", {GONE}),
        ("removed", {GONE}),
        ("deleted", {GONE}),
        ("!removed", {TOOL, LINK}),
        ("kind:setuid,symlink", {TOOL, LINK}),
        ("kind:symlink", {LINK}),
        ("kind:executable", {TOOL}),
        ("kind:whiteout", {GONE}),
        ("change:removed", {GONE}),
        ("change:rem", {GONE}),
        ("layer:3", {TOOL}),
        ("layer:0..2", {LINK, GONE}),
        ("layer:0-2", {LINK, GONE}),
        ("layer:2..", {TOOL, GONE}),
        ("layer:5", {GONE}),
        ("owner:root", {LINK, GONE}),
        ("group:8", {TOOL}),
        ("uid:7", {TOOL}),
        ("owner:7", {TOOL}),
        ("owner:7:8", {TOOL}),
        ("owner::8", {TOOL}),
        ("owner:7:9", set()),
        ("ext:so", {LINK}),
        ("ext:.SO", {LINK}),
        ("ext:py,so", {LINK}),
        ("ext:*.so", {LINK}),
        ("kind:setuid >10MB layer:3 tool", {TOOL}),
        ("kind:setuid -layer:3", set()),
    ],
)
def test_terms(text: str, matching: set[Subject]) -> None:
    found = parse_filter(text)
    assert {each for each in (TOOL, LINK, GONE) if found.matches(each)} == matching


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("kind:nope", "nope"),
        ("kind:set", "setuid or setgid"),
        ("kind:", "setuid"),
        ("change:", "metadata"),
        ("layer:x", "'x'"),
        ("layer:1..y", "'1..y'"),
        ("owner:www", "'www'"),
        ("owner:", "uid:gid"),
        ("ext:", "ext:py"),
        (">", "try >10MB"),
        (">10Q", "'>10Q'"),
        ("/(/", "'('"),
        ("^(", "'^('"),
        ("tool !", "!*.pyc"),
    ],
)
def test_what_is_not_understood_is_named(text: str, named: str) -> None:
    with pytest.raises(UsageError) as error:
        parse_filter(text)
    assert named in str(error.value)
    assert len(str(error.value).splitlines()) == 1


@pytest.mark.parametrize(
    ("text", "matching"),
    [
        ("tl", [set(), {TOOL}, {TOOL}]),
        ("b/tl", [set(), {TOOL}, {TOOL}]),
        ("/b/tl", [set(), set(), {TOOL}]),
        ("ubt", [set(), set(), {TOOL}]),
        ("UBT", [set(), set(), set()]),
        ("TL", [set(), set(), set()]),
        ("tl !usr", [set(), set(), set()]),
    ],
)
def test_words_reach_further_where_nothing_is_found(
    text: str, matching: list[set[Subject]]
) -> None:
    found: PathFilter | None = parse_filter(text)
    for expected in matching:
        assert found is not None
        assert {each for each in (TOOL, LINK, GONE) if found.matches(each)} == expected
        found = found.looser
    assert found is None


@pytest.mark.parametrize("text", ["", ">10MB", "*.so", "kind:setuid", "-tool", '"tool"'])
def test_only_words_reach_further(text: str) -> None:
    assert parse_filter(text).looser is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("setuid   >10 mb", "kind:setuid >10mB"),
        ("size>1k", ">1kB"),
        ("deleted", "change:removed"),
        ("type:suid,sgid", "kind:setuid,setgid"),
        ("^/usr", "/^/usr/"),
        ("!x", "-x"),
        ('"a b', '"a b"'),
    ],
)
def test_it_says_how_it_was_understood(text: str, said: str) -> None:
    assert parse_filter(text).said == said


@pytest.mark.parametrize(
    ("text", "other", "is_narrower"),
    [
        ("pas", "pa", True),
        ("pa", "pas", False),
        ("pas >1k", "pa", True),
        ("pas", "pas >1k", False),
        ("paS", "pa", True),
        ("pa/s", "pa", False),
        ("-pas", "-pa", False),
        ("*.pyc", "*.py", False),
        ("setuid", "setui", False),
    ],
)
def test_more_text_is_sure_to_find_less_only_where_it_is(
    text: str, other: str, is_narrower: bool
) -> None:
    assert parse_filter(text).narrows(parse_filter(other)) is is_narrower


@given(st.text(max_size=30))
def test_any_line_filters_or_is_refused(text: str) -> None:
    try:
        found = parse_filter(text)
    except UsageError:
        return
    for each in (TOOL, LINK, GONE):
        assert found.matches(each) in {True, False}


@given(
    st.text("abB/*. ", max_size=8), st.text("abB/*. ", max_size=4), st.text("abB/.", max_size=12)
)
def test_what_narrows_finds_nothing_else(text: str, more: str, path: str) -> None:
    try:
        wide, narrow = parse_filter(text), parse_filter(text + more)
    except UsageError:
        return  # no line at all, or not yet
    one = subject("/" + path)
    if narrow.narrows(wide) and narrow.matches(one):
        assert wide.matches(one)


@pytest.mark.parametrize(
    "text",
    [
        "abcdefghij" * 1000, "a " * 5000, "(" * 10_000, "*a" * 5000, "[a]*" * 2500, '"' * 10_000,
        "/a " * 3000, "ext:" + "a," * 5000, "kind:" + "dir," * 2500, "-" * 9999 + "a",
        ">" + "1" * 9999, "size" + " " * 9999,
    ],
    ids=lambda text: text[:4],
)  # fmt: skip
def test_a_long_text_is_understood_at_once(text: str) -> None:
    began = process_time()
    wanted = parse_filter(text)
    assert wanted.said
    assert wanted.looser is None or len(text) > len(wanted.said)
    assert process_time() - began < 0.5


@pytest.mark.parametrize(
    "text",
    ["!" * 10_000, "layer:" + "1" * 9999, "owner:" + "1" * 9999, "<" * 9999, f"/{'a' * 9999}/"],
)
def test_a_long_text_that_means_nothing_is_refused_at_once(text: str) -> None:
    began = process_time()
    with pytest.raises(UsageError):
        parse_filter(text)
    assert process_time() - began < 0.5


@pytest.mark.parametrize(
    ("text", "remark"),
    [
        ("foo:bar", "foo:bar is matched as text: foo is not a field; fields are kind, change"),
        ("-foo=bar", "foo=bar is matched as text: foo is not a field"),
        ("(", "( is matched as text: a regular expression is written between slashes"),
        ("a{2", "a{2 is matched as text: a regular"),
    ],
)  # fmt: skip
def test_what_is_taken_as_text_though_it_looks_like_more_has_a_remark(
    text: str, remark: str
) -> None:
    (found,) = parse_filter(f"passwd {text}").remarks
    assert found.startswith(remark)


@pytest.mark.parametrize(
    "text", ["passwd", "kind:dir", '"foo:bar"', "/a(b|c)/", "*.so", "name:a(", "etc/x"]
)
def test_what_is_understood_has_none(text: str) -> None:
    assert parse_filter(text).remarks == ()


def test_a_path_fits_a_word_by_its_name_its_end_or_the_beginning_of_its_name() -> None:
    paths = ["/etc/passwd", "/lib/opasswd", "/etc/passwd-", "/lib/passwd/x"]
    for words, nearness in [
        ("passwd", [0, 1, 2, 3]),
        ("tmp passwd", [0, 1, 2, 3]),
        ("/etc/passwd", [0, 3, 2, 3]),
        ("PASSWD", [3, 3, 3, 3]),
        ("etc/", [3, 3, 3, 3]),
        ("*wd !passwd", [3, 3, 3, 3]),
    ]:
        wanted = parse_filter(words)
        assert [wanted.nearness(path) for path in paths] == nearness, words


def test_signs_that_cancel_each_other_leave_out_nothing() -> None:
    assert parse_filter("--a").said == "a"
    assert parse_filter("!-!a").said == "-a"
