"""Statements: what is printed, in which order, with which variables."""

from __future__ import annotations

import pytest

from inspector.exports.docker.functions import DOCKER_FUNCTIONS
from inspector.gotemplate import GO_FUNCTIONS, TemplateError, execute, parse
from tests.cases import tried_with
from tests.gotemplate.templates import LIBRARY, ROW, filled

FILLED = [
    ("{{.ID}} {{.Size}}", "d33b948ad33b 1.23kB"),
    ("{{.}}", "{{<nil>} true { 7 []}}"),
    ("{{print .}}", "&{{<nil>} true { 7 []}}"),
    ("{{if .ID}}a{{else}}b{{end}}{{if .Comment}}a{{else}}b{{end}}", "ab"),
    ("{{if .Comment}}a{{else if .ID}}b{{else}}c{{end}}", "b"),
    ("{{if 0}}a{{else if 0.0}}b{{else if false}}c{{else if ``}}d{{else}}e{{end}}", "e"),
    ("{{if not nil}}a{{end}}{{if (split `` `x`)}}b{{end}}{{if .}}c{{end}}", "abc"),
    ("{{with .ID}}{{.}} {{$.Size}}{{end}}", "d33b948ad33b 1.23kB"),
    ("{{with $x := .Size}}{{$x}}{{.}}{{end}}", "1.23kB1.23kB"),
    ("{{with .Comment}}a{{else with .Size}}{{.}}{{else}}c{{end}}", "1.23kB"),
    ("{{with .Comment}}a{{else}}{{.ID}}{{end}}", "d33b948ad33b"),
    ("{{range split `a,b` `,`}}<{{.}}>{{end}}", "<a><b>"),
    ("{{range $e := split `a,b` `,`}}{{$e}}{{end}}", "ab"),
    ("{{range $i, $e := split `a,b` `,`}}{{$i}}{{$e}}{{end}}", "0a1b"),
    ("{{range 3}}{{.}}{{end}}{{range $i := 2}}{{$i}}{{end}}", "01201"),
    ("{{range 0}}a{{else}}none{{end}}", "none"),
    ("{{range 5}}{{if eq . 1}}{{continue}}{{end}}{{if eq . 3}}{{break}}{{end}}{{.}}{{end}}", "02"),
    ("{{range 2}}{{range 3}}{{if .}}{{break}}{{end}}{{.}}{{end}},{{end}}", "0,0,"),
    ("{{range 1}}{{break}}{{else}}empty{{end}}", ""),
    ("{{$x := 1}}{{$x = 2}}{{$x}}", "2"),
    ("{{$x := 1}}{{if true}}{{$x = 2}}{{$x := 3}}{{end}}{{$x}}", "2"),
    ("{{$x := 1}}{{range 2}}{{$x = .}}{{end}}{{$x}}", "1"),
    ("{{$i := 0}}{{$e := ``}}{{range $i, $e = split `a,b` `,`}}{{end}}{{$i}}{{$e}}", "1b"),
    ("{{$x := 9}}{{range $x = 3}}{{end}}{{$x}}", "2"),
    ('{{define "t"}}{{.}}{{$}}{{end}}{{template "t" .Size}}', "1.23kB1.23kB"),
    ('{{define "t"}}{{.}}{{end}}{{template "t"}}', "<no value>"),
    ('{{$x := 1}}{{block "t" 2}}{{$x := .}}{{$x}}{{end}}{{$x}}', "21"),
]


@tried_with(("template", "result"), FILLED)
def test_filled(template: str, result: str) -> None:
    assert filled(template) == result


FAILING = [
    (
        "{{range .ID}}{{end}}",
        'template: :1:8: executing "" at <.ID>: range can\'t iterate over d33b948ad33b',
    ),
    (
        "{{range $i, $e := 3}}{{end}}",
        'template: :1:18: executing "" at <3>: can\'t use 3 to iterate over more than one variable',
    ),
    (
        '{{template "x"}}',
        'template: :1:11: executing "" at <{{template "x"}}>: template "x" not defined',
    ),
    (
        'é{{define "t"}}\n  {{.Foo}}{{end}}{{template "t" .}}',
        (
            'template: :2:4: executing "t" at <.Foo>: '
            "can't evaluate field Foo in type *image.historyContext"
        ),
    ),
    (
        '{{define "t"}}{{template "t"}}{{end}}{{template "t"}}',
        (
            'template: :1:25: executing "t" at <{{template "t"}}>: '
            "exceeded maximum template depth (150)"
        ),
    ),
    ("{{$x = 1}}", 'template: :1:7: executing "" at <1>: undefined variable: $x'),
]


@pytest.mark.parametrize(("template", "message"), FAILING)
def test_failing(template: str, message: str) -> None:
    with pytest.raises(TemplateError) as caught:
        filled(template)
    assert str(caught.value) == message


def test_what_is_not_executed_cannot_fail() -> None:
    assert filled("{{if false}}{{.Foo}}{{upper 1}}{{end}}") == ""
    assert filled("{{define `t`}}{{.Foo}}{{end}}") == ""


def test_what_was_printed_before_an_error_is_there() -> None:
    out = bytearray()
    with pytest.raises(TemplateError):
        execute(parse("a{{.ID}}{{.Foo}}b", LIBRARY), LIBRARY, ROW, out)
    assert out == b"ad33b948ad33b"


def test_a_map_gives_its_keys_as_fields() -> None:
    library = {**GO_FUNCTIONS, **DOCKER_FUNCTIONS}
    out = bytearray()
    template = "{{.a}} {{.c}} {{range $k, $v := .}}{{$k}}={{$v}},{{end}} {{.}} {{index . `a`}}"
    template += " {{printf `%T` .}}"
    execute(parse(template, library), library, {b"b": b"2", b"a": b"1"}, out)
    assert out == b"1 <no value> a=1,b=2, map[a:1 b:2] 1 map[string]string"


@pytest.mark.parametrize("depth", [1, 20, 45])
def test_nesting_that_is_allowed_is_executed(depth: int) -> None:
    assert filled("{{" + "(print " * depth + "1" + ")" * depth + "}}") == "1"
    assert filled("{{if 1}}" * depth + "x" + "{{end}}" * depth) == "x"
    assert filled("{{with print (print 1)}}" * depth + "{{.}}" + "{{end}}" * depth) == "1"


@pytest.mark.parametrize(
    "template",
    [
        '{{$x := "a"}}{{range 40}}{{$x = print $x $x}}{{end}}{{len $x}}',
        '{{range 3000}}{{printf "%0999999d" 1}}{{end}}',
        '{{printf "' + "%0999999[1]d" * 3000 + '" 1}}',
        '{{$x := printf "%999999d" 1}}{{print ' + "$x " * 3000 + "}}",
    ],
)
def test_what_a_template_makes_is_bounded(template: str) -> None:
    with pytest.raises(TemplateError, match="more than 16777216 bytes"):
        filled(template)


def test_a_template_without_an_end_is_ended() -> None:
    twice = '{{define "a"}}{{template "a"}}{{template "a"}}{{end}}{{template "a"}}'
    nested = "{{range 9999}}{{range 9999}}{{end}}{{end}}"
    for template in ("{{range 66666666666662}}{{.}}{{end}}", nested):
        with pytest.raises(TemplateError, match="more than 10000 steps"):
            filled(template)
    with pytest.raises(TemplateError):
        filled(twice)
    assert len(filled("{{range 4999}}x{{end}}")) == 4999
