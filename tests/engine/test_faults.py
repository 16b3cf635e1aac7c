"""Faults of a machine that need its administrator: a full disk, a mount that goes."""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import layerscope
from tests.ui.pseudoterminal import SHOWN, START, Terminal, program
from tests.ui.stage import SAMPLES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(os.geteuid() != 0, reason="mounts file systems"),
]

IMAGE = SAMPLES / "lecture.tar"
# What the commands below write, by their arguments behind a full disk's folder.
WRITERS = {
    "a report": (["audit", IMAGE, "--format", "html", "--output", "{disk}/report.html"], 3),
    "an image": (["squash", IMAGE, "--layers", "0..1", "--save", "{disk}/image.tar"], 3),
    "files": (["extract", IMAGE, "/", "--to", "{disk}/files"], 1),
    "tables": (["fleet", IMAGE, "--out", "{disk}/tables"], 3),
}


@contextmanager
def disk(folder: Path, size: str) -> Iterator[Path]:
    """Give a disk of its own of this size."""
    folder.mkdir()
    subprocess.run(["/bin/mount", "-t", "tmpfs", "-o", f"size={size}", "none", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["/bin/umount", "-l", folder], check=False, stderr=subprocess.DEVNULL)


def said(*words: object, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        layerscope(*map(str, words)),
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | environ,
    )


@pytest.mark.parametrize("what", WRITERS)
def test_on_a_full_disk_a_file_is_whole_or_not_there(tmp_path: Path, what: str) -> None:
    words, code = WRITERS[what]
    with disk(tmp_path / "disk", "64k") as full:
        done = said(*(str(word).format(disk=full) for word in words))
        assert done.returncode == code
        assert "No space left on device" in done.stderr
        assert "error" not in done.stderr
        assert [each for each in full.rglob(".new-*") if each.is_file()] == []
        assert not (full / "report.html").exists()
        assert not (full / "image.tar").exists()


def test_a_full_disk_for_temporary_files_and_the_cache(tmp_path: Path) -> None:
    usual = said("audit", IMAGE)
    with disk(tmp_path / "disk", "8k") as full:
        cached = said("audit", IMAGE, XDG_CACHE_HOME=str(full))
        assert (cached.returncode, cached.stdout, cached.stderr) == (0, usual.stdout, "")
        shutil.rmtree(full / "layerscope", ignore_errors=True)
        with IMAGE.open("rb") as image:
            piped = subprocess.Popen(["/bin/cat"], stdin=image, stdout=subprocess.PIPE)
        done = subprocess.run(
            layerscope("audit", "-"),
            stdin=piped.stdout,
            capture_output=True,
            text=True,
            check=False,
            env=os.environ | {"TMPDIR": str(full)},
        )
        assert piped.stdout is not None
        piped.stdout.close()
        piped.wait()
        assert done.returncode == 3
        assert "No space left on device" in done.stderr
        assert len(done.stderr.splitlines()) == 1
        assert list(full.iterdir()) == []


def test_a_mount_that_goes_while_its_archive_is_open(tmp_path: Path) -> None:
    with disk(tmp_path / "disk", "20m") as mounted:
        image = shutil.copy(IMAGE, mounted / "image.tar")
        with Terminal(tmp_path, program(START, str(image))) as terminal:
            terminal.read(until=SHOWN)
            subprocess.run(["/bin/umount", "-l", mounted], check=True)
            terminal.press(b"2345671")
            terminal.check_leaves()
        done = said("audit", image)
        assert done.returncode == 3
        assert "no such file" in done.stderr
