"""Go's own functions, against what docker's client prints."""

from __future__ import annotations

import pytest

from inspector.gotemplate import TemplateError
from tests.cases import tried_with
from tests.gotemplate.templates import filled

FILLED = [
    ("{{len .ID}} {{len `é`}} {{len (split `a b` ` `)}}", "12 2 2"),
    ("{{index .ID 0}} {{index (split `a b` ` `) 1}} {{index .ID}}", "100 b d33b948ad33b"),
    ("{{index (split `ab` `x`) 0 1}}", "98"),
    ("{{slice .ID 1 3}} {{slice .ID 9}} {{slice .ID}}", "33 33b d33b948ad33b"),
    ("{{slice (split `a b c` ` `) 1 2}} {{slice (split `a b` ` `) 0 1 1}}", "[b] [a]"),
    ("{{not .ID}} {{not 0}}", "false true"),
    ("{{eq 1 2 1}} {{eq .ID `d33b948ad33b`}} {{ne 1 2}}", "true true true"),
    ("{{eq (index .ID 0) 100}} {{eq nil nil}} {{eq nil 1}} {{eq 1i 1i}}", "true true false true"),
    ("{{lt 1 2}} {{le 2 2}} {{gt 2.5 1.5}} {{ge `a` `b`}}", "true true true false"),
    ("{{print 1 2 `a` `b` 3 true nil}}", "1 2ab3 true <nil>"),
    ("{{println 1 `a` `b`}}", "1 a b\n"),
    ('{{html `<a href="x">&\'` }}', "&lt;a href=&#34;x&#34;&gt;&amp;&#39;"),
    ('{{html "\\x00"}} {{html nil 1}}', "\ufffd &lt;no value&gt;1"),
    ("{{js `<a='\"&\\>é` }}", "\\u003Ca\\u003D\\'\\\"\\u0026\\\\\\u003Eé"),
    ('{{js "\\u202e\\x00"}}', "\\u202E\\u0000"),
    ("{{urlquery `a b/é~` 1}}", "a+b%2F%C3%A9~1"),
]

FAILING = [
    ("{{index .ID 99}}", "error calling index: index out of range: 99"),
    ("{{index .ID -1}}", "error calling index: index out of range: -1"),
    ("{{index .ID 12}}", "error calling index: reflect: string index out of range"),
    (
        "{{index (split .ID `x`) 1}}",
        "error calling index: reflect: slice index out of range",
    ),
    ("{{index .ID `a`}}", "error calling index: cannot index slice/array with type string"),
    ("{{index .ID nil}}", "error calling index: cannot index slice/array with nil"),
    ("{{index nil 1}}", "error calling index: index of untyped nil"),
    ("{{index 1 1}}", "error calling index: can't index item of type int"),
    ("{{slice .ID 3 1}}", "error calling slice: invalid slice index: 3 > 1"),
    ("{{slice .ID 13}}", "error calling slice: index out of range: 13"),
    ("{{slice .ID 0 1 2}}", "error calling slice: cannot 3-index slice a string"),
    ("{{slice (split .ID ``) 0 1 2 3}}", "error calling slice: too many slice indexes: 4"),
    ("{{slice nil}}", "error calling slice: slice of untyped nil"),
    ("{{slice 1}}", "error calling slice: can't slice item of type int"),
    ("{{len 3}}", "error calling len: len of type int"),
    ("{{eq 1 1.0}}", "error calling eq: incompatible types for comparison"),
    ("{{eq 1}}", "error calling eq: missing argument for comparison"),
    ("{{lt 1 `a`}}", "error calling lt: incompatible types for comparison"),
    ("{{lt true false}}", "error calling lt: invalid type for comparison"),
    ("{{lt nil 1}}", "error calling lt: invalid type for comparison"),
    ("{{call .ID}}", "error calling call: non-function"),
    ("{{call nil}}", "error calling call: call of nil"),
]


@tried_with(("template", "result"), FILLED)
def test_filled(template: str, result: str) -> None:
    assert filled(template) == result


@tried_with(("template", "message"), FAILING)
def test_failing(template: str, message: str) -> None:
    with pytest.raises(TemplateError) as caught:
        filled(template)
    node = template.removeprefix("{{").removesuffix("}}")
    start = 'template: :1:2: executing "" at '
    assert str(caught.value).startswith(f"{start}<{node}>: {message}")


@pytest.mark.parametrize("other", ["(split `a` ``)", "."])
def test_lists_do_not_compare(other: str) -> None:
    with pytest.raises(TemplateError, match="error calling eq: non-comparable"):
        filled(f"{{{{eq (split `a` ``) {other}}}}}")


def test_a_row_is_itself() -> None:
    assert filled("{{eq . $}} {{ne . .}} {{eq . nil}}") == "true false false"
