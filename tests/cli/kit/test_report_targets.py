"""Which report goes where, from the words of a command line."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from inspector.cli.kit.report_targets import (
    ReportTarget,
    check_targets,
    paired,
    with_dive_json,
    write_reports,
)
from inspector.errors import UsageError
from tests.build_image import ImageSpec, file, format_named
from tests.cases import tried_with

if TYPE_CHECKING:
    from tests.cli.conftest import Run

SAMPLE = "sample_images/hello.tar"


def pairs(*words: str) -> list[tuple[str, str | None]]:
    """Return the pairs of words such as ``format=json`` and ``output=a``."""
    names = {"format": "formats", "output": "outputs", "json": "as_json", "j": "json_files"}
    given: dict[str, list[str]] = {name: [] for name in names.values()}
    order = []
    for word in words:
        name, _, value = word.partition("=")
        order.append(names[name])
        given[names[name]].append(value)
    found = paired(order, given["formats"], given["outputs"], given["json_files"])
    return [(each.format, each.file) for each in found]


@tried_with(
    ("words", "found"),
    [
        ((), [("text", None)]),
        (("format=json",), [("json", None)]),
        (("json",), [("json", None)]),
        (("json", "json"), [("json", None)]),
        (("output=a",), [("text", "a")]),
        (("format=json", "output=a"), [("json", "a")]),
        (("output=a", "format=json"), [("json", "a")]),
        (("json", "output=a"), [("json", "a")]),
        (("output=a", "json"), [("json", "a")]),
        (("format=json", "output=a", "format=text"), [("json", "a"), ("text", None)]),
        (("format=text", "format=json", "output=a"), [("text", None), ("json", "a")]),
        (
            ("format=json", "output=a", "format=text", "output=b"),
            [("json", "a"), ("text", "b")],
        ),
        (("j=d",), [("dive-json", "d")]),
        (("j=d", "format=text"), [("dive-json", "d"), ("text", None)]),
        (("format=text", "j=d", "output=a"), [("text", "a"), ("dive-json", "d")]),
    ],
)
def test_pairs(words: tuple[str, ...], found: list[tuple[str, str | None]]) -> None:
    assert pairs(*words) == found


@pytest.mark.parametrize(
    "words",
    [
        ("format=json", "output=a", "output=b"),
        ("output=a", "output=b"),
        ("output=a", "format=json", "format=text"),
    ],
)
def test_an_output_without_a_format(words: tuple[str, ...]) -> None:
    with pytest.raises(UsageError, match="has no --format"):
        pairs(*words)


@tried_with(
    ("words", "found"),
    [
        (["--json", "app.tar"], ["--json", "app.tar"]),
        (["app.tar", "--json"], ["app.tar", "--json"]),
        (["--json", "out.json", "app.tar"], ["-j", "out.json", "app.tar"]),
        (["app.tar", "--json", "OUT.JSON"], ["app.tar", "-j", "OUT.JSON"]),
        (["app.tar", "--json", "/dev/stdout"], ["app.tar", "-j", "/dev/stdout"]),
        (["--json=out", "app.tar"], ["-j", "out", "app.tar"]),
        (["--json", "--", "out.json"], ["--json", "--", "out.json"]),
        (["--json", "--ci", "out.json"], ["--json", "--ci", "out.json"]),
    ],
)
def test_dives_json_takes_a_file_where_the_word_can_be_no_image(
    words: list[str], found: list[str]
) -> None:
    assert with_dive_json(words) == found


def test_a_report_has_the_mode_of_new_files_and_keeps_that_of_old_ones(tmp_path: Path) -> None:
    new, old, link = tmp_path / "new", tmp_path / "old", tmp_path / "link"
    old.write_text("longer than what comes")
    old.chmod(0o640)
    link.symlink_to(old)
    mask = os.umask(0o022)
    try:
        write_reports([ReportTarget("json", str(new)), ReportTarget("json", str(link))], ())
    finally:
        os.umask(mask)
    assert new.stat().st_mode & 0o777 == 0o644
    assert link.is_symlink()
    assert old.stat().st_mode & 0o777 == 0o640
    assert old.read_text() == new.read_text() == "[\n\n]\n"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["link", "new", "old"]


def test_two_names_of_one_file_are_one_place(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "a")
    other = str(tmp_path / "link")
    with pytest.raises(UsageError, match="two reports would go to"):
        check_targets([ReportTarget("json", str(tmp_path / "a")), ReportTarget("text", other)])


def test_a_file_that_cannot_be_written_is_said_and_stops_no_other(run: Run, tmp_path: Path) -> None:
    """The rules' message comes, too: of the exit codes the highest counts."""
    words = ["--format", "json", "--output", "/proc/no", "--format", "csv", "--output"]
    said = run("audit", SAMPLE, "--max-size", "1", *words, tmp_path / "csv")
    assert (said.code, said.out) == (3, b"")
    unwritten, failed = said.err.splitlines()
    assert unwritten == "layerscope: /proc/no cannot be written: No such file or directory"
    assert failed.endswith("1 rule failed: max_size")
    assert (tmp_path / "csv").read_text().startswith("kind,image,")


@pytest.mark.parametrize(
    ("words", "option"),
    [(["audit"], "--output"), (["diff", SAMPLE], "--output"), (["squash"], "--save")],
)
def test_a_folder_that_may_not_be_entered_is_said(
    run: Run, monkeypatch: pytest.MonkeyPatch, words: list[str], option: str
) -> None:
    there = Path.stat

    def refuse(path: Path, **options: bool) -> os.stat_result:
        if str(path).startswith("/locked/"):
            raise PermissionError(13, "Permission denied", str(path))
        return there(Path("/") if str(path) == "/locked" else path, **options)

    monkeypatch.setattr(Path, "stat", refuse)
    said = run(*words, SAMPLE, option, "/locked/x")
    assert (said.code, said.out) == (2, b"")
    assert said.err == f"layerscope: {option} /locked/x: Permission denied\n"


def test_what_is_no_file_is_written_as_it_comes(tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_reports([ReportTarget("json", str(fifo))], ())
        assert os.read(reader, 100) == b"[\n\n]\n"
    finally:
        os.close(reader)
    assert fifo.is_fifo()


@pytest.mark.parametrize("output", ["image.tar", "link.tar", "layerscope.toml"])
def test_no_report_replaces_what_is_read(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, output: str
) -> None:
    spec = ImageSpec(layers=[[file("a", b"1")]])
    format_named("docker-legacy").write(tmp_path / "image.tar", spec)
    (tmp_path / "link.tar").hardlink_to(tmp_path / "image.tar")
    (tmp_path / "layerscope.toml").write_text("[audit]\n")
    monkeypatch.chdir(tmp_path)
    before = (tmp_path / output).read_bytes()
    said = run("audit", "--json", "--output", output, "docker-archive:image.tar")
    assert said.code == 2
    assert f"{output}: would replace" in said.err
    assert (tmp_path / output).read_bytes() == before
    if output != "layerscope.toml":  # dive's JSON applies no rule
        assert run("view", "-j", output, "image.tar").code == 2
        assert (tmp_path / output).read_bytes() == before
    assert run("audit", "image.tar", "--json", "--output", "other.json").code == 0


def test_no_report_replaces_a_part_of_an_image_or_its_dockerfile(run: Run, tmp_path: Path) -> None:
    spec = ImageSpec(layers=[[file("a", b"1")]])
    image = tmp_path / "image"
    format_named("oci-dir").write(image, spec)
    dockerfile = tmp_path / "Dockerfile"
    dockerfile.write_text("FROM scratch\nCOPY a /\n")
    given = ("audit", str(image), "--dockerfile", str(dockerfile), "--format", "sarif", "--output")
    for output in (image / "index.json", dockerfile):
        before = output.read_bytes()
        said = run(*given, str(output))
        assert (said.code, "would replace" in said.err) == (2, True)
        assert output.read_bytes() == before
    assert run(*given, str(image / "new.sarif")).code == 0
