"""The rule file to start from: it is understood, and its image passes."""

from __future__ import annotations

import tomllib
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from inspector.exports.starter_rules import starter_rules
from inspector.findings import Finding
from inspector.rules.audit_rules import AUDIT_RULES
from inspector.rules.rule_set import RuleSet
from inspector.rules.toml_file import read_our_rules
from inspector.rules.verdict import judge
from tests.rules.audits import audit_of, layer

SIZES = st.integers(0, 10**13)


@given(st.lists(st.tuples(SIZES, st.floats(0, 1)), max_size=5), st.booleans())
def test_the_image_passes(layers: list[tuple[int, float]], has_error: bool) -> None:
    audit = audit_of(
        *(
            layer(number, size, wasted=int(size * share))
            for number, (size, share) in enumerate(layers)
        ),
        findings=[Finding("layer-damaged", 0)] if has_error else [],
    )
    found = read_our_rules(starter_rules(audit), "layerscope.toml")
    report = judge(audit, RuleSet("layerscope.toml", audit=found.values), None, date.max)
    assert not report.failed
    size = found.values["max_size"]
    assert audit.size <= size <= audit.size * 1.3 + 1
    wasted = audit.usage.wasted_bytes
    assert wasted <= found.values["max_wasted_bytes"] <= max(wasted, audit.size / 100) * 1.3 + 1
    assert found.values["min_wasted_bytes"] <= min(1_000_000, audit.size * 0.011 + 1)


def test_every_key_is_there_and_what_is_commented_out_is_understood() -> None:
    text = starter_rules(audit_of(layer(0, 5)))
    lines = [line.removeprefix("# ") for line in text.splitlines()]
    code = [line for line in lines if "=" in line and " = " in line]
    for rule in AUDIT_RULES:
        assert any(line.startswith(f"{rule.key} = ") for line in code), rule.key
    values = [line for line in code if line.split(" = ")[0] in {each.key for each in AUDIT_RULES}]
    ignore = [line for line in code if line not in values]
    whole = "\n".join(["[audit]", *values, "[[audit.ignore]]", *ignore])
    found = read_our_rules(whole, "x")
    assert len(found.values) == len(AUDIT_RULES)
    assert found.ignores[0].until == date(2030, 12, 31)


def test_a_hostile_name_stays_in_its_comment() -> None:
    audit = audit_of(layer(0, 5), reference='x\n[audit]\nmax_size = 1\n#"\x1b')
    text = starter_rules(audit)
    assert "\x1b" not in text
    assert tomllib.loads(text)["audit"]["max_size"] == "6B"
