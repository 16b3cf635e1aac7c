"""dive's rule file as dive 0.13.1 reads it; each of these was put to dive itself."""

from __future__ import annotations

import pytest

from inspector.errors import UsageError
from inspector.rules.dive_file import read_dive_rules
from tests.cases import tried_with


def read(text: str) -> dict[str, str]:
    return {key: value.text for key, value in read_dive_rules(text, ".dive-ci").items()}


def efficiency(value: str) -> str | None:
    return read(f"rules:\n  lowestEfficiency: {value}\n").get("lowestEfficiency")


def test_the_keys_that_dive_looks_at_with_their_lines() -> None:
    text = (
        "---\nplugins: [a]\nrules:\n  # a comment\n  lowestEfficiency: 0.95\n"
        "  highestWastedBytes: 20Mb\n  highestUserWastedPercent: 0.10\n  plugin/rule: error\n"
    )
    found = read_dive_rules(text, ".dive-ci")
    assert {key: (value.text, value.line) for key, value in found.items()} == {
        "lowestEfficiency": ("0.95", 5),
        "highestWastedBytes": ("20Mb", 6),
        "highestUserWastedPercent": ("0.1", 7),
    }


@pytest.mark.parametrize(
    "text",
    [
        "rules:\n  LOWESTEFFICIENCY: 0.7\n",
        "rules.lowestEfficiency: 0.7\n",
        "x: &x\n  lowestEfficiency: 0.7\nrules:\n  <<: *x\n",
        "---\nrules: {lowestEfficiency: 0.7}\n---\nrules: {lowestEfficiency: 0.99}\n",
        "1: 2\nrules:\n  lowestEfficiency: 0.7\n",
    ],
)
def test_ways_to_write_a_key(text: str) -> None:
    assert read(text) == {"lowestEfficiency": "0.7"}


@tried_with(
    "text",
    [
        "",
        "# nothing\n",
        "null\n",
        "rules:\n",
        "rules: ~\n",
        "lowestEfficiency: 0.7\n",
        "rules:\n  lowest-efficiency: 0.7\n",
        "rules:\n  lowestEfficiency:\n  highestWastedBytes: null\n",
    ],
)
def test_what_gives_no_value(text: str) -> None:
    assert read(text) == {}


@tried_with(
    ("plain", "text"),
    [
        ("7e-1", "0.7"),
        ("1e-7", "0.0000001"),
        ("0x1000", "4096"),
        ("'0x1000'", "0x1000"),
        ("010", "8"),
        ("09", "9"),
        ("0o17", "15"),
        ("0b1", "1"),
        ("1_000", "1000"),
        ("+0.7", "0.7"),
        (".nan", "NaN"),
        ("off", "off"),
        ("disabled", "disabled"),
        ('" 0.7"', " 0.7"),
        ("'null'", "null"),
        ("[1]", ""),
        ("{a: 1}", ""),
    ],
)
def test_values_become_text_as_in_dive(plain: str, text: str) -> None:
    assert efficiency(plain) == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("rules: [\n", r"^\.dive-ci: line 2: "),
        ("- a\n", r"^\.dive-ci: line 1: not a mapping of keys"),
        ("rules: abc\n", r"^\.dive-ci: line 1: not a mapping of keys"),
        (
            "rules:\n  lowestEfficiency: 0.7\n  lowestEfficiency: 0.9\n",
            r"^\.dive-ci: line 3: key 'lowestEfficiency' is already in line 2",
        ),
        ("a: 1\n? [b]\n: c\n", r"^\.dive-ci: line 2: not a key"),
        ("a: b\nrules: \x00\n", r"^\.dive-ci: line 2: '\\x00' is not allowed in YAML$"),
        ("[" * 5000, r"^\.dive-ci: broken YAML: nested too deeply$"),
    ],
)
def test_what_cannot_be_understood(text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        read_dive_rules(text, ".dive-ci")
