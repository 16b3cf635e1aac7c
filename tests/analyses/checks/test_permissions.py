"""setuid, setgid and what everyone may write."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from inspector.analyses.checks.permissions import permission_findings
from inspector.analyses.checks.sweep import sweep
from tests.analyses.checks.audited import USUAL, rows
from tests.build_image import char, directory, fifo, file, hardlink, symlink, whiteout
from tests.tree.world import world

if TYPE_CHECKING:
    from pathlib import Path

    from tests.build_image import Member

BUT = USUAL | {"copied-metadata"}
BITS = [("setuid-file", 0o4755), ("setgid-file", 0o2755), ("world-writable", 0o666)]


@pytest.mark.parametrize(("kind", "mode"), BITS, ids=[kind for kind, _ in BITS])
def test_each_permission(tmp_path: Path, kind: str, mode: int) -> None:
    planted = file("opt/tool", b"12345", mode=mode)
    found = [(kind, 1, "/opt/tool", None, None, "warning")]
    assert rows(tmp_path, [directory("opt")], [planted]) == found
    mended = file("opt/tool", b"12345", mode=0o755)
    gone = [(kind, 1, "/opt/tool", None, 2, "note")]
    for later in (whiteout("opt/tool"), mended, whiteout("opt")):
        assert rows(tmp_path, [directory("opt")], [planted], [later], but=BUT) == gone
    # A newer one is the one that counts.
    newer = [(kind, 2, "/opt/tool", None, None, "warning")]
    again = file("opt/tool", b"1", mode=mode)
    assert rows(tmp_path, [directory("opt")], [planted], [again]) == newer
    assert rows(tmp_path, [planted, mended], but=BUT | {"duplicate-path"}) == []
    assert rows(tmp_path, [directory("opt")], [mended]) == []


def test_usual_programs_of_a_distribution_are_notes(tmp_path: Path) -> None:
    for path, level in (
        ("usr/bin/su", "note"),
        ("bin/mount", "note"),
        ("usr/lib/openssh/ssh-keysign", "note"),
        ("opt/su", "warning"),
        ("usr/bin/make", "warning"),
    ):
        (row,) = rows(tmp_path, [file(path, b"1", mode=0o4755)])
        assert row == ("setuid-file", 0, f"/{path}", None, None, level)


@pytest.mark.parametrize(
    "harmless",
    [
        directory("tmp", mode=0o1777),
        directory("var/mail", mode=0o2775),
        symlink("a", "b"),
        char("dev/null", 1, 3, mode=0o666),
        fifo("run/pipe", mode=0o666),
    ],
    ids=lambda member: str(member.name),
)
def test_what_is_as_it_should_be(tmp_path: Path, harmless: Member) -> None:
    assert rows(tmp_path, [harmless]) == []


def test_writable_files_of_a_directory_are_one_row_a_layer(tmp_path: Path) -> None:
    first = [directory("app"), *(file(f"app/{at}", b"1", mode=0o666) for at in range(3))]
    second = [file("app/3", b"1", mode=0o777), directory("srv", mode=0o777)]
    assert rows(tmp_path, first, second) == [
        ("world-writable", 0, "/app", None, None, "warning"),
        ("world-writable", 1, "/app/3", None, None, "warning"),
        ("world-writable", 1, "/srv", None, None, "warning"),
    ]


def test_paths_that_lead_through_a_symlink_are_found_where_they_lie(tmp_path: Path) -> None:
    layer = [directory("usr/bin"), symlink("bin", "usr/bin"), file("bin/x", b"1", mode=0o4755)]
    (row,) = rows(tmp_path, layer, but=BUT | {"symlink-parent"})
    assert row[:3] == ("setuid-file", 0, "/usr/bin/x")


def test_what_is_too_much_to_look_at_is_counted(tmp_path: Path) -> None:
    image = world(tmp_path / "i.tar", [file(str(at), mode=0o4755) for at in range(5)])
    swept = sweep(image.tree, [layer.entries for layer in image.image.layers], most=3)
    found = permission_findings(swept, 10)
    assert [each.id for each in found] == ["setuid-file"] * 3 + ["more-findings"]
    assert found[-1].message == "permissions of 2 more paths are not listed"


def test_each_name_of_a_file_counts(tmp_path: Path) -> None:
    layer = [file("a", b"1", mode=0o4755), hardlink("b", "a")]
    assert {row[2] for row in rows(tmp_path, layer)} == {"/a", "/b"}
