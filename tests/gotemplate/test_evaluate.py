"""Operands, arguments and their types; the messages are docker's client's."""

from __future__ import annotations

import pytest

from inspector.gotemplate import TemplateError
from tests.cases import tried_with
from tests.gotemplate.templates import filled

FILLED = [
    ("{{.ID | upper | lower}}", "d33b948ad33b"),
    ('{{"a" | printf "%s-%s" "b"}}', "b-a"),
    ("{{.Size | printf `%s %s` (upper .ID)}}", "D33B948AD33B 1.23kB"),
    ("{{$.ID}}", "d33b948ad33b"),
    ("{{$x := .}}{{$x.Size}}", "1.23kB"),
    ("{{truncate .ID 3.0}}", "d33"),
    ("{{print nil}}", "<nil>"),
    ("{{join nil `,`}}", ""),
    # the first that decides is the value, and those behind it are not evaluated
    ("{{and 1 0 .Foo}} {{or 0 `x` .Foo}}", "0 x"),
    ("{{and 1 2}} {{or 0 ``}}|{{3 | and 1}} {{3 | or 2}}", "2 |3 2"),
    ("{{.Size | and 0}}", "0"),
]

FAILING = [
    ("{{.Tags}}", ":1:2", ".Tags", "can't evaluate field Tags in type *image.historyContext"),
    ("{{.ID.Foo}}", ":1:5", ".ID.Foo", "can't evaluate field Foo in type string"),
    ("{{(len .ID).Foo}}", ":1:7", ".ID", "can't evaluate field Foo in type int"),
    ("{{(split .ID ``).X}}", ":1:13", "``", "can't evaluate field X in type []string"),
    (
        "{{.trunc}}",
        ":1:2",
        ".trunc",
        "trunc is an unexported field of struct type *image.historyContext",
    ),
    ("{{.ID 1}}", ":1:2", ".ID", "wrong number of args for ID: want 0 got 1"),
    ("{{1 | .ID}}", ":1:6", ".ID", "wrong number of args for ID: want 0 got 1"),
    ("{{1 2}}", ":1:2", "1", "can't give argument to non-function 1"),
    ("{{$ 2}}", ":1:2", "$", "can't give argument to non-function $"),
    ("{{(.ID) 2}}", ":1:2", "(.ID) 2", "can't give argument to non-function .ID"),
    ("{{nil}}", ":1:2", "nil", "nil is not a command"),
    ("{{18446744073709551615}}", ":1:2", "18446744073709551615", "18446744073709551615 overflows"),
    ("{{upper}}", ":1:2", "upper", "wrong number of args for upper: want 1 got 0"),
    ("{{1 | upper 2}}", ":1:6", "upper", "wrong number of args for upper: want 1 got 2"),
    ("{{and}}", ":1:2", "and", "wrong number of args for and: want at least 1 got 0"),
    ("{{upper 3}}", ":1:8", "3", "expected string; found 3"),
    ("{{upper true}}", ":1:8", "true", "expected string; found true"),
    ("{{upper nil}}", ":1:8", "nil", "cannot assign nil to string"),
    ("{{upper .}}", ":1:8", ".", "wrong type for value; expected string; got *image.hist"),
    ("{{upper (len .ID)}}", ":1:13", ".ID", "wrong type for value; expected string; got int"),
    ("{{1 | upper}}", ":1:6", "upper", "wrong type for value; expected string; got int"),
    ("{{truncate .ID 1.5}}", ":1:15", "1.5", "expected integer; found 1.5"),
    ("{{truncate .ID nil}}", ":1:15", "nil", "cannot assign nil to int"),
    ("{{truncate .ID (index .ID 0)}}", ":1:26", "0", "wrong type for value; expected int; got u"),
    ("{{join .ID `,`}}", ":1:7", ".ID", "wrong type for value; expected []string; got string"),
    ("{{join `a` `,`}}", ":1:7", "`a`", "can't handle `a` for arg of type []string"),
    (
        "{{$x := index . 1 | len}}",
        ":1:8",
        "index . 1",
        "error calling index: can't index item of type image.historyContext",
    ),
    ("a\nbé{{upper 1}}", ":2:11", "1", "expected string; found 1"),
]


@tried_with(("template", "result"), FILLED)
def test_filled(template: str, result: str) -> None:
    assert filled(template) == result


@tried_with(("template", "place", "node", "message"), FAILING)
def test_failing(template: str, place: str, node: str, message: str) -> None:
    with pytest.raises(TemplateError) as caught:
        filled(template)
    expected = f'template: {place}: executing "" at <{node}>: {message}'
    assert str(caught.value).startswith(expected)
