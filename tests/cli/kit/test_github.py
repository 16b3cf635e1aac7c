"""In a step of GitHub Actions the files that the runner names get the report."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.cli.conftest import Run

HELLO = "sample_images/hello.tar"


def test_summary_and_outputs_are_appended(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    summary, output = tmp_path / "summary", tmp_path / "output"
    summary.write_text("before\n")
    output.write_text("other=1\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    monkeypatch.setenv("GITHUB_OUTPUT", str(output))
    quiet = run("audit", HELLO)
    assert (summary.read_text(), output.read_text()) == ("before\n", "other=1\n")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert run("audit", HELLO).out == quiet.out
    assert summary.read_text().startswith("before\n### Layerscope: pass")
    assert output.read_text().startswith("other=1\nverdict=pass\nsize=27\n")


def test_an_image_that_cannot_be_read_is_an_error(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One or several: who reads the outputs must not take their absence for a pass."""
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    for nothing in (["nope.tar"], ["nope.tar", "neither.tar"]):
        summary, output = tmp_path / "summary", tmp_path / "output"
        monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
        monkeypatch.setenv("GITHUB_OUTPUT", str(output))
        assert run("audit", *nothing).code == 3
        assert output.read_text().startswith("verdict=error\n")
        assert f"unreadable={len(nothing)}\n" in output.read_text()
        assert "could not be read" in summary.read_text()
        summary.unlink()
        output.unlink()


def test_without_the_files_nothing_is_written_nor_said(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    monkeypatch.delenv("GITHUB_OUTPUT", raising=False)
    assert (run("audit", HELLO).code, run("audit", HELLO).err) == (0, "")


def test_a_file_that_cannot_be_written_is_said(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.delenv("GITHUB_OUTPUT", raising=False)
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "no" / "file"))
    said = run("audit", HELLO)
    assert said.code == 0
    assert "GITHUB_STEP_SUMMARY" in said.err
