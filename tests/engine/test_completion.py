"""The script of ``layerscope completion bash`` in the shell that it is for."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.engine.tools import clean_environment

if TYPE_CHECKING:
    from collections.abc import Sequence

pytestmark = pytest.mark.engine

ROOT = Path(__file__).parents[2]


def completed(line: str, words: Sequence[str], folder: Path) -> list[str]:
    """Return what bash would insert behind a line; ``words`` are the line as bash divides it."""
    script = f"""
        eval "$(layerscope completion bash)"
        COMP_LINE={shlex.quote(line)} COMP_POINT={len(line)}
        COMP_WORDS=({shlex.join(words)}) COMP_CWORD={len(words) - 1}
        _layerscope_completion layerscope 2>/dev/null
        printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    path = f"{folder}:{clean_environment()['PATH']}"
    done = subprocess.run(
        ["bash", "--norc", "-c", script],  # noqa: S607
        env=clean_environment(PATH=path, HOME=str(folder)),
        cwd=ROOT / "sample_images",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    return done.stdout.splitlines()


def test_bash_completes(tmp_path: Path) -> None:
    program = tmp_path / "layerscope"
    program.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m inspector "$@"\n')
    program.chmod(0o755)
    line = "layerscope cat hello.tar /he"
    assert completed(line, line.split(), tmp_path) == ["/hello.txt"]
    line = "layerscope hello.tar --image example.com/hello:"
    words = ["layerscope", "hello.tar", "--image", "example.com/hello", ":"]
    assert completed(line, words, tmp_path) == ["1"]
    line = "layerscope audit --format=ju"
    words = ["layerscope", "audit", "--format", "=", "ju"]
    assert completed(line, words, tmp_path) == ["junit"]
