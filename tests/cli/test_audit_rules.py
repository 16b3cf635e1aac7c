"""``audit`` with rules: exit codes, rule files, dive's options, where reports go."""

from __future__ import annotations

import json
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from inspector.cli import with_command
from inspector.exports.audit.reports import FORMATS
from inspector.rules.audit_rules import AUDIT_RULES
from tests.build_image import ImageSpec, file, format_named, whiteout

if TYPE_CHECKING:
    from tests.build_image import Member
    from tests.cli.conftest import Run

# dive: efficiency 0.75, 7,000 bytes wasted, 46.67 % of the user's. Ours: 2,000 of 20,000 wasted.
LAYERS = (
    [file("etc/nginx.conf", bytes(2000)), file("etc/public", bytes(3000))],
    [file("etc/nginx.conf", b"x" * 5000), file("etc/athing", bytes(10000))],
)


def image(folder: Path, *layers: list[Member], name: str = "i.tar") -> Path:
    spec = ImageSpec(layers=layers or LAYERS)
    return format_named("docker-legacy").write(folder / name, spec)


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """The current folder."""
    return tmp_path / "work"


def document(run: Run, *arguments: str | Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("audit", "--json", *arguments).out)
    return found


def test_without_a_rule_file_the_report_says_so(run: Run, tmp_path: Path) -> None:
    path = image(tmp_path)
    said = run("audit", path)
    assert (said.code, said.err) == (0, "")
    assert "\nRules: none (no rule file)\n" in said.text
    found = document(run, path)
    assert (found["rules"], found["rule_file"], found["verdict"]) == ([], None, "pass")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--ci"], 1),
        (["--ci", "--lowestEfficiency", "0.75", "--highestUserWastedPercent", "0.47"], 0),
        (["--lowestEfficiency", "0.75", "--highestUserWastedPercent", "disabled"], 0),
        (["--highestWastedBytes", "6.9kB"], 1),
        (["--max-size", "20kB", "--min-efficiency", "0.9"], 0),
        (["--max-size", "19999"], 1),
        (["--forbid", "*.pem", "--forbid", "public"], 1),
        (["--fail-on", "warning", "--deny-waste", "/var/**"], 0),
    ],
)
def test_a_rule_that_fails_is_exit_1(
    run: Run, tmp_path: Path, arguments: list[str], code: int
) -> None:
    said = run("audit", image(tmp_path), *arguments)
    assert said.code == code
    assert ("failed: " in said.err) == bool(code)


def test_dives_rule_file_is_found_and_named(run: Run, tmp_path: Path, work: Path) -> None:
    path = image(tmp_path)
    (work / ".dive-ci").write_text("rules:\n  lowestEfficiency: 0.7\n")
    found = document(run, path)
    assert found["rule_file"] == ".dive-ci"
    assert found["rules"] == [
        {"rule": "lowestEfficiency", "threshold": 0.7, "value": 0.75, "status": "pass"},
        {"rule": "highestWastedBytes", "threshold": None, "value": None, "status": "skip"},
        {
            "rule": "highestUserWastedPercent",
            "threshold": 0.1,
            "value": 7000 / 15000,
            "status": "fail",
        },
    ]
    assert found["verdict"] == "fail"
    said = run("audit", path)
    assert "Rules (.dive-ci): 1 of 3 failed" in said.text
    assert said.code == 1


def test_our_rule_file_wins_over_dives_and_that_is_said(
    run: Run, tmp_path: Path, work: Path
) -> None:
    path = image(tmp_path)
    (work / ".dive-ci").write_text("rules:\n  lowestEfficiency: 0.99\n")
    (work / "layerscope.toml").write_text("[audit]\nmax_layers = 2\n")
    said = run("audit", "--ci", path)
    assert said.code == 0
    assert "Rules (layerscope.toml): passed" in said.text
    assert said.err == "layerscope: layerscope.toml is used, .dive-ci is not\n"
    assert run("audit", "--ci-config", ".dive-ci", path).code == 1


def test_an_option_turns_any_rule_of_the_file_off(run: Run, tmp_path: Path, work: Path) -> None:
    keys = [rule.key for rule in AUDIT_RULES if rule.metavar and rule.key != "min_wasted_bytes"]
    values = {"max_layers": 0, "fail_on": ["note"], "warn_on": ["note"], "max_growth": "1%"}
    values |= {"forbid": ["*"], "deny_waste": ["*"]}
    lines = [f"{key} = {json.dumps(values.get(key, 1))}" for key in keys]
    (work / "layerscope.toml").write_text("\n".join(["[audit]", *lines]))
    path = image(tmp_path, [file("a", b"1")], [file("a", b"2")])
    assert run("audit", path).code == 1
    options = [word for key in keys for word in (f"--{key.replace('_', '-')}", "disabled")]
    said = run("audit", path, *options)
    assert (said.code, said.err) == (0, "")
    rows = said.text[said.text.index("\nRules (") :].splitlines()[2:]
    assert [row.split() for row in rows] == [["skip", key, "disabled"] for key in keys]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--rules", "none.toml"], "rule file none.toml: No such file"),
        (["--ci-config", "none"], "rule file none: No such file"),
        (["--lowestEfficiency", "1.1"], "--lowestEfficiency: 1.1 is not between 0 and 1"),
        (["--max-wasted-share", "2"], "--max-wasted-share: '2': not a share"),
        (["--fail-on", ""], "--fail-on: '': not a list of finding ids"),
        (["--forbid", "a", "--forbid", "b/.."], "--forbid: 'a, b/..': not a list of path globs"),
        (["--rules", "a", "--ci-config", "b"], "give one"),
        (["--baseline", "none"], "baseline none: No such file"),
        (["--format", "json", "--format", "text"], "two reports would go to standard output"),
        (["--output", "no/such/a"], "there is no folder no/such"),
        (["--output", "."], "--output .: not a file"),
        (["--source", "tape"], "tape"),
    ],
)
def test_what_cannot_be_understood_is_exit_2_and_nothing_is_read(
    run: Run, arguments: list[str], told: str
) -> None:
    said = run("audit", "no-such-image.tar", *arguments)
    assert (said.code, said.out) == (2, b"")
    assert told in said.err
    assert "no-such-image" not in said.err


def test_a_found_file_that_is_broken_stops_everything(run: Run, tmp_path: Path, work: Path) -> None:
    (work / "layerscope.toml").write_text("[audit]\nmax_sise = 5\n")
    said = run("audit", image(tmp_path))
    assert (said.code, said.out) == (2, b"")
    assert "layerscope.toml: [audit] max_sise is not a rule: did you mean max_size?" in said.err


def test_reading_in_part_outranks_a_rule_that_fails(run: Run, tmp_path: Path) -> None:
    path = image(tmp_path)
    path.write_bytes(path.read_bytes()[:-12000])
    assert run("audit", path, "--max-layers", "0").code in {3, 4}


def test_json_keeps_the_exit_code(run: Run, tmp_path: Path) -> None:
    said = run("audit", "--ci", "--format", "json", image(tmp_path))
    assert said.code == 1
    assert json.loads(said.out)["verdict"] == "fail"


def test_several_reports_at_once(run: Run, tmp_path: Path, work: Path) -> None:
    path = image(tmp_path)
    said = run("audit", path, "--format", "json", "--output", "a.json", "--format", "text")
    assert said.text.startswith("i:latest") or "efficiency" in said.text
    assert json.loads((work / "a.json").read_bytes())["stored_bytes"] == 20000
    assert [each.name for each in work.iterdir()] == ["a.json"]


def test_ignored_findings_are_listed_and_count_for_no_rule(
    run: Run, tmp_path: Path, work: Path
) -> None:
    path = image(tmp_path, [file("a", b"1"), file("a", b"2")])
    assert run("audit", path, "--fail-on", "duplicate-path").code == 1
    rules = work / "layerscope.toml"
    ignore = "[audit]\nfail_on = ['duplicate-path']\n[[audit.ignore]]\nid = 'duplicate-path'\n"
    rules.write_text(ignore + 'reason = "it is small\\u001b"\n')
    said = run("audit", path)
    assert said.code == 0
    assert "Ignored findings (1)\n  duplicate-path /a (layer 0): it is small\\x1b\n" in said.text
    found = document(run, path)
    assert "duplicate-path" not in {each["id"] for each in found["findings"]}
    assert found["ignored"][0]["path"] == "/a"
    rules.write_text(f"{ignore}until = 2001-01-01\n")
    said = run("audit", path)
    assert said.code == 1
    assert (
        "layerscope.toml: duplicate-path /a (layer 0) counts again: it was ignored until 2001-01-01"
        in said.err
    )


def test_a_forbidden_path_that_a_layer_removes_is_still_in_the_image(
    run: Run, tmp_path: Path
) -> None:
    path = image(tmp_path, [file("root/id.pem", b"k")], [whiteout("root/id.pem")])
    said = run("audit", path, "--forbid", "*.pem")
    assert said.code == 1
    assert "/root/id.pem (layer 0, removed in layer 1)" in said.text


def test_growth_since_a_baseline(run: Run, tmp_path: Path, work: Path) -> None:
    old = image(tmp_path, [file("a", bytes(1000)), file("d/x", b"1")], name="old.tar")
    run("audit", old, "--json", "--output", "old.json")
    new = image(
        tmp_path,
        [file("a", bytes(1000)), file("d/x", b"1"), file("d/y", bytes(500)), file("d/y", b"")],
        [file("b", bytes(50))],
        name="new.tar",
    )
    said = run("audit", new, "--baseline", "old.json", "--fail-on-new", "--max-growth", "49")
    assert said.code == 1
    assert "new.tar: 2 rules failed: max_growth, fail_on_new" in said.err
    assert f"Since the baseline ({old}): 1.00 kB to 1.05 kB (+50 B), wasted +500 B\n" in said.text
    found = document(run, new, "--baseline", "old.json")["baseline"]
    assert found["size"] == {"before": 1001, "after": 1051}
    assert [each["id"] for each in found["new_findings"]] == ["duplicate-path"]
    assert {"path": "/", "before": 1000, "after": 1050} in found["folders"]
    assert run("audit", old, "--baseline", "old.json", "--fail-on-new").code == 0
    said = run("audit", new, old, "--baseline", "old.json", "--fail-on-new")
    assert said.code == 0
    assert f"{new}: the baseline has no image of this name: nothing is compared\n" in said.err


def test_a_baseline_of_something_else_is_said(run: Run, tmp_path: Path, work: Path) -> None:
    path = image(tmp_path, [file("a", b"1")], [file("a", b"2")])
    told = run("audit", path, "--json", "--exclude", "/a", "--output", "old.json")
    assert told.code == 0
    old = json.loads(Path("old.json").read_text())
    old["image"]["platform"] = "linux/arm64"
    old["not_counted"]["base_layers"] = 1
    Path("old.json").write_text(json.dumps(old))
    said = run("audit", path, "--baseline", "old.json")
    assert said.code == 0
    assert "an image for linux/arm64, this one is for linux/amd64" in said.err
    assert "made with another --exclude" in said.err
    assert "made with --ignore-base" in said.err
    run("audit", path, "--json", "--output", "same.json")
    assert run("audit", path, "--baseline", "same.json").err == ""


@pytest.mark.parametrize("size", [-1, 10**400])
def test_a_baseline_with_numbers_of_nothing_is_refused(
    run: Run, tmp_path: Path, work: Path, size: int
) -> None:
    path = image(tmp_path, [file("a", b"1")])
    run("audit", path, "--json", "--output", "old.json")
    old = json.loads(Path("old.json").read_text())
    old["layers"][0]["size"] = size
    Path("old.json").write_text(json.dumps(old))
    said = run("audit", path, "--baseline", "old.json")
    assert said.code == 2
    assert "$.layers[0].size" in said.err


def test_the_base_of_a_baseline_is_the_one_that_is_ignored(
    run: Run, tmp_path: Path, work: Path
) -> None:
    layers = [[file(name, bytes(10))] for name in "abc"]
    path = image(tmp_path, *layers)
    run("audit", path, "--base", "1", "--json", "--output", "old.json")
    found = document(run, path, "--baseline", "old.json", "--base", "2", "--ignore-base")
    assert found["baseline"]["size"] == {"before": 10, "after": 10}
    assert found["baseline"]["layers"] == []


@pytest.mark.parametrize("name", [name for name, _, _ in FORMATS])
def test_every_rule_fits_every_format(run: Run, tmp_path: Path, work: Path, name: str) -> None:
    old = image(tmp_path, [file("a", bytes(1000))], name="old.tar")
    run("audit", old, "--json", "--output", "old.json")
    rows = ["min_wasted_bytes = '1 B'", "max_wasted_share = '1%'", "max_growth = '5%'"]
    rows += ["max_size = '1kB'", "max_layers = 1", "max_layer_size = 9", "max_wasted_bytes = 0"]
    rows += ["min_efficiency = 0.99", "fail_on = ['note', 'error']", "warn_on = 'hardlink-*'"]
    rows += ["forbid = ['*']", "deny_waste = '/etc'", "fail_on_new = true", "max_wasted_growth = 9"]
    assert {row.partition(" ")[0] for row in rows} == {rule.key for rule in AUDIT_RULES}
    (work / "layerscope.toml").write_text("\n".join(["[audit]", *rows]))
    dives = ("--lowestEfficiency", "1", "--highestWastedBytes", "0")
    for options in ([], ["--baseline", "old.json"]):
        said = run("audit", image(tmp_path), "--format", name, *dives, *options)
        assert said.code == 1
        assert "max_wasted_share" in unescape(said.text) or name in {"dive-json", "cyclonedx"}


@pytest.mark.parametrize(
    ("given", "understood"),
    [
        (["i.tar", "--ci"], ["view", "i.tar", "--ci"]),
        (["--ci", "i.tar"], ["view", "--ci", "i.tar"]),
        (["i", "--ci", "--format", "json"], ["audit", "i", "--ci", "--format", "json"]),
        (["--output=a", "i", "--ci"], ["audit", "--output=a", "i", "--ci"]),
        (["--ci-config", "audit", "i.tar"], ["view", "--ci-config", "audit", "i.tar"]),
        (["--lowestEfficiency", "0.9", "audit", "i"], ["audit", "--lowestEfficiency", "0.9", "i"]),
    ],
)
def test_dives_options_may_stand_where_dive_takes_them(
    given: list[str], understood: list[str]
) -> None:
    assert with_command(given) == understood


@pytest.mark.parametrize("value", ["true", "1", "TRUE", "t"])
def test_a_pipeline_applies_dives_rules(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    path = image(tmp_path)
    assert run(path).code == 0
    assert run(path, "--ci").code == 1
    monkeypatch.setenv("CI", value)
    said = run(path)
    assert said.code == 1
    assert "FAIL  lowestEfficiency" in said.text
    assert run(path, "--lowestEfficiency", "0.7", "--highestUserWastedPercent", "0.5").code == 0


@pytest.mark.parametrize("value", ["", "0", "false", "yes", "woodpecker"])
def test_what_is_no_pipeline_to_dive(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("CI", value)
    assert run(image(tmp_path)).code == 0


@pytest.mark.parametrize("command", ["audit", "view", "history", "ls"])
def test_ci_matters_to_no_command(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("CI", "true")
    assert run(command, image(tmp_path)).code == 0


def test_source_says_where_an_image_is(run: Run, tmp_path: Path) -> None:
    path = image(tmp_path)
    assert run("audit", "--source", "docker-archive", path).code == 0
    assert run("audit", "--source", "docker-archive", f"docker-archive://{path}", "-i").code == 0


def test_dives_form_of_json_applies_no_rule_as_in_dive(
    run: Run, tmp_path: Path, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a pipeline, where CI is set, it is how dive's report is written."""
    monkeypatch.setattr(
        "inspector.cli.kit.report_targets.pieces", lambda name, _: iter([f"a report in {name}"])
    )
    path = image(tmp_path)
    (work / ".dive-ci").write_text("rules:\n  lowestEfficiency: 0.99\n")
    assert run(path, "--json", "out").code == 0
    said = run("--ci", path, "-j", "out")
    assert said.code == 0
    assert "--json writes its file and applies no rule, as in dive;" in said.err
    assert run("audit", path, "--json=out").code == 1
    assert (work / "out").read_text() == "a report in dive-json"
    assert run(path, "--json", "no/such/out").code == 2


@pytest.mark.parametrize("file", ["-", "/dev/stdout"])
def test_standard_output_by_name(run: Run, tmp_path: Path, file: str) -> None:
    said = run("audit", "--format", "json", "--output", file, image(tmp_path))
    assert (said.code, json.loads(said.out)["schema"]) == (0, 1)
