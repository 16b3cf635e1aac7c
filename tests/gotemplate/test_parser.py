"""What is a template and what is none; messages are docker's client's."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.gotemplate import TemplateError, parse
from tests.cases import tried_with
from tests.gotemplate.templates import LIBRARY, filled

ACCEPTED = [
    ("", ""),
    ("plain } text {", "plain } text {"),
    ("{{/* a comment */}}x", "x"),
    ("a {{- /* trims */ -}} b", "ab"),
    ("a \n{{- `b` -}}\t c", "abc"),
    ("a {{- `b`}} c {{`d` -}} e", "ab c de"),
    ("{{-3}}", "-3"),
    ("{{`a` }}{{ `b`}}", "ab"),
    ("{{\n`a`\n}}", "a"),
    ('{{"a\\tb\\x41\\u00e9"}}', "a\tbAé"),
    ('{{`a\\t"`}}', 'a\\t"'),
    ("{{'a'}} {{'\\n'}} {{'日'}}", "97 10 26085"),
    ("{{0x1F}} {{017}} {{0b11}} {{0o17}} {{1_000}} {{0x_1f}}", "31 15 3 15 1000 31"),
    ("{{1.5}} {{1e3}} {{.5}} {{5.}} {{0x1p4}} {{1_0.5}}", "1.5 1000 0.5 5 16 10.5"),
    ("{{1i}} {{1+2i}} {{0i}}", "(0+1i) (1+2i) (0+0i)"),
    ("{{true}} {{false}}", "true false"),
    ("{{$x:=1}}{{$x}}", "1"),
    ("{{.ID | }}", "d33b948ad33b"),
    ("{{.ID}}{{(.ID)}}{{(((.ID)))}}", "d33b948ad33b" * 3),
    ('{{define "x"}}hi{{end}}[{{template "x"}}]', "[hi]"),
    ('{{block "x" .ID}}<{{.}}>{{end}}', "<d33b948ad33b>"),
    ('{{define "x"}}{{end}}{{define "x"}}y{{end}}{{template `x`}}', "y"),
    ("{{range 2}}{{if .}}{{break}}{{end}}a{{end}}", "a"),
    ("{{if 1}}{{else}}{{end}}", ""),
]

REFUSED = [
    ("{{.ID", 1, "unclosed action"),
    ("{{.ID}", 1, "bad character U+007D '}'"),
    ("\n{{.ID", 2, "unclosed action"),
    ("{{", 1, "unclosed action"),
    ("{{}}", 1, "missing value for command"),
    ("{{/* a }}", 1, "unclosed comment"),
    ("{{/* a */ }}", 1, "comment ends before closing delimiter"),
    ("{{if .ID}}\n{{/* a */ x}}{{end}}", 2, "comment ends before closing delimiter"),
    ("{{(.ID}}", 1, "unclosed left paren"),
    ("{{.ID)}}", 1, "unexpected right paren"),
    ('{{"a}}', 1, "unterminated quoted string"),
    ("{{`a}}", 1, "unterminated raw quoted string"),
    ("{{'a}}", 1, "unterminated character constant"),
    ("{{'ab'}}", 1, "malformed character constant: 'ab'"),
    ("{{''}}", 1, "invalid syntax"),
    ('{{"\\x"}}', 1, "invalid syntax"),
    ("{{12a}}", 1, 'bad number syntax: "12a"'),
    ("{{08}}", 1, 'integer overflow: "08"'),
    ("{{99999999999999999999}}", 1, 'integer overflow: "99999999999999999999"'),
    ("{{1e400}}", 1, 'illegal number syntax: "1e400"'),
    ("{{" + "9" * 5000 + "}}", 1, "illegal number syntax: "),
    ("{{1+2}}", 1, 'bad number syntax: "1+2"'),
    ("{{0x}}", 1, 'illegal number syntax: "0x"'),
    ("{{$ : 1}}", 1, "expected :="),
    ("{{é÷}}", 1, "bad character U+00F7 '÷'"),
    ("{{÷}}", 1, "unrecognized character in action: U+00F7 '÷'"),
    ("{{foo}}", 1, 'function "foo" not defined'),
    ("{{$x}}", 1, 'undefined variable "$x"'),
    ("{{if 1}}{{$x := 1}}{{end}}{{$x}}", 1, 'undefined variable "$x"'),
    ("{{$x := 1}}{{define `t`}}{{$x}}{{end}}", 1, 'undefined variable "$x"'),
    ("{{$x, $y := 1}}", 1, "too many declarations in command"),
    ("{{range $a, $b, $c := .}}{{end}}", 1, "too many declarations in range"),
    ("{{range $a, 1}}{{end}}", 1, "range can only initialize variables"),
    ('{{"a" | 1}}', 1, "non executable command in pipeline stage 2"),
    ("{{| .ID}}", 1, 'unexpected "|" in command'),
    ("{{.ID, 1}}", 1, 'unexpected "," in operand'),
    ('{{"a".ID}}', 1, 'unexpected . after term "\\"a\\""'),
    ("{{nil.ID}}", 1, 'unexpected . after term "nil"'),
    ("{{if}}{{end}}", 1, "missing value for if"),
    ("{{if 1}}", 1, "unexpected EOF"),
    ("{{end}}", 1, "unexpected {{end}}"),
    ("{{else}}", 1, "unexpected {{else}}"),
    ("{{if 1}}{{else}}{{else}}{{end}}", 1, "expected end; found {{else}}"),
    ("{{end 1}}", 1, 'unexpected "1" in end'),
    ("{{if 1}}{{else 1}}{{end}}", 1, 'unexpected "1" in else'),
    ("{{break}}", 1, "{{break}} outside {{range}}"),
    ("{{continue}}", 1, "{{continue}} outside {{range}}"),
    ("{{range 1}}{{define `t`}}{{end}}{{end}}", 1, "unexpected <define> in command"),
    ("{{range 1}}{{break 1}}{{end}}", 1, 'unexpected "1" in {{break}}'),
    ("{{template x}}", 1, 'unexpected "x" in template clause'),
    ("{{template}}", 1, 'unexpected "}}" in template clause'),
    ("{{define `t`}}a{{else}}{{end}}", 1, "unexpected {{else}} in define clause"),
    (
        "{{define `t`}}a{{end}}{{define `t`}}b{{end}}",
        1,
        'template: multiple definition of template "t"',
    ),
]


@tried_with(("template", "result"), ACCEPTED)
def test_accepted(template: str, result: str) -> None:
    assert filled(template) == result


@tried_with(("template", "line", "message"), REFUSED)
def test_refused(template: str, line: int, message: str) -> None:
    expected = f"template: :{line}: {message}"
    with pytest.raises(TemplateError, match="^" + re.escape(expected)):
        parse(template, LIBRARY)


def test_an_error_on_a_later_line_says_where_the_action_began() -> None:
    with pytest.raises(TemplateError, match=r":2: unclosed action started at :1$"):
        parse("{{.ID\n", LIBRARY)
    with pytest.raises(
        TemplateError, match=r':2: bad number syntax: "1a" in action started at :1$'
    ):
        parse("{{.ID\n1a}}", LIBRARY)


@pytest.mark.parametrize("start", ["{{if 1}}", "{{range 1}}", "{{with 1}}", "{{if 1}}{{else}}"])
def test_nested_blocks_cannot_exhaust_the_stack(start: str) -> None:
    with pytest.raises(TemplateError, match="nested more than 100 deep"):
        parse(start * 10_000, LIBRARY)


@pytest.mark.parametrize("start", ["(", "print (", "print 1 | print ("])
def test_nested_parentheses_cannot_exhaust_the_stack(start: str) -> None:
    with pytest.raises(TemplateError, match="nested more than 100 deep"):
        parse("{{" + start * 10_000, LIBRARY)


PIECES = ["{{", "}}", "(", ")", ".ID", ".", "$x", ":=", "|", '"', "`", "'", "if ", "end", "else"]
PIECES += ["range ", "with ", "1", "-", " ", "\n", "/*", "*/", "print ", "define ", "template "]


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=2))).map("".join))
def test_any_text_is_parsed_or_refused(template: str) -> None:
    message = ""
    try:
        parse(template, LIBRARY)
    except TemplateError as error:
        message = str(error)
    assert re.match(r"template: :\d+: .|$", message)
