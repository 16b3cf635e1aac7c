"""Rules beside the real dive: its exit code and its verdict on each rule, for every combination."""

from __future__ import annotations

import json
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.rules.dive import parse_threshold
from tests.analyses.dive_oracle import DIVE, Record, environment, stated_rules, write_archive
from tests.engine.layerscope import ROOT, command
from tests.engine.tools import attempt

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

pytestmark = pytest.mark.engine

KEYS = ("lowestEfficiency", "highestWastedBytes", "highestUserWastedPercent")
# Of the image below: efficiency 0.75, 7,000 bytes wasted, 7/15 of the user's; equality passes.
VALUES = {
    "pass": ("0.75", "7kB", str(7000 / 15000)),
    "fail": ("0.7500001", "'6,999 B'", "0.4666"),
    "skip": ("disabled", "disabled", "disabled"),
    "absent": ("", "", ""),
    "misconfigured": ("1.1", "1BB", "-0.1"),
}
COMBINATIONS = [
    *product(("pass", "fail", "skip", "absent"), repeat=3),
    *(
        tuple("misconfigured" if at == place else other for at in range(3))
        for place in range(3)
        for other in ("pass", "fail", "skip")
    ),
    ("misconfigured", "misconfigured", "misconfigured"),
]


class Verdict(NamedTuple):
    """An exit code, and by rule what was said of it."""

    exit_code: int
    rules: dict[str, str]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    lower = [Record("etc/nginx.conf", size=2000), Record("etc/public", size=3000)]
    upper = [Record("etc/nginx.conf", size=5000), Record("etc/athing", size=10000)]
    return write_archive(tmp_path_factory.mktemp("dive") / "i.tar", [lower, upper])


def dives(archive: Path, *options: str, **variables: str) -> Verdict:
    """Ask dive."""
    done = attempt(
        [DIVE, f"docker-archive://{archive}", *options],
        env={**environment(archive.parent), **variables},
        cwd=archive.parent,
    )
    return Verdict(done.returncode, stated_rules(done.stdout))


def ours(archive: Path, *options: str, **variables: str) -> Verdict:
    """Ask with the same words: the command's name is another."""
    words = command(f"docker-archive://{archive}", *options)
    done = attempt(
        words,
        env={**environment(archive.parent), "PYTHONPATH": str(ROOT), **variables},
        cwd=archive.parent,
    )
    return Verdict(done.returncode, said(done.stdout.decode()))


def said(text: str) -> dict[str, str]:
    """Return what the text of an audit says of dive's rules."""
    rows = [line.split() for line in text.splitlines()]
    return {row[1]: row[0].upper() for row in rows if len(row) > 1 and row[1] in KEYS}


def assert_same(found: Verdict, wanted: Verdict) -> None:
    """Compare; where dive calls a rule misconfigured and answers with 1, ours is 2 and no more."""
    if "MISCONFIGURED" in wanted.rules.values():
        assert (wanted.exit_code, found) == (1, Verdict(2, {}))
    else:
        assert found == wanted


def rule_file(statuses: Sequence[str]) -> str:
    values = [VALUES[status][at] for at, status in enumerate(statuses)]
    lines = [f"  {key}: {value}" for key, value in zip(KEYS, values, strict=True) if value]
    return "\n".join(["rules:", *lines, ""])


@pytest.mark.parametrize("statuses", COMBINATIONS, ids="-".join)
def test_a_rule_file_gives_dives_verdict(archive: Path, statuses: tuple[str, ...]) -> None:
    (archive.parent / ".dive-ci").write_text(rule_file(statuses))
    assert_same(ours(archive, "--ci"), dives(archive, "--ci"))


@pytest.mark.parametrize("statuses", product(("pass", "fail", "skip"), repeat=3), ids="-".join)
def test_options_give_dives_verdict(archive: Path, statuses: tuple[str, ...]) -> None:
    (archive.parent / ".dive-ci").unlink(missing_ok=True)
    options = ["--ci"]
    for at, status in enumerate(statuses):
        options += [f"--{KEYS[at]}", VALUES[status][at].strip("'")]
    assert_same(ours(archive, *options), dives(archive, *options))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "rules:\n",
        "rules:\n  LOWESTEFFICIENCY: 0.7\n  highestUserWastedPercent: 5e-1\n",
        "rules.lowestEfficiency: 0.7\nrules:\n  highestUserWastedPercent: disabled\n",
        "x: &x {lowestEfficiency: 0.7}\nrules:\n  <<: *x\n  highestUserWastedPercent: 0.5\n",
        "rules:\n  lowestEfficiency: .nan\n  highestUserWastedPercent: ~\n",
        "rules:\n  lowestEfficiency: off\n",
        "rules:\n  highestWastedBytes: 0x1b58\n  lowestEfficiency: 0\n",
        "rules:\n  highestWastedBytes: 7_000\n  highestUserWastedPercent: 1\n",
        "---\nrules: {lowestEfficiency: 0.7}\n---\nrules: {lowestEfficiency: 1}\n",
    ],
)
def test_how_a_rule_file_is_written(archive: Path, text: str) -> None:
    (archive.parent / ".dive-ci").write_text(text)
    assert_same(ours(archive, "--ci"), dives(archive, "--ci"))


@pytest.mark.parametrize("value", ["true", "1", "T"])
def test_what_the_environment_says(archive: Path, value: str) -> None:
    (archive.parent / ".dive-ci").write_text(rule_file(("pass", "pass", "fail")))
    wanted = dives(archive, CI=value)
    assert wanted.exit_code == 1
    assert_same(ours(archive, CI=value), wanted)


def test_another_rule_file(archive: Path) -> None:
    (archive.parent / ".dive-ci").write_text(rule_file(("fail", "fail", "fail")))
    other = archive.parent / "other.yaml"
    other.write_text(rule_file(("pass", "pass", "pass")))
    options = ("--ci", "--ci-config", "other.yaml")
    assert ours(archive, *options) == dives(archive, *options)


def test_json_keeps_the_verdict(archive: Path) -> None:
    """With dive it is one or the other."""
    (archive.parent / ".dive-ci").unlink(missing_ok=True)
    words = command("audit", archive, "--ci", "--format", "json")
    done = attempt(words, env={**environment(archive.parent), "PYTHONPATH": str(ROOT)})
    assert done.returncode == dives(archive, "--ci").exit_code == 1
    assert json.loads(done.stdout)["verdict"] == "fail"


SIZES = st.from_regex(r"[,.0-9]{1,5} ?[kKmMgG]?[iI]?[bB]? ?", fullmatch=True) | st.text(
    "0123456789.,kMiBe -_", max_size=6
)
RATIOS = st.from_regex(r"[-+]?[0-1]?\.?[0-9]{0,2}(e-?[0-9])?", fullmatch=True) | st.text(
    "01.xpe-+_nai %", max_size=5
)


@given(size=SIZES, ratio=RATIOS)
@settings(max_examples=150)
def test_dive_understands_the_same_values(archive: Path, size: str, ratio: str) -> None:
    (archive.parent / ".dive-ci").unlink(missing_ok=True)
    given_values = dict(zip(KEYS, (ratio, size, "disabled"), strict=True))
    words = [f"--{key}={value}" for key, value in given_values.items()]
    said_by_dive = dives(archive, "--ci", *words).rules
    for key, found in (("lowestEfficiency", 0.75), ("highestWastedBytes", 7000)):
        try:
            threshold = parse_threshold(key, given_values[key])
        except ValueError:
            assert said_by_dive[key] == "MISCONFIGURED"
            continue
        # Beside a misconfigured rule the others are not evaluated.
        assert said_by_dive.get(key) != "MISCONFIGURED"
        if threshold is not None and "MISCONFIGURED" not in said_by_dive.values():
            fails = threshold > found if key == KEYS[0] else threshold < found
            assert said_by_dive[key] == ("FAIL" if fails else "PASS")
