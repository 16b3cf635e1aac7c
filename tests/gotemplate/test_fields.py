"""Which fields a template may read: rather one too many than one too few."""

from __future__ import annotations

from inspector.gotemplate import GO_FUNCTIONS, fields, parse
from tests.cases import tried_with


@tried_with(
    ("template", "expected"),
    [
        ("no action", set()),
        ("{{.A}} {{ .B | len }}", {"A", "B"}),
        ("{{if .A}}{{.B}}{{else if .C}}{{.D}}{{else}}{{.E}}{{end}}", set("ABCDE")),
        ("{{range .A}}{{.B}}{{else}}{{.C}}{{end}}", set("ABC")),
        ("{{with .A}}{{.B}}{{end}}", {"A", "B"}),
        ("{{.A.B}} {{(.C).D}}", {"A", "C"}),
        ('{{printf "%s" .A}}', {"A"}),
        ("{{$.A}}", {"A"}),
        ("{{.}}", {None}),
        ("{{$}}", {None}),
        ('{{index . "A"}}', {None}),
        ("{{$x := .A}}{{$x}}", {"A", None}),
        ('{{define "t"}}{{.A}}{{end}}{{template "t" .}}', {"A", None}),
    ],
)
def test_fields(template: str, expected: set[str | None]) -> None:
    assert set(fields(parse(template, GO_FUNCTIONS))) == expected
