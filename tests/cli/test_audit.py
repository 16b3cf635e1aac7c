"""``audit``: the contract of its JSON, several images, figures beside dive's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.build_image import ImageSpec, file, format_named, hardlink, opaque, whiteout
from tests.packages.databases import dpkg_list, stanza, status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.build_image import Member, Part
    from tests.cli.conftest import Run

SAMPLES = Path(__file__).parents[2] / "sample_images"


def image(folder: Path, *layers: Sequence[Part]) -> Path:
    return format_named("docker-legacy").write(folder / "i.tar", ImageSpec(layers=layers))


def audit(run: Run, *arguments: str | Path) -> dict[str, Any]:
    said = run("audit", "--json", *arguments)
    assert said.out.isascii()
    found: dict[str, Any] = json.loads(said.out)
    return found


def test_the_fields_are_those_of_the_contract(run: Run, tmp_path: Path) -> None:
    found = audit(run, image(tmp_path, [file("a", b"123")], [file("a", b"4567")]))
    assert list(found) == [
        "schema",
        "image",
        "base",
        "not_counted",
        "stored_bytes",
        "live_bytes",
        "wasted_bytes",
        "efficiency",
        "duplicate_bytes",
        "layers",
        "waste",
        "waste_totals",
        "sums",
        "duplicates",
        "packages",
        "unowned_bytes",
        "findings",
        "dive",
        "rules",
        "verdict",
        "rule_file",
        "ignored",
        "baseline",
        "folders",
    ]
    assert found["schema"] == 1
    assert set(found["image"]) == {"reference", "id", "platform", "created"}
    assert (found["stored_bytes"], found["live_bytes"], found["wasted_bytes"]) == (7, 4, 3)
    assert found["efficiency"] == 4 / 7
    assert found["duplicates"] is found["duplicate_bytes"] is None
    assert found["waste"] == [
        {"path": "/a", "bytes": 3, "written_by": 0, "hidden_by": 1, "cause": "overwritten"}
    ]
    layer = found["layers"][1]
    assert (layer["index"], layer["size"], layer["modified"], layer["added"]) == (1, 4, 1, 0)
    assert layer["digest"] is None
    assert set(found["dive"]) == {"efficiency", "wasted_bytes", "user_wasted_percent", "files"}


@pytest.mark.parametrize(
    ("upper", "wasted"),
    [
        ([whiteout("d")], 30),  # rm -rf of a directory
        ([opaque("d")], 30),
        ([file("d/a", b"x" * 5)], 10),  # the live copy is no waste
        ([whiteout("nothing")], 0),
        ([file("h1", b"y" * 7)], 0),  # one of two hard links replaced
        ([whiteout("h1"), whiteout("h2")], 40),
        ([whiteout("d/a"), file("d/a", b"x" * 10)], 10),  # re-added by the layer that deletes it
    ],
)
def test_waste_is_what_no_one_can_see(
    run: Run, tmp_path: Path, upper: list[Member], wasted: int
) -> None:
    lower = [
        file("d/a", b"x" * 10),
        file("d/b", b"x" * 20),
        file("h1", b"y" * 40),
        hardlink("h2", "h1"),
    ]
    found = audit(run, image(tmp_path, lower, upper))
    assert found["wasted_bytes"] == wasted
    assert sum(layer["wasted_bytes"] for layer in found["layers"]) == wasted


@pytest.mark.parametrize(
    ("first", "second", "efficiency"),
    [
        ([file("a", b"x" * 40), file("b", bytes(1_000_000))], [file("a", b"y" * 40)], "99%"),
        ([file("a", bytes(1_000_000))], [whiteout("a"), file("b", b"x")], "<1%"),
        ([file("a", bytes(1000))], [whiteout("a")], "0%"),
        ([file("a", bytes(1000))], [file("b", b"x")], "100%"),
        ([file("a")], [file("a")], "100%"),
        ([file("a", bytes(620))], [file("a", bytes(380))], "38%"),
    ],
)
def test_efficiency_is_all_or_nothing_only_where_it_is(
    run: Run, tmp_path: Path, first: list[Member], second: list[Member], efficiency: str
) -> None:
    text = run("audit", image(tmp_path, first, second)).text
    assert f", efficiency {efficiency}, " in text.splitlines()[1]


def test_several_images_make_an_array(run: Run, tmp_path: Path) -> None:
    good = image(tmp_path, [file("a", b"1")])
    said = run("audit", "--json", good, tmp_path / "nope")
    assert said.code == 4
    found = json.loads(said.out)
    assert found[0]["stored_bytes"] == 1
    assert found[1]["image"] == {"reference": str(tmp_path / "nope")}
    assert "no such file" in found[1]["error"]
    assert "no such file" in said.err


def test_an_image_without_anything_stored(run: Run, tmp_path: Path) -> None:
    found = audit(run, image(tmp_path))
    assert (found["efficiency"], found["stored_bytes"], found["layers"]) == (1.0, 0, [])
    assert run("audit", image(tmp_path)).code == 0


def test_the_report_is_printable(run: Run, tmp_path: Path) -> None:
    hostile = b"\x1b]0;owned\x07[/]\xff"
    path = image(tmp_path, [file(hostile, b"1")], [file(hostile, b"22")])
    text = run("audit", path).text
    assert "\\x1b]0;owned\\x07[/]\\xff" in text
    assert "\x1b" not in text


def test_the_title_says_what_the_rows_are(run: Run, tmp_path: Path) -> None:
    """A path that was stored and hidden three times is one file of three versions."""
    once = image(tmp_path, [file("a", b"1")], [file("a", b"22")])
    assert "Largest waste (1 stored version, in 1 file)" in run("audit", once).text
    layers = [[file("a", b"x" * size), file(f"b{size}", b"y")] for size in range(1, 9)]
    gone = [whiteout(f"b{size}") for size in range(1, 9)]
    often = image(tmp_path, *layers, gone)
    text = run("audit", often).text
    assert "Largest waste (10 of 15 stored versions, in 9 files)" in text


def test_a_layer_is_called_by_its_comment_for_want_of_a_command(run: Run, tmp_path: Path) -> None:
    layers = [[file("a", b"1" * 2000)], [whiteout("a")]]
    history = [{"created_by": "", "comment": "Imported by hand\x1b"}, {"comment": "RUN no command"}]
    spec = ImageSpec(layers=layers, history=history)
    path = format_named("docker-legacy").write(tmp_path / "i.tar", spec)
    text = run("audit", path).text
    assert "  Imported by hand\\x1b\n" in text
    assert "no history" not in text
    # A comment is no instruction that could be merged.
    assert "2.00 kB  layer 1 deletes 2.00 kB that layer 0 added: do both in one step" in text
    said = run("dockerfile", path).text
    assert "# the history says: Imported by hand" in said


def test_dives_list_is_printed_as_dives(run: Run, tmp_path: Path) -> None:
    layers = [[file("a", b"x" * 1200), file("b", b"x")], [file("a", b"y" * 2820), file("b", b"y")]]
    lines = run("audit", image(tmp_path, *layers)).text.splitlines()
    at = next(at for at, line in enumerate(lines) if line.startswith("What dive 0.13 prints"))
    assert lines[at + 1 : at + 8] == [
        "  efficiency: 29.8608 %",
        "  wastedBytes: 4022 bytes (4.0 kB)",
        "  userWastedPercent: 142.5736 %",
        "dive's inefficient files (2)",
        "Count   Total Space  Path",
        "    2        4.0 kB  /a",
        "    2           2 B  /b",
    ]


def test_dive_leaves_a_repeated_layer_of_an_old_archive_out(run: Run, tmp_path: Path) -> None:
    layer = [file("a", b"x" * 30)]
    found = audit(run, image(tmp_path, layer, layer))
    assert (found["stored_bytes"], found["wasted_bytes"], found["efficiency"]) == (60, 30, 0.5)
    assert found["dive"] == {
        "efficiency": 1.0,
        "wasted_bytes": 0,
        "user_wasted_percent": None,
        "files": [],
    }
    assert "without layer 1: dive reads" in run("audit", image(tmp_path, layer, layer)).text


def test_people_are_told_what_to_do_about_the_costliest_pairs(run: Run, tmp_path: Path) -> None:
    path = image(tmp_path, [file("a", b"1" * 2000)], [file("b", b"2")], [whiteout("a")])
    text = run("audit", path).text
    told = "  2.00 kB  layer 2 deletes 2.00 kB that layer 0 added: "
    assert text.count(told) == 1
    assert text.index("Worst problems (") < text.index(told)
    lines = text.splitlines()
    at = lines.index("Most expensive layer pairs (1)")
    assert lines[at + 1] == "  2.00 kB  layer 0, hidden by layer 2"


def test_advice_that_the_worst_problems_leave_out_stands_with_its_pair(
    run: Run, tmp_path: Path
) -> None:
    layers = [[file("a", b"1" * 2000)], [whiteout("a")]]
    findings = [[file(f"{at}", b""), file(f"{at}", b"")] for at in range(10)]
    path = image(tmp_path, *layers, *findings)
    text = run("audit", path).text
    told = "  2.00 kB  layer 1 deletes 2.00 kB that layer 0 added: "
    assert text.index("Most expensive layer pairs (1)") < text.index(told)


def test_advice_is_broken_for_a_terminal(run: Run, tmp_path: Path) -> None:
    layers = [
        [file("data.bin", b"x" * 123_456)],
        [file("data.bin", b"x" * 123_456, mode=0o600)],
        [whiteout("data.bin")],
    ]
    spec = ImageSpec(layers=layers, history=["RUN one", "RUN two", "RUN three"])
    path = format_named("docker-legacy").write(tmp_path / "i.tar", spec)
    lines = run("audit", path).text.splitlines()
    at = next(at for at, line in enumerate(lines) if "layer 0 wrote 123 kB" in line)
    assert max(map(len, lines[at : at + 2])) <= 80
    assert lines[at + 1].startswith(" " * 11)
    told = " ".join(line.strip() for line in lines[at : at + 2])
    assert told.endswith("layer 2 removes it: do not write it, or do everything in one RUN")


def test_what_of_a_dockerfile_does_not_match_is_said(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("GITHUB_WORKSPACE", "CI_PROJECT_DIR"):
        monkeypatch.delenv(name, raising=False)
    spec = ImageSpec(layers=[[file("a", b"1")], [file("b", b"2")]], history=["RUN a", "RUN b"])
    path = format_named("docker-legacy").write(tmp_path / "i.tar", spec)
    dockerfile = tmp_path / "Dockerfile"
    dockerfile.write_text("FROM x\nRUN a\nRUN b\n")
    assert run("audit", "--dockerfile", dockerfile, path).err == ""
    dockerfile.write_text("FROM x\nRUN a\nRUN c\n")
    said = run("audit", "--dockerfile", dockerfile, path)
    assert said.code == 0
    assert said.err == (
        f"layerscope: {dockerfile}: no instruction matches layer 1; no layer matches line 3\n"
    )
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path.parent))
    said = run("audit", "--dockerfile", dockerfile, path)
    assert said.err.startswith(f"layerscope: {tmp_path.name}/Dockerfile: no instruction")
    said = run("audit", "--dockerfile", tmp_path / "nope", path)
    assert said.code == 2
    assert f"--dockerfile {tmp_path / 'nope'}: No such file or directory" in said.err


def packaged(folder: Path) -> Path:
    lower = [file("a", b"123"), dpkg_list("p", "/a"), status(stanza("p"))]
    return image(folder, lower, [file("b", b"4567")])


def test_packages_and_what_none_owns_add_up_to_what_is_live(run: Run, tmp_path: Path) -> None:
    found = audit(run, "--packages", packaged(tmp_path))
    assert found["packages"] == [
        {
            "purl": "pkg:deb/debian/p@1?arch=amd64",
            "type": "deb",
            "name": "p",
            "version": "1",
            "layer": 0,
            "files": 1,
            "bytes": 3,
        }
    ]
    assert found["unowned_bytes"] + 3 == found["live_bytes"]
    without = audit(run, "--packages", "--exclude", "/a", packaged(tmp_path))
    assert without["unowned_bytes"] == without["live_bytes"] == found["live_bytes"] - 3
    above = audit(run, "--packages", "--base", "1", "--ignore-base", packaged(tmp_path))
    assert (above["packages"], above["unowned_bytes"], above["live_bytes"]) == ([], 4, 4)


def test_a_package_database_that_cannot_be_read_is_told(run: Run, tmp_path: Path) -> None:
    path = image(tmp_path, [file("var/lib/rpm/rpmdb.sqlite", b"no database")])
    said = run("audit", "--packages", path)
    assert said.code == 4
    assert said.err.startswith(f"layerscope: {path}: /var/lib/rpm/rpmdb.sqlite: not an SQLite")
    assert "  not read: /var/lib/rpm/rpmdb.sqlite: not an SQLite" in said.text
    assert run("audit", path).code == 0


def test_the_sample_has_packages_that_own_what_was_installed(run: Run) -> None:
    found = audit(run, "--packages", SAMPLES / "lecture.tar")
    later = {each["name"]: each["layer"] for each in found["packages"] if each["layer"]}
    assert later == {"net-tools": 1, "elinks": 2, "httpd": 3}
    assert (len(found["packages"]), found["unowned_bytes"]) == (29, 178_195)


def test_growth_tells_of_packages_where_both_reports_do(run: Run, tmp_path: Path) -> None:
    old = run("audit", "--packages", "--json", packaged(tmp_path))
    (tmp_path / "old.json").write_bytes(old.out)
    layers = [file("a", b"1" * 1000), dpkg_list("p", "/a"), status(stanza("p", "2"))]
    path = image(tmp_path, layers)
    said = run("audit", "--packages", "--baseline", tmp_path / "old.json", path)
    assert "     +997 B  deb p 1 to 2\n" in said.text
    assert "deb p" not in run("audit", "--baseline", tmp_path / "old.json", path).text


def test_a_bill_of_materials_has_the_packages_or_says_what_is_missing(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = packaged(tmp_path)
    (component,) = json.loads(run("audit", "--format", "cyclonedx", path).out)["components"]
    assert component["purl"] == "pkg:deb/debian/p@1?arch=amd64"
    properties = {each["name"]: each["value"] for each in component["properties"]}
    assert (properties["layerscope:layer"], properties["layerscope:bytes"]) == ("0", "3")
    assert properties["layerscope:diff_id"].startswith("sha256:")
    monkeypatch.setattr("inspector.exports.audit.reports.find_spec", lambda _: None)
    said = run("audit", "--format", "cyclonedx", path)
    assert (said.code, said.text) == (2, "")
    assert said.err == (
        "layerscope: --format cyclonedx needs an extra: pip install 'layerscope[cyclonedx]'\n"
    )
