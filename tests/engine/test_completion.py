"""The scripts of ``layerscope completion`` in the shells that they are for, on terminals."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from benchmarks.terminal import Terminal
from tests.build_image import ImageSpec, directory, file, format_named
from tests.engine.tools import attempt, clean_environment

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.engine

ROOT = Path(__file__).parents[2]
# How each is started, and what of its settings makes it complete and show the prompt "@ ".
SHELLS = {
    "bash": (
        ["bash", "--noprofile", "-i"],
        ".bashrc",
        'PS1="@ "\neval "$(layerscope completion bash)"',
    ),
    "zsh": (
        ["zsh", "-i"],
        ".zshrc",
        'PS1="@ "\nautoload -Uz compinit && compinit -u\neval "$(layerscope completion zsh)"',
    ),
    "fish": (
        ["fish"],
        ".config/fish/config.fish",
        "set fish_greeting; function fish_prompt; echo @; end\nlayerscope completion fish | source",
    ),
}
HOSTILE = (
    "$(touch owned).txt",
    "`touch owned`.txt",
    ";touch owned.txt",
    "new\nline",
    "\x1b]0;pwn\x07",
)
# What is typed, and what is said where TAB and Enter follow.
LINES = {
    "cat app.tar /d/pl": "says d/plain.txt",
    "cat app.tar /d/sp\\ ": "says d/sp ace.txt",
    "cat app.tar '/d/sp ": "says d/sp ace.txt",
    "cat app.tar /d/it": "says d/it's.txt",
    "cat app.tar /d/co:l": "says d/co:lon:x.txt",
    "cat app.tar /d/文": "says d/文件.txt",
    "cat app.tar /d/\\$": "says d/$(touch owned).txt",
    "cat app.tar /d/\\`": "says d/`touch owned`.txt",
    "cat app.tar /d/\\;": "says d/;touch owned.txt",
    "cat app.tar /d/new": "no such path in the image at layer 0: /d/new",
    "cat c:o\t/d/pl": "says d/plain.txt",
    "cat ~/in\t/d/pl": "says d/plain.txt",
    "images app.tar --lang z": "名称",
}  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with archives, and an engine that asks for a password."""
    folder = tmp_path_factory.mktemp("home")
    names = ("plain.txt", "sp ace.txt", "it's.txt", "co:lon:x.txt", "文件.txt", *HOSTILE)
    layer = [directory("d"), *(file(f"d/{name}", f"says d/{name}\n".encode()) for name in names)]
    format_named("docker-legacy").write(folder / "app.tar", ImageSpec([layer]))
    for name in ("c:olon.tar", "in home.tar"):
        shutil.copy(folder / "app.tar", folder / name)
    (folder / "bin").mkdir()
    for name, script in (
        ("layerscope", f'PYTHONPATH={ROOT} exec {sys.executable} -m inspector "$@"'),
        ("docker", "printf Password: >/dev/tty; read x </dev/tty"),
        ("podman", "trap '' TERM; sleep 60 & wait"),
    ):
        (folder / "bin" / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / "bin" / name).chmod(0o755)
    return folder


@pytest.fixture(params=SHELLS)
def shell(request: pytest.FixtureRequest, home: Path) -> Iterator[Terminal]:
    words, name, settings = SHELLS[request.param]
    (home / name).parent.mkdir(parents=True, exist_ok=True)
    (home / name).write_text(settings + "\n")
    path = f"{home}/bin:{clean_environment()['PATH']}"
    own = {"PATH": path, "HOME": str(home), "TERM": "xterm-256color", "LANG": "C.UTF-8"}
    go = ["sh", "-c", 'cd "$HOME" && exec "$@"', "sh", *words]
    with Terminal(go, clean_environment(**own)) as terminal:
        assert terminal.wait(lambda: terminal.text.startswith("@"), 30.0) is not None
        terminal.settle(0.5, 5.0)
        yield terminal


def test_what_was_completed_is_what_is_meant(shell: Terminal, home: Path) -> None:
    for line, said in LINES.items():
        for part in f"layerscope {line}".split("\t"):
            shell.type(part.encode())
            shell.settle(0.2, 5.0)  # a tab that follows at once might be one of pasted text
            shell.type(b"\t")
        shell.type(b"\r")
        seen = shell.wait(lambda said=said: said in shell.text, 20.0)  # type: ignore[misc]
        assert seen is not None, f"{line!r}\n{shell.text}"
        shell.type(b"\x15\x0c")
        assert shell.wait(lambda said=said: said not in shell.text, 10.0)  # type: ignore[misc]
    assert not (home / "owned").exists()


def test_engines_ask_for_nothing_and_keep_no_one_waiting(shell: Terminal) -> None:
    shell.type(b"layerscope zz")
    shell.settle(0.2, 5.0)
    shell.type(b"\tQ")
    assert shell.wait(lambda: "layerscope zzQ" in shell.text, 5.0) is not None, shell.text
    assert "Password" not in shell.text


def test_a_bash_that_sorts_always_completes_too(home: Path) -> None:
    older = """
        complete() {
            case "$*" in *nosort*) echo "nosort: invalid option name" >&2; return 2; esac
            builtin complete "$@"
        }
        eval "$(layerscope completion bash)"
        builtin complete -p layerscope
    """
    path = f"{home}/bin:{clean_environment()['PATH']}"
    done = attempt(["bash", "--norc", "-c", older], env=clean_environment(PATH=path))
    assert done.stdout.strip() == b"complete -F _layerscope_completion layerscope"
    assert done.stderr == b""
