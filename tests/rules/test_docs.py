"""What the manual says of rules is what there is."""

from __future__ import annotations

import re
from pathlib import Path

from inspector.cli.audit import command as audit
from inspector.cli.init import command as init
from inspector.rules.audit_rules import AUDIT_RULES
from inspector.rules.dive import DIVE_RULES
from inspector.rules.toml_file import read_our_rules
from tests.analyses.dive_oracle import DIVE, environment
from tests.engine.tools import run

DOCS = Path(__file__).parents[2] / "docs"
RULES = (DOCS / "rules.md").read_text()
MIGRATING = (DOCS / "migrating-from-dive.md").read_text()


def test_the_table_has_every_rule_in_its_order() -> None:
    rows = re.findall(r"^\| `(\w+)` \| ", RULES, re.MULTILINE)
    assert [row for row in rows if "_" in row or row == "forbid"] == [
        rule.key for rule in AUDIT_RULES
    ]


def test_the_example_is_understood() -> None:
    (text,) = re.findall(r"```toml\n(.*?)```", RULES, re.DOTALL)
    found = read_our_rules(text, "rules.md")
    assert len(found.values) == 6
    assert len(found.ignores) == 1


def test_options_that_the_manual_names_are_there() -> None:
    known = {option for each in (audit, init) for one in each.params for option in one.opts}
    named = set(re.findall(r"(?<![\w-])--[a-zA-Z][\w-]+", RULES))
    assert named <= known


def test_dives_rules_stand_with_their_defaults() -> None:
    for rule in DIVE_RULES:
        assert f"| `rules.{rule.key}` | `{rule.default}` |" in MIGRATING


def test_all_that_dive_takes_is_in_the_guide(tmp_path: Path) -> None:
    said = run([DIVE, "--help"], env=environment(tmp_path)).decode()
    words = re.findall(r"^ +(?:(-\w), )?(--[\w-]+)", said, re.MULTILINE)
    options = {option for pair in words for option in pair if option}
    assert {"--ci", "-j", "--source"} <= options
    commands = re.search(r"Available Commands:\n(.*?)\n\n", said, re.DOTALL)
    assert commands is not None
    names = {line.split()[0] for line in commands[1].splitlines()}
    missing = {each for each in options if f"`{each}" not in MIGRATING}
    missing |= {name for name in names if f"`dive {name}" not in MIGRATING}
    assert missing == set()
