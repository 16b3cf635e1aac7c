"""``layerscope fleet``: what it writes is what ``audit`` says of each image."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from inspector.cli import fleet as fleet_command
from inspector.fleet.progress import RunProgress
from inspector.fleet.tables import FILES
from inspector.text import printable
from tests.build_image import (
    ImageSpec,
    OciOptions,
    build,
    file,
    format_named,
    layer_tar,
    oci_layout,
    save,
    sparse,
    whiteout,
)
from tests.fake_registry import FakeRegistry, push
from tests.fleet.fleets import BASE, TABLES, content, image, rows, settle
from tests.fleet.manual import COMMAND, PAGE, SAID, answer, questions, write_images
from tests.packages.databases import stanza, status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.build_image import Member
    from tests.cli.conftest import Run

ROOT = Path(__file__).parents[2]
SAMPLES = sorted(
    [
        *(ROOT / "sample_images").glob("lecture*.tar"),
        *(ROOT / "sample_images").glob("[hw]*.tar"),
        *(ROOT / "inspector/lessons/images").glob("[a-h]*.tar"),
    ]
)
PYTHON = "usr/lib/python3/dist-packages"
APP = [
    status(stanza("perl", "5.36.0-7"), stanza("curl", "8.1")),
    file(f"{PYTHON}/six-1.0.dist-info/METADATA", b"Name: six\nVersion: 1.0\n"),
    file(f"{PYTHON}/six-1.0.dist-info/RECORD", b"six.py,,\n"),
    file(f"{PYTHON}/six.py", b"six" * 50),
    file("app/node_modules/left/package.json", b'{"name": "left", "version": "1.3.0"}'),
    file("etc/passwd", b"root::0:0::/:/bin/sh\ntoor:x:0:0::/:/bin/sh\n"),
    file("app/.npmrc", b"//registry/:_authToken=npm_0123456789abcdefghijABCDEFGHIJ012345\n"),
    file("usr/bin/perl", b"perl" * 9000, mode=0o755),
    file("odd\xff\x1b.txt".encode("latin-1"), b"odd"),
]
SPARSE = [sparse(b"disk", 2_000_000, [(0, b"begin" * 200), (1_000_000, b"end")])]
TOP = [whiteout("app/.npmrc"), file("app/big", bytes(70_000)), whiteout("etc/passwd")]


def audited(run: Run, path: Path) -> dict[str, Any]:
    found = json.loads(run("audit", "--json", "--packages", path).out)
    assert isinstance(found, dict)
    return found


def check(run: Run, out: Path, path: Path) -> None:
    """Compare all rows of an image with its audit."""
    said = audited(run, path)
    (row,) = (each for each in rows(out, "images") if each["reference"] == str(path))
    assert row["error"] is None
    assert row["id"] == said["image"]["id"]
    for name in ("stored_bytes", "live_bytes", "wasted_bytes"):
        assert row[name] == said[name]
    assert row["efficiency"] == pytest.approx(said["efficiency"])
    assert (row["layers"], row["findings"]) == (len(said["layers"]), len(said["findings"]))

    def own(table: str) -> list[dict[str, Any]]:
        return [each for each in rows(out, table) if each["id"] == row["id"]]

    layers = [(each["index"], each["size"], each["wasted_bytes"]) for each in own("image_layers")]
    assert layers == [(e["index"], e["size"], e["wasted_bytes"]) for e in said["layers"]]
    waste = ("bytes", "written_by", "hidden_by", "cause")
    told = {(each["path"], *(each[name] for name in waste)) for each in own("waste")}
    assert told == {
        (printable(each["path"]), *(each[name] for name in waste)) for each in said["waste"]
    }
    findings = sorted((each["finding"], each["layer"] or -1) for each in own("findings"))
    assert findings == sorted((each["id"], each["layer"] or -1) for each in said["findings"])
    package = ("purl", "layer", "files", "bytes")
    assert sorted(tuple(each[name] for name in package) for each in own("packages")) == sorted(
        tuple(each[name] for name in package) for each in said["packages"]
    )


def test_rows_are_what_an_audit_says(run: Run, tmp_path: Path) -> None:
    images = tmp_path / "images"
    for name, form, codec in (
        ("plain.tar", "docker-legacy", "none"),
        ("packed.tar", "oci-archive", "gzip"),
        ("layout", "oci-dir", "zstd"),
    ):
        image(images / name, BASE, [*APP, file("form", name.encode())], TOP, form=form, codec=codec)
    said = run("fleet", images, *SAMPLES, "--out", tmp_path / "out")
    assert (said.code, said.err) == (0, "")
    assert said.text.startswith(f"{3 + len(SAMPLES)} images, ")
    for path in (*images.iterdir(), *SAMPLES):
        if "oci" not in path.name:  # the lecture in other forms is one image with the first
            check(run, tmp_path / "out", path)
    assert len(rows(tmp_path / "out", "packages")) >= 9


def test_columns_are_those_of_the_contract(run: Run, tmp_path: Path) -> None:
    run("fleet", image(tmp_path / "a.tar", BASE, APP, TOP), "--out", tmp_path / "out")
    columns = {
        table: " ".join(found[0]) for table, found in content(tmp_path / "out").items() if found
    }
    assert columns == {
        "images": "reference id digest platform created layers stored_bytes live_bytes"
        " wasted_bytes efficiency findings error",
        "image_layers": "id index diff_id created_by size wasted_bytes",
        "layers": "diff_id digest size compressed_size entries images",
        "waste": "id path bytes written_by hidden_by cause",
        "findings": "id finding level message layer path bytes hidden_by",
        "packages": "id purl type name version layer files bytes",
    }
    assert set(columns) == set(TABLES)


def test_no_row_holds_the_value_of_a_secret(run: Run, tmp_path: Path) -> None:
    run("fleet", image(tmp_path / "a.tar", BASE, APP, TOP), "--out", tmp_path / "out")
    found = str(content(tmp_path / "out")) + (tmp_path / "out" / "summary.json").read_text()
    assert "secret-file" in found
    assert "npm_0123456789" not in found


def test_a_list_names_sources(run: Run, tmp_path: Path) -> None:
    first = image(tmp_path / "a.tar", BASE, [file("a", b"a")])
    second = image(tmp_path / "b.tar", BASE, [file("b", b"b")])
    listed = tmp_path / "list"
    listed.write_text(f"# two\n{first}\n\n  {second}\n{first}\n")
    one = run("fleet", f"@{listed}", "--out", tmp_path / "one")
    other = run("fleet", "--list", listed, "--out", tmp_path / "other")
    assert one.text == other.text
    assert one.text.startswith("2 images, 4 layers (3 distinct)\n")


def test_an_image_that_cannot_be_read_is_exit_4(run: Run, tmp_path: Path) -> None:
    good = image(tmp_path / "a.tar", BASE)
    bad = tmp_path / "bad.tar"
    bad.write_bytes(good.read_bytes()[:700])
    said = run("fleet", good, bad, "--out", tmp_path / "out")
    assert said.code == 4
    assert said.err.count("\n") == 1
    assert "bad.tar" in said.err
    assert "1 image could not be read completely" in said.text
    assert [bool(row["error"]) for row in rows(tmp_path / "out", "images")] == [False, True]


def test_damage_is_told_again_by_the_next_run(run: Run, tmp_path: Path) -> None:
    def cut(members: Sequence[Member]) -> list[Member]:
        return [
            replace(each, content=b"no tar") if each.content == layer_tar(BASE) else each
            for each in members
        ]

    bad = format_named("docker-legacy").write(tmp_path / "a.tar", ImageSpec([BASE]), change=cut)
    settle()
    first, again = (run("fleet", bad, "--out", tmp_path / "out") for _ in range(2))
    assert (first.code, again.code) == (4, 4)
    assert first.err == again.err
    assert "layer 0" in again.err


def test_options_of_registries_and_platforms_mean_what_they_mean_elsewhere(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("CONTAINERS_REGISTRIES_CONF", os.devnull)
    both = [
        build(ImageSpec([BASE, [file("own", name)]], platform=f"linux/{name.decode()}"))
        for name in (b"amd64", b"arm64")
    ]
    with FakeRegistry() as registry:
        push(registry, "team/app:1", *both)
        said = run(
            *("fleet", "registry://docker.io/team/app:1", "--out", tmp_path / "out"),
            *("--mirror", registry.host, "--platform", "linux/arm64", "--no-cache"),
            *("--insecure-registry", registry.host),
        )
    assert (said.code, said.err) == (0, "")
    (row,) = rows(tmp_path / "out", "images")
    assert (row["id"], row["platform"]) == (both[1].image_id, "linux/arm64")
    assert not (tmp_path / "cache").exists()
    said = run("fleet", tmp_path, "--out", tmp_path / "out", "--platform", "arm")
    assert (said.code, said.err.count("\n")) == (2, 1)


def test_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    for seconds, told in {
        0: "1 second",
        1.2: "1 second",
        89: "89 seconds",
        91: "2 minutes",
        89 * 60: "89 minutes",
        100 * 60: "2 hours",
        1e6: "278 hours",
    }.items():
        monkeypatch.setattr(RunProgress, "seconds_left", seconds)
        line = fleet_command.progress_text(RunProgress(1234, done=1000, images=1, bytes=2_000_000))
        assert line == f"1,000 of 1,234 sources  1 image  2.00 MB read  about {told} left"


def test_tables_of_another_program_are_not_written_over(run: Run, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "summary.json").write_text("mine")
    said = run("fleet", image(tmp_path / "a.tar", BASE), "--out", tmp_path / "out")
    assert said.code == 2
    assert said.err.endswith(
        "holds summary.json of another program: choose another folder with --out\n"
    )
    assert [each.name for each in (tmp_path / "out").iterdir()] == ["summary.json"]
    assert run("fleet", tmp_path, "--out", "").code == 2  # which would be the working directory


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        ([], 2, "name what to audit"),
        (["--list", "no-such-list"], 2, "cannot read the list no-such-list: No such file"),
        (["{empty}"], 3, "there is nothing to read"),
        (["{none}"], 3, "no image in the given sources"),
    ],
)
def test_what_cannot_be_done_is_one_line(
    run: Run, tmp_path: Path, arguments: list[str], code: int, told: str
) -> None:
    for name in ("empty", "none"):
        (tmp_path / name).mkdir()
    (tmp_path / "none" / "notes.txt").write_text("no image\n")
    given = [each.format(empty=tmp_path / "empty", none=tmp_path / "none") for each in arguments]
    said = run("fleet", *given, "--out", tmp_path / "out")
    assert (said.code, said.out) == (code, b"")
    assert told in said.err
    assert said.err.count("\n") == 1


def test_without_the_extra_the_message_names_the_line_that_installs_it(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fleet_command, "find_spec", lambda _name: None)
    said = run("fleet", tmp_path, "--out", tmp_path / "out")
    assert said.code == 2
    assert said.err == "layerscope: fleet needs an extra: pip install 'layerscope[fleet]'\n"


def test_json_is_the_summary_that_is_written(run: Run, tmp_path: Path) -> None:
    path = image(tmp_path / "a.tar", BASE, APP, TOP)
    said = run("fleet", path, "--out", tmp_path / "out", "--format", "json")
    assert json.loads(said.out) == json.loads((tmp_path / "out" / "summary.json").read_text())
    page = run("fleet", path, "--out", tmp_path / "out", "--format", "html").text
    assert page.startswith("<!doctype html>")
    assert "secret-file" in page


SLOW = """
import sys, time
from inspector.fleet import blobs
from inspector.fleet.blobs import read_layer
def slowly(source, *given, **named):
    if "{slow}" in str(source.diff_id):
        time.sleep(60)
    return read_layer(source, *given, **named)
blobs.read_layer = slowly
from inspector.cli import main
main(sys.argv[1:])
"""


def started(tmp_path: Path, slow: str) -> subprocess.Popen[bytes]:
    """Start a fleet that waits for ever in one of its layers."""
    return subprocess.Popen(
        [
            *(sys.executable, "-c", SLOW.format(slow=slow)),
            *("fleet", str(tmp_path / "images"), "--out", str(tmp_path / "out"), "--jobs", "1"),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    )


@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGKILL, -9)],
)
def test_who_is_interrupted_goes_on_later(
    run: Run, tmp_path: Path, number: signal.Signals, code: int
) -> None:
    images = tmp_path / "images"
    image(images / "a.tar", BASE, [file("a", b"a")])
    image(images / "b.tar", BASE, [file("b", b"b")])
    last = image(images / "c.tar", BASE, [file("c", b"c" * 5000)])
    settle()
    slow = audited(run, last)["layers"][1]["diff_id"]
    with started(tmp_path, slow) as process:
        done = tmp_path / "out" / ".work"
        deadline = time.monotonic() + 60
        while len(list(done.glob("rows-*/[0-9a-f]*"))) < 2 and time.monotonic() < deadline:
            time.sleep(0.05)
        os.kill(process.pid, number)
        _out, err = process.communicate(timeout=30)  # no worker keeps them open
    assert process.returncode == code, err
    assert err.count(b"\n") == (code > 0)
    assert not list((tmp_path / "out").glob("*.parquet"))
    for pid in _workers(tmp_path):
        os.kill(pid, signal.SIGKILL)  # a worker that sleeps notices late that it is alone
    said = run("fleet", images, "--out", tmp_path / "out")
    assert said.code == 0
    afresh = run("fleet", images, "--out", tmp_path / "afresh")
    assert said.out == afresh.out
    assert content(tmp_path / "out") == content(tmp_path / "afresh")


def _workers(folder: Path) -> list[int]:
    """Return the processes that still work for a fleet in a folder."""
    found = []
    for each in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = each.read_bytes()
        except OSError:
            continue
        if os.fsencode(folder / "out") in words:
            found.append(int(each.parent.name))
    return found


def test_two_at_once_in_one_folder_are_refused(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from inspector.fleet import work_folder

    monkeypatch.setattr(work_folder, "_PATIENCE", 0.2)
    with work_folder.WorkFolder(tmp_path / "out").locked():
        said = run("fleet", image(tmp_path / "a.tar", BASE), "--out", tmp_path / "out")
    assert said.code == 2
    assert "another fleet command is using" in said.err


def test_other_commands_do_not_load_what_a_fleet_needs() -> None:
    probe = (
        "import sys; from inspector.cli import main\ntry: main(sys.argv[1:])\n"
        "except SystemExit: print(*sys.modules, file=sys.stderr)"
    )
    for arguments in (["--help"], ["audit", "sample_images/hello.tar"]):
        done = subprocess.run(
            [sys.executable, "-c", probe, *arguments], capture_output=True, text=True, check=True
        )
        loaded = {name.split(".")[0] for name in done.stderr.split()}
        assert not loaded & {"duckdb", "distributed", "dask"}
        assert "inspector.fleet" not in done.stderr.split()


def test_the_summary_and_each_answer_are_real(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = PAGE.read_text()
    monkeypatch.chdir(tmp_path)
    write_images()
    said = run(*COMMAND)
    assert said.code == 4
    shown = SAID.search(page)
    assert shown is not None
    lines = [line.removeprefix("    ") for line in shown[0].splitlines()]
    assert lines == said.text.splitlines()
    asked = questions(page)
    assert len(asked) >= 10
    for question in asked:
        assert question["table"].lstrip("\n") == answer(question["sql"]), question["sql"]
        assert question["table"].count("\n") > 3, "an answer without rows teaches nothing"


def test_files_and_options_of_the_manual_are_there() -> None:
    page = PAGE.read_text()
    assert set(re.findall(r"^\| `(\w+\.parquet)`", page, re.MULTILINE)) == set(FILES)
    known = {option for each in fleet_command.command.params for option in each.opts}
    assert set(re.findall(r"(?<![\w-])--[a-z-]+[a-z]", page)) - {"--json"} <= known


ODD = {
    "empty": ImageSpec(),
    "no-diff-ids": ImageSpec(layers=[BASE, APP], without=frozenset({"rootfs"})),
    "twice": ImageSpec(layers=[BASE, APP, BASE, APP, TOP]),
    "sparse": ImageSpec(layers=[SPARSE, [file("own", b"x")], SPARSE], codec="gzip"),
    "no-history": ImageSpec(layers=[BASE, TOP], history=[]),
}


@pytest.mark.parametrize("form", ["docker-legacy", "docker-25", "containerd", "oci-dir"])
def test_odd_images_are_what_an_audit_says(run: Run, tmp_path: Path, form: str) -> None:
    images = tmp_path / "images"
    images.mkdir()
    for name, spec in ODD.items():
        format_named(form).write(images / name, spec)
    code = run("fleet", images, "--out", tmp_path / "out").code
    assert code == 0
    for path in images.iterdir():
        check(run, tmp_path / "out", path)


def test_every_platform_of_an_index_is_a_row(run: Run, tmp_path: Path) -> None:
    specs = [
        ImageSpec(layers=[BASE, [file("arch", name.encode())]], platform=name)
        for name in ("linux/amd64", "linux/arm64/v8")
    ]
    members = oci_layout(*map(build, specs), options=OciOptions(one_index=True, attestations=True))
    path = save(tmp_path / "index.tar", members)
    assert run("fleet", path, "--out", tmp_path / "out").code == 0
    found = [(row["reference"], row["platform"]) for row in rows(tmp_path / "out", "images")]
    assert sorted(found) == [(str(path), "linux/amd64"), (str(path), "linux/arm64/v8")]


def test_a_layer_that_is_not_there_is_the_images_error(run: Run, tmp_path: Path) -> None:
    whole = image(tmp_path / "whole.tar", BASE, APP, form="oci-archive", codec="gzip")
    top = build(ImageSpec(layers=[BASE, APP], codec="gzip")).layers[1]
    spec = ImageSpec(layers=[BASE, APP], codec="gzip", config={"author": "another"})
    lacking = format_named("oci-archive").write(
        tmp_path / "lacking.tar",
        spec,
        change=lambda members: [each for each in members if each.content != top.blob],
    )
    said = run("fleet", whole, lacking, "--out", tmp_path / "out")
    assert said.code == 4
    (bad,) = (row for row in rows(tmp_path / "out", "images") if row["error"])
    assert bad["reference"] == str(lacking)
    assert bad["error"].startswith("layer 1: ")
    assert "not in this archive" in bad["error"]
    assert said.err == f"layerscope: {lacking}: {bad['error']}\n"
