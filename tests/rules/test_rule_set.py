"""Rule files and options together: what is found, what overrides what, what is refused."""

from __future__ import annotations

import os
from datetime import date
from typing import TYPE_CHECKING

import pytest

from inspector.errors import ExitCode, UsageError
from inspector.findings import Finding
from inspector.rules.ignores import Ignore, sort_out
from inspector.rules.rule_set import RuleSet, read_rules, rule_files
from tests.cases import tried_with

if TYPE_CHECKING:
    from pathlib import Path

OURS = """
[audit]
max_size = "500MB"
fail_on = ["error"]
[[audit.ignore]]
id = "duplicate-path"
path = "/etc/**"
reason = "made by the base image"
until = 2030-06-30
"""


def ours(folder: Path, text: str) -> RuleSet:
    path = folder / "layerscope.toml"
    path.write_text(text)
    return read_rules(str(path), dive={}, audit={})


def dives(folder: Path, text: str, **given: str) -> RuleSet:
    path = folder / ".dive-ci"
    path.write_text(text)
    return read_rules(str(path), dive=given, audit={})


def test_our_file_wins_where_both_are_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert rule_files() == []
    (tmp_path / ".dive-ci").touch()
    assert rule_files() == [".dive-ci"]
    (tmp_path / "layerscope.toml").touch()
    assert rule_files() == ["layerscope.toml", ".dive-ci"]


def test_our_file(tmp_path: Path) -> None:
    found = ours(tmp_path, OURS)
    assert found.audit == {"max_size": 500_000_000, "fail_on": ("error",)}
    assert found.dive == {}
    assert found.ignores == (
        Ignore("duplicate-path", "/etc/**", "made by the base image", date(2030, 6, 30)),
    )
    assert found.file == str(tmp_path / "layerscope.toml")


def test_dives_file_has_dives_defaults_for_what_it_does_not_say(tmp_path: Path) -> None:
    found = dives(tmp_path, "rules:\n  highestWastedBytes: 20MB\n  other: 1\n")
    assert found.dive == {
        "lowestEfficiency": 0.9,
        "highestWastedBytes": 20_000_000,
        "highestUserWastedPercent": 0.1,
    }
    assert found.audit == {}


def test_options_override_files(tmp_path: Path) -> None:
    found = dives(tmp_path, "rules:\n  lowestEfficiency: 0.5\n", lowestEfficiency="disabled")
    assert found.dive["lowestEfficiency"] is None
    path = tmp_path / "layerscope.toml"
    path.write_text(OURS)
    both = read_rules(str(path), dive={"lowestEfficiency": "0.5"}, audit={"max_size": "1kB"})
    assert both.audit == {"max_size": 1000, "fail_on": ("error",)}
    assert read_rules(str(path), dive={}, audit={"fail_on": ("note",)}).audit["fail_on"] == (
        "note",
    )
    assert both.dive == {"lowestEfficiency": 0.5}


def test_without_a_file() -> None:
    assert read_rules(None, dive={}, audit={}) == RuleSet()
    wanted = read_rules(None, dive={}, audit={}, wants_dive=True)
    assert wanted.dive == {
        "lowestEfficiency": 0.9,
        "highestWastedBytes": None,
        "highestUserWastedPercent": 0.1,
    }
    assert read_rules(None, dive={"lowestEfficiency": "0.5"}, audit={}).dive == {
        **wanted.dive,
        "lowestEfficiency": 0.5,
    }


def test_a_file_that_is_said_to_be_dives_may_have_any_name(tmp_path: Path) -> None:
    path = tmp_path / "dive.toml"
    path.write_text("rules:\n  lowestEfficiency: 0.5\n")
    found = read_rules(str(path), dive={}, audit={}, is_dives=True)
    assert found.dive["lowestEfficiency"] == 0.5


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[audit]\nmax_sise = 5\n", r"\[audit\] max_sise is not a rule: did you mean max_size\?"),
        ("[audit]\nzzz = 5\n", r"zzz is not a rule: the rules are max_size, "),
        ("[rules]\n", r"rules is unknown: rules are keys of \[audit\]"),
        ("audit = 5\n", r"audit is not a table"),
        ("[audit]\nmax_size = '1BB'\n", r"\[audit\] max_size = '1BB': not a size such as 500MB"),
        ("[audit]\nmax_layers = \n", r"broken TOML: .*line 2"),
        ("[audit]\nfail_on = ['nope']\n", r"'nope' is neither"),
        ("[audit]\nignore = 5\n", r"\[\[audit.ignore\]\]"),
        ("[[audit.ignore]]\n", r"number 1: an ignore needs an id, a path or both"),
        ("[[audit.ignore]]\nid = 'nope'\n", r"number 1: id = 'nope': no finding has this id"),
        ("[[audit.ignore]]\nid = 'error'\n", r"number 1: id = 'error': no finding has this id"),
        ("[[audit.ignore]]\npath = '[z-a]'\n", r"1: path = '\[z-a\]': .*bad character range z-a$"),
        ("[audit]\nfail_on = ['warn*']\n", r"'warn\*' is neither"),
        ("[audit]\nmax_size = true\n", r"max_size = true: not a size"),
        ("[[audit.ignore]]\npath = '/a'\nwhy = 'x'\n", r"number 1: why is not a key of an ignore"),
        ("[[audit.ignore]]\npath = '/a'\nuntil = 'soon'\n", r"until = 'soon': not a date"),
        ("[[audit.ignore]]\npath = 5\n", r"path = 5: not a text"),
        ("\xff", r"broken TOML"),
        (f"a = {'[' * 5000}", "broken TOML: nested too deeply$"),
        (f"a = {'9' * 5000}", "broken TOML: a number of more than 4,300 digits$"),
        ("[audit]\nmax_layers = 2024-01-01\n", "max_layers = 2024-01-01: not a whole number"),
        (
            "[audit]\nmax_size = {a = [1.5, true]}\n",
            r"max_size = \{a = \[1.5, true\]\}: not a size",
        ),
        (f"[audit]\nmax_size = '{'x' * 5000}'\n", "max_size = 'x{77}…': not a size"),
        (f"[audit]\nfail_on = ['{'x' * 5000}']\n", "; 'x{79}…' is neither$"),
        (f"[audit]\n{'x' * 5000} = 1\n", "x{79}… is not a rule"),
        (f"{'x' * 5000} = 1\n", ": x{79}… is unknown"),
        (f"[[audit.ignore]]\nid = '{'x' * 5000}'\n", "id = 'x{79}…': no finding"),
        ("[[audit.ignore]]\npath = 10:00:00\n", "path = 10:00:00: not a text"),
        (f"[[audit.ignore]]\nuntil = '{'x' * 5000}'\n", "until = 'x{77}…': not a date"),
        (f"[[audit.ignore]]\n{'x' * 5000} = 1\n", "x{79}… is not a key"),
    ],
)
def test_our_file_lets_nothing_unknown_pass(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(UsageError, match=told) as error:
        ours(tmp_path, text)
    assert str(tmp_path / "layerscope.toml") in str(error.value)
    assert error.value.exit_code is ExitCode.USAGE


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "rules:\n  lowestEfficiency: 1.1\n",
            r"line 2: lowestEfficiency: 1.1 is not between 0 and",
        ),
        ("rules:\n  highestWastedBytes: 1BB\n", r"line 2: highestWastedBytes: '1BB' is not a size"),
        ("rules:\n  highestUserWastedPercent: off\n", r"line 2: .*: 'off' is not a number"),
        (f"rules:\n  lowestEfficiency: {'x' * 5000}\n", "'x{79}…' is not a number"),
        (f"rules:\n  highestWastedBytes: {'x' * 5000}\n", "'x{79}…' is not a size"),
        (f"{'x' * 99}: 1\n{'x' * 99}: 1\n", "line 2: key 'x{79}…' is already in line 1"),
    ],
)
def test_a_misconfigured_rule_of_dive_says_where(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        dives(tmp_path, text)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    for path, told in ((tmp_path / "no", "No such file"), (tmp_path, "Is a directory")):
        with pytest.raises(UsageError, match=told):
            read_rules(str(path), dive={}, audit={})
    (tmp_path / "latin").write_bytes(b"\xff")
    with pytest.raises(UsageError, match="not UTF-8"):
        read_rules(str(tmp_path / "latin"), dive={}, audit={})


def test_a_fifo_that_was_found_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "layerscope.toml")
    with pytest.raises(UsageError, match="it is a FIFO, not a file"):
        read_rules(str(tmp_path / "layerscope.toml"), dive={}, audit={}, is_found=True)


def test_options_that_cannot_be_understood() -> None:
    with pytest.raises(UsageError, match="--lowestEfficiency: '1,1' is not a number"):
        read_rules(None, dive={"lowestEfficiency": "1,1"}, audit={})
    with pytest.raises(UsageError, match="--max-size: '1BB': not a size"):
        read_rules(None, dive={}, audit={"max_size": "1BB"})


TODAY = date(2030, 6, 30)
FOUND = Finding("duplicate-path", 0, "/etc/passwd")


@tried_with(
    ("ignore", "counts"),
    [
        (Ignore("duplicate-path"), False),
        (Ignore("duplicate-*"), False),
        (Ignore(path="/etc/*"), False),
        (Ignore("duplicate-path", "/etc/*"), False),
        (Ignore("duplicate-path", "/usr/*"), True),
        (Ignore("layer-damaged", "/etc/*"), True),
        (Ignore("duplicate-path", until=TODAY), False),
        (Ignore("duplicate-path", until=date(2030, 6, 29)), True),
    ],
)
def test_what_is_ignored(ignore: Ignore, counts: bool) -> None:
    found = sort_out([FOUND], [ignore], TODAY)
    assert found.counted == ((FOUND,) if counts else ())
    assert [each.finding for each in found.ignored] == ([] if counts else [FOUND])
    is_over = ignore.until is not None and ignore.until < TODAY
    assert [each.finding for each in found.expired] == ([FOUND] if is_over else [])


def test_a_finding_on_no_path_is_ignored_by_id_alone() -> None:
    assert sort_out([Finding("layer-damaged", 1)], [Ignore(path="**")], TODAY).counted
