"""`extract` of images built by docker, beside the kernel's mount of the same layers."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from inspector.text import printable
from tests.engine import kernel
from tests.engine.layerscope import ROOT, command
from tests.engine.rows import Row, differences, without_layers
from tests.engine.tools import attempt, clean_environment

if TYPE_CHECKING:
    from tests.engine.specimens import Specimen

pytestmark = pytest.mark.engine

PLAIN = {"file", "dir", "symlink"}
LEFT_OUT = "layerscope: {}: skipped: "


def extracted(image: Path, target: Path, *words: str) -> list[str]:
    """Extract all of `image`; return what was said."""
    words = ("extract", str(image), "/", "--to", str(target), *words)
    done = attempt(command(*words), env=clean_environment(PYTHONPATH=str(ROOT)))
    assert (done.returncode, done.stdout) == (0, b""), done.stderr
    return done.stderr.decode().splitlines()


def expected_of(row: Row) -> Row:
    """Return what is kept of a row: no owner, no setuid, no attributes; links of files."""
    mode = f"{int(row.mode, 8) & 0o777:04o}"
    names = row.names if row.type == "file" else frozenset[str]()
    return replace(row, mode=mode, uid=0, gid=0, xattrs=(), names=names)


def may_lead_out(row: Row) -> bool:
    """Say whether a link could leave the directory: it begins at the root or goes up."""
    return row.type == "symlink" and (str(row.link).startswith("/") or ".." in str(row.link))


def test_what_is_extracted_is_what_the_kernel_shows(specimen: Specimen, home: Path) -> None:
    for layer in (specimen.last // 2, specimen.last):
        target = home / f"{specimen.tag.replace(':', '-')}-{layer}"
        said = extracted(specimen.archive, target, "--layer", str(layer))
        rows = [row for row in specimen.states.rows(layer) if row.path != "/"]
        found = [row for row in kernel.walk(target) if row.path != "/"]
        paths = {row.path for row in found}
        expected = [expected_of(row) for row in rows if row.path in paths]
        assert not differences(without_layers(expected), [expected_of(row) for row in found])
        for row in rows:
            if row.path not in paths:
                assert row.type not in PLAIN or may_lead_out(row), row
                start = LEFT_OUT.format(printable(row.path))
                assert any(line.startswith(start) for line in said), row


def test_no_link_leads_out(specimen: Specimen, home: Path) -> None:
    target = home / f"{specimen.tag.replace(':', '-')}-links"
    extracted(specimen.archive, target)
    links = [path for path in target.rglob("*") if path.is_symlink()]
    assert links
    for link in links:
        assert Path(os.path.realpath(link)).is_relative_to(target), link
