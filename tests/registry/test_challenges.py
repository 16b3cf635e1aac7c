from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.registry.challenges import Challenge, parse_challenges


def test_docker_hub_asks_for_a_token() -> None:
    header = (
        'Bearer realm="https://auth.docker.io/token",service="registry.docker.io",'
        'scope="repository:library/alpine:pull,push"'
    )
    assert parse_challenges([header]) == [
        Challenge(
            "bearer",
            {
                "realm": "https://auth.docker.io/token",
                "service": "registry.docker.io",
                "scope": "repository:library/alpine:pull,push",
            },
        )
    ]


def test_several_challenges_stand_in_one_header_or_in_several() -> None:
    one = parse_challenges(['Basic realm="a, b", charset=UTF-8, BEARER realm = "c\\"d" , x=y'])
    assert one == [
        Challenge("basic", {"realm": "a, b", "charset": "UTF-8"}),
        Challenge("bearer", {"realm": 'c"d', "x": "y"}),
    ]
    assert parse_challenges(["Negotiate", "Basic"]) == [
        Challenge("negotiate", {}),
        Challenge("basic", {}),
    ]


@settings(max_examples=30)
@given(st.lists(st.text()))
def test_whatever_comes_is_read(headers: list[str]) -> None:
    parse_challenges(headers)


def test_a_long_header_takes_no_long() -> None:
    for text in ('Basic realm="' + "\\" * 60_000, "a " * 30_000, "a=" * 30_000, "," * 60_000):
        parse_challenges([text])
