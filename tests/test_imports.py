"""The command line starts without the screen: seen at run time, where imports may hide.

Nor does it load the client of registries before one is asked.
"""

from __future__ import annotations

import subprocess
import sys

from tests.cases import tried_with

PROBE = """
import sys
from inspector.cli import main
try:
    main({arguments!r})
except SystemExit as end:
    assert not end.code, end.code
needless = {{"textual", "rich", "asyncio", "urllib3"}}
found = sorted({{name.split(".")[0] for name in sys.modules}} & needless)
print("screen:", found, file=sys.stderr)
"""


@tried_with(
    "arguments",
    [
        ["--help"],
        ["--version"],
        ["history", "sample_images/hello.tar"],
        ["ls", "--json", "sample_images/hello.tar"],
        ["audit", "--json", "sample_images/hello.tar"],
        ["learn"],
        ["learn", "deletion"],
        ["sample_images/hello.tar"],  # stdout is no terminal: the audit's text
    ],
)
def test_the_command_line_starts_without_textual(arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROBE.format(arguments=arguments)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "screen: []" in done.stderr


def test_the_history_of_a_plain_image_loads_what_it_needs() -> None:
    probe = """
import sys
from inspector.cli import main
try:
    main(["history", "sample_images/hello.tar"])
except SystemExit:
    print(*sys.modules, file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    loaded = set(done.stderr.split())
    assert "inspector.exports.docker.history" in loaded
    needless = {
        "bz2",
        "concurrent.futures",
        "inspector.reading.cache",
        "inspector.compression.frames",
    }
    needless |= {
        "inspector.compression.members",
        "inspector.lessons",
        "inspector.reading.contents",
        "inspector.ui",
        "isal",
    }
    needless |= {"inspector.gotemplate", "json", "logging", "lzma", "pathlib", "random"}
    needless |= {"platformdirs", "pygments", "shutil", "sqlite3", "tempfile", "zstandard"}
    needless |= {"inspector.registry", "inspector.formats.remote", "http", "ssl", "urllib3"}
    assert loaded & needless == set()


def test_an_audit_of_a_small_image_loads_no_more_than_it_needs() -> None:
    probe = """
import re, sys
from inspector.cli import main
compile, compiled = re._compiler.compile, []
re._compiler.compile = lambda *given: compiled.append(given[0]) or compile(*given)
try:
    main(["audit", "sample_images/hello.tar"])
except SystemExit:
    print(*sys.modules, file=sys.stderr)
    assert not [each for each in compiled if "placeholder" in str(each) or "APIKEY" in str(each)]
"""
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    loaded = set(done.stderr.split())
    assert "inspector.analyses.checks" in loaded
    needless = {
        "inspector.exports.audit.text.packages",
        "inspector.lessons",
        "inspector.reading.cache",
        "inspector.ui",
        "json",
    }
    needless |= {"pathlib", "platformdirs", "tempfile", "tree_sitter", "yaml"}
    assert loaded & needless == set()


def test_urllib3_waits_for_a_repository() -> None:
    probe = """
import sys
from inspector.limits import DEFAULT_LIMITS
from inspector.registry import RegistryReference, RegistrySettings, Repository
assert "urllib3" not in sys.modules
Repository(RegistryReference("a.example", "b"), settings=RegistrySettings(), limits=DEFAULT_LIMITS)
assert "urllib3" in sys.modules
"""
    subprocess.run([sys.executable, "-c", probe], check=True)


def test_help_loads_no_command() -> None:
    probe = "import sys; from inspector.cli import with_command; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    loaded = done.stdout.split()
    assert "inspector.cli" in loaded
    assert not [name for name in loaded if name.startswith(("inspector.tree", "inspector.formats"))]


def test_the_screen_starts_without_what_a_key_asks_for() -> None:
    probe = "import sys; from inspector.ui.shell.run import run_screen; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "inspector.ui.shell.main_screen" in loaded
    lesson = {name for name in loaded if name.startswith("inspector.ui.lesson.")}
    assert lesson == {"inspector.ui.lesson.feature"}
    assert not loaded & {
        "inspector.analyses.difference",
        "inspector.analyses.dive",
        "inspector.analyses.dockerfile",
        "inspector.gotemplate",
        "inspector.lessons",
        "inspector.ui.shell.keymap.table",
        "inspector.ui.viewer.screen",
        "inspector.registry",
        "pygments.lexers",
        "urllib3",
    }
