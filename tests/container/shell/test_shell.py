"""Lines as a whole: their exit codes, what they change, what is not understood."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from inspector.container.shell import COMMANDS, CommandError
from inspector.errors import ExitCode

if TYPE_CHECKING:
    from tests.container.shell.conftest import Tried


@pytest.mark.parametrize(
    ("line", "code", "output"),
    [
        ("true && echo yes || echo no", 0, "yes\n"),
        ("false && echo yes || echo no", 0, "no\n"),
        ("false; echo next", 0, "next\n"),
        ("echo next; false", 1, "next\n"),
        ("cat missing 2>/dev/null", 1, ""),
        ("echo x >/dev/null", 0, ""),
        ("cat f missing > o 2>&1; cat o", 0, "first\ncat: missing: No such file or directory\n"),
        ("cat missing 2>&1 >/dev/null", 1, "cat: missing: No such file or directory\n"),
        ("cat f missing >/dev/null 2>&1", 1, ""),
        ("echo x >&2 2>/dev/null", 0, "x\n"),
        ("/bin/echo x; /usr/bin/echo y", 0, "x\ny\n"),
        ("echo *", 0, "etc f g link nowhere var\n"),
        ("echo var/lists/*", 0, "var/lists/one var/lists/two\n"),
        ("echo var/lists/.*", 0, "var/lists/. var/lists/.. var/lists/.lock\n"),
        ("echo */conf no/* '*'", 0, "etc/conf no/* *\n"),
        ("cd etc && pwd && cat conf", 0, "/etc\nport = 80\nhost = a\n"),
        ("cd; pwd", 0, "/bin/sh: 1: cd: can't cd to /root\n/\n"),
        ("echo a > no/such", 2, "/bin/sh: 1: cannot create no/such: Directory nonexistent\n"),
        ("echo a > etc", 2, "/bin/sh: 1: cannot create etc: Is a directory\n"),
        (": > no/x; echo never", 2, "/bin/sh: 1: cannot create no/x: Directory nonexistent\n"),
    ],
)  # fmt: skip
def test_a_line(sh: Tried, line: str, code: int, output: str) -> None:
    assert sh(line) == (code, output)


def test_a_result_says_what_changed(sh: Tried) -> None:
    result = sh.shell.run("rm -r var/lists && chmod 600 f && echo new > n")
    assert result.stored_bytes == len("first\n") + len("new\n")
    assert result.changes.copied_up == ("/f", "/var")
    assert result.changes.hidden == ("/var/lists",)
    assert result.changes.written == ("/n",)
    result = sh.shell.run("rm n; echo more >> f")
    assert result.changes.dropped == ("/n",)
    assert result.changes.written == ("/f",)
    assert result.stored_bytes == len("more\n") - len("new\n")


def test_output_goes_to_a_file_once_it_is_open(sh: Tried) -> None:
    assert sh("ls > list; cat list") == (0, "etc\nf\ng\nlink\nlist\nnowhere\nvar\n")
    assert sh("echo l* > later; cat later") == (0, "link list\n")
    assert sh("cat f >> f") == (1, "cat: f: input file is output file\n")
    assert sh("cat f > f; cat f") == (0, "")
    assert sh("echo lost > gone; rm gone") == (0, "")


def test_a_file_that_is_opened_is_copied_up(sh: Tried) -> None:
    sh(": >> f")
    assert sh.shows == ["file /f copied-up"]
    assert sh("stat -c '%h %Y' f g") == (0, "1 100\n2 100\n")


def test_a_directory_is_kept_from_line_to_line(sh: Tried) -> None:
    sh("cd var/lists")
    assert sh("rm one; pwd") == (0, "/var/lists\n")
    assert sh.shows == ["dir /var copied-up", "dir /var/lists copied-up", "whiteout /var/lists/one"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "touch a; apt-get clean",
            "apt-get is not understood: no program runs in this container; understood: cat cd",
        ),
        ("touch a; rm -q a", "rm: -q is not understood; understood: -r -f"),
        ("touch a; rm --recursiv --nothing a", "rm: --nothing is not understood"),
        ("touch a; e*", "e* is not understood"),
        ("touch a; A=b", "A=b is not understood"),
        ("touch a; ls | wc", "| is not understood (pipes)"),
        ("touch a; mkdir -m", "mkdir: a value is missing after -m"),
        ("touch a; touch -d tomorrow b", "touch: the date 'tomorrow' is not understood"),
        ("touch a; sed -i y/a/b/ f", "sed: y is not understood"),
        ("touch a; find . -exec rm {} +", "find: -exec is not understood"),
        ("touch a; dd if=/dev/zero of=x", "dd: if=/dev/zero never ends"),
        ("touch a; dd if=/dev/urandom of=x count=1", "dd: if=/dev/urandom is not understood"),
        ("touch a; tar -cf x y", "tar: -c is not understood"),
        ("touch a; printf %f 1", "printf: %f is not understood"),
        ("touch a; stat -c %z f", "stat: %z is not understood"),
        ("touch a; cp --preserve=all,x a b", "cp: --preserve=x is not understood"),
    ],
)
def test_what_is_not_understood_is_said_and_nothing_runs(sh: Tried, line: str, said: str) -> None:
    with pytest.raises(CommandError) as raised:
        sh(line)
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)
    assert raised.value.exit_code is ExitCode.USAGE
    assert sh.shows == []


def test_the_page_names_each_command() -> None:
    page = (Path(__file__).parents[3] / "docs" / "container.md").read_text()
    assert [each.name for each in COMMANDS if f"`{each.name}`" not in page] == []


def test_a_files_name_that_looks_like_an_option_ends_the_command_alone(sh: Tried) -> None:
    code, output = sh("touch ./-q; rm *; echo on")
    assert (code, output.splitlines()[-1]) == (0, "on")
    assert "-q is not understood" in output


@pytest.mark.parametrize("command", [each.name for each in COMMANDS])
def test_each_command_ends_without_words_and_with_odd_ones(sh: Tried, command: str) -> None:
    for words in ("", " ''", " / .. . ''", " nowhere/ link/ f/ etc/", " no/such f/x 'a b'", " --"):
        try:
            code, _ = sh(command + words)
        except CommandError:
            continue
        assert 0 <= code < 256
