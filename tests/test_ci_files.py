"""What others run: the action, the hook, and the lines that docs/ci.md gives."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from inspector.exports.github import OUTPUTS
from tests.engine.tools import clean_environment

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "ci.md"
HELLO = ROOT / "sample_images" / "hello.tar"
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text())
AUDIT = ACTION["runs"]["steps"][1]


def snippets() -> list[dict[str, Any]]:
    """Return the YAML of docs/ci.md: GitHub, with a baseline; GitLab, with one; pre-commit."""
    return [
        yaml.safe_load(text)
        for text in re.findall("```yaml\n(.*?)```", PAGE.read_text(), re.DOTALL)
    ]


def program(path: Path, script: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def bash(script: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a script as GitHub's runner does: programs of ``folder/bin`` come first."""
    path = f"{folder / 'bin'}:{os.environ['PATH']}"
    environment = clean_environment(**{"HOME": str(folder), "PATH": path, **variables})
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", script],  # noqa: S607
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def event(**inputs: str) -> dict[str, str]:
    """Return the variables of the audit's step for inputs, as the runner would fill them in."""
    unknown = inputs.keys() - ACTION["inputs"]
    assert not unknown
    values = {
        name: inputs.get(name, each.get("default", "")) for name, each in ACTION["inputs"].items()
    }
    found = {}
    for name, expression in AUDIT["env"].items():
        (wanted,) = re.fullmatch(r"\$\{\{ inputs\.([a-z]+) \}\}", expression).groups()  # type: ignore[union-attr]
        found[name] = values[wanted]
    return found


def test_the_action_audits_and_its_outputs_are_those_of_the_step(tmp_path: Path) -> None:
    program(
        tmp_path / "layerscope" / "bin" / "layerscope",
        f'PYTHONPATH={ROOT} exec {shlex.quote(sys.executable)} -m inspector "$@"',
    )
    files = {name: tmp_path / name for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
    done = bash(
        AUDIT["run"].replace("--format text", ""),
        tmp_path,
        RUNNER_TEMP=str(tmp_path),
        GITHUB_ACTIONS="true",
        **{name: str(path) for name, path in files.items()},
        **event(image=f"{HELLO}\n"),
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "27 B in 1 layer" in done.stdout
    said = [line.partition("=")[0] for line in files["GITHUB_OUTPUT"].read_text().splitlines()]
    assert said == list(OUTPUTS) == list(ACTION["outputs"])
    assert files["GITHUB_STEP_SUMMARY"].read_text().startswith("### Layerscope: pass")
    for name, output in ACTION["outputs"].items():
        assert output["value"] == f"${{{{ steps.audit.outputs.{name} }}}}"
        assert output["description"] == OUTPUTS[name]


def test_each_input_of_the_action_is_an_argument_and_never_a_command(tmp_path: Path) -> None:
    program(tmp_path / "layerscope" / "bin" / "layerscope", "printf '%s\\n' \"$@\"")
    evil = '$(touch owned) "; touch owned; `touch owned`'
    done = bash(
        AUDIT["run"],
        tmp_path,
        RUNNER_TEMP=str(tmp_path),
        **event(
            image=f"a.tar\n{evil}\n",
            rules="r.toml",
            baseline=evil,
            dockerfile="Dockerfile",
            html="h",
            json="j",
            junit="x",
            markdown="m",
            sarif="s",
            args="--max-size\n1 GB\n",
        ),
    )
    assert done.stdout.splitlines() == [
        "audit",
        *("--format", "text", "--format", "html", "--output", "h"),
        *("--format", "json", "--output", "j", "--format", "junit", "--output", "x"),
        *("--format", "markdown", "--output", "m", "--format", "sarif", "--output", "s"),
        *("--rules", "r.toml", "--baseline", evil, "--dockerfile", "Dockerfile"),
        *("--max-size", "1 GB", "--", "a.tar", evil),
    ]
    assert not (tmp_path / "owned").exists()
    for step in ACTION["runs"]["steps"]:
        assert "${{" not in step["run"]


def test_the_lines_for_github_run(tmp_path: Path) -> None:
    job = snippets()[0]["jobs"]["image"]
    steps = {each.get("name"): each for each in job["steps"]}
    used = steps["Audit"]["with"]
    assert used.keys() <= ACTION["inputs"].keys()
    for name in ("docker", "gh"):
        program(tmp_path / "bin" / name, f'echo {name} "$@" >> {tmp_path / "calls"}')
    for name, variables in (
        ("Build", {}),
        ("Comment", {"PULL_REQUEST": "7", "REPOSITORY": "example/app"}),
        ("Figures", {"WASTED": "12"}),
    ):
        done = bash(steps[name]["run"], tmp_path, **variables)
        assert (done.returncode, done.stderr) == (0, "")
    build, save, comment = (tmp_path / "calls").read_text().splitlines()
    assert build == "docker build --tag app:pr ."
    assert save == f"docker save --output {used['image']} app:pr"
    assert comment.startswith("gh pr comment 7 --repo example/app ")
    assert comment.endswith(f" --body-file {used['markdown']}")
    assert steps["Code scanning"]["with"]["sarif_file"] == used["sarif"]


def test_the_lines_for_gitlab_run(tmp_path: Path) -> None:
    job = snippets()[2]["audit"]
    for name in ("python3", "layerscope"):
        program(tmp_path / "bin" / name, f'echo {name} "$@" >> {tmp_path / "calls"}')
    for line in job["script"]:
        assert bash(line, tmp_path).returncode == 0
    install, audit = (tmp_path / "calls").read_text().splitlines()
    assert install.startswith("python3 -m pip install ")
    assert audit == (
        "layerscope audit --format text --format junit --output layerscope.xml app.tar"
    )
    assert job["artifacts"]["reports"]["junit"] == "layerscope.xml"


def test_the_baseline_of_the_lines_for_github_gets_to_the_pull_request(tmp_path: Path) -> None:
    found: dict[Any, Any] = snippets()[1]
    assert found[True].keys() == {"push", "pull_request"}  # YAML 1.1 takes "on" for true
    steps = {each.get("name"): each for each in found["jobs"]["image"]["steps"]}
    restored, saved = (steps[f"{verb} the baseline"]["with"] for verb in ("Get", "Keep"))
    assert saved["path"] == restored["path"] == "main.json"
    assert saved["key"].startswith(restored["restore-keys"])
    used = steps["Audit"]["with"]
    assert used.keys() <= ACTION["inputs"].keys()
    for name in ("baseline", "json"):
        assert "&& 'main.json' ||" in used[name]
    program(tmp_path / "layerscope" / "bin" / "layerscope", "printf '%s\\n' \"$@\"")
    done = bash(
        AUDIT["run"],
        tmp_path,
        RUNNER_TEMP=str(tmp_path),
        **event(image=used["image"], args=used["args"]),
    )
    given = ["--fail-on-new", "--max-growth=5%", "--forbid=*.pem"]
    assert done.stdout.splitlines() == ["audit", "--format", "text", *given, "--", "app.tar"]


def test_the_baseline_of_the_lines_for_gitlab_gets_to_the_merge_request(tmp_path: Path) -> None:
    jobs = snippets()[3]
    caches = [jobs[name]["cache"] for name in ("baseline", "audit")]
    assert [each.pop("policy") for each in caches] == ["push", "pull"]
    assert caches[0] == caches[1]
    program(
        tmp_path / "bin" / "layerscope",
        f'echo "$@" >> {tmp_path / "calls"}\n[ "$2" = --rules ] || echo "{{}}" > main.json',
    )
    program(tmp_path / "bin" / "python3", "")
    scripts = ["\n".join(jobs[name]["script"]) for name in ("audit", "baseline", "audit")]
    assert [bash(each, tmp_path).returncode for each in scripts] == [0, 0, 0]
    first, main, second = (tmp_path / "calls").read_text().splitlines()
    given = "audit --rules ci/layerscope.toml --fail-on-new --max-growth=5%"
    assert (first, second) == (f"{given} app.tar", f"{given} --baseline main.json app.tar")
    assert main == "audit --format json --output main.json app.tar"


def test_the_outputs_on_the_page_are_those_of_the_code() -> None:
    rows = "".join(f"| `{name}` | {meaning} |\n" for name, meaning in OUTPUTS.items())
    table = f"| output | |\n|---|---|\n{rows}"
    assert table in PAGE.read_text(), table


def test_the_hook_is_the_one_of_the_page() -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    (repository,) = snippets()[4]["repos"]
    assert repository["hooks"][0]["id"] == hook["id"]
    for name in ("app.tar", "a/b.tar.gz", "x.oci"):
        assert re.search(hook["files"], name)
    assert not re.search(hook["files"], "start.py")


def copy_of_the_checkout(folder: Path) -> Path:
    """Copy what is needed to install it: the checkout may be someone else's."""
    folder.mkdir()
    parts = (".pre-commit-hooks.yaml", "pyproject.toml", "hatch_build.py", "README.md", "LICENSE")
    for name in parts:
        shutil.copy(ROOT / name, folder)
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "inspector", folder / "inspector", ignore=ignore)
    return folder


@pytest.mark.engine
def test_the_action_installs(tmp_path: Path) -> None:
    checkout = copy_of_the_checkout(tmp_path / "checkout")
    done = bash(
        ACTION["runs"]["steps"][0]["run"],
        tmp_path,
        RUNNER_TEMP=str(tmp_path),
        GITHUB_ACTION_PATH=str(checkout),
        PYTHON=ACTION["inputs"]["python"]["default"],
    )
    assert done.returncode == 0, done.stderr
    said = subprocess.run(
        [tmp_path / "layerscope" / "bin" / "layerscope", "audit", HELLO],
        env=clean_environment(HOME=str(tmp_path)),
        capture_output=True,
        text=True,
        check=True,
    )
    assert "27 B in 1 layer" in said.stdout


@pytest.mark.engine
def test_pre_commit_installs_and_runs_the_hook(tmp_path: Path) -> None:
    """By pre-commit's own ``try-repo``."""
    copy = copy_of_the_checkout(tmp_path / "layerscope")
    work = tmp_path / "work"
    work.mkdir()
    (work / "app.tar").write_bytes(HELLO.read_bytes())
    (work / "notes.txt").write_text("no image")
    for folder in (copy, work):
        for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "a"]):
            identity = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
            subprocess.run(["git", *identity, *command], cwd=folder, check=True)  # noqa: S607
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pre_commit",
            "try-repo",
            str(copy),
            "layerscope-audit",
            "--all-files",
            "--verbose",
        ],
        cwd=work,
        env=clean_environment(HOME=str(tmp_path), PRE_COMMIT_HOME=str(tmp_path / "hooks")),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "27 B in 1 layer" in done.stdout
    assert "notes.txt" not in done.stdout
