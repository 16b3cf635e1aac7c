"""``sed``: substitutions, deletions, and the file that ``-i`` replaces."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.container.shell.conftest import Tried


@pytest.mark.parametrize(
    ("script", "output"),
    [
        ("'s/80/8080/'", "port = 8080\nhost = a\n"),
        ("'s/t/T/g'", "porT = 80\nhosT = a\n"),
        ("'s|=|:|;s/o/0/'", "p0rt : 80\nh0st : a\n"),
        ("-e 2d -e 's/^/# /'", "# port = 80\n"),
        ("'/^host/d'", "port = 80\n"),
        ("'$d'", "port = 80\n"),
        ("-n '/host/p'", "host = a\n"),
        ("-n 's/a$/b/p'", "host = b\n"),
        (r"'s/\(.*\) = \(.*\)/\2=\1/'", "80=port\na=host\n"),
        (r"-E 's/(.*) = ([0-9]+|a)/\2=\1/'", "80=port\na=host\n"),
        ("'s/o/&&/'", "poort = 80\nhoost = a\n"),
        ("'s/PORT/x/I'", "x = 80\nhost = a\n"),
        ("'s/[[:digit:]]*$/9/'", "port = 9\nhost = a9\n"),
        (r"'s/ \+= \?/=/'", "port=80\nhost=a\n"),
        ("'s/x*/-/g'", "-p-o-r-t- -=- -8-0-\n-h-o-s-t- -=- -a-\n"),
        ("'s/a*b/x/2'", "port = 80\nhost = a\n"),
        (r"'s/a\.b/x/'", "port = 80\nhost = a\n"),
        ("'s/.*//'", "\n\n"),
    ],
)
def test_scripts(sh: Tried, script: str, output: str) -> None:
    assert sh(f"sed {script} etc/conf") == (0, output)


def test_a_new_file_takes_the_place_of_the_old_one(sh: Tried) -> None:
    sh("chmod 640 f; sed -i s/first/1st/ f")
    assert sh("cat f g; stat -c '%a %h' f") == (0, "1st\nfirst\n640 1\n")
    assert sh("sed -i.bak s/80/81/ link; stat -c %F link link.bak; cat etc/conf") == (
        0, "regular file\nsymbolic link\nport = 80\nhost = a\n",
    )  # fmt: skip


def test_complaints(sh: Tried) -> None:
    assert sh("sed s/a/b/ x f") == (2, "sed: can't read x: No such file or directory\nfirst\n")
    assert sh("sed -i s/a/b/ etc f") == (4, "sed: couldn't edit etc: not a regular file\n")
