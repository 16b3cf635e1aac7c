"""What the program does where nothing compiled is installed, and where the system is not Linux."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SAMPLES = Path("sample_images")
# Runs commands, one a line of stdin, with modules and names gone; prints what each gave as JSON.
PROBE = """
import io, json, os, signal, sys
blocked, names = json.loads(sys.argv[1])
class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in blocked:
            raise ModuleNotFoundError(name=name)
for name in list(sys.modules):
    if name.partition(".")[0] in blocked:
        del sys.modules[name]
sys.meta_path.insert(0, Blocker())
for name in names:
    module, _, attribute = name.partition(".")
    vars(sys.modules[module]).pop(attribute, None)
from inspector.cli import main
for line in sys.stdin:
    out, error, kept = io.BytesIO(), io.StringIO(), (sys.stdout, sys.stderr)
    sys.stdout, sys.stderr = io.TextIOWrapper(out, "utf-8"), error
    try:
        main(json.loads(line))
    except SystemExit as end:
        code = end.code
    sys.stdout.flush()
    text = out.getvalue().decode()
    sys.stdout, sys.stderr = kept
    print(json.dumps([code, text, error.getvalue()]))
"""
PURE = ("ahocorasick_rs", "isal", "xxhash")
POSIX = (
    "_posixsubprocess",
    "curses",
    "fcntl",
    "grp",
    "pty",
    "pwd",
    "resource",
    "syslog",
    "termios",
)
COMPILED = (*PURE, "tree_sitter", "tree_sitter_bash", "zstandard")


def answers(
    commands: list[list[str]], blocked: tuple[str, ...] = (), names: tuple[str, ...] = ()
) -> list[tuple[int, str, str]]:
    """Return (exit code, stdout, stderr) of each command in a program that lacks these."""
    done = subprocess.run(
        [sys.executable, "-c", PROBE, json.dumps([blocked, names])],
        input="".join(json.dumps(each) + "\n" for each in commands),
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "CI": ""},  # where it is true, rules of dive's decide
    )
    return [tuple(json.loads(line)) for line in done.stdout.splitlines()]


IMAGE, GZIP = (str(SAMPLES / name) for name in ("lecture.tar", "lecture-oci-gzip.tar"))
LARGE = [
    ["audit", "--json", "--no-cache", GZIP],
    ["audit", "--json", "--no-cache", "inspector/lessons/images/secret.tar"],
    ["ls", "--changes", "--layer", "2", GZIP],
]
PLAIN = [[IMAGE], ["history", IMAGE], ["ls", IMAGE, "/etc"], ["--help"], ["learn"]]


@pytest.fixture(scope="module")
def usual() -> list[tuple[int, str, str]]:
    """What a program that lacks nothing answers."""
    return answers([*LARGE, *PLAIN])


def test_without_fast_libraries_the_answers_are_the_same(usual: list[tuple[int, str, str]]) -> None:
    assert answers(LARGE, PURE) == usual[: len(LARGE)]


def test_without_any_compiled_library_what_cannot_be_read_is_said_in_one_line() -> None:
    zstd = str(SAMPLES / "lecture-oci-zstd.tar")
    listed, audited = answers([["ls", zstd], ["audit", IMAGE]], COMPILED)
    assert (listed[0], listed[1]) == (4, "")
    assert all("needs the Python package zstandard" in line for line in listed[2].splitlines())
    assert audited[0] == 0
    assert "608 kB" in audited[1]


def test_plain_commands_start_without_modules_and_names_of_posix(
    usual: list[tuple[int, str, str]],
) -> None:
    names = tuple(f"signal.{name}" for name in ("SIGHUP", "SIGALRM", "SIGTSTP", "SIGCONT"))
    names += ("os.sched_getaffinity", "os.posix_fadvise", "os.O_TMPFILE", "os.O_PATH")
    assert answers(PLAIN, POSIX, names) == usual[len(LARGE) :]
