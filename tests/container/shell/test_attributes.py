"""``chmod`` and ``chown``: a file is copied up with all its bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.container.shell.conftest import Tried

WARNING = "chown: warning: '.' should be ':': 'app.users'"


@pytest.mark.parametrize(
    ("line", "code", "output"),
    [
        ("chmod 600 f && stat -c %a f g", 0, "600\n644\n"),
        ("chmod u+x link && stat -c %a etc/conf", 0, "744\n"),
        ("chmod -R go-rwx var && stat -c %a var/lists/one var", 0, "600\n700\n"),
        ("chmod -x var/lists/one", 0, ""),
        ("chmod q f", 1, "chmod: invalid mode: 'q'\n"),
        ("chmod 600", 1, "chmod: missing operand after '600'\n"),
        ("chmod 600 x", 1, "chmod: cannot access 'x': No such file or directory\n"),
        ("chmod 600 nowhere", 1, "chmod: cannot operate on dangling symlink 'nowhere'\n"),
        ("chown app: f && stat -c '%u %g' f", 0, "1000 100\n"),
        ("chown :users f && stat -c '%U %G' f", 0, "root users\n"),
        ("chown 5:7 f && stat -c '%u %g' f", 0, "5 7\n"),
        ("chown -h app link && stat -c %u link etc/conf", 0, "1000\n0\n"),
        ("chown nobody f", 1, "chown: invalid user: 'nobody'\n"),
        ("chown app:none f", 1, "chown: invalid group: 'app:none'\n"),
        ("chgrp users f && stat -c %G f", 0, "users\n"),
        ("chmod -f 600 x", 1, ""),
        ("chown -f 5 x", 1, ""),
        ("chown app.users f && stat -c '%U %G' f", 0, f"{WARNING}\napp users\n"),
        ("chown app.none f", 1, "chown: invalid user: 'app.none'\n"),
        ("chown -v app f", 0, "changed ownership of 'f' from root to app\n"),
        ("chown -c 7:users f", 0, "changed ownership of 'f' from root:root to 7:users\n"),
        ("chown -v :0 f", 0, "group of 'f' retained as root\n"),
        ("chown -c 0 f", 0, ""),
        ("chown -R app var && stat -c %U var/lists/two", 0, "app\n"),
    ],
)
def test_attributes(sh: Tried, line: str, code: int, output: str) -> None:
    assert sh(line) == (code, output)


def test_all_bytes_of_a_tree_are_stored_again(sh: Tried) -> None:
    sh("chmod -R g+w var")
    assert sh.shell.filesystem.stored_bytes == 8000
