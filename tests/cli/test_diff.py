"""``diff``: one comparison in four formats, exit codes, and rules that have OLD as a baseline."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from inspector.exports.comparison.schema import render as render_schema
from tests.build_image import ImageSpec, empty, file, format_named, symlink

if TYPE_CHECKING:
    from tests.build_image import Member
    from tests.build_image.images import Json
    from tests.cli.conftest import Run

SCHEMA = Path(__file__).parents[2] / "docs" / "diff.schema.json"
HOSTILE = "x|<b>\x1b[31m@you`\n::error::\u202e[/]"
STATUS = "Package: perl\nStatus: install ok installed\nArchitecture: amd64\nVersion: {}\n\n"
DPKG = "var/lib/dpkg/status"
BASE = [file("base", b"base" * 100)]


def _spec(version: str, text: bytes, *parts: Member, **config: object) -> ImageSpec:
    members = [file(DPKG, STATUS.format(version).encode()), file("etc/app.conf", text), *parts]
    return ImageSpec(
        [BASE, members],
        history=["ADD root.tar /", "RUN make", empty(f"ENV V={version}")],
        config={"config": {"Env": [f"V={version}"], **config}},
    )


@pytest.fixture
def images(tmp_path: Path) -> tuple[Path, Path]:
    """Return two builds of an image."""
    old = _spec("1", b"a\nb\nc\n", file("opt/data", b"12345"), file("gone", b"1"))
    hostile = [file(HOSTILE, b"new"), symlink("link", HOSTILE)]
    new = _spec("2", b"a\nB\nc", file("srv/data", b"12345"), *hostile, Labels={HOSTILE: HOSTILE})
    write = format_named("oci-archive").write
    return write(tmp_path / "old.tar", old), write(tmp_path / "new.tar", new)


def test_json(run: Run, images: tuple[Path, Path]) -> None:
    from jsonschema import Draft202012Validator

    said = run("diff", *images, "--json", "--text", "/etc")
    assert said.code == 0
    found = json.loads(said.out)
    schema = json.loads(SCHEMA.read_text())
    Draft202012Validator(schema).validate(found)
    assert SCHEMA.read_text() == render_schema(), (
        "python -m inspector.exports.comparison.schema > docs/diff.schema.json"
    )
    assert found["verdict"] == "different"
    assert found["old"]["reference"] == str(images[0])
    assert [(each["old"], each["new"], each["state"]) for each in found["layers"]] == [
        (0, 0, "shared"), (1, 1, "rebuilt"),
    ]  # fmt: skip
    files = {each["path"]: each for each in found["files"]}
    assert files["/srv/data"] == {
        "path": "/srv/data", "change": "moved", "from": "/opt/data", "old_size": 5, "new_size": 5,
        "fields": [],
    }  # fmt: skip
    assert {path: each["change"] for path, each in files.items()} == {
        "/" + HOSTILE: "added", "/etc/app.conf": "modified", "/gone": "removed", "/link": "added",
        "/srv/data": "moved", f"/{DPKG}": "modified",
    }  # fmt: skip
    sums = found["bytes"]
    assert sums["new"] - sums["old"] == sums["added"] - sums["removed"]
    packages = [
        (each["type"], each["name"], each["old"], each["new"]) for each in found["packages"]
    ]
    assert packages == [("deb", "perl", "1", "2")]
    assert {"field": "Env.V", "old": "1", "new": "2"} in found["config"]
    assert [each["state"] for each in found["history"]] == ["same", "same", "removed", "added"]
    assert found["texts"] == [
        {
            "path": "/etc/app.conf",
            "diff": "--- a/etc/app.conf\n+++ b/etc/app.conf\n@@ -1,3 +1,3 @@\n a\n-b\n-c\n+B\n+c\n"
            "\\ No newline at end of file\n",
        }
    ]


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_reports_for_people(run: Run, images: tuple[Path, Path], form: str) -> None:
    said = run("diff", *images, "--format", form, "--text", "app.conf", "--text", "x|*")
    assert said.code == 0
    assert "2 paths added, 1 path removed, 2 paths modified, 1 file moved" in said.text
    shown = said.text
    if form == "markdown":
        import cmarkgfm  # type: ignore[import-untyped]

        shown = cmarkgfm.github_flavored_markdown_to_html(shown)
    for acts in ("\x1b", "\u202e", "\n::error", *(["<b>"] if form != "text" else [])):
        assert acts not in shown
    assert said.text.startswith({"text": "Old: ", "markdown": "### Layerscope: different"}.get(
        form, "<!doctype html>"
    ))  # fmt: skip


def test_new_findings_are_those_of_an_audit_with_a_baseline(run: Run, tmp_path: Path) -> None:
    """Which layers are the base image's decides, too: what it stores twice is not to be merged."""
    write = format_named("oci-archive").write
    big = [file("big", b"1" * 2_000_000)]
    later = {"created": "2030-01-01T00:00:00Z", "created_by": "COPY app /"}
    steps: list[str | Json] = ["ADD file:1 in /", "RUN a", "RUN b", empty('CMD ["bash"]'), later]
    spec = ImageSpec([BASE, big, big, [file("app")]], history=steps)
    old = write(tmp_path / "old.tar", ImageSpec([BASE], history=["ADD file:1 in /"]))
    new = write(tmp_path / "new.tar", spec)
    earlier = tmp_path / "old.json"
    run("audit", "--json", old, "--output", earlier)
    audited = json.loads(run("audit", "--json", new, "--baseline", earlier).out)
    compared = json.loads(run("diff", "--json", old, new).out)
    assert compared["findings"]["new"]
    assert [(each["id"], each["path"], each["layer"]) for each in compared["findings"]["new"]] == [
        (each["id"], each["path"], each["layer"]) for each in audited["baseline"]["new_findings"]
    ]


def test_an_image_and_itself(run: Run, images: tuple[Path, Path]) -> None:
    said = run("diff", images[0], images[0], "--exit-code")
    assert (said.code, said.err) == (0, "")
    assert "Verdict: same\n" in said.text


def test_exit_codes(run: Run, images: tuple[Path, Path], tmp_path: Path) -> None:
    assert run("diff", *images).code == 0
    said = run("diff", *images, "--exit-code")
    assert (said.code, said.err) == (1, "layerscope: the images differ\n")
    assert run("diff", *images, "--max-growth", "1MB").code == 0
    said = run("diff", *images, "--max-growth", "1B")
    assert said.code == 1
    assert "max_growth" in said.err
    assert run("diff", images[0], tmp_path / "none.tar").code == 3
    for wrong in (["-", "-"], [*images, "--ignore", "mtimes"], [images[0]]):
        assert run("diff", *wrong).code == 2
    said = run("diff", *images, "--output", images[1])
    assert said.code == 2
    assert "would replace" in said.err


def test_what_is_ignored(run: Run, images: tuple[Path, Path], tmp_path: Path) -> None:
    left_out = ["/etc", "/opt", "/srv", "/gone", "/link", "x|*", "/var", "history", "config.*"]
    words = [word for each in left_out for word in ("--ignore", each)]
    target = tmp_path / "report.md"
    said = run("diff", *images, *words, "--exit-code", "--format", "markdown", "--output", target)
    assert (said.code, said.out) == (0, b"")
    assert target.read_text().startswith("### Layerscope: same, except for what is ignored\n")
    assert json.loads(run("diff", *images, *words, "--json").out)["bytes"]["old"] == 400


def test_two_images_of_one_archive(run: Run, tmp_path: Path) -> None:
    path = format_named("docker-25").write(tmp_path / "a.tar", ImageSpec([BASE], tags=["a:1"]))
    said = run("diff", path, path, "--old-image", "a:1", "--image", "b:1")
    assert said.code == 2
    assert "b:1" in said.err


def test_a_screen_needs_a_terminal(run: Run, images: tuple[Path, Path]) -> None:
    said = run("diff", "--screen", *images)
    assert (said.code, said.out) == (2, b"")
    assert "--screen needs a terminal" in said.err


def test_options_of_reports_are_not_for_the_screen(run: Run, images: tuple[Path, Path]) -> None:
    for given in (
        ["--why"], ["--exit-code"], ["--json"], ["--text", "*.conf"], ["--format", "text"],
        ["--output", "report.txt"], ["--rules", "rules.toml"], ["--max-size", "1MB"],
        ["--forbid", "*.pem"], ["--fail-on-new"],
    ):  # fmt: skip
        said = run("diff", "--screen", *given, *images)
        assert (said.code, said.out) == (2, b"")
        assert f"{given[0]} is for reports, not for --screen" in said.err
        assert said.err.count("\n") == 1, said.err


def test_layers_are_counted_the_same_everywhere(run: Run, tmp_path: Path) -> None:
    """Those that differ only in what is ignored are told as such, and in JSON without reasons."""
    write = format_named("oci-archive").write
    old, new = (
        write(
            tmp_path / name,
            ImageSpec(
                [BASE, [file("clock", b"c", mtime=time)], [file("text", name.encode())]],
                history=["ADD root.tar /", "RUN a", "RUN b"],
            ),
        )
        for name, time in (("old", 1), ("new", 2))
    )
    semantic = ("--ignore", "semantic")
    layers = json.loads(run("diff", old, new, "--json", *semantic).out)["layers"]
    assert [(each["state"], bool(each["reasons"])) for each in layers] == [
        ("shared", False), ("rebuilt", False), ("rebuilt", True),
    ]  # fmt: skip
    told = "1 layer shared, 1 layer rebuilt, 1 layer that differs only in what is ignored"
    for form in ("text", "markdown", "html"):
        said = run("diff", old, new, "--format", form, *semantic).text
        assert "1 path modified, 1 layer rebuilt" in said
        assert told in said
        assert said.count("nothing that is not ignored") == 1
    said = run("diff", old, new, *semantic).text
    assert "       1      1  ignored  " in said
    assert "2 layers rebuilt" in run("diff", old, new).text
    less = write(tmp_path / "less", ImageSpec([BASE], history=["ADD root.tar /"]))
    said = run("diff", less, old, "--ignore", "layers", "--ignore", "history").text
    assert "Layers: 1 layer shared, 2 layers that differ only in what is ignored" in said


def test_a_step_of_github_gets_the_report_and_the_figures_of_the_new_image(
    run: Run, images: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    summary, output = tmp_path / "summary", tmp_path / "output"
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    monkeypatch.setenv("GITHUB_OUTPUT", str(output))
    said = run("diff", *images, "--max-growth", "1B", "--text", "*")
    assert (said.code, "max_growth" in said.err) == (1, True)
    assert summary.read_text() == run("diff", *images, "--max-growth", "1B", "--text", "*",
                                      "--format", "markdown").text  # fmt: skip
    assert output.read_text().startswith("verdict=fail\n")
    assert "failed-rules=max_growth\n" in output.read_text()
    for text in (said.err, summary.read_text(), output.read_text()):
        assert "\n::" not in f"\n{text}"
        assert "\x1b" not in text


def test_an_image_that_cannot_be_read_is_an_error_for_github(
    run: Run, images: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    for number, pair in enumerate((("none.tar", str(images[0])), (str(images[0]), "none.tar"))):
        output = tmp_path / f"output{number}"
        monkeypatch.setenv("GITHUB_OUTPUT", str(output))
        assert run("diff", *pair).code == 3
        assert output.read_text().startswith("verdict=error\n")
