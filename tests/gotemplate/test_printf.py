"""Go's printf, against what docker's client prints."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from inspector.gotemplate.format import sprint, sprintln
from inspector.gotemplate.printf import sprintf
from inspector.gotemplate.values import Uint8, Value
from tests.cases import tried_with
from tests.gotemplate.templates import filled

FILLED = [
    ("{{printf `%s|%q|%v|%x|%X` .Size .Size .Size .Size .Size}}",
     '1.23kB|"1.23kB"|1.23kB|312e32336b42|312E32336B42'),
    ("{{printf `%8s|%-8s|%08s|%.2s|%8.2s` .Size .Size .Size .Size .Size}}",
     "  1.23kB|1.23kB  |001.23kB|1.|      1."),
    ("{{printf `%4s|%.1s` `é` `日本`}}", "   é|日"),
    ("{{printf `%#q %+q %#v %#x % x %# X` `a` `é` `a` `ab` `ab` `ab`}}",
     '`a` "\\u00e9" "a" 0x6162 61 62 0X61 0X62'),
    ("{{printf `%d|%+d|% d|%5d|%-5d|%05d|%x|%o|%b|%O` 7 7 7 7 7 7 255 8 5 8}}",
     "7|+7| 7|    7|7    |00007|ff|10|101|0o10"),
    ("{{printf `%#x %#o %#b %#X %.3d %8.3d|%+05d|%05d` 255 8 5 255 7 7 7 -7}}",
     "0xff 010 0b101 0XFF 007      007|+0007|-0007"),
    ("{{printf `%c %q %U %#U %c` 97 97 97 128512 -1}}", "a 'a' U+0061 U+1F600 '😀' \ufffd"),
    ("{{printf `%v %t %5t` true false true}}", "true false  true"),
    ("{{printf `%v %g %e %f %.2f %8.1f %E %G` 1.5 1e6 1.5 1.5 1.255 -1.5 1e10 1e10}}",
     "1.5 1e+06 1.500000e+00 1.500000 1.25     -1.5 1.000000E+10 1E+10"),
    ("{{1000000.0}} {{999999.0}} {{0.0001}} {{0.00001}} {{123456789.0}}",
     "1e+06 999999 0.0001 1e-05 1.23456789e+08"),
    ("{{printf `%v %.1f %v` 1i 1.25+2i -1.5}}", "(0+1i) (1.2+2.0i) -1.5"),
    ("{{$x := split `a b` ` `}}{{printf `%v %q %s %d %#v` $x $x $x $x $x}}",
     '[a b] ["a" "b"] [a b] [%!d(string=a) %!d(string=b)] []string{"a", "b"}'),
    ("{{printf `%T %T %T %T %T %T` 1 `a` true 1.5 (index .ID 0) (split `a` ``)}}",
     "int string bool float64 uint8 []string"),
    ("{{printf `%T` .}}", "*image.historyContext"),
    ("{{printf `%%|%d%%` 5}}", "%|5%"),
    ("{{printf `%d` .Size}} {{printf `%s` 3}} {{printf `%z` 1.5}} {{printf `%s` nil}}",
     "%!d(string=1.23kB) %!s(int=3) %!z(float64=1.5) %!s(<nil>)"),
    ("{{printf `%v %T` nil nil}}", "<nil> <nil>"),
    ("{{printf `%d %d` 1}} {{printf `%d` 1 2 `x`}} {{printf `%`}} {{printf `%!`}} {{printf `%.`}}",
     "1 %!d(MISSING) 1%!(EXTRA int=2, string=x) %!(NOVERB) %!!(MISSING) %!.(MISSING)"),
    ("{{printf `%*d|%-*d|%*d|%.*f` 4 1 4 1 -4 1 1 1.25}}", "   1|1   |1   |1.2"),
    ("{{printf `%*d %.*d` `x` 1 -1 2}}", "%!(BADWIDTH)1 %!(BADPREC)2"),
    ("{{printf `%[2]d %[1]d` 1 2}} {{printf `%[2]*[1]d` 1 3}} {{printf `%[3]d %d` 1 2}}",
     "2 1   1 %!d(BADINDEX) 1"),
    ("{{printf `%[x]d %[]d` 1}} {{printf `%[1]2d` 1}} {{printf `%[d` 1}}",
     "%!d(BADINDEX) %!d(BADINDEX) %!d(BADINDEX) %!d(BADINDEX)"),
    ("{{printf `%99999999d|%d` 1 2}}", "%!(NOVERB)%!(EXTRA int=1, int=2)"),
]  # fmt: skip


@tried_with(("template", "result"), FILLED)
def test_filled(template: str, result: str) -> None:
    assert filled(template) == result


def test_a_byte_in_go_syntax_is_hexadecimal() -> None:
    assert sprintf(b"%#v %v", [Uint8(100), Uint8(100)]) == b"0x64 100"


def test_bytes_that_are_no_text_pass() -> None:
    assert sprintf(b"%s\xfe%3s%q", [b"\xff", b"\xff", b"\xff"]) == b'\xff\xfe  \xff"\\xff"'


def test_sprint_parts_what_is_no_text() -> None:
    assert sprint([1, 2, b"a", 3, True, (b"x", b"y")]) == b"1 2a3 true [x y]"
    assert sprintln([b"a", b"b", 1]) == b"a b 1\n"
    assert sprint([{b"b": b"2", b"a": b"1"}]) == b"map[a:1 b:2]"


values: st.SearchStrategy[Value] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.binary(max_size=8),
    st.lists(st.binary(max_size=3), max_size=3).map(tuple),
)


@given(st.text(alphabet="%[]*.0123+-# vdsqxXTeéw", max_size=12), st.lists(values, max_size=3))
def test_any_format_gives_text(template: str, operands: list[Value]) -> None:
    assert sprintf(b"before " + template.encode(), operands).startswith(b"before ")


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_printed_number_is_the_number(value: float) -> None:
    assert float(sprint([value])) == value
