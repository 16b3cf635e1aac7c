"""The functions that docker adds, against what its client prints."""

from __future__ import annotations

import pytest

from inspector.exports.docker.functions import DOCKER_FUNCTIONS, DOCKER_HEADER_FUNCTIONS
from inspector.gotemplate import GO_FUNCTIONS, TemplateError, execute, parse
from tests.cases import tried_with
from tests.gotemplate.templates import filled

FILLED = [
    ("{{upper .ID}} {{lower `ÀB`}} {{title `big-world x_y`}}", "D33B948AD33B àb Big-World X_y"),
    ("{{split .CreatedBy ` `}}", '[RUN a b <&> "é"]'),
    ("{{split `aé` ``}} {{len (split `` ``)}} {{len (split `` `,`)}}", "[a é] 0 1"),
    ("{{join (split `a b` ` `) `/`}}", "a/b"),
    ("{{pad .Size 1 2}}|{{pad `` 1 2}}|{{pad `a` 0 0}}", " 1.23kB  ||a"),
    ("{{truncate .ID 3}} {{truncate .ID 99}} {{truncate `` 0}}", "d33 d33b948ad33b "),
    ("{{truncate `é` 1}}", "\udcc3"),
    ("{{json .CreatedBy}}", '"RUN a b <&> \\"é\\""'),
    (
        "{{json .}}",
        (
            '{"Comment":"","CreatedAt":"2023-11-14T22:13:20Z",'
            '"CreatedBy":"RUN a b \\u003c\\u0026\\u003e \\"é\\"","CreatedSince":"3 years ago",'
            '"ID":"d33b948ad33b","Size":"1.23kB"}'
        ),
    ),
    ("{{json nil}} {{json true}} {{json 'a'}} {{json (index .ID 0)}}", "null true 97 100"),
    ("{{json (split `a,b` `,`)}} {{json (split `` ``)}}", '["a","b"] []'),
    ("{{json 1.5}} {{json 100.0}} {{json 0.0}}", "1.5 100 0"),
    ("{{json 1e20}} {{json 1e21}} {{json 1e-6}} {{json 1e-7}} {{json 123456789.25}}",
     "100000000000000000000 1e+21 0.000001 1e-7 123456789.25"),
    ('{{json "\\xff\\u2028\\b\\f\\x01\\x7f\\ufffd<"}}', '"\\ufffd\\u2028\\b\\f\\u0001\x7f\ufffd<"'),
]  # fmt: skip

FAILING = [
    ("{{pad `a` -1 0}}", "error calling pad: strings: negative Repeat count"),
    (
        "{{truncate `a` -1}}",
        "error calling truncate: runtime error: slice bounds out of range [:-1]",
    ),
    ("{{pad `a` 999999999 1}}", "error calling pad: a text of more than 16777216 bytes"),
    (
        "{{join (split (pad `a` 9999 1) ` `) (pad `a` 9999 1)}}",
        "error calling join: a text of more than 16777216 bytes",
    ),
    (
        "{{printf `%999999s` (split (pad `a` 99 1) ` `)}}",
        "error calling printf: a text of more than 16777216 bytes",
    ),
    ("{{json 1i}}", "error calling json: json: unsupported type: complex128"),
]


@tried_with(("template", "result"), FILLED)
def test_filled(template: str, result: str) -> None:
    assert filled(template) == result


@pytest.mark.parametrize(("template", "message"), FAILING)
def test_failing(template: str, message: str) -> None:
    with pytest.raises(TemplateError) as caught:
        filled(template)
    assert str(caught.value).endswith(f">: {message}")


@pytest.mark.parametrize(
    ("template", "header"),
    [
        ("{{upper .a}} {{lower .a}} {{title .a}}", "Size Size Size"),
        ("{{json .a}} {{split .a `z`}} {{join .a `,`}} {{truncate .a 1}}", "Size Size Size Size"),
        ("{{pad .a 1 1}}|", " Size |"),
        ("{{.a}} {{json .}} {{.a}}", "Size "),
        ("{{.a}}{{index (split .a `i`) 0}}", "Size83"),
    ],
)
def test_a_header_goes_through_unchanged(template: str, header: str) -> None:
    library = {**GO_FUNCTIONS, **DOCKER_HEADER_FUNCTIONS}
    out = bytearray()
    try:
        execute(parse(template, library), library, {b"a": b"Size"}, out)
    except TemplateError:
        assert "json ." in template
    assert out.decode() == header


def test_both_libraries_have_the_same_names() -> None:
    assert set(DOCKER_FUNCTIONS) == set(DOCKER_HEADER_FUNCTIONS)
