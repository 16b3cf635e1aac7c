"""``init``: a rule file that the image passes, and that is not overwritten by mistake."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING

import pytest

from tests.build_image import ImageSpec, file, format_named

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run


@pytest.fixture
def image(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    layers = [[file("a", bytes(3_000_000))], [file("a", b"x" * 2_000_000)]]
    return format_named("docker-legacy").write(tmp_path / "i.tar", ImageSpec(layers=layers))


def test_audit_finds_it_and_passes(run: Run, image: Path, tmp_path: Path) -> None:
    said = run("init", image)
    assert (said.code, said.err) == (0, "")
    path = tmp_path / "work" / "layerscope.toml"
    assert path.stat().st_mode & 0o444
    assert 'max_size = "5.5MB"' in path.read_text()
    said = run("audit", image)
    assert said.code == 0
    assert "Rules (layerscope.toml): passed" in said.text
    assert "max_wasted_bytes  3.00 MB, at most 3.30 MB allowed" in said.text


def test_a_file_that_is_there_stays(run: Run, image: Path, tmp_path: Path) -> None:
    path = tmp_path / "work" / "layerscope.toml"
    path.write_text("# mine\n")
    said = run("init", image)
    assert said.code == 2
    assert "--force" in said.err
    assert path.read_text() == "# mine\n"
    assert run("init", image, "--force").code == 0
    assert "max_layers = 3" in path.read_text()


def test_what_cannot_be_written_is_said_with_its_name(
    run: Run, image: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_: object) -> tuple[int, str]:
        raise PermissionError(13, "Permission denied", "/somewhere/.new-2l0qqjka")

    path = image.parent / "work" / "layerscope.toml"
    path.symlink_to(path.name)
    said = run("init", image, "--force")
    assert said.code == 3
    told = "layerscope.toml cannot be written: Too many levels of symbolic links"
    assert said.err == f"layerscope: {told}\n"
    path.unlink()
    monkeypatch.setattr(tempfile, "mkstemp", refuse)
    said = run("init", image)
    assert said.code == 3
    assert said.err == "layerscope: layerscope.toml cannot be written: Permission denied\n"


def test_nothing_is_written_for_what_cannot_be_read(run: Run, image: Path, tmp_path: Path) -> None:
    assert run("init", tmp_path / "none.tar").code == 3
    image.write_bytes(image.read_bytes()[:-2_000_000])
    assert run("init", image).code in {2, 3, 4}
    assert not (tmp_path / "work" / "layerscope.toml").exists()
