"""What is told of an imagined container: what is hidden, what is stored."""

from __future__ import annotations

from inspector.analyses.container_cost import ContainerCost
from inspector.container.content import Content
from inspector.container.shell import Changes, CommandResult
from inspector.container.stat import Stat, UpperRow
from inspector.exports.container import ContainerReport, RanCommand, render_json, render_text
from inspector.tarstream import Kind

NOTHING = Changes((), (), (), ())


def test_bytes_are_hidden_and_none_is_freed() -> None:
    changes = Changes(("/var",), ("/var/lists",), (), ())
    result = CommandResult("rm -rf /var/lists", 0, "", 0, changes)
    cost = ContainerCost(75_300_000, 14, 75_300_000, 14, (1,))
    rows = [
        UpperRow("/var", Stat(Kind.DIR, 0o755, 0, 0, 0, 0, 1, 1), is_copied_up=True),
        UpperRow("/var/lists", None),
    ]
    assert (
        render_text(ContainerReport([RanCommand(result, cost)], rows, 0, 124_000_000))
        == """\
$ rm -rf /var/lists
  copied up: /var
  hidden: /var/lists
  stores 0 B, hides 75.3 MB

The writable layer:
  copied up  drwxr-xr-x          0:0          -  /var
  whiteout                                       /var/lists

75.3 MB in 14 files are hidden, and none of it is freed: layer 1 still stores it.
The image stays 124 MB, and this layer adds 0 B: 124 MB together.
To make the image smaller, remove such files in the RUN that writes them.
"""
    )


def test_what_is_stored_again_is_said() -> None:
    result = CommandResult("chmod 600 f", 0, "", 2000, Changes(("/f",), (), (), ()))
    cost = ContainerCost(2000, 1, 0, 0, (0,))
    text = render_text(ContainerReport([RanCommand(result, cost)], [], 2000, 5000))
    assert "2.00 kB in 1 file had to be stored again: the image keeps its copy.\n" in text
    assert "this layer adds 2.00 kB: 7.00 kB together.\n" in text


def test_nothing_reaches_a_terminal_as_it_is() -> None:
    odd = "/\x1b[31m\n::error::"
    result = CommandResult(f"touch '{odd}'", 1, f"touch: \x1b {odd}\n::error::\n", 0, NOTHING)
    rows = [UpperRow(odd, Stat(Kind.SYMLINK, 0o777, 0, 0, 3, 0, 1, 1, link="\x1b]"))]
    report = ContainerReport([RanCommand(result, ContainerCost())], rows, 0, 0)
    text = render_text(report)
    assert "\x1b" not in text
    assert "\n::" not in text
    assert "exit code 1" in text
    assert render_json(report).isascii()


def test_many_paths_are_counted() -> None:
    changes = Changes((), (), tuple(f"/{number}" for number in range(1003)), ())
    result = CommandResult("x", 0, "", -5, changes)
    text = render_text(ContainerReport([RanCommand(result, ContainerCost())], [], 0, 0))
    assert "written: /0, /1, /2 and 1,000 more\n  stores 5 B less\n" in text


def test_a_row_has_what_applies() -> None:
    about = Stat(Kind.FILE, 0o644, 1, 2, 3, 4, 1, 9, xattrs={"user.a": b"\1"})
    row = UpperRow("/caf\udce9", about, content=Content.of_bytes(b"abc"))
    report = ContainerReport([], [row], 3, 5, {"/caf\udce9": "00"})
    assert render_json(report) == (
        '{"schema": 1, "commands": [], "upper": [{"path": "/caf\\udce9", "type": "file",'
        ' "mode": "0644", "uid": 1, "gid": 2, "size": 3, "mtime": 4, "xattrs": {"user.a": "01"},'
        ' "sha256": "00", "origin": "new"}], "bytes": 3, "hidden_bytes": 0, "image_bytes": 5}\n'
    )
